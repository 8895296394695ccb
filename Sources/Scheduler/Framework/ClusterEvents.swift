/// Changes of the cluster that may make room for a pod that found none.
struct ClusterEvents: OptionSet, Sendable, Hashable {
    let rawValue: UInt16

    static let nodeAdded = ClusterEvents(rawValue: 1)
    static let nodeAllocatable = ClusterEvents(rawValue: 2)
    static let nodeLabels = ClusterEvents(rawValue: 4)
    /// Taints and the unschedulable mark, which are two views of one thing.
    static let nodeTaints = ClusterEvents(rawValue: 8)
    /// A pod left its node, or asks for less than before.
    static let podDeleted = ClusterEvents(rawValue: 16)
    /// A persistent volume claim came, went or changed.
    static let claim = ClusterEvents(rawValue: 32)
    /// A persistent volume came, went or changed.
    static let volume = ClusterEvents(rawValue: 64)
    /// What says how volumes are made and attached: storage classes, CSI drivers, CSI nodes, capacities, attachments.
    static let storage = ClusterEvents(rawValue: 128)

    static let all: ClusterEvents = [
        .nodeAdded, .nodeAllocatable, .nodeLabels, .nodeTaints, .podDeleted, .claim, .volume, .storage,
    ]
    static let bits = 8
}
