/// A set of NUMA nodes.
struct NUMAMask: Hashable, Sendable {
    /// A bit for each node.
    private(set) var bits: UInt64 = 0

    /// More nodes than these would make more combinations than anybody wants to try; Kubernetes has the same bound.
    static let maximumNodes = 8

    init(_ nodes: some Sequence<Int> = []) {
        for node in nodes where (0..<64).contains(node) { bits |= 1 << UInt64(node) }
    }

    var count: Int { bits.nonzeroBitCount }
    var nodes: [Int] { (0..<64).filter { bits & (1 << UInt64($0)) != 0 } }
    var isEmpty: Bool { bits == 0 }

    func contains(_ node: Int) -> Bool { (0..<64).contains(node) && bits & (1 << UInt64(node)) != 0 }
    func containsAny(_ nodes: some Sequence<Int>) -> Bool { !intersection(NUMAMask(nodes)).isEmpty }
    func intersection(_ other: NUMAMask) -> NUMAMask {
        var mask = self
        mask.bits &= other.bits
        return mask
    }

    /// Whether it has fewer nodes, or as many with lower numbers.
    func isNarrower(than other: NUMAMask) -> Bool { count == other.count ? bits < other.bits : count < other.count }

    /// Every combination of the nodes, the small ones first.
    static func combinations(_ nodes: [Int]) -> [NUMAMask] {
        let nodes = nodes.sorted().prefix(maximumNodes)
        let all = (1..<(1 << nodes.count)).map { pattern in NUMAMask(nodes.enumerated().filter { pattern >> $0.offset & 1 == 1 }.map(\.element)) }
        return all.sorted { $0.isNarrower(than: $1) }
    }
}

/// From which NUMA nodes something could be given, and whether that is as good as it gets.
struct TopologyHint: Hashable, Sendable {
    /// Nil means any.
    var affinity: NUMAMask?
    var preferred: Bool
}

/// The hints of one provider by resource. No entry for a resource that is not asked for; nil is "no preference", empty is
/// "cannot be".
typealias TopologyHints = [String: [TopologyHint]?]
