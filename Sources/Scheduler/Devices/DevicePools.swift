import KubernetesAPI

/// A device in the whole cluster.
struct DeviceID: Hashable, Sendable {
    var driver: String
    var pool: String
    var device: String

    init(driver: String, pool: String, device: String) {
        self.driver = driver
        self.pool = pool
        self.device = device
    }

    init(_ result: ResourceV1.DeviceRequestAllocationResult) {
        self.init(driver: result.driver, pool: result.pool, device: result.device)
    }
}

/// Devices as drivers publish them, found by the nodes that can reach them.
struct DevicePools: Sendable {
    /// A pool in the whole cluster.
    struct PoolID: Hashable, Sendable {
        var driver: String
        var pool: String
    }

    /// A device and from where it can be reached.
    struct Device: Sendable {
        var id: DeviceID
        var device: ResourceV1.Device
        /// The nodes that the slice, or the device itself, names: one, some by labels, or all if both are nil.
        var nodeName: String?
        var nodeSelector: NodeSelector?
        var required: RequiredNodes?
    }

    private var byNode: [String: [Device]] = [:]
    private var shared: [Device] = []
    /// What devices of a pool share and use up together, by set and counter.
    private(set) var counters: [PoolID: [String: [String: Quantity]]] = [:]
    private(set) var all: [DeviceID: ResourceV1.Device] = [:]
    /// Pools of which slices are still to come, with what is known of them.
    private var incomplete: [(id: PoolID, spec: ResourceV1.ResourceSliceSpec)] = []

    /// - Parameter rules: what gives devices further taints.
    init(_ slices: [ResourceV1.ResourceSlice], rules: [ResourceV1beta2.DeviceTaintRule] = []) {
        var pools: [PoolID: [ResourceV1.ResourceSliceSpec]] = [:]
        for slice in slices {
            let id = PoolID(driver: slice.spec.driver, pool: slice.spec.pool.name)
            // Only the newest generation counts.
            let newest = pools[id]?.first?.pool.generation ?? .min
            if slice.spec.pool.generation > newest { pools[id] = [slice.spec] }
            if slice.spec.pool.generation == newest { pools[id]?.append(slice.spec) }
        }
        for (id, specs) in pools.sorted(by: { ($0.key.driver, $0.key.pool) < ($1.key.driver, $1.key.pool) }) {
            // Some slices are still to come: what is in them is not known, and what others share neither.
            guard specs.count >= specs[0].pool.resourceSliceCount else {
                incomplete += specs.map { (id, $0) }
                continue
            }
            for set in specs.flatMap(\.sharedCounters) { counters[id, default: [:]][set.name] = set.counters.mapValues(\.value) }
            for spec in specs { for device in spec.devices { add(device, spec, id, rules) } }
        }
    }

    private mutating func add(_ device: ResourceV1.Device, _ spec: ResourceV1.ResourceSliceSpec, _ pool: PoolID, _ rules: [ResourceV1beta2.DeviceTaintRule]) {
        let isOwn = spec.perDeviceNodeSelection ?? false
        let selector = isOwn ? device.nodeSelector : spec.nodeSelector
        let name = (isOwn ? device.nodeName : spec.nodeName).flatMap { $0.isEmpty ? nil : $0 }
        let isEverywhere = (isOwn ? device.allNodes : spec.allNodes) ?? false
        guard name != nil || selector != nil || isEverywhere else { return }
        let id = DeviceID(driver: pool.driver, pool: pool.pool, device: device.name)
        var device = device
        device.taints += rules.compactMap { $0.taint(of: id) }
        all[id] = device
        let found = Device(
            id: id, device: device, nodeName: name, nodeSelector: selector, required: RequiredNodes(labels: [:], selector: selector))
        if let name { byNode[name, default: []].append(found) } else { shared.append(found) }
    }

    /// A pool that the node can reach and that is not wholly known yet.
    func incomplete(on node: NodeDescription) -> PoolID? {
        incomplete.first { _, spec in
            if spec.allNodes == true || spec.nodeName == node.name || spec.perDeviceNodeSelection == true { return true }
            return spec.nodeSelector.flatMap { RequiredNodes(labels: [:], selector: $0) }?.matches(node) ?? false
        }?.id
    }

    /// The devices that a node can reach.
    func devices(on node: NodeDescription) -> [Device] {
        (byNode[node.name] ?? []) + shared.filter { $0.required?.matches(node) ?? true }
    }
}
