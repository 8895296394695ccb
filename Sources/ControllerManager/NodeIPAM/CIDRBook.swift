/// Which parts of the cluster's ranges belong to whom. A node that asks costs a look at a few numbers, however many there are.
struct CIDRBook: Sendable {
    /// The parts of one range.
    private struct Parts: Sendable {
        let range: PodCIDRs
        /// By how many a part is held; nodes made by hand may share one.
        private var holders: [Int: Int] = [:]
        /// All parts before it are taken.
        private var start = 0
        var used: Int { holders.count }

        init(range: PodCIDRs) { self.range = range }

        mutating func change(_ cidr: String, by number: Int) {
            for index in range.indices(of: cidr) {
                let count = holders[index, default: 0] + number
                holders[index] = count > 0 ? count : nil
                if count <= 0 { start = min(start, index) }
            }
        }

        /// The first part that is free.
        mutating func first() -> Int? {
            while start < range.count, holders[start] != nil { start += 1 }
            return start < range.count ? start : nil
        }
    }

    private var ranges: [Parts]
    private var cidrs: [String: [String]] = [:]

    /// - Parameter reserved: what no node may have.
    init(_ ranges: [PodCIDRs], reserved: [String] = []) {
        self.ranges = ranges.map(Parts.init)
        for cidr in reserved { change(cidr, by: 1) }
    }

    private mutating func change(_ cidr: String, by number: Int) {
        for index in ranges.indices { ranges[index].change(cidr, by: number) }
    }

    /// What a node has, or was given.
    func cidrs(of node: String) -> [String] { cidrs[node] ?? [] }

    /// How many parts of a range are taken, reserved ones too.
    func used(ofRange index: Int) -> Int { ranges.indices.contains(index) ? ranges[index].used : 0 }

    /// A node has these, whoever gave them; none when it is gone.
    mutating func set(_ new: [String], of node: String) {
        let old = cidrs[node] ?? []
        if old == new { return }
        for cidr in old { change(cidr, by: -1) }
        for cidr in new { change(cidr, by: 1) }
        cidrs[node] = new.isEmpty ? nil : new
    }

    /// Gives a node the first free part of each range; nil if one of them is used up.
    mutating func give(to node: String) -> [String]? {
        var parts: [String] = []
        for index in ranges.indices {
            guard let part = ranges[index].first() else { return nil }
            parts.append(ranges[index].range.part(part))
        }
        set(parts, of: node)
        return parts
    }
}
