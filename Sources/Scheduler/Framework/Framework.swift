/// The plugins of one profile at each extension point, in their order and with their weights.
struct Framework: Sendable {
    /// The name in `spec.schedulerName` of the pods that it is for.
    var profileName = "default-scheduler"
    var preEnqueues: [any PreEnqueuePlugin] = []
    var queueSort: any QueueSortPlugin = PrioritySort()
    var filters: [any FilterPlugin] = []
    var postFilters: [any PostFilterPlugin] = []
    var scores: [(plugin: any ScorePlugin, weight: Int)] = []
    var reserves: [any ReservePlugin] = []
    var permits: [any PermitPlugin] = []
    var preBinds: [any PreBindPlugin] = []
    var binds: [any BindPlugin] = []
    var postBinds: [any PostBindPlugin] = []

    /// The plugins and weights of Kubernetes' default profile that look at nodes and pods alone.
    static let standard: Framework = {
        let taints = TaintToleration()
        let affinity = NodeAffinity()
        let fit = NodeResourcesFit()
        var framework = Framework()
        framework.filters = [NodeUnschedulable(), NodeName(), taints, affinity, NodePorts(), fit]
        framework.scores = [(taints, 3), (affinity, 2), (fit, 1), (NodeResourcesBalancedAllocation(), 1)]
        return framework
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
                throw PluginRejection(plugin: plugin, rejection: error)
            }
        }
        return active
    }

    /// Whether something is to be done before the pod can be bound.
    func needsPreBind(_ pod: PodToSchedule) -> Bool { preBinds.contains { $0.needsPreBind(pod) } }
}

/// A ``PodRejection`` and the plugin that it is from.
struct PluginRejection: Error {
    let plugin: any Plugin
    let rejection: PodRejection

    var reason: String { rejection.reason }
}

/// A plugin and what it demands of nodes for the pod at hand.
struct ActiveFilter {
    let plugin: any FilterPlugin
    var filter: any NodeFilter
}

extension [ActiveFilter] {
    /// The first filter that rejects a node, and why; nil if the node will do.
    func rejection(of node: NodeInfo) -> (plugin: any FilterPlugin, rejection: Rejection)? {
        // By index, in place: this is done for every node.
        for index in indices {
            if let rejection = self[index].filter.rejection(of: node) { return (self[index].plugin, rejection) }
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
            var filters = self
            for other in promised where other.uid != pod.info.uid && other.priority >= pod.info.priority {
                crowded.add(other)
                filters.add(other, to: crowded)
            }
            if let rejection = filters.rejection(of: crowded) { return rejection }
        }
        return rejection(of: node)
    }

    /// What if this pod were on this node? The node is as it would be then.
    mutating func add(_ pod: PodInfo, to node: NodeInfo) {
        for index in indices { self[index].filter.add(pod, to: node) }
    }

    /// What if it were not?
    mutating func remove(_ pod: PodInfo, from node: NodeInfo) {
        for index in indices { self[index].filter.remove(pod, from: node) }
    }
}
