import KubernetesAPI
import KubernetesClient
import Logging

/// What plugins are made with.
struct PluginContext: Sendable {
    let client: Client
    /// Plugins that follow kinds of their own ask it for informers when they are made, and name them in ``Plugin/events``.
    let informers: InformerFactory
    let storage: StorageCatalog
    /// One for all profiles: what one has decided about devices the others have to know.
    let devices: DeviceCatalog
    let pods: Informer<Pod>
    let clock: any WallClock
    let logger: Logger
    /// Of the profile; nil where nothing is to be told, as when a decision is only explained.
    var recorder: EventRecorder?
    var host = SchedulerHost()
}

/// What plugins may ask of the scheduler that they are part of.
struct SchedulerHost: Sendable {
    /// Has a pod tried at once.
    var activate: @Sendable (_ uid: String) -> Void = { _ in }
    /// Asks the PreEnqueue plugins again about a pod that is held.
    var recheck: @Sendable (_ uid: String) -> Void = { _ in }
    /// Tells the queue of a change that a plugin has heard of.
    var move: @Sendable (_ change: ClusterChange) -> Void = { _ in }
    /// Promises a node to a pod, or takes the promise back.
    var nominate: @Sendable (_ pod: PodInfo, _ node: String?) -> Void = { _, _ in }
    /// Turns down a placed pod that waits to be permitted; whether it did.
    var rejectWaiting: @Sendable (_ uid: String, _ plugin: String, _ reason: String) -> Bool = { _, _, _ in false }
    /// Has the extenders judge the nodes on which others would have to go.
    var extenders: [any PreemptionExtender] = []
    var metrics = SchedulerMetrics()
}

/// The plugins that there are, in the order and with the weights of Kubernetes' default profile.
enum PluginRegistry {
    /// One plugin, and how it is made.
    struct Entry: Sendable {
        let name: String
        /// In the sum of scores; 1 unless the profile says otherwise.
        var weight = 1
        /// Whether profiles have it that do not speak of it.
        var isDefault = true
        let make: @Sendable (PluginContext, PluginArguments) -> any Plugin
    }

    static let entries: [Entry] = [
        Entry(name: "SchedulingGates") { _, _ in SchedulingGates() },
        Entry(name: "PrioritySort") { _, _ in PrioritySort() },
        Entry(name: "NodeUnschedulable") { _, _ in NodeUnschedulable() },
        Entry(name: "NodeName") { _, _ in NodeName() },
        Entry(name: "TaintToleration", weight: 3) { _, _ in TaintToleration() },
        Entry(name: "NodeAffinity", weight: 2) { _, arguments in NodeAffinity(added: arguments.nodeAffinity.addedAffinity) },
        Entry(name: "NodePorts") { _, _ in NodePorts() },
        Entry(name: "NodeResourcesFit") { context, arguments in
            let devices = context.devices
            return NodeResourcesFit(arguments: arguments.nodeResourcesFit) { devices.extendedResources }
        },
        Entry(name: "VolumeRestrictions") { context, _ in VolumeRestrictions(storage: context.storage) },
        Entry(name: "NodeVolumeLimits") { context, _ in NodeVolumeLimits(storage: context.storage) },
        Entry(name: "VolumeBinding") { context, arguments in
            VolumeBinding(
                storage: context.storage, client: context.client, pods: context.pods, clock: context.clock,
                bindTimeout: .seconds(arguments.volumeBinding.bindTimeoutSeconds))
        },
        Entry(name: "VolumeZone") { context, _ in VolumeZone(storage: context.storage) },
        Entry(name: "PodTopologySpread", weight: 2) { context, arguments in
            let list = arguments.podTopologySpread
            let isSystem = list.defaultingType == .system
            return PodTopologySpread(
                defaults: isSystem ? PodTopologySpread.systemDefaults : list.defaultConstraints, isSystemDefaulted: isSystem,
                owners: isSystem || !list.defaultConstraints.isEmpty ? OwnerCatalog(context.informers) : nil)
        },
        Entry(name: "InterPodAffinity", weight: 2) { context, arguments in
            InterPodAffinity(
                namespaces: NamespaceCatalog(context.informers), hardPodAffinityWeight: arguments.interPodAffinity.hardPodAffinityWeight,
                ignoresPreferencesOfOthers: arguments.interPodAffinity.ignorePreferredTermsOfExistingPods)
        },
        Entry(name: "DynamicResources", weight: 2) { context, arguments in
            DynamicResources(
                catalog: context.devices, client: context.client, clock: context.clock, metrics: context.host.metrics,
                bindingTimeout: arguments.dynamicResources.bindingTimeout)
        },
        Entry(name: "DefaultPreemption") { context, arguments in DefaultPreemption(context, arguments.defaultPreemption) },
        Entry(name: "NodeResourcesBalancedAllocation") { _, arguments in
            NodeResourcesBalancedAllocation(resources: arguments.nodeResourcesBalancedAllocation.resources)
        },
        Entry(name: "ImageLocality") { _, _ in ImageLocality() },
        Entry(name: "NodeDeclaredFeatures") { _, _ in NodeDeclaredFeatures() },
        Entry(name: "DefaultBinder") { context, _ in DefaultBinder(client: context.client) },
    ]

    private static let byName = Dictionary(uniqueKeysWithValues: entries.map { ($0.name, $0) })

    static func entry(_ name: String) -> Entry? { byName[name] }
}
