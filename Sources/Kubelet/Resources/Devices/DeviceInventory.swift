import DevicePlugins
import Foundation

/// What is known of devices and to whom they were given. A value: `DeviceManager` keeps one behind a lock.
struct DeviceInventory {
    /// One device as its plug-in tells of it.
    struct Device: Equatable {
        var id: String
        var healthy: Bool
        /// NUMA nodes that it is near to; nil when the plug-in does not say.
        var nodes: [Int]?
    }

    /// A resource with all its devices, by ID.
    struct Resource {
        var devices: [String: Device] = [:]
        /// Since when its plug-in is away, as `WallClock.monotonic`; nil while it is there.
        var stoppedAt: Duration?

        var healthy: Set<String> { Set(devices.values.filter(\.healthy).map(\.id)) }
    }

    /// What a container was given of a resource.
    struct Allocation: Equatable {
        /// By NUMA node; -1 when it is not known.
        var devices: [Int: [String]]
        /// The plug-in's answer.
        var response: DPContainerAllocateResponse

        var ids: Set<String> { Set(devices.values.joined()) }
    }

    var resources: [String: Resource] = [:]
    /// By pod's UID, container and resource.
    var allocations: [String: [String: [String: Allocation]]] = [:]

    /// The devices of a resource that somebody has.
    func inUse(_ resource: String) -> Set<String> {
        var out = Set<String>()
        for containers in allocations.values {
            for given in containers.values { if let allocation = given[resource] { out.formUnion(allocation.ids) } }
        }
        return out
    }

    /// What container has of a resource.
    func allocation(_ uid: String, _ container: String, _ resource: String) -> Allocation? { allocations[uid]?[container]?[resource] }

    /// A resource that a plug-in has registered, now or before the kubelet was started again.
    func isRegistered(_ resource: String) -> Bool { resources[resource] != nil }

    /// The devices of init containers that have ended when `container` runs, which it may use again.
    /// - Parameter earlier: names of the init containers before it, but for sidecars.
    func reusable(_ uid: String, _ resource: String, earlier: [String], taken: [String]) -> Set<String> {
        var out = Set<String>()
        for name in earlier { if let allocation = allocation(uid, name, resource) { out.formUnion(allocation.ids) } }
        for name in taken { if let allocation = allocation(uid, name, resource) { out.subtract(allocation.ids) } }
        return out
    }

    /// The same devices by NUMA node.
    func byNode(_ ids: Set<String>, of resource: String) -> [Int: [String]] {
        var out: [Int: [String]] = [:]
        for id in ids.sorted() {
            let nodes = resources[resource]?.devices[id]?.nodes ?? []
            for node in nodes.isEmpty ? [-1] : nodes { out[node, default: []].append(id) }
        }
        return out
    }

    // MARK: - Hints

    /// From which NUMA nodes `request` devices of a resource can be had.
    /// - Parameters:
    ///   - available: what may be given.
    ///   - reusable: what is better taken again.
    /// - Returns: nil when no device of the resource is of any node.
    func hints(_ resource: String, available: Set<String>, reusable: Set<String>, request: Int, nodes: [Int]) -> [TopologyHint]? {
        let all = resources[resource]?.devices ?? [:]
        guard all.values.contains(where: { $0.nodes != nil }) else { return nil }
        func isIn(_ mask: NUMAMask, _ id: String) -> Bool { all[id].map { mask.containsAny($0.nodes ?? []) } ?? false }
        var smallest = nodes.count
        var masks: [NUMAMask] = []
        for mask in NUMAMask.combinations(nodes) {
            if all.keys.count(where: { isIn(mask, $0) }) >= request { smallest = min(smallest, mask.count) }
            let local = reusable.filter { all[$0]?.nodes != nil }
            guard local.allSatisfy({ isIn(mask, $0) }) else { continue }
            let matching = local.count + available.subtracting(reusable).count { isIn(mask, $0) }
            if matching >= request { masks.append(mask) }
        }
        return masks.map { TopologyHint(affinity: $0, preferred: $0.count == smallest) }
    }

    /// Sorts devices by how they fit the chosen nodes: on them, elsewhere, of no node.
    func sorted(_ ids: Set<String>, of resource: String, by affinity: NUMAMask?) -> (aligned: [String], unaligned: [String], unknown: [String]) {
        let all = resources[resource]?.devices ?? [:]
        guard let affinity, all.values.contains(where: { $0.nodes != nil }) else { return ([], [], ids.sorted()) }
        var aligned: [String] = []
        var unaligned: [String] = []
        var unknown: [String] = []
        for id in ids.sorted() {
            let nodes = all[id]?.nodes ?? []
            if nodes.isEmpty {
                unknown.append(id)
            } else if affinity.containsAny(nodes) {
                aligned.append(id)
            } else {
                unaligned.append(id)
            }
        }
        // Those that span fewer nodes leave more to others.
        func span(_ id: String) -> Int { all[id]?.nodes?.count ?? 0 }
        aligned.sort { (span($0), $0) < (span($1), $1) }
        return (aligned, unaligned, unknown)
    }
}
