import KubernetesAPI

/// Rules out nodes with taints that the pod does not tolerate, and prefers nodes with fewer `PreferNoSchedule` taints
/// that it does not tolerate.
struct TaintToleration: FilterPlugin, ScorePlugin {
    let name = "TaintToleration"
    let events: ClusterEvents = [.nodeAdded, .nodeTaints, .podItself]

    private static let untolerated = Rejection(reasons: ["node(s) had untolerated taint(s)"], isResolvable: false)

    func filter(for pod: PodToSchedule, in snapshot: Snapshot) -> (any NodeFilter)? {
        Filter(tolerations: pod.tolerations)
    }

    /// What nodes must be for one pod.
    struct Filter: NodeFilter {
        let tolerations: [Toleration]

        func rejection(of node: NodeInfo) -> Rejection? {
            for taint in node.description.hardTaints where !tolerations.contains(where: { $0.tolerates(taint) }) {
                return TaintToleration.untolerated
            }
            return nil
        }

        func admits(_ essence: NodeInfo.Essence) -> Bool? { essence.hasHardTaints ? nil : true }
    }

    func scorer(for pod: PodToSchedule, among feasible: [Int], in snapshot: Snapshot) -> (any NodeScorer)? {
        Scorer(tolerations: pod.preferenceTolerations)
    }

    /// How nodes are scored for one pod.
    struct Scorer: NodeScorer {
        let tolerations: [Toleration]

        /// How many taints the pod would rather avoid; `normalize` turns it round.
        func score(_ node: NodeInfo) -> Int {
            node.description.softTaints.count { taint in !tolerations.contains { $0.tolerates(taint) } }
        }

        func score(_ essence: NodeInfo.Essence) -> Int? { essence.hasSoftTaints ? nil : 0 }

        func normalize(_ scores: inout [Int]) { scaleScores(&scores, reversed: true) }
    }
}
