import KubernetesAPI

/// Kinds of changes of the cluster that may make room for a pod that found none: Kubernetes' ClusterEvents, a bit each.
struct ClusterEvents: OptionSet, Sendable, Hashable {
    let rawValue: UInt32

    static let nodeAdded = ClusterEvents(rawValue: 1)
    static let nodeAllocatable = ClusterEvents(rawValue: 1 << 1)
    static let nodeLabels = ClusterEvents(rawValue: 1 << 2)
    /// Taints and the unschedulable mark, which are two views of one thing.
    static let nodeTaints = ClusterEvents(rawValue: 1 << 3)
    /// A pod left its node, or asks for less than before.
    static let podDeleted = ClusterEvents(rawValue: 1 << 4)
    /// A persistent volume claim came, went or changed.
    static let claim = ClusterEvents(rawValue: 1 << 5)
    /// A persistent volume came, went or changed.
    static let volume = ClusterEvents(rawValue: 1 << 6)
    /// What says how volumes are made and attached: storage classes, CSI drivers, CSI nodes, capacities, attachments.
    static let storage = ClusterEvents(rawValue: 1 << 7)
    static let nodeDeleted = ClusterEvents(rawValue: 1 << 8)
    /// Annotations, conditions, declared features, images.
    static let nodeOther = ClusterEvents(rawValue: 1 << 9)
    /// A pod that has a node was added (placed by us or by another).
    static let podAdded = ClusterEvents(rawValue: 1 << 10)
    /// The labels of a pod that has a node changed.
    static let podLabels = ClusterEvents(rawValue: 1 << 11)
    /// The waiting pod itself was changed.
    static let podItself = ClusterEvents(rawValue: 1 << 12)
    /// A ResourceClaim came, went or changed.
    static let resourceClaim = ClusterEvents(rawValue: 1 << 13)
    /// A ResourceSlice came, went or changed.
    static let resourceSlice = ClusterEvents(rawValue: 1 << 14)
    /// A DeviceClass came, went or changed.
    static let deviceClass = ClusterEvents(rawValue: 1 << 15)

    private static let labels = [
        "NodeAdd", "NodeUpdateNodeAllocatable", "NodeUpdateNodeLabel", "NodeUpdateNodeTaint", "AssignedPodDelete", "PersistentVolumeClaimUpdate",
        "PersistentVolumeUpdate", "StorageUpdate", "NodeDelete", "NodeUpdate", "AssignedPodAdd", "AssignedPodUpdatePodLabel", "PodUpdate",
        "ResourceClaimUpdate", "ResourceSliceUpdate", "DeviceClassUpdate",
    ]

    /// What metrics call it: Kubernetes' name for the first of the kinds.
    var label: String { (0..<Self.bits).first { contains(ClusterEvents(rawValue: 1 << $0)) }.map { Self.labels[$0] } ?? "" }

    static let bits = 16
    static let all = ClusterEvents(rawValue: 1 << 16 - 1)
}

/// One change of the cluster, as it is told to the queue and to the plugins that are asked whether it helps a pod.
struct ClusterChange: Sendable {
    /// What changed, with what it was before (nil: it came) and what it is now (nil: it went).
    enum Subject: Sendable {
        /// Nothing that could be looked at: whoever waits for events of the kind is helped.
        case unknown
        case node(old: NodeDescription?, new: NodeDescription?)
        /// A pod that has, or had, a node.
        case pod(old: PodInfo?, new: PodInfo?, node: String)
        /// The waiting pod itself.
        case itself(old: PodToSchedule, new: PodToSchedule)
        /// Any other object; plugins look for the types that they know.
        case object(old: (any KubernetesObject)?, new: (any KubernetesObject)?)
    }

    var events: ClusterEvents
    var subject = Subject.unknown

    /// No change at all.
    static let none = ClusterChange(events: [])

    init(events: ClusterEvents, _ subject: Subject = .unknown) {
        self.events = events
        self.subject = subject
    }
}
