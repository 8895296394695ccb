/// A rule of scheduling, under the name that Kubernetes gives it.
protocol Plugin: Sendable {
    var name: String { get }
}

/// A plugin that rules nodes out.
protocol FilterPlugin: Plugin {
    /// The changes of the cluster after which a pod that this plugin rejected should be tried again.
    var events: ClusterEvents { get }

    /// What nodes must be for this pod; nil if the plugin has nothing to say about it.
    ///
    /// Called once a pod (Kubernetes' PreFilter), so that what depends on the pod alone is worked out here.
    /// - Throws: when no node will do, whatever it is.
    func filter(for pod: PodToSchedule, in snapshot: Snapshot) throws(PodRejection) -> (any NodeFilter)?
}

/// Why a pod cannot be placed at all now: what a plugin says before it looks at any node.
struct PodRejection: Error, Equatable {
    var reason: String
}

/// A plugin that keeps something for a pod once its node is chosen, such as a volume.
protocol ReservePlugin: Plugin {
    /// Called in the scheduling loop, with the node as the pod found it.
    /// - Throws: when what the filter found is no longer to be had; the pod is tried again.
    func reserve(_ pod: PodToSchedule, on node: NodeInfo) throws(PodRejection)

    /// Gives back what was kept; also called for pods that nothing was kept for.
    func unreserve(_ pod: PodToSchedule)
}

/// A plugin that has something to do in the cluster before a pod is bound.
protocol PreBindPlugin: Plugin {
    /// Whether there is anything to do for this pod; what it may be waiting for must not hold up other bindings.
    func needsPreBind(_ pod: PodToSchedule) -> Bool

    /// Does it, and waits until it is done.
    func preBind(_ pod: PodToSchedule, on node: String) async throws
}

/// What one plugin demands of nodes for one pod.
protocol NodeFilter {
    /// The names of the only nodes worth looking at; nil for all.
    var candidates: Set<String>? { get }

    /// Why the node will not do; nil if it will.
    func rejection(of node: NodeInfo) -> Rejection?
}

extension NodeFilter {
    var candidates: Set<String>? { nil }
}

/// Why a node will not do for a pod.
struct Rejection: Sendable, Equatable {
    var reasons: [String]
    /// Whether removing pods from the node could help.
    var isResolvable: Bool
}

/// A plugin that prefers some nodes to others.
protocol ScorePlugin: Plugin {
    /// How nodes are scored for this pod; nil if all are alike to the plugin.
    func scorer(for pod: PodToSchedule, in snapshot: Snapshot) -> (any NodeScorer)?
}

/// How one plugin scores nodes for one pod.
protocol NodeScorer {
    /// The score of a node, 0 to 100 (or anything, if `normalize` brings it there). Higher is better.
    func score(_ node: NodeInfo) -> Int

    /// Brings the scores of all nodes into 0 to 100.
    func normalize(_ scores: inout [Int])
}

extension NodeScorer {
    func normalize(_ scores: inout [Int]) {}
}

/// The greatest score that a plugin can give.
let maxNodeScore = 100

/// Scales scores so that the greatest becomes 100, or, reversed, so that 0 becomes 100 and the greatest 0.
func scaleScores(_ scores: inout [Int], reversed: Bool = false) {
    let greatest = scores.max() ?? 0
    for index in scores.indices {
        let scaled = greatest > 0 ? scores[index] * maxNodeScore / greatest : 0
        scores[index] = reversed ? maxNodeScore - scaled : scaled
    }
}
