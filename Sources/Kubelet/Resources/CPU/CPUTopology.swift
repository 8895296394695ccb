/// The CPUs of a machine: which share a core, a socket, a NUMA node, a last-level cache.
struct CPUTopology: Equatable, Sendable {
    struct CPU: Equatable, Sendable {
        var id: Int
        /// Numbers that are unique on the machine.
        var core: Int
        var socket: Int
        var node: Int
        /// The cache that several cores share (L3).
        var uncore: Int
    }

    /// By number.
    var cpus: [Int: CPU]

    init(_ cpus: [CPU]) { self.cpus = Dictionary(cpus.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first }) }

    var all: CPUSet { CPUSet(cpus.keys) }
    var cores: [Int] { Set(cpus.values.map(\.core)).sorted() }
    var sockets: [Int] { Set(cpus.values.map(\.socket)).sorted() }
    var nodes: [Int] { Set(cpus.values.map(\.node)).sorted() }
    var cpusPerCore: Int { max(1, cpus.count / max(1, cores.count)) }
    var cpusPerSocket: Int { max(1, cpus.count / max(1, sockets.count)) }
    var cpusPerNode: Int { max(1, cpus.count / max(1, nodes.count)) }

    /// Those of `set` that have one of the given values.
    func cpus(_ set: CPUSet, _ part: KeyPath<CPU, Int>, _ values: Set<Int>) -> CPUSet {
        set.filter { id in cpus[id].map { values.contains($0[keyPath: part]) } ?? false }
    }

    /// The different values that the CPUs of `set` have.
    func values(_ set: CPUSet, _ part: KeyPath<CPU, Int>) -> Set<Int> { Set(set.members.compactMap { cpus[$0]?[keyPath: part] }) }

    // MARK: - This machine

    /// Reads the machine's CPUs that are online.
    /// - Parameter root: of sysfs.
    static func read(root: String = "/sys") -> CPUTopology {
        let directory = root + "/devices/system/cpu"
        let online = CPUSet(text(directory + "/online")) ?? []
        let nodes = nodesByCPU(root: root)
        var cores: [String: Int] = [:]
        let cpus = online.sorted.map { id -> CPU in
            let own = "\(directory)/cpu\(id)"
            let socket = max(0, Int(text(own + "/topology/physical_package_id")) ?? 0)
            // Core IDs are unique only in their package: the first of a core's threads names it here.
            let siblings = text(own + "/topology/thread_siblings_list")
            let core = cores[siblings] ?? id
            if !siblings.isEmpty { cores[siblings] = core }
            let uncore = CPUSet(text(own + "/cache/index3/shared_cpu_list"))?.sorted.first ?? socket
            return CPU(id: id, core: core, socket: socket, node: nodes[id] ?? 0, uncore: uncore)
        }
        return CPUTopology(cpus)
    }

    private static func nodesByCPU(root: String) -> [Int: Int] {
        var out: [Int: Int] = [:]
        let directory = root + "/devices/system/node"
        for name in PodFiles.list(directory) {
            guard name.hasPrefix("node"), let node = Int(name.dropFirst(4)), let cpus = CPUSet(text("\(directory)/\(name)/cpulist")) else { continue }
            for cpu in cpus.members { out[cpu] = node }
        }
        return out
    }

    private static func text(_ path: String) -> String { PodFiles.read(path).filter { !$0.isWhitespace } }
}
