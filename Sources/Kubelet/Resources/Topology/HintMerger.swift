/// Finds the NUMA nodes that suit all providers best: Kubernetes' topology manager's policies. Pure.
struct HintMerger {
    enum Policy: String, Sendable {
        case none
        case bestEffort = "best-effort"
        case restricted
        case singleNUMANode = "single-numa-node"
    }

    var policy: Policy
    /// The nodes of the machine.
    var nodes: [Int]
    /// `prefer-closest-numa-nodes`: among as many nodes those that are near to each other. Distances by node, empty when that is off.
    var distances: [Int: [Int]] = [:]

    /// - Returns: what is best, and whether a pod may be admitted with it.
    func merge(_ providers: [TopologyHints]) -> (hint: TopologyHint, admit: Bool) {
        if policy == .none { return (TopologyHint(affinity: nil, preferred: false), true) }
        var lists = filtered(providers)
        if policy == .singleNUMANode {
            lists = lists.map { list in list.filter { $0.preferred && ($0.affinity == nil || $0.affinity?.count == 1) } }
        }
        var best = best(lists)
        if policy == .singleNUMANode, best.affinity == NUMAMask(nodes) { best.affinity = nil }
        return (best, policy == .bestEffort || best.preferred)
    }

    private func filtered(_ providers: [TopologyHints]) -> [[TopologyHint]] {
        var lists: [[TopologyHint]] = []
        for hints in providers {
            if hints.isEmpty { lists.append([TopologyHint(affinity: nil, preferred: true)]) }
            for (_, list) in hints.sorted(by: { $0.key < $1.key }) {
                guard let list else {
                    lists.append([TopologyHint(affinity: nil, preferred: true)])
                    continue
                }
                lists.append(list.isEmpty ? [TopologyHint(affinity: nil, preferred: false)] : list)
            }
        }
        return lists
    }

    private func best(_ lists: [[TopologyHint]]) -> TopologyHint {
        let all = NUMAMask(nodes)
        // How many nodes the neediest resource takes at least.
        let enough = lists.map { list in list.compactMap { $0.affinity?.count }.min() ?? 0 }.max() ?? 0
        var best: TopologyHint?
        // Lists are merged one by one; equal partial results are one, so that many lists stay affordable.
        var partial: Set<Partial> = [Partial(mask: all, first: nil, preferred: true)]
        for list in lists {
            var next = Set<Partial>()
            for one in partial { for hint in list { next.insert(one.merged(hint)) } }
            partial = next
        }
        for one in partial.sorted(by: { $0.mask.bits < $1.mask.bits }) where !one.mask.isEmpty {
            let candidate = TopologyHint(affinity: one.mask, preferred: one.preferred)
            if let current = best { best = better(current, candidate, enough) } else { best = candidate }
        }
        return best ?? TopologyHint(affinity: all, preferred: false)
    }

    private struct Partial: Hashable {
        var mask: NUMAMask
        var first: NUMAMask?
        var preferred: Bool

        func merged(_ hint: TopologyHint) -> Partial {
            var out = self
            if let affinity = hint.affinity {
                out.mask = mask.intersection(affinity)
                // Preferred only when all want the very same nodes.
                if let first { if first != affinity { out.preferred = false } } else { out.first = affinity }
            }
            if !hint.preferred { out.preferred = false }
            return out
        }
    }

    private func better(_ current: TopologyHint, _ candidate: TopologyHint, _ enough: Int) -> TopologyHint {
        guard let a = current.affinity, let b = candidate.affinity else { return current }
        if current.preferred != candidate.preferred { return current.preferred ? current : candidate }
        let fitter = isFitter(b, than: a) ? candidate : current
        if current.preferred { return fitter }
        // Neither is preferred: as near to what is needed as can be, rather below than above it.
        if a.count > enough { return fitter }
        if a.count == enough { return b.count == enough ? fitter : current }
        if b.count > enough { return current }
        if b.count == a.count { return fitter }
        return b.count > a.count ? candidate : current
    }

    private func isFitter(_ a: NUMAMask, than b: NUMAMask) -> Bool {
        if a.count == b.count, !distances.isEmpty {
            let (x, y) = (distance(a), distance(b))
            if x != y { return x < y }
        }
        return a.isNarrower(than: b)
    }

    private func distance(_ mask: NUMAMask) -> Double {
        var sum = 0
        var count = 0
        for a in mask.nodes {
            for b in mask.nodes {
                guard let row = distances[a], row.indices.contains(b) else { continue }
                sum += row[b]
                count += 1
            }
        }
        return count == 0 ? 0 : Double(sum) / Double(count)
    }
}
