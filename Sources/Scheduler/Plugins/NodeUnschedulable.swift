import KubernetesAPI

/// Rules out nodes that are cordoned (`spec.unschedulable`), unless the pod tolerates that.
struct NodeUnschedulable: FilterPlugin {
    let name = "NodeUnschedulable"
    let events: ClusterEvents = [.nodeAdded, .nodeTaints, .podItself]

    private static let taint = Taint(key: "node.kubernetes.io/unschedulable", effect: "NoSchedule")
    private static let cordoned = Rejection(reasons: ["node(s) were unschedulable"], isResolvable: false)

    func filter(for pod: PodToSchedule, in snapshot: Snapshot) -> (any NodeFilter)? {
        pod.tolerations.contains { $0.tolerates(Self.taint) } ? nil : Filter()
    }

    /// What nodes must be for one pod.
    struct Filter: NodeFilter {
        func rejection(of node: NodeInfo) -> Rejection? {
            node.essence.isUnschedulable ? NodeUnschedulable.cordoned : nil
        }

        func admits(_ essence: NodeInfo.Essence) -> Bool? { !essence.isUnschedulable }
    }
}
