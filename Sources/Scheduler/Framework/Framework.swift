/// The plugins that take part, in their order and with their weights.
struct Framework: Sendable {
    var filters: [any FilterPlugin]
    var scores: [(plugin: any ScorePlugin, weight: Int)]

    /// The plugins and weights of Kubernetes' default profile, as far as they exist here.
    static let standard: Framework = {
        let taints = TaintToleration()
        let affinity = NodeAffinity()
        let fit = NodeResourcesFit()
        return Framework(
            filters: [NodeUnschedulable(), NodeName(), taints, affinity, NodePorts(), fit],
            scores: [(taints, 3), (affinity, 2), (fit, 1), (NodeResourcesBalancedAllocation(), 1)])
    }()

    /// The filters that concern a pod.
    func filters(for pod: PodToSchedule, in snapshot: Snapshot) -> [ActiveFilter] {
        filters.compactMap { plugin in
            plugin.filter(for: pod, in: snapshot).map { ActiveFilter(plugin: plugin, filter: $0) }
        }
    }
}

/// A plugin and what it demands of nodes for the pod at hand.
struct ActiveFilter {
    let plugin: any FilterPlugin
    let filter: any NodeFilter
}

extension [ActiveFilter] {
    /// The first filter that rejects a node, and why; nil if the node will do.
    func rejection(of node: NodeInfo) -> (plugin: any FilterPlugin, rejection: Rejection)? {
        for active in self {
            if let rejection = active.filter.rejection(of: node) { return (active.plugin, rejection) }
        }
        return nil
    }

    /// The same, also with the pods in place that were promised room on the node and are not less important.
    ///
    /// A pod must fit with and without them, for they may or may not come.
    func rejection(
        of node: NodeInfo, for pod: PodToSchedule, in snapshot: Snapshot
    ) -> (plugin: any FilterPlugin, rejection: Rejection)? {
        if !snapshot.nominated.isEmpty, let promised = snapshot.nominated[node.name] {
            var crowded = node
            for other in promised where other.uid != pod.info.uid && other.priority >= pod.info.priority {
                crowded.add(other)
            }
            if let rejection = rejection(of: crowded) { return rejection }
        }
        return rejection(of: node)
    }
}
