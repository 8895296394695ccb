/// Rules out nodes on which a host port of the pod is taken.
struct NodePorts: FilterPlugin {
    let name = "NodePorts"
    let events: ClusterEvents = [.nodeAdded, .podDeleted]

    private static let taken = Rejection(
        reasons: ["node(s) didn't have free ports for the requested pod ports"], isResolvable: true)

    func filter(for pod: PodToSchedule, in snapshot: Snapshot) -> (any NodeFilter)? {
        pod.info.hostPorts.isEmpty ? nil : Filter(ports: pod.info.hostPorts)
    }

    /// What nodes must be for one pod.
    struct Filter: NodeFilter {
        let ports: [HostPort]

        func rejection(of node: NodeInfo) -> Rejection? {
            guard !node.usedPorts.isEmpty else { return nil }
            let isTaken = ports.contains { port in node.usedPorts.contains { $0.conflicts(with: port) } }
            return isTaken ? NodePorts.taken : nil
        }
    }
}
