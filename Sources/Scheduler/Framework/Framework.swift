/// The plugins that take part, in their order and with their weights.
struct Framework: Sendable {
    var filters: [any FilterPlugin]
    var scores: [(plugin: any ScorePlugin, weight: Int)]
    var reserves: [any ReservePlugin] = []
    var preBinds: [any PreBindPlugin] = []

    /// The plugins and weights of Kubernetes' default profile, as far as they exist here, but for those about volumes.
    static let standard: Framework = {
        let taints = TaintToleration()
        let affinity = NodeAffinity()
        let fit = NodeResourcesFit()
        return Framework(
            filters: [NodeUnschedulable(), NodeName(), taints, affinity, NodePorts(), fit],
            scores: [(taints, 3), (affinity, 2), (fit, 1), (NodeResourcesBalancedAllocation(), 1)])
    }()

    /// The standard plugins and those about volumes, which look at the storage of the cluster.
    static func standard(storage: StorageCatalog, binder: VolumeBinding) -> Framework {
        var framework = standard
        framework.filters += [VolumeRestrictions(storage: storage), NodeVolumeLimits(storage: storage), binder, VolumeZone(storage: storage)]
        framework.reserves = [binder]
        framework.preBinds = [binder]
        return framework
    }

    /// The filters that concern a pod.
    /// - Throws: the first plugin's reason for which the pod cannot be placed at all.
    func filters(for pod: PodToSchedule, in snapshot: Snapshot) throws(PluginRejection) -> [ActiveFilter] {
        var active: [ActiveFilter] = []
        for plugin in filters {
            do {
                if let filter = try plugin.filter(for: pod, in: snapshot) { active.append(ActiveFilter(plugin: plugin, filter: filter)) }
            } catch {
                throw PluginRejection(plugin: plugin, reason: error.reason)
            }
        }
        return active
    }

    /// Whether something is to be done before the pod can be bound.
    func needsPreBind(_ pod: PodToSchedule) -> Bool { preBinds.contains { $0.needsPreBind(pod) } }
}

/// A ``PodRejection`` and the plugin that it is from.
struct PluginRejection: Error {
    let plugin: any FilterPlugin
    let reason: String
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
