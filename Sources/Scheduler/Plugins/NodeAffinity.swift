/// Rules out nodes that do not match the pod's node selector or required node affinity, and prefers those that match
/// its preferred node affinity.
struct NodeAffinity: FilterPlugin, ScorePlugin {
    let name = "NodeAffinity"
    let events: ClusterEvents = [.nodeAdded, .nodeLabels]

    private static let mismatch = Rejection(
        reasons: ["node(s) didn't match Pod's node affinity/selector"], isResolvable: false)

    func filter(for pod: PodToSchedule, in snapshot: Snapshot) -> (any NodeFilter)? {
        pod.requiredNodes.map { Filter(required: $0) }
    }

    struct Filter: NodeFilter {
        let required: RequiredNodes

        var candidates: Set<String>? { required.names }

        func rejection(of node: NodeInfo) -> Rejection? {
            required.matches(node.description) ? nil : NodeAffinity.mismatch
        }
    }

    func scorer(for pod: PodToSchedule, among feasible: [Int], in snapshot: Snapshot) -> (any NodeScorer)? {
        pod.preferredNodes.isEmpty ? nil : Scorer(preferred: pod.preferredNodes)
    }

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
