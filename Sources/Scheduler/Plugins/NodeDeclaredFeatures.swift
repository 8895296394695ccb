import KubernetesAPI
import KubernetesClient

/// Rules out nodes that do not declare a feature that the pod needs, as older nodes do not.
struct NodeDeclaredFeatures: FilterPlugin {
    let name = "NodeDeclaredFeatures"
    let events: ClusterEvents = [.nodeAdded, .nodeOther, .podItself]

    private static let missing = Rejection(reasons: ["node(s) didn't match Pod's required features"], isResolvable: false)

    func filter(for pod: PodToSchedule, in snapshot: Snapshot) -> (any NodeFilter)? {
        let needed = pod.pod.requiredNodeFeatures
        return needed.isEmpty ? nil : Filter(needed: Set(needed))
    }

    /// What nodes must be for one pod.
    private struct Filter: NodeFilter {
        let needed: Set<String>

        func rejection(of node: NodeInfo) -> Rejection? {
            needed.isSubset(of: node.description.declaredFeatures) ? nil : NodeDeclaredFeatures.missing
        }
    }

    func isHelped(_ pod: PodToSchedule, by change: ClusterChange) -> Bool {
        switch change.subject {
        case .node(let old, let new?): old?.declaredFeatures != new.declaredFeatures
        case .itself(let old, let new): old.pod.requiredNodeFeatures != new.pod.requiredNodeFeatures
        default: false
        }
    }
}
