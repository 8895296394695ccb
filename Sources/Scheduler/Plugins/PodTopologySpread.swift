import Foundation
import KubernetesAPI

/// Spreads pods over domains of nodes (zones, hosts, …): hard constraints rule nodes out, soft ones prefer others.
struct PodTopologySpread: FilterPlugin, ScorePlugin {
    let name = "PodTopologySpread"
    let events: ClusterEvents = [.nodeAdded, .nodeDeleted, .nodeLabels, .nodeTaints, .podAdded, .podDeleted, .podLabels, .podItself]

    /// What holds for pods that say nothing themselves, given whose they are (`defaultConstraints`).
    var defaults: [TopologySpreadConstraint] = Self.systemDefaults
    /// Whether the defaults are Kubernetes' own (`defaultingType: System`): then nodes need not have all their labels.
    var isSystemDefaulted = true
    /// Finds what pods belong to; nil for no defaults.
    var owners: (any PodOwners)?

    /// Over hosts and zones, without insisting.
    static let systemDefaults = [
        TopologySpreadConstraint(maxSkew: 3, topologyKey: "kubernetes.io/hostname", whenUnsatisfiable: "ScheduleAnyway"),
        TopologySpreadConstraint(maxSkew: 5, topologyKey: "topology.kubernetes.io/zone", whenUnsatisfiable: "ScheduleAnyway"),
    ]

    private static let mismatch = Rejection(reasons: ["node(s) didn't match pod topology spread constraints"], isResolvable: true)
    private static let noLabel = Rejection(
        reasons: ["node(s) didn't match pod topology spread constraints (missing required label)"], isResolvable: false)

    /// The pod's own constraints, or those of the cluster.
    private func constraints(_ pod: PodToSchedule, hard: Bool) -> [SpreadConstraint] {
        if !pod.spread.isEmpty { return pod.spread.filter { $0.isHard == hard } }
        let wanted = defaults.filter { ($0.whenUnsatisfiable != "ScheduleAnyway") == hard }
        guard !wanted.isEmpty, let selector = owners?.selector(of: pod.pod), !selector.isEmpty else { return [] }
        return wanted.map { SpreadConstraint($0, selector: selector, of: pod.info) }
    }

    /// Whether a pod counts, or would count, for one of another's constraints.
    func isHelped(_ pod: PodToSchedule, by change: ClusterChange) -> Bool {
        let constraints = constraints(pod, hard: true)
        if constraints.isEmpty { return true }
        switch change.subject {
        case .pod(let old, let new, _):
            return constraints.contains { constraint in
                [old, new].contains { $0.map(constraint.predicate.matches) ?? false }
            }
        case .node(let old, let new):
            return constraints.contains { constraint in [old, new].contains { $0?.labels[constraint.topologyKey] != nil } }
        default: return true
        }
    }

    // MARK: Filter

    func filter(for pod: PodToSchedule, in snapshot: Snapshot) -> (any NodeFilter)? {
        let constraints = constraints(pod, hard: true)
        if constraints.isEmpty { return nil }
        let keys = Self.keys(constraints)
        return Filter(
            rules: constraints.map { constraint in
                let nodes = constraint.nodes(for: pod, keys: keys)
                let counts = snapshot.topology.counts(constraint.predicate, nodes: nodes, by: constraint.topologyKey)
                return Filter.Rule(constraint: constraint, nodes: nodes, counts: counts)
            })
    }

    fileprivate static func keys(_ constraints: [SpreadConstraint]) -> [String] { Set(constraints.map(\.topologyKey)).sorted() }

    /// What nodes must be for one pod.
    private struct Filter: NodeFilter {
        /// One hard constraint, with how many pods there are in each domain.
        struct Rule {
            let constraint: SpreadConstraint
            let nodes: NodeSetRule
            private(set) var counts: TopologyCounts
            /// How many pods a domain may have for one more to be let in; nil if there are no domains, and no limit.
            private var limit: Int?
            private let isShortOfDomains: Bool

            init(constraint: SpreadConstraint, nodes: NodeSetRule, counts: TopologyCounts) {
                self.constraint = constraint
                self.nodes = nodes
                self.counts = counts
                isShortOfDomains = constraint.minDomains > 0 && counts.domainCount < constraint.minDomains
                setLimit()
            }

            private mutating func setLimit() {
                let least = isShortOfDomains ? 0 : counts.minimum
                limit = least.map { $0.adding(constraint.maxSkew).adding(constraint.countsSelf ? -1 : 0) }
            }

            func admits(_ domain: Int) -> Bool { limit.map { counts.count(domain) <= $0 } ?? true }

            /// What if this pod came to, or left, a node?
            mutating func change(_ pod: PodInfo, at node: NodeInfo, by number: Int32) {
                guard let domain = counts.domain(node.slot), constraint.predicate.matches(pod), nodes.contains(node.description) else { return }
                counts.add(number, to: domain)
                setLimit()
            }
        }

        var rules: [Rule]

        func rejection(of node: NodeInfo) -> Rejection? {
            for rule in rules {
                guard let domain = rule.counts.domain(node.slot) else { return PodTopologySpread.noLabel }
                if !rule.admits(domain) { return PodTopologySpread.mismatch }
            }
            return nil
        }

        func admits(_ essence: NodeInfo.Essence) -> Bool? {
            rules.allSatisfy { rule in rule.counts.domain(essence.slot).map(rule.admits) ?? false }
        }

        mutating func add(_ pod: PodInfo, to node: NodeInfo) {
            for index in rules.indices { rules[index].change(pod, at: node, by: 1) }
        }

        mutating func remove(_ pod: PodInfo, from node: NodeInfo) {
            for index in rules.indices { rules[index].change(pod, at: node, by: -1) }
        }
    }

    // MARK: Score

    func scorer(for pod: PodToSchedule, among feasible: [Int], in snapshot: Snapshot) -> (any NodeScorer)? {
        let constraints = constraints(pod, hard: false)
        if constraints.isEmpty { return nil }
        let needsAllKeys = !pod.spread.isEmpty || !isSystemDefaulted
        let keys = needsAllKeys ? Self.keys(constraints) : []
        let ignored = Set(feasible.filter { index in keys.contains { snapshot.nodes[index].description.labels[$0] == nil } })
        let rules = constraints.map { constraint -> Scorer.Rule in
            let isHost = constraint.topologyKey == "kubernetes.io/hostname"
            let counts = snapshot.topology.counts(
                constraint.predicate, nodes: constraint.nodes(for: pod, keys: keys), by: constraint.topologyKey)
            var domains = feasible.count - ignored.count
            if !isHost {
                var seen: Set<Int> = []
                for index in feasible where !ignored.contains(index) {
                    if let domain = counts.domain(snapshot.nodes[index].slot) { seen.insert(domain) }
                }
                domains = seen.count
            }
            return Scorer.Rule(
                counts: counts, onNodes: isHost ? snapshot.topology.counts(constraint.predicate) : nil,
                weight: log(Double(domains + 2)), surplus: Double(constraint.maxSkew - 1))
        }
        return Scorer(rules: rules, ignored: Set(ignored.map { snapshot.nodes[$0].slot }))
    }

    /// How nodes are scored for one pod.
    private struct Scorer: NodeScorer {
        /// One soft constraint, likewise.
        struct Rule {
            let counts: TopologyCounts
            /// The pods on each node, by slot, where each node is a domain.
            let onNodes: [Int32]?
            /// More domains make each pod count for more, or rules with many domains would never be felt.
            let weight: Double
            let surplus: Double
        }

        let rules: [Rule]
        /// The slots of nodes without the labels.
        let ignored: Set<Int>
        private static let none = -1

        func score(_ node: NodeInfo) -> Int { score(slot: node.slot) }
        func score(_ essence: NodeInfo.Essence) -> Int? { score(slot: essence.slot) }

        /// How crowded a node is; `normalize` turns it round.
        private func score(slot: Int) -> Int {
            if !ignored.isEmpty, ignored.contains(slot) { return Self.none }
            var score = 0.0
            for rule in rules {
                guard let domain = rule.counts.domain(slot) else { continue }
                let pods = rule.onNodes.map { slot < $0.count ? Int($0[slot]) : 0 } ?? rule.counts.count(domain)
                score += Double(pods) * rule.weight + rule.surplus
            }
            return Int(score.rounded())
        }

        func normalize(_ scores: inout [Int]) {
            var (least, greatest) = (Int.max, 0)
            for score in scores where score != Self.none { (least, greatest) = (min(least, score), max(greatest, score)) }
            for index in scores.indices {
                scores[index] =
                    scores[index] == Self.none ? 0
                    : greatest == 0 ? maxNodeScore : maxNodeScore * (greatest + least - scores[index]) / greatest
            }
        }
    }
}
