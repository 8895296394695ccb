import ComponentMetrics
import ContainerRuntime
import DevicePlugins
import Foundation
import KubernetesAPI
import KubernetesClient
import Logging
import Synchronization

/// The managers of devices, CPUs and memory together: what the upstream kubelet calls its container manager. Safe to use from
/// any task.
final class ResourceManagers: Sendable {
    let devices: DeviceManager
    let cpus: CPUManager
    let memory: MemoryManager
    /// Devices by resource claims.
    let claims: ClaimManager
    private let topology: TopologyManager
    private let metrics: ResourceManagerMetrics
    private let aligns: TopologyManager.Scope?
    private let options: KubeletOptions
    private let clock: any WallClock
    private let logger: Logger
    /// One pod at a time is given something.
    private let turn = AsyncSemaphore(1)
    private let admitted = Mutex<Set<String>>([])

    /// - Throws: when the options do not fit the machine, or what the kubelet before has left.
    init(
        options: KubeletOptions, machine: MachineInfo, cpuTopology: CPUTopology = .read(), client: Client? = nil, metrics: KubeletMetrics = KubeletMetrics(),
        clock: any WallClock, logger: Logger
    ) throws {
        self.options = options
        self.clock = clock
        self.logger = logger
        let managers = options.resourceManagers
        let numa = NUMAMemory.read(machine: machine)
        let nodes = Set(cpuTopology.nodes).union(numa.map(\.node)).sorted()
        guard let policy = HintMerger.Policy(rawValue: managers.topologyPolicy) else {
            throw ResourceManagerError(message: "[topologymanager] unknown policy: \"\(managers.topologyPolicy)\"")
        }
        guard let scope = TopologyManager.Scope(rawValue: managers.topologyScope) else {
            throw ResourceManagerError(message: "[topologymanager] unknown scope: \"\(managers.topologyScope)\"")
        }
        if policy != .none && nodes.count > NUMAMask.maximumNodes {
            throw ResourceManagerError(message: "[topologymanager] unsupported on machines with more than \(NUMAMask.maximumNodes) NUMA Nodes")
        }
        devices = DeviceManager(rootDirectory: options.rootDirectory, numaNodes: nodes, metrics: metrics.resources, clock: clock, logger: logger)
        let reserved = NodeResources(options: options, machine: machine).reserved("cpu")
        cpus = try CPUManager(options: options, topology: cpuTopology, reservedAmount: reserved, logger: logger)
        memory = try MemoryManager(options: options, machine: numa, logger: logger)
        claims = ClaimManager(
            client: client, nodeName: options.nodeName, directory: options.rootDirectory, metrics: metrics.claims, registry: metrics.registry, clock: clock,
            logger: logger)
        let closest = managers.topologyPolicyOptions["prefer-closest-numa-nodes"] == "true"
        let merger = HintMerger(policy: policy, nodes: nodes, distances: closest ? NUMAMemory.distances() : [:])
        let (cpuManager, memoryManager) = (cpus, memory)
        self.metrics = metrics.resources
        // Where the policy does not let pods in that are not aligned, those that are let in are.
        aligns = [.restricted, .singleNUMANode].contains(policy) ? scope : nil
        topology = TopologyManager(merger: merger, scope: scope, providers: [
            devices,
            MeasuredProvider(
                provider: cpuManager, requests: metrics.resources.cpuPinningRequests, errors: metrics.resources.cpuPinningErrors,
                isPinned: { cpuManager.exclusive($0, $1) != nil }),
            MeasuredProvider(
                provider: memoryManager, requests: metrics.resources.memoryPinningRequests, errors: metrics.resources.memoryPinningErrors,
                isPinned: { !memoryManager.blocks($0, $1).isEmpty }),
        ])
        metrics.registry.register(ResourceManagerMetrics.cpuPools(shared: { cpuManager.sharedCount }, exclusive: { cpuManager.exclusiveCount }))
    }

    /// Who takes up plug-ins that put a socket into `plugins_registry`.
    var pluginHandlers: [any PluginHandler] { [DevicePluginHandler(manager: devices), claims.drivers] }

    /// Gives the pod what it asks for, unless it has it already.
    /// - Parameters:
    ///   - running: the names of the pod's containers that run: after a restart of the kubelet they have what they have.
    ///   - active: UIDs of the pods that may have something; nil when not all of them are known yet.
    /// - Returns: nil when the pod may run, else why it has failed.
    func admit(_ pod: Pod, running: Set<String>, active: Set<String>?) async throws -> PodVerdict? {
        let uid = pod.metadata.uid
        if admitted.withLock({ $0.contains(uid) }) { return nil }
        try await turn.wait()
        defer { turn.signal() }
        if let active {
            for manager in [devices.keep, cpus.keep, memory.keep] { manager(active.union([uid])) }
        }
        if running.isEmpty, let verdict = await allocate(pod) {
            release(uid)
            return verdict
        }
        admitted.withLock { _ = $0.insert(uid) }
        return nil
    }

    private func allocate(_ pod: Pod) async -> PodVerdict? {
        let begun = clock.monotonic
        metrics.topologyAdmissionRequests.add()
        let verdict = await topology.admit(pod)
        metrics.topologyAdmissionDuration.observe((clock.monotonic - begun).inSeconds * 1000)
        if verdict != nil {
            metrics.topologyAdmissionErrors.add()
        } else if let aligns {
            let count = aligns == .pod ? 1 : pod.spec.initContainers.count + pod.spec.containers.count
            metrics.alignedContainers.add(count, aligns.rawValue, "numa_node")
        }
        return verdict
    }

    /// Takes back what a pod had that has ended.
    func release(_ uid: String) {
        admitted.withLock { _ = $0.remove(uid) }
        devices.release(uid)
        cpus.release(uid)
        memory.release(uid)
    }

    /// Adds what a container was given to how it is made.
    /// - Parameter runtimeKnowsCDI: whether the runtime can be told names of CDI devices; else what they mean is put in here.
    /// - Throws: when a plug-in cannot prepare its devices, or a device is not known.
    func configure(_ config: inout CRIContainerConfig, _ container: Container, of pod: Pod, runtimeKnowsCDI: Bool) async throws {
        let uid = pod.metadata.uid
        try await devices.preStart(uid, container.name)
        DeviceOptions(devices.inventory.allocations[uid]?[container.name] ?? [:]).add(to: &config)
        for name in try claims.cdiDevices(container, of: pod) where !config.cdiDevices.contains(where: { $0.name == name }) {
            var device = CRICDIDevice()
            device.name = name
            config.cdiDevices.append(device)
        }
        if !runtimeKnowsCDI, !config.cdiDevices.isEmpty {
            try CDISpecs().apply(config.cdiDevices.map(\.name), to: &config)
            config.cdiDevices = []
        }
        constrain(&config.linux.resources, container.name, of: uid)
        if cpus.exclusive(uid, container.name) != nil, config.linux.resources.cpuQuota > 0 { config.linux.resources.cpuQuota = -1 }
    }

    /// Says where a container may run, when that is said at all.
    func constrain(_ resources: inout CRILinuxContainerResources, _ container: String, of uid: String) {
        if let cpus = cpus.cpus(uid, container), !cpus.isEmpty { resources.cpusetCpus = cpus.description }
        if let nodes = memory.nodes(uid, container), !nodes.isEmpty { resources.cpusetMems = nodes.description }
    }
}

/// What plug-ins want of containers that use their devices.
struct DeviceOptions {
    private let responses: [DPContainerAllocateResponse]

    init(_ given: [String: DeviceInventory.Allocation]) { responses = given.sorted { $0.key < $1.key }.map(\.value.response) }

    /// What the pod itself says goes before: variables and mounts that it has are left.
    func add(to config: inout CRIContainerConfig) {
        for response in responses {
            for (name, value) in response.envs.sorted(by: { $0.key < $1.key }) where !config.envs.contains(where: { $0.key == name }) {
                var pair = CRIKeyValue()
                pair.key = name
                pair.value = Data(value.utf8)
                config.envs.append(pair)
            }
            for mount in response.mounts where !config.mounts.contains(where: { $0.containerPath == mount.containerPath }) {
                var out = CRIMount()
                out.containerPath = mount.containerPath
                out.hostPath = mount.hostPath
                out.readonly = mount.readOnly
                config.mounts.append(out)
            }
            for device in response.devices where !config.devices.contains(where: { $0.containerPath == device.containerPath }) {
                var out = CRIDevice()
                out.containerPath = device.containerPath
                out.hostPath = device.hostPath
                out.permissions = device.permissions
                config.devices.append(out)
            }
            for (key, value) in response.annotations where config.annotations[key] == nil { config.annotations[key] = value }
            for device in response.cdiDevices where !config.cdiDevices.contains(where: { $0.name == device.name }) {
                var out = CRICDIDevice()
                out.name = device.name
                config.cdiDevices.append(out)
            }
        }
    }
}
