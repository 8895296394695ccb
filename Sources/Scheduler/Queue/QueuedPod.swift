/// A pod in the scheduling queue, with what has become of it so far.
struct QueuedPod: Sendable {
    var pod: PodToSchedule
    /// How often it was taken from the queue.
    var attempts = 0
    /// When it came into the queue for the first time; `clock.monotonic`.
    var firstQueued: Duration
    /// When it was first taken from the queue; nil before that.
    var firstAttempt: Duration?
    /// When it came into the part of the queue that it is in.
    var queued: Duration
    /// Not to be tried before this.
    var backoffUntil: Duration = .zero
    /// The plugins that rejected it at the last attempt: only what may change their minds brings it back.
    var rejectors: [any Plugin] = []
    /// The changes of the cluster that these plugins look at.
    var wakesOn: ClusterEvents = []
    /// What the cluster had been through when the pod was last taken from the queue.
    var takenAt = 0

    var uid: String { pod.info.uid }

    /// Whether a change may help it: one of its rejectors says so.
    func isHelped(by change: ClusterChange) -> Bool {
        if wakesOn.isDisjoint(with: change.events) { return false }
        switch change.subject {
        case .unknown: return true
        // What it took itself for a moment.
        case .pod(let old?, nil, _) where old.uid == uid: return false
        default: break
        }
        return rejectors.contains { !$0.events.isDisjoint(with: change.events) && $0.isHelped(pod, by: change) }
    }
}
