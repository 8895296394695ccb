/// A rule of scheduling, under the name that Kubernetes gives it. What a plugin takes part in is said by the protocols
/// that it conforms to: one for each extension point of Kubernetes' scheduling framework.
protocol Plugin: Sendable {
    var name: String { get }

    /// The changes of the cluster after which a pod that this plugin rejected should be tried again (EventsToRegister).
    /// All, unless said otherwise.
    var events: ClusterEvents { get }

    /// Whether such a change may help this pod (a queueing hint function): false leaves the pod where it is. Only asked of
    /// the plugins that rejected the pod, with changes of their ``events``. Has to be quick; true when in doubt.
    func isHelped(_ pod: PodToSchedule, by change: ClusterChange) -> Bool
}

extension Plugin {
    var events: ClusterEvents { .all }
    func isHelped(_ pod: PodToSchedule, by change: ClusterChange) -> Bool { true }
}

/// Why a pod cannot be placed now: what a plugin says before it looks at any node, or after one was chosen.
struct PodRejection: Error, Equatable {
    var reason: String
    /// Whether removing other pods could help.
    var isResolvable = false
}

// MARK: - In the queue

/// PreEnqueue: keeps pods out of the active queue until they are ready to be tried.
protocol PreEnqueuePlugin: Plugin {
    /// Why the pod has to wait; nil if it need not. Asked when the pod comes, when it changes, and after a change that helps it.
    func preEnqueue(_ pod: PodToSchedule) -> PodRejection?
}

/// QueueSort: which pod is tried first. All profiles share one such plugin.
protocol QueueSortPlugin: Plugin {
    /// The pod with the higher rank is tried first; of two with the same, the one that came first.
    func rank(of pod: PodToSchedule) -> Int
}

// MARK: - Finding a node

/// PreFilter and Filter: a plugin that rules nodes out.
protocol FilterPlugin: Plugin {
    /// What nodes must be for this pod; nil if the plugin has nothing to say about it (Kubernetes' Skip).
    ///
    /// Called once a pod (Kubernetes' PreFilter), so that what depends on the pod alone, or on the cluster as a whole, is worked
    /// out here.
    /// - Throws: when no node will do, whatever it is.
    func filter(for pod: PodToSchedule, in snapshot: Snapshot) throws(PodRejection) -> (any NodeFilter)?
}

/// What one plugin demands of nodes for one pod: Kubernetes' Filter, with the state that PreFilter left.
protocol NodeFilter {
    /// The names of the only nodes worth looking at (PreFilterResult.NodeNames); nil for all.
    var candidates: Set<String>? { get }

    /// Why the node will not do; nil if it will.
    func rejection(of node: NodeInfo) -> Rejection?

    /// Whether the node will do: for filters that know that sooner than why not.
    func admits(_ node: NodeInfo) -> Bool

    /// The same of what is known of a node without following references; nil where that does not tell.
    func admits(_ essence: NodeInfo.Essence) -> Bool?

    /// Takes the nodes out that will not do. One call for many nodes, as this is the innermost loop of the scheduler.
    func narrow(_ places: inout [Int], _ nodes: [NodeInfo])

    /// PreFilterExtensions.AddPod and RemovePod: what if this pod were on this node, or were not? For filters that have
    /// counted pods of the whole cluster beforehand; those that only look at the node's own pods need nothing here. `node` is
    /// as it is after the change.
    mutating func add(_ pod: PodInfo, to node: NodeInfo)
    mutating func remove(_ pod: PodInfo, from node: NodeInfo)
}

extension NodeFilter {
    var candidates: Set<String>? { nil }
    func admits(_ node: NodeInfo) -> Bool { rejection(of: node) == nil }
    func admits(_ essence: NodeInfo.Essence) -> Bool? { nil }
    func narrow(_ places: inout [Int], _ nodes: [NodeInfo]) {
        var kept = 0
        // A node that is handed over is copied with its reference counts, which costs more than the look at it: first its essence, which has none.
        for place in places where admits(nodes[place].essence) ?? admits(nodes[place]) {
            places[kept] = place
            kept += 1
        }
        places.removeLast(places.count - kept)
    }
    mutating func add(_ pod: PodInfo, to node: NodeInfo) {}
    mutating func remove(_ pod: PodInfo, from node: NodeInfo) {}
}

/// Why a node will not do for a pod.
struct Rejection: Sendable, Equatable {
    var reasons: [String]
    /// Whether removing pods from the node could help (Kubernetes' Unschedulable against UnschedulableAndUnresolvable).
    var isResolvable: Bool
}

/// PostFilter: tries to make room where no node will do.
protocol PostFilterPlugin: Plugin {
    /// Called in the scheduling loop, which waits: what takes its time belongs into the outcome's `work`.
    func postFilter(_ pod: PodToSchedule, _ error: FitError, in snapshot: Snapshot, _ framework: Framework) async -> PostFilterOutcome
}

/// What came of a ``PostFilterPlugin``.
enum PostFilterOutcome: Sendable {
    /// Something is being done about it: `work` is run beside the scheduling loop. `node` is what the pod is promised, nil for
    /// nothing. Later plugins are not asked.
    case helps(node: String?, work: @Sendable () async -> Void)
    /// It cannot help; the text ends up in the pod's condition, after those of the plugins before. A node that the pod was
    /// promised earlier may turn out to be of no use: then that promise ends.
    case impossible(String, endsNomination: Bool = false)
}

// MARK: - Choosing a node

/// PreScore and Score: a plugin that prefers some nodes to others.
protocol ScorePlugin: Plugin {
    /// How nodes are scored for this pod; nil if all are alike to the plugin (Skip). Called once a pod (Kubernetes' PreScore).
    /// - Parameter feasible: the nodes to be scored, as places in the snapshot, in the order in which they will be.
    func scorer(for pod: PodToSchedule, among feasible: [Int], in snapshot: Snapshot) -> (any NodeScorer)?
}

/// How one plugin scores nodes for one pod.
protocol NodeScorer {
    /// The score of a node, 0 to 100 (or anything, if `normalize` brings it there). Higher is better.
    func score(_ node: NodeInfo) -> Int

    /// The same by what is known of a node without following references; nil where that does not tell.
    func score(_ essence: NodeInfo.Essence) -> Int?

    /// Appends the scores of many nodes.
    func score(_ places: [Int], _ nodes: [NodeInfo], into scores: inout [Int])

    /// Brings the scores of all nodes into 0 to 100 (NormalizeScore).
    func normalize(_ scores: inout [Int])
}

extension NodeScorer {
    func score(_ places: [Int], _ nodes: [NodeInfo], into scores: inout [Int]) {
        for place in places { scores.append(score(nodes[place].essence) ?? score(nodes[place])) }
    }
    func score(_ essence: NodeInfo.Essence) -> Int? { nil }
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

// MARK: - After a node was chosen

/// Reserve and Unreserve: a plugin that keeps something for a pod once its node is chosen, such as a volume.
protocol ReservePlugin: Plugin {
    /// Called in the scheduling loop, with the node as the pod found it.
    /// - Throws: when what the filter found is no longer to be had; the pod is tried again.
    func reserve(_ pod: PodToSchedule, on node: NodeInfo) throws(PodRejection)

    /// Gives back what was kept; also called for pods that nothing was kept for.
    func unreserve(_ pod: PodToSchedule)
}

/// Permit: lets a placed pod be bound, or not, or not yet.
protocol PermitPlugin: Plugin {
    /// Called in the scheduling loop. Who answers `wait` lets the pod go later by ``WaitingPods``.
    func permit(_ pod: PodToSchedule, on node: String) -> PermitVerdict
}

/// What a ``PermitPlugin`` says.
enum PermitVerdict: Sendable, Equatable {
    case allow
    case reject(String)
    /// To be held until it is allowed, for this long at most; after that it is rejected.
    case wait(Duration)
}

/// PreBind: a plugin that has something to do in the cluster before a pod is bound.
protocol PreBindPlugin: Plugin {
    /// Whether there is anything to do for this pod (PreBindPreFlight); what it may be waiting for must not hold up other bindings.
    func needsPreBind(_ pod: PodToSchedule) -> Bool

    /// Does it, and waits until it is done.
    func preBind(_ pod: PodToSchedule, on node: String) async throws
}

/// Bind: tells the API server.
protocol BindPlugin: Plugin {
    /// Whether this plugin bound the pod; false leaves it to the next.
    func bind(_ pod: PodToSchedule, to node: String) async throws -> Bool
}

/// PostBind: is told of pods that were bound.
protocol PostBindPlugin: Plugin {
    func postBind(_ pod: PodToSchedule, to node: String)
}
