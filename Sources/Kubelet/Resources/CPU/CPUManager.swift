import KubernetesAPI
import Logging
import Synchronization

/// Gives whole CPUs to containers of guaranteed pods that ask for them: Kubernetes' cpu manager with its policies none and
/// static. Safe to use from any task; allocations must not overlap.
final class CPUManager: HintProvider {
    /// `--cpu-manager-policy-options`
    struct PolicyOptions: Equatable {
        var fullPCPUsOnly = false
        var distributesAcrossNUMA = false
        var alignsBySocket = false
        var distributesAcrossCores = false
        var strictReservation = false
        var prefersUncoreCache = false

        /// - Throws: for an option that there is not, or two that contradict each other.
        init(_ options: [String: String], topology: CPUTopology) throws {
            for (name, text) in options {
                guard let value = Self.bool(text) else {
                    throw ResourceManagerError(message: "[cpumanager] bad value for option \"\(name)\": \(text)")
                }
                switch name {
                case "full-pcpus-only": fullPCPUsOnly = value
                case "distribute-cpus-across-numa": distributesAcrossNUMA = value
                case "align-by-socket": alignsBySocket = value
                case "distribute-cpus-across-cores": distributesAcrossCores = value
                case "strict-cpu-reservation": strictReservation = value
                case "prefer-align-cpus-by-uncorecache": prefersUncoreCache = value
                default: throw ResourceManagerError(message: "[cpumanager] unsupported cpumanager option: \"\(name)\" (\(text))")
                }
            }
            if distributesAcrossCores && (fullPCPUsOnly || distributesAcrossNUMA) {
                throw ResourceManagerError(message: "[cpumanager] static policy options FullPhysicalCPUsOnly or DistributeCPUsAcrossNUMA and DistributeCPUsAcrossCores can not be used at the same time")
            }
            if prefersUncoreCache && (distributesAcrossCores || distributesAcrossNUMA) {
                throw ResourceManagerError(message: "[cpumanager] static policy options PreferAlignByUncoreCacheOption can not be used with DistributeCPUsAcrossCores or DistributeCPUsAcrossNUMA")
            }
            if alignsBySocket && topology.sockets.count > topology.nodes.count {
                throw ResourceManagerError(message: "[cpumanager] Align by socket is not compatible with hardware where number of sockets are more than number of NUMA")
            }
        }

        private static func bool(_ text: String) -> Bool? {
            switch text {
            case "true", "True", "TRUE", "t", "T", "1": true
            case "false", "False", "FALSE", "f", "F", "0": false
            default: nil
            }
        }
    }

    private static let staticPolicy = "static"

    let topology: CPUTopology
    let reserved: CPUSet
    private let policy: String
    private let options: PolicyOptions
    private let path: String
    private let logger: Logger
    private let state: Mutex<CPUCheckpoint>

    /// - Parameter reservedAmount: of cpu, from `--system-reserved` and `--kube-reserved`.
    /// - Throws: when the options do not fit the machine or what the kubelet before has left.
    init(options: KubeletOptions, topology: CPUTopology, reservedAmount: Quantity, logger: Logger) throws {
        self.topology = topology
        self.logger = logger
        policy = options.resourceManagers.cpuPolicy
        path = options.rootDirectory + "/" + CPUCheckpoint.fileName
        guard ["none", Self.staticPolicy].contains(policy) else { throw ResourceManagerError(message: "[cpumanager] unknown policy: \"\(policy)\"") }
        self.options = try PolicyOptions(policy == Self.staticPolicy ? options.resourceManagers.cpuPolicyOptions : [:], topology: topology)
        reserved = policy == Self.staticPolicy ? try Self.reserved(options, topology, reservedAmount) : []
        var initial = CPUCheckpoint(policy: policy)
        if policy == Self.staticPolicy { initial.shared = self.options.strictReservation ? topology.all.subtracting(reserved) : topology.all }
        var known: CPUCheckpoint?
        if let bytes = POSIXFiles.read(path), !bytes.isEmpty {
            guard let parsed = CPUCheckpoint.parse(bytes) else {
                throw ResourceManagerError(message: "[cpumanager] could not restore state from checkpoint: \(path) is damaged, please drain this node and delete the CPU manager checkpoint file \"\(path)\" before restarting Kubelet")
            }
            guard parsed.policy == policy else {
                throw ResourceManagerError(message: "[cpumanager] could not restore state from checkpoint: configured policy \"\(policy)\" differs from state checkpoint policy \"\(parsed.policy)\", please drain this node and delete the CPU manager checkpoint file \"\(path)\" before restarting Kubelet")
            }
            known = parsed
        }
        if policy == Self.staticPolicy, let known, !known.shared.isEmpty || !known.assignments.isEmpty {
            try Self.validate(known, topology, reserved, self.options)
            initial = known
        }
        state = Mutex(initial)
        store(initial)
    }

    private static func reserved(_ options: KubeletOptions, _ topology: CPUTopology, _ amount: Quantity) throws -> CPUSet {
        if !options.reserved.systemCPUs.isEmpty {
            guard let set = CPUSet(options.reserved.systemCPUs), set.isSubset(of: topology.all), !set.isEmpty else {
                throw ResourceManagerError(message: "[cpumanager] invalid --reserved-cpus \"\(options.reserved.systemCPUs)\": online are \(topology.all)")
            }
            return set
        }
        // A part of a CPU cannot be kept back.
        let count = amount.value
        guard count > 0 else {
            throw ResourceManagerError(message: "[cpumanager] the static policy requires systemreserved.cpu + kubereserved.cpu to be greater than zero")
        }
        return try CPUTaker.take(count, from: topology.all, topology)
    }

    /// What the kubelet before has given must fit this machine.
    private static func validate(_ known: CPUCheckpoint, _ topology: CPUTopology, _ reserved: CPUSet, _ options: PolicyOptions) throws {
        if options.strictReservation {
            if !known.shared.intersection(reserved).isEmpty {
                throw ResourceManagerError(message: "[cpumanager] some of strictly reserved cpus: \"\(known.shared.intersection(reserved))\" are present in defaultCpuSet: \"\(known.shared)\"")
            }
        } else if !reserved.isSubset(of: known.shared) {
            throw ResourceManagerError(message: "[cpumanager] not all reserved cpus: \"\(reserved)\" are present in defaultCpuSet: \"\(known.shared)\"")
        }
        var total = known.shared
        for (uid, containers) in known.assignments {
            for (container, cpus) in containers {
                if !known.shared.intersection(cpus).isEmpty {
                    throw ResourceManagerError(message: "[cpumanager] pod: \(uid), container: \(container) cpuset: \"\(cpus)\" overlaps with default cpuset \"\(known.shared)\"")
                }
                total = total.union(cpus)
            }
        }
        let expected = options.strictReservation ? topology.all.subtracting(reserved) : topology.all
        guard total == expected else {
            throw ResourceManagerError(message: "[cpumanager] current set of available CPUs \"\(topology.all)\" doesn't match with CPUs in state \"\(total)\"")
        }
    }

    private func store(_ state: CPUCheckpoint) { StateFile.write(state.text, to: path, logger: logger) }

    private func change<T>(_ body: (inout CPUCheckpoint) throws -> T) rethrows -> T {
        let (result, new) = try state.withLock { state in
            let before = state
            let result = try body(&state)
            return (result, state == before ? nil : state)
        }
        if let new { store(new) }
        return result
    }

    // MARK: - What containers have

    /// Whether CPUs are given to containers at all.
    var isStatic: Bool { policy == Self.staticPolicy }

    /// The CPUs that are a container's alone.
    func exclusive(_ uid: String, _ container: String) -> CPUSet? { state.withLock { $0.assignments[uid]?[container] } }

    /// Whether a container of the pod has CPUs of its own.
    func hasExclusive(_ uid: String) -> Bool { state.withLock { $0.assignments[uid]?.isEmpty == false } }

    /// Where a container may run; nil when nothing is said of it.
    func cpus(_ uid: String, _ container: String) -> CPUSet? {
        guard isStatic else { return nil }
        return state.withLock { $0.assignments[uid]?[container] ?? $0.shared }
    }

    /// CPUs that may be given to containers.
    var allocatable: CPUSet { topology.all.subtracting(reserved) }

    /// Those of them that nobody has.
    /// How many CPUs all share, and how many are somebody's own.
    var sharedCount: Int { state.withLock { $0.shared.count } }
    var exclusiveCount: Int { state.withLock { $0.assignments.values.reduce(0) { $0 + $1.values.reduce(0) { $0 + $1.count } } } }

    private var available: CPUSet { state.withLock { $0.shared }.subtracting(reserved) }

    /// How many whole CPUs a container is to have for itself; zero for most.
    static func exclusiveCount(_ pod: Pod, _ container: Container) -> Int {
        guard QOSClass.of(pod) == .guaranteed, pod.spec.resources == nil else { return 0 }
        let milli = (container.resources.requests["cpu"] ?? container.resources.limits["cpu"])?.milliValue ?? 0
        return milli > 0 && milli % 1000 == 0 ? milli / 1000 : 0
    }

    // MARK: - Giving

    func allocate(_ pod: Pod, _ container: Container, affinity: TopologyHint) async throws {
        guard isStatic else { return }
        let count = Self.exclusiveCount(pod, container)
        let uid = pod.metadata.uid
        guard count > 0, exclusive(uid, container.name) == nil else { return }
        let available = self.available
        let reusable = reusable(pod, container)
        if options.fullPCPUsOnly { try checkWholeCores(count, available.union(reusable)) }
        let chosen = try choose(count, available, reusable, affinity.affinity)
        change { state in
            state.assignments[uid, default: [:]][container.name] = chosen
            state.shared = state.shared.subtracting(chosen)
        }
    }

    private func checkWholeCores(_ count: Int, _ available: CPUSet) throws {
        let perCore = topology.cpusPerCore
        if count % perCore != 0 {
            throw AdmissionError(
                reason: "SMTAlignmentError", message: "SMT Alignment Error: requested \(count) cpus not multiple cpus per core = \(perCore)")
        }
        let whole = topology.values(available, \.core).filter { topology.cpus(available, \.core, [$0]).count == perCore }.count * perCore
        if whole < count {
            throw AdmissionError(
                reason: "SMTAlignmentError",
                message: "SMT Alignment Error: not enough free physical CPUs: available physical CPUs = \(whole), requested CPUs = \(count), CPUs per core = \(perCore)")
        }
    }

    private func choose(_ count: Int, _ available: CPUSet, _ reusable: CPUSet, _ affinity: NUMAMask?) throws -> CPUSet {
        let all = available.union(reusable)
        var chosen = CPUSet()
        if let affinity {
            var near = topology.cpus(all, \.node, Set(affinity.nodes))
            if options.alignsBySocket {
                near = topology.cpus(all, \.socket, topology.values(topology.cpus(topology.all, \.node, Set(affinity.nodes)), \.socket))
            }
            chosen = try take(min(count, near.count), near)
        }
        if chosen.count < count { chosen = chosen.union(try take(count - chosen.count, all.subtracting(chosen))) }
        return chosen
    }

    private func take(_ count: Int, _ from: CPUSet) throws -> CPUSet {
        if options.distributesAcrossNUMA {
            return try CPUTaker.takeDistributed(count, from: from, topology, group: options.fullPCPUsOnly ? topology.cpusPerCore : 1)
        }
        return try CPUTaker.take(count, from: from, topology, spread: options.distributesAcrossCores, uncore: options.prefersUncoreCache)
    }

    /// CPUs of init containers that have ended when this one runs.
    private func reusable(_ pod: Pod, _ container: Container) -> CPUSet {
        let own = state.withLock { $0.assignments[pod.metadata.uid] ?? [:] }
        var out = CPUSet()
        for other in pod.spec.initContainers {
            if other.name == container.name { return out }
            guard let cpus = own[other.name] else { continue }
            out = other.isSidecar ? out.subtracting(cpus) : out.union(cpus)
        }
        for other in pod.spec.containers {
            if other.name == container.name { return out }
            out = out.subtracting(own[other.name] ?? [])
        }
        return out
    }

    /// Takes back what pods had that are not among `uids`.
    func keep(only uids: Set<String>) {
        change { state in
            for (uid, containers) in state.assignments where !uids.contains(uid) {
                for cpus in containers.values { state.shared = state.shared.union(cpus) }
                state.assignments[uid] = nil
            }
        }
    }

    /// Takes back what a pod had.
    func release(_ uid: String) { keep(only: state.withLock { Set($0.assignments.keys) }.subtracting([uid])) }

    // MARK: - Hints

    func hints(_ pod: Pod, _ container: Container) async -> TopologyHints {
        let count = isStatic ? Self.exclusiveCount(pod, container) : 0
        if count == 0 { return [:] }
        if let given = exclusive(pod.metadata.uid, container.name) {
            return ["cpu": given.count == count ? hints(count, available: given, reusable: []) : []]
        }
        return ["cpu": hints(count, available: available, reusable: reusable(pod, container))]
    }

    func podHints(_ pod: Pod) async -> TopologyHints {
        let count = isStatic ? PodAdmission.sum(pod) { Quantity(Self.exclusiveCount(pod, $0)) }.value : 0
        if count == 0 { return [:] }
        let given = state.withLock { $0.assignments[pod.metadata.uid] ?? [:] }.values.reduce(CPUSet()) { $0.union($1) }
        if !given.isEmpty { return ["cpu": given.count == count ? hints(count, available: given, reusable: []) : []] }
        return ["cpu": hints(count, available: available, reusable: [])]
    }

    private func hints(_ count: Int, available: CPUSet, reusable: CPUSet) -> [TopologyHint] {
        var smallest = topology.nodes.count
        var fewestSockets = topology.sockets.count
        var masks: [NUMAMask] = []
        for mask in NUMAMask.combinations(topology.nodes) {
            let nodes = Set(mask.nodes)
            let whole = topology.cpus(topology.all, \.node, nodes)
            if whole.count >= count {
                smallest = min(smallest, mask.count)
                fewestSockets = min(fewestSockets, topology.values(whole, \.socket).count)
            }
            // What an init container had is to be used again, so it has to be within.
            guard topology.cpus(reusable, \.node, nodes) == reusable else { continue }
            if topology.cpus(available.union(reusable), \.node, nodes).count >= count { masks.append(mask) }
        }
        return masks.map { mask in
            let sockets = topology.values(topology.cpus(topology.all, \.node, Set(mask.nodes)), \.socket).count
            return TopologyHint(affinity: mask, preferred: mask.count == smallest || options.alignsBySocket && sockets == fewestSockets)
        }
    }
}

/// Why a manager of CPUs or memory cannot work: the kubelet does not start then.
struct ResourceManagerError: Error, CustomStringConvertible {
    var message: String
    var description: String { message }
}
