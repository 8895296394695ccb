import KubernetesAPI
import Logging
import Synchronization

/// Gives memory and huge pages of NUMA nodes to containers of guaranteed pods: Kubernetes' memory manager with its policies
/// None and Static. Safe to use from any task; allocations must not overlap.
final class MemoryManager: HintProvider {
    private static let staticPolicy = "Static"

    private let policy: String
    private let path: String
    private let logger: Logger
    private let initial: [Int: MemoryCheckpoint.Node]
    private let state: Mutex<MemoryCheckpoint>

    /// - Parameter machine: the memory of each NUMA node.
    /// - Throws: when `--reserved-memory` does not fit what is reserved, or the state that was left does not fit the machine.
    init(options: KubeletOptions, machine: [NUMAMemory], logger: Logger) throws {
        policy = options.resourceManagers.memoryPolicy
        path = options.rootDirectory + "/" + MemoryCheckpoint.fileName
        self.logger = logger
        guard ["None", Self.staticPolicy].contains(policy) else { throw ResourceManagerError(message: "unknown policy: \"\(policy)\"") }
        let isStatic = policy == Self.staticPolicy
        if isStatic { try Self.checkReserved(options) }
        initial = isStatic ? try Self.nodes(machine, options.resourceManagers.reservedMemory) : [:]
        var start = MemoryCheckpoint(policy: policy, nodes: initial)
        if let bytes = POSIXFiles.read(path), !bytes.isEmpty {
            guard let known = MemoryCheckpoint.parse(bytes), known.policy == policy else {
                throw ResourceManagerError(
                    message: "could not restore state from checkpoint: \(path) is damaged or of another policy than \"\(policy)\", please drain this node and delete the memory manager checkpoint file \"\(path)\" before restarting Kubelet")
            }
            if isStatic {
                guard Self.fits(known, initial) else {
                    throw ResourceManagerError(message: "[memorymanager] the expected machine state is different from the real one")
                }
                start = known
            }
        }
        state = Mutex(start)
        StateFile.write(start.text, to: path, logger: logger)
    }

    /// The reserved memory of the nodes together is what system, kubelet and eviction keep.
    private static func checkReserved(_ options: KubeletOptions) throws {
        var names = Set(["memory"])
        for list in options.resourceManagers.reservedMemory.values { names.formUnion(list.keys) }
        for name in names.sorted() {
            var expected = Quantity(0)
            for list in [options.reserved.system, options.reserved.kube] { if let text = list[name], let amount = try? Quantity(parsing: text) { expected += amount } }
            if name == "memory", let text = options.eviction.hard["memory.available"], let amount = try? Quantity(parsing: text) { expected += amount }
            var given = Quantity(0)
            for list in options.resourceManagers.reservedMemory.values { if let text = list[name], let amount = try? Quantity(parsing: text) { given += amount } }
            if given != expected {
                throw ResourceManagerError(
                    message: "the total amount \"\(given)\" of type \"\(name)\" is not equal to the value \"\(expected)\" determined by Node Allocatable feature")
            }
        }
    }

    private static func nodes(_ machine: [NUMAMemory], _ reserved: [Int: [String: String]]) throws -> [Int: MemoryCheckpoint.Node] {
        var out: [Int: MemoryCheckpoint.Node] = [:]
        let huge = machine.map { node in node.total.filter { $0.key != "memory" }.values.reduce(UInt64(0), &+) }
        for (index, node) in machine.enumerated() {
            var tables: [String: MemoryCheckpoint.Table] = [:]
            for (name, total) in node.total {
                let kept = UInt64(clamping: (reserved[node.node]?[name].flatMap { try? Quantity(parsing: $0) })?.value ?? 0)
                // Memory in huge pages is no other memory.
                let usable = name == "memory" ? total - min(total, huge[index]) : total
                guard kept <= usable else {
                    throw ResourceManagerError(message: "[memorymanager] the memory reserved on NUMA node \(node.node) is more than it has")
                }
                tables[name] = MemoryCheckpoint.Table(total: total, systemReserved: kept, allocatable: usable - kept, free: usable - kept)
            }
            out[node.node] = MemoryCheckpoint.Node(memory: tables, cells: [node.node])
        }
        return out
    }

    private static func fits(_ known: MemoryCheckpoint, _ initial: [Int: MemoryCheckpoint.Node]) -> Bool {
        known.nodes.keys == initial.keys
            && known.nodes.allSatisfy { id, node in
                guard let other = initial[id], other.memory.keys == node.memory.keys else { return false }
                return node.memory.allSatisfy { name, table in
                    guard let mine = other.memory[name] else { return false }
                    return mine.total == table.total && mine.systemReserved == table.systemReserved && mine.allocatable == table.allocatable
                }
            }
    }

    private func change(_ body: (inout MemoryCheckpoint) -> Void) {
        let new = state.withLock { state -> MemoryCheckpoint? in
            let before = state
            body(&state)
            return state == before ? nil : state
        }
        if let new { StateFile.write(new.text, to: path, logger: logger) }
    }

    // MARK: - What containers have

    var isStatic: Bool { policy == Self.staticPolicy }

    /// What a container was given.
    func blocks(_ uid: String, _ container: String) -> [MemoryCheckpoint.Block] { state.withLock { $0.assignments[uid]?[container] ?? [] } }

    /// The NUMA nodes whose memory a container may use; nil when nothing is said of it.
    func nodes(_ uid: String, _ container: String) -> CPUSet? {
        let blocks = blocks(uid, container)
        return blocks.isEmpty ? nil : CPUSet(blocks.flatMap(\.nodes))
    }

    /// The memory of each node that may be given.
    var allocatable: [MemoryCheckpoint.Block] {
        initial.sorted { $0.key < $1.key }.flatMap { id, node in
            node.memory.sorted { $0.key < $1.key }.map { MemoryCheckpoint.Block(nodes: [id], type: $0.key, size: $0.value.allocatable) }
        }
    }

    private func wanted(_ pod: Pod, _ container: Container) -> [String: UInt64] {
        guard isStatic, QOSClass.of(pod) == .guaranteed, pod.spec.resources == nil else { return [:] }
        let all = container.resources.limits.merging(container.resources.requests) { _, request in request }
        var out: [String: UInt64] = [:]
        for (name, amount) in all where name == "memory" || name.hasPrefix("hugepages-") {
            if amount.value > 0 { out[name] = UInt64(amount.value) }
        }
        return out
    }

    // MARK: - Giving

    func allocate(_ pod: Pod, _ container: Container, affinity: TopologyHint) async throws {
        let uid = pod.metadata.uid
        let wanted = wanted(pod, container)
        if wanted.isEmpty || !blocks(uid, container.name).isEmpty { return }
        let reusable = reusable(pod, container)
        let nodes = state.withLock { $0.nodes }
        var mask = affinity.affinity
        if mask == nil || mask.map({ !Self.fits(wanted, $0, nodes, reusable) }) == true {
            // No affinity, or too small a one: the best that contains it.
            let hints = masks(wanted, nodes, reusable).filter { candidate in mask.map { $0.intersection(candidate) == $0 } ?? true }
            mask = hints.first
        }
        guard let mask else {
            throw ResourceManagerError(message: "[memorymanager] failed to get the default NUMA affinity, no NUMA nodes with enough memory is available")
        }
        let blocks = wanted.sorted { $0.key < $1.key }.map { MemoryCheckpoint.Block(nodes: mask.nodes, type: $0.key, size: $0.value) }
        change { state in
            state.assignments[uid, default: [:]][container.name] = blocks
            Self.reserve(&state.nodes, blocks, reusable: reusable)
        }
    }

    /// What init containers have left that have ended when this one runs, by kind.
    private func reusable(_ pod: Pod, _ container: Container) -> [String: UInt64] {
        guard pod.spec.containers.contains(where: { $0.name == container.name }) || pod.spec.initContainers.contains(where: { $0.name == container.name }) else { return [:] }
        let own = state.withLock { $0.assignments[pod.metadata.uid] ?? [:] }
        var left: [String: UInt64] = [:]
        func take(_ name: String) {
            for block in own[name] ?? [] { left[block.type] = (left[block.type] ?? 0) - min(left[block.type] ?? 0, block.size) }
        }
        for other in pod.spec.initContainers {
            if other.name == container.name { return left }
            if other.isSidecar { take(other.name) } else {
                for block in own[other.name] ?? [] { left[block.type] = max(left[block.type] ?? 0, block.size) }
            }
        }
        for other in pod.spec.containers {
            if other.name == container.name { return left }
            take(other.name)
        }
        return left
    }

    private static func reserve(_ nodes: inout [Int: MemoryCheckpoint.Node], _ blocks: [MemoryCheckpoint.Block], reusable: [String: UInt64]) {
        for block in blocks {
            var left = block.size - min(block.size, reusable[block.type] ?? 0)
            for id in block.nodes {
                nodes[id]?.assignments += 1
                nodes[id]?.cells = block.nodes
                guard var table = nodes[id]?.memory[block.type] else { continue }
                let part = min(left, table.free)
                table.free -= part
                table.reserved += part
                left -= part
                nodes[id]?.memory[block.type] = table
            }
        }
    }

    /// The node sets that have enough of everything, the small ones first. Nodes that are used together by somebody are used only so.
    private func masks(_ wanted: [String: UInt64], _ nodes: [Int: MemoryCheckpoint.Node], _ reusable: [String: UInt64]) -> [NUMAMask] {
        NUMAMask.combinations(Array(nodes.keys)).filter { Self.fits(wanted, $0, nodes, reusable) }
    }

    private static func fits(_ wanted: [String: UInt64], _ mask: NUMAMask, _ nodes: [Int: MemoryCheckpoint.Node], _ reusable: [String: UInt64]) -> Bool {
        let ids = mask.nodes
        for id in ids {
            guard let node = nodes[id] else { return false }
            // A node in use alone cannot join others, and one in use with others is not free alone.
            if node.assignments > 0 && NUMAMask(node.cells) != mask { return false }
        }
        return wanted.allSatisfy { name, size in
            let free = ids.reduce(reusable[name] ?? 0) { $0 &+ (nodes[$1]?.memory[name]?.free ?? 0) }
            return free >= size
        }
    }

    /// Takes back what pods had that are not among `uids`.
    func keep(only uids: Set<String>) {
        change { state in
            guard state.assignments.keys.contains(where: { !uids.contains($0) }) else { return }
            state.assignments = state.assignments.filter { uids.contains($0.key) }
            // Counted anew: what init containers shared with others does not add up when it is taken away piece by piece.
            state.nodes = initial
            for (_, containers) in state.assignments.sorted(by: { $0.key < $1.key }) {
                for (_, blocks) in containers.sorted(by: { $0.key < $1.key }) { Self.reserve(&state.nodes, blocks, reusable: [:]) }
            }
        }
    }

    /// Takes back what a pod had.
    func release(_ uid: String) { keep(only: state.withLock { Set($0.assignments.keys) }.subtracting([uid])) }

    // MARK: - Hints

    func hints(_ pod: Pod, _ container: Container) async -> TopologyHints {
        let given = blocks(pod.metadata.uid, container.name)
        return hints(wanted(pod, container), given: given, reusable: reusable(pod, container))
    }

    func podHints(_ pod: Pod) async -> TopologyHints {
        var names = Set<String>()
        for container in pod.spec.initContainers + pod.spec.containers { names.formUnion(wanted(pod, container).keys) }
        var sum: [String: UInt64] = [:]
        for name in names { sum[name] = UInt64(clamping: PodAdmission.sum(pod) { Quantity(Int(clamping: self.wanted(pod, $0)[name] ?? 0)) }.value) }
        let given = state.withLock { $0.assignments[pod.metadata.uid] ?? [:] }.values.flatMap { $0 }
        return hints(sum, given: given, reusable: [:])
    }

    private func hints(_ wanted: [String: UInt64], given: [MemoryCheckpoint.Block], reusable: [String: UInt64]) -> TopologyHints {
        if wanted.isEmpty { return [:] }
        var out: TopologyHints = [:]
        if !given.isEmpty {
            for block in given { out[block.type] = [TopologyHint(affinity: NUMAMask(block.nodes), preferred: true)] }
            return out
        }
        let nodes = state.withLock { $0.nodes }
        let fitting = masks(wanted, nodes, reusable)
        // As good as it gets is what an empty machine could give.
        let smallest = masks(wanted, initial, [:]).map(\.count).min() ?? initial.count
        let hints = fitting.map { TopologyHint(affinity: $0, preferred: $0.count == smallest) }
        for name in wanted.keys { out[name] = hints }
        return out
    }
}
