/// A pod in the scheduling queue, with what has become of it so far.
struct QueuedPod: Sendable {
    var pod: PodToSchedule
    /// How often it was taken from the queue.
    var attempts = 0
    /// When it came into the queue for the first time; `clock.monotonic`.
    var firstQueued: Duration
    /// When it came into the part of the queue that it is in.
    var queued: Duration
    /// Not to be tried before this.
    var backoffUntil: Duration = .zero
    /// The changes of the cluster that may help it, after it was found unschedulable.
    var wakesOn: ClusterEvents = []
    /// What the cluster had been through when the pod was last taken from the queue.
    var takenAt = 0

    var uid: String { pod.info.uid }
}
