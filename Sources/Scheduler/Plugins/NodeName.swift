import KubernetesAPI

/// Rules out all nodes but the one that the pod names.
struct NodeName: FilterPlugin {
    let name = "NodeName"
    let events: ClusterEvents = .nodeAdded

    func filter(for pod: PodToSchedule, in snapshot: Snapshot) -> (any NodeFilter)? {
        guard let node = pod.pod.spec.nodeName, !node.isEmpty else { return nil }
        return Filter(nodeName: node)
    }

    /// What nodes must be for one pod.
    struct Filter: NodeFilter {
        let nodeName: String

        func rejection(of node: NodeInfo) -> Rejection? {
            node.name == nodeName ? nil : NodeName.mismatch
        }
    }

    private static let mismatch = Rejection(reasons: ["node(s) didn't match the requested node name"], isResolvable: false)
}
