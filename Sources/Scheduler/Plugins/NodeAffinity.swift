import KubernetesAPI

/// Rules out nodes that do not match the pod's node selector or required node affinity, and prefers those that match
/// its preferred node affinity. A profile may add affinity to all its pods (`addedAffinity`).
struct NodeAffinity: FilterPlugin, ScorePlugin {
    let name = "NodeAffinity"
    let events: ClusterEvents = [.nodeAdded, .nodeLabels, .podItself]

    private let addedRequired: RequiredNodes?
    private let addedPreferred: [(weight: Int, term: NodeTerm)]

    init(added: NodeAffinityTerms? = nil) {
        addedRequired = RequiredNodes(labels: [:], selector: added?.requiredDuringSchedulingIgnoredDuringExecution)
        addedPreferred = NodeTerm.preferred(added)
    }

    private static let mismatch = Rejection(
        reasons: ["node(s) didn't match Pod's node affinity/selector"], isResolvable: false)
    private static let enforced = Rejection(
        reasons: ["node(s) didn't match scheduler-enforced node affinity"], isResolvable: false)

    func isHelped(_ pod: PodToSchedule, by change: ClusterChange) -> Bool {
        guard case .node(let old, let new?) = change.subject else { return true }
        func matches(_ node: NodeDescription) -> Bool {
            addedRequired?.matches(node) ?? true && pod.requiredNodes?.matches(node) ?? true
        }
        return matches(new) && !(old.map(matches) ?? false)
    }

    func filter(for pod: PodToSchedule, in snapshot: Snapshot) -> (any NodeFilter)? {
        if pod.requiredNodes == nil && addedRequired == nil { return nil }
        // The nodes that match are known by their place, but for pods that name theirs: each of those would be another set.
        let rule = pod.requiredNodes.flatMap { $0.names == nil ? NodeSetRule(required: $0) : nil }
        return Filter(required: pod.requiredNodes, added: addedRequired, members: rule.map(snapshot.topology.members) ?? [])
    }

    /// What nodes must be for one pod.
    struct Filter: NodeFilter {
        let required: RequiredNodes?
        let added: RequiredNodes?
        /// Whether a node matches, by slot; empty if that is to be worked out for each.
        let members: [Bool]

        var candidates: Set<String>? { required?.names }

        func admits(_ essence: NodeInfo.Essence) -> Bool? {
            added == nil && essence.slot >= 0 && essence.slot < members.count ? members[essence.slot] : nil
        }

        func rejection(of node: NodeInfo) -> Rejection? {
            if let added, !added.matches(node.description) { return NodeAffinity.enforced }
            if node.slot >= 0, node.slot < members.count { return members[node.slot] ? nil : NodeAffinity.mismatch }
            if let required, !required.matches(node.description) { return NodeAffinity.mismatch }
            return nil
        }
    }

    func scorer(for pod: PodToSchedule, among feasible: [Int], in snapshot: Snapshot) -> (any NodeScorer)? {
        let preferred = pod.preferredNodes + addedPreferred
        return preferred.isEmpty ? nil : Scorer(preferred: preferred)
    }

    /// How nodes are scored for one pod.
    struct Scorer: NodeScorer {
        let preferred: [(weight: Int, term: NodeTerm)]

        func score(_ node: NodeInfo) -> Int {
            var sum = 0
            for (weight, term) in preferred where term.matches(node.description) { sum = sum.adding(weight) }
            return sum
        }

        func normalize(_ scores: inout [Int]) { scaleScores(&scores) }
    }
}

/// The plugin, where the type of the API that has the same name is in sight too.
typealias NodeAffinityPlugin = NodeAffinity
