/// The plugins of one profile at each extension point, in their order and with their weights.
struct Framework: Sendable {
    /// The name in `spec.schedulerName` of the pods that it is for.
    var profileName = "default-scheduler"
    /// How many nodes that will do are enough to choose from, in percent of all; 0 adapts to the size of the cluster.
    var percentageOfNodesToScore = 0
    var preEnqueues: [any PreEnqueuePlugin] = []
    var queueSort: any QueueSortPlugin = PrioritySort()
    /// At the points preFilter and filter.
    var filters: [any FilterPlugin] = []
    var postFilters: [any PostFilterPlugin] = []
    /// At the points preScore and score.
    var scores: [(plugin: any ScorePlugin, weight: Int)] = []
    var reserves: [any ReservePlugin] = []
    var permits: [any PermitPlugin] = []
    var preBinds: [any PreBindPlugin] = []
    var binds: [any BindPlugin] = []
    var postBinds: [any PostBindPlugin] = []

    init() {}

    /// The plugins that a profile chooses.
    init(_ profile: SchedulerProfile, _ context: PluginContext) {
        self.init()
        profileName = profile.schedulerName
        percentageOfNodesToScore = profile.percentageOfNodesToScore ?? 0
        var made: [String: any Plugin] = [:]
        for name in profile.pluginNames { made[name] = PluginRegistry.entry(name)?.make(context, profile.arguments) }
        func plugins<P>(at point: ExtensionPoint, as type: P.Type) -> [P] { profile.enabled(at: point).compactMap { made[$0.name] as? P } }
        preEnqueues = plugins(at: .preEnqueue, as: (any PreEnqueuePlugin).self)
        if let sort = plugins(at: .queueSort, as: (any QueueSortPlugin).self).first { queueSort = sort }
        filters = plugins(at: .filter, as: (any FilterPlugin).self)
        postFilters = plugins(at: .postFilter, as: (any PostFilterPlugin).self)
        scores = profile.enabled(at: .score).compactMap { choice in
            guard let plugin = made[choice.name] as? any ScorePlugin else { return nil }
            return (plugin, max(1, choice.weight))
        }
        reserves = plugins(at: .reserve, as: (any ReservePlugin).self)
        permits = plugins(at: .permit, as: (any PermitPlugin).self)
        preBinds = plugins(at: .preBind, as: (any PreBindPlugin).self)
        binds = plugins(at: .bind, as: (any BindPlugin).self)
        postBinds = plugins(at: .postBind, as: (any PostBindPlugin).self)
    }

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
    func filters(for pod: PodToSchedule, in snapshot: Snapshot, _ meter: CycleMeter? = nil) throws(PluginRejection) -> [ActiveFilter] {
        var active: [ActiveFilter] = []
        let isSampling = meter?.isSampling ?? false
        for plugin in filters {
            let start = isSampling ? meter?.now ?? .zero : .zero
            defer { if isSampling, let meter { meter.metrics.plugin(plugin.name, at: "PreFilter", since: start, now: meter.now) } }
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
