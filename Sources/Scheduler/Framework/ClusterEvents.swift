/// Changes of the cluster that may make room for a pod that found none.
struct ClusterEvents: OptionSet, Sendable, Hashable {
    let rawValue: UInt8

    static let nodeAdded = ClusterEvents(rawValue: 1)
    static let nodeAllocatable = ClusterEvents(rawValue: 2)
    static let nodeLabels = ClusterEvents(rawValue: 4)
    /// Taints and the unschedulable mark, which are two views of one thing.
    static let nodeTaints = ClusterEvents(rawValue: 8)
    /// A pod left its node, or asks for less than before.
    static let podDeleted = ClusterEvents(rawValue: 16)

    static let all: ClusterEvents = [.nodeAdded, .nodeAllocatable, .nodeLabels, .nodeTaints, .podDeleted]
    static let bits = 5
}
