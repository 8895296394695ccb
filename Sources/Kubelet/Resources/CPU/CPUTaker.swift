/// Chooses CPUs so that they lie close together: whole sockets or NUMA nodes first, then whole cores, then single threads,
/// from the parts that have the least left. Pure.
struct CPUTaker {
    /// Why there are not enough.
    struct Shortage: Error, CustomStringConvertible {
        var requested: Int
        var available: Int
        var description: String { "not enough cpus available to satisfy request: requested=\(requested), available=\(available)" }
    }

    let topology: CPUTopology
    /// Threads of different cores, rather than whole cores.
    var spreadsOverCores = false
    /// Rather from one last-level cache.
    var alignsByUncoreCache = false
    private var left: CPUSet
    private var needed: Int
    private(set) var result = CPUSet()

    private init(_ topology: CPUTopology, _ available: CPUSet, _ count: Int) {
        self.topology = topology
        left = available
        needed = count
    }

    /// - Returns: `count` of the available CPUs.
    static func take(
        _ count: Int, from available: CPUSet, _ topology: CPUTopology, spread: Bool = false, uncore: Bool = false
    ) throws(Shortage) -> CPUSet {
        guard count <= available.count else { throw Shortage(requested: count, available: available.count) }
        var taker = CPUTaker(topology, available, count)
        taker.spreadsOverCores = spread
        taker.alignsByUncoreCache = uncore
        taker.run()
        return taker.result
    }

    private mutating func run() {
        // The larger part first: a socket may hold several nodes, or a node several sockets.
        let nodesAreSmaller = topology.nodes.count >= topology.sockets.count
        takeWhole(nodesAreSmaller ? \.socket : \.node, size: nodesAreSmaller ? topology.cpusPerSocket : topology.cpusPerNode)
        takeWhole(nodesAreSmaller ? \.node : \.socket, size: nodesAreSmaller ? topology.cpusPerNode : topology.cpusPerSocket)
        if alignsByUncoreCache { takeFromCaches() }
        if !spreadsOverCores { takeWhole(\.core, size: topology.cpusPerCore) }
        for cpu in ordered(left, within: [\.node, \.socket, \.core]) where needed > 0 { take([cpu]) }
    }

    private mutating func take(_ cpus: CPUSet) {
        left = left.subtracting(cpus)
        result = result.union(cpus)
        needed -= cpus.count
    }

    /// Takes whole parts as long as at least one's worth is needed.
    private mutating func takeWhole(_ part: KeyPath<CPUTopology.CPU, Int>, size: Int) {
        for value in order(part) where needed >= size {
            let cpus = topology.cpus(left, part, [value])
            // Only parts of which nothing is taken.
            if cpus.count == topology.cpus(topology.all, part, [value]).count && cpus.count <= needed && !cpus.isEmpty { take(cpus) }
        }
    }

    /// Whole caches first, then what remains from the one cache that is filled best by it.
    private mutating func takeFromCaches() {
        let caches = topology.values(topology.all, \.uncore)
        let size = caches.map { topology.cpus(topology.all, \.uncore, [$0]).count }.max() ?? 0
        if size > 0 { takeWhole(\.uncore, size: size) }
        guard needed > 0 else { return }
        let fitting = order(\.uncore).map { topology.cpus(left, \.uncore, [$0]) }.first { $0.count >= needed }
        guard let fitting, let part = try? Self.take(needed, from: fitting, topology, spread: spreadsOverCores) else { return }
        take(part)
    }

    /// The values of a part in the order in which they are tried: those with the fewest CPUs left first. Cores come within
    /// their node and socket.
    private func order(_ part: KeyPath<CPUTopology.CPU, Int>) -> [Int] {
        if part == \.core {
            var seen = Set<Int>()
            return ordered(left, within: [\.node, \.socket, \.core]).compactMap { topology.cpus[$0]?.core }.filter { seen.insert($0).inserted }
        }
        return topology.values(left, part).map { (topology.cpus(left, part, [$0]).count, $0) }.sorted { $0 < $1 }.map(\.1)
    }

    /// The CPUs, part by part; parts from which something was taken first, then those with the fewest left.
    private func ordered(_ set: CPUSet, within parts: [KeyPath<CPUTopology.CPU, Int>]) -> [Int] {
        guard let part = parts.first else { return set.sorted }
        func key(_ value: Int) -> (Int, Int, Int) {
            let taken = topology.cpus(result, part, [value]).count
            return (-min(taken, 1), topology.cpus(set, part, [value]).count, value)
        }
        return topology.values(set, part).map(key).sorted { $0 < $1 }.flatMap { ordered(topology.cpus(set, part, [$0.2]), within: Array(parts.dropFirst())) }
    }

    // MARK: - Distributed

    /// Spreads the CPUs evenly over the fewest NUMA nodes that have enough, in whole groups.
    /// - Parameter group: how many CPUs stay together: those of a core under `full-pcpus-only`, else one.
    static func takeDistributed(_ count: Int, from available: CPUSet, _ topology: CPUTopology, group: Int) throws(Shortage) -> CPUSet {
        guard count <= available.count else { throw Shortage(requested: count, available: available.count) }
        let free = Dictionary(uniqueKeysWithValues: topology.nodes.map { ($0, topology.cpus(available, \.node, [$0])) })
        // On one node nothing has to be spread, and pieces that are not whole groups cannot be.
        guard group > 0, count % group == 0 else { return try take(count, from: available, topology) }
        var best: (nodes: [Int], left: Int)?
        for mask in NUMAMask.combinations(topology.nodes) {
            let nodes = mask.nodes
            if let best, best.nodes.count < nodes.count { break }
            let share = count / nodes.count / group * group
            let rooms = nodes.map { free[$0]?.count ?? 0 }
            guard share > 0 || nodes.count == 1, rooms.allSatisfy({ $0 >= share }), rooms.reduce(0, +) >= count else { continue }
            let rest = (count - share * nodes.count) / group
            guard rooms.count(where: { $0 >= share + group }) >= rest else { continue }
            // The most even use of what is free.
            let unevenness = (rooms.max() ?? 0) - (rooms.min() ?? 0)
            if best.map({ unevenness < $0.left }) ?? true { best = (nodes, unevenness) }
        }
        guard let best else { return try take(count, from: available, topology) }
        let share = count / best.nodes.count / group * group
        var rest = (count - share * best.nodes.count) / group
        var result = CPUSet()
        // What does not divide goes to those with the most room.
        for node in best.nodes.sorted(by: { (-(free[$0]?.count ?? 0), $0) < (-(free[$1]?.count ?? 0), $1) }) {
            let room = free[node] ?? []
            let extra = rest > 0 && room.count >= share + group ? group : 0
            if extra > 0 { rest -= 1 }
            result = result.union(try take(share + extra, from: room, topology))
        }
        return result
    }
}
