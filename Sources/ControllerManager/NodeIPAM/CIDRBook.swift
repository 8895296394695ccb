/// Which parts of the cluster's ranges belong to whom. A node that asks costs a look at a few numbers, however many there are.
struct CIDRBook: Sendable {
    /// The parts of one range.
    private struct Parts: Sendable {
        /// A CIDR with more parts than this is kept as a whole: a range of IPv6 may be millions of them.
        private static let most = 16

        let range: PodCIDRs
        /// By how many a part is held; nodes made by hand may share one.
        private var holders: [Int: Int] = [:]
        /// The large CIDRs, and by how many each is held.
        private var large: [Range<Int>: Int] = [:]
        /// What the large ones cover: in order, and apart from each other.
        private var covered: [Range<Int>] = []
        /// How many of the parts in `holders` are not covered.
        private var apart = 0
        /// All parts before it are taken.
        private var start = 0

        var used: Int { apart + covered.reduce(0) { $0 + $1.count } }

        init(range: PodCIDRs) { self.range = range }

        private func isCovered(_ index: Int) -> Bool { covered.contains { $0.contains(index) } }

        mutating func change(_ cidr: String, by number: Int) {
            let indices = range.indices(of: cidr)
            if indices.count > Self.most { return changeLarge(indices, by: number) }
            for index in indices {
                let count = holders[index, default: 0] + number
                let old = holders.updateValue(count, forKey: index)
                if count <= 0 {
                    holders[index] = nil
                    start = min(start, index)
                }
                if (old != nil) != (count > 0), !isCovered(index) { apart += count > 0 ? 1 : -1 }
            }
        }

        private mutating func changeLarge(_ indices: Range<Int>, by number: Int) {
            let count = large[indices, default: 0] + number
            large[indices] = count > 0 ? count : nil
            if count <= 0 { start = min(start, indices.lowerBound) }
            covered = []
            for range in large.keys.sorted(by: { $0.lowerBound < $1.lowerBound }) {
                if let last = covered.last, range.lowerBound <= last.upperBound {
                    covered[covered.count - 1] = last.lowerBound..<max(last.upperBound, range.upperBound)
                } else {
                    covered.append(range)
                }
            }
            apart = holders.keys.count { !isCovered($0) }
        }

        /// The first part that is free.
        mutating func first() -> Int? {
            while start < range.count {
                if let cover = covered.first(where: { $0.contains(start) }) {
                    start = cover.upperBound
                } else if holders[start] != nil {
                    start += 1
                } else {
                    return start
                }
            }
            return nil
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
