import KubernetesAPI
import Synchronization

/// The pods that wait for a node, in three parts that Kubernetes also has:
///
/// - active: to be tried next, in the order of the QueueSort plugin and then by time;
/// - back-off: tried before without success, and worth trying again after a while (1 s, doubling to 10 s). When nothing
///   is active they need not wait, unless it was an error that put them there;
/// - unschedulable: no node would do; they stay until a change of the cluster may help, or for five minutes.
///
/// Pods that a PreEnqueue plugin holds (gated ones) are kept apart. Safe to use from any task; one task takes pods out.
/// Plugins are asked under the queue's lock: they must not call it back.
final class SchedulingQueue: Sendable {
    /// What the queue asks the plugins of the profiles.
    struct Rules: Sendable {
        var sort: any QueueSortPlugin = PrioritySort()
        /// By the name of the profile.
        var preEnqueues: [String: [any PreEnqueuePlugin]] = [:]
        /// For pods whose profile has no entry.
        var otherwise: [any PreEnqueuePlugin] = [SchedulingGates()]

        func preEnqueues(for pod: PodToSchedule) -> [any PreEnqueuePlugin] {
            preEnqueues[pod.pod.spec.schedulerName ?? "default-scheduler"] ?? otherwise
        }
    }

    /// Why a pod comes back.
    enum Outcome: Sendable {
        /// No node would do, as these plugins say.
        case unschedulable([any Plugin])
        /// Something went wrong on our side; try again after the back-off.
        case error
    }

    /// The books, and who waits for a pod.
    private struct State {
        var books: QueueBooks
        var waiter: CheckedContinuation<Void, Never>?
        var isClosed = false
    }

    private let state: Mutex<State>
    private let clock: any WallClock
    private let initialBackoff: Duration
    private let maxBackoff: Duration
    private let unschedulableTimeout: Duration

    /// The arguments after the rules are Kubernetes' `podInitialBackoffSeconds`, `podMaxBackoffSeconds` and the time
    /// after which an unschedulable pod is tried in any case.
    init(
        clock: any WallClock, rules: Rules = Rules(), initialBackoff: Duration = .seconds(1), maxBackoff: Duration = .seconds(10),
        unschedulableTimeout: Duration = .seconds(300), metrics: SchedulerMetrics = SchedulerMetrics()
    ) {
        state = Mutex(State(books: QueueBooks(rules: rules, metrics: metrics)))
        self.clock = clock
        self.initialBackoff = initialBackoff
        self.maxBackoff = maxBackoff
        self.unschedulableTimeout = unschedulableTimeout
    }

    /// Changes the books, and wakes who waits for a pod if there may be one now.
    private func change(_ body: (_ books: inout QueueBooks, _ now: Duration) -> Void) {
        let now = clock.monotonic
        let waiter = state.withLock { state -> CheckedContinuation<Void, Never>? in
            body(&state.books, now)
            guard state.books.hasNews else { return nil }
            state.books.hasNews = false
            return state.waiter.take()
        }
        waiter?.resume()
    }

    // MARK: In

    /// Puts in a pod, or news of one that is in.
    func set(_ pod: Pod) {
        let uid = pod.metadata.uid
        let isKnown = state.withLock { $0.books.entries[uid] != nil }
        // Worked out outside of the lock; most news is of pods that are not known yet.
        let fresh = isKnown ? nil : PodToSchedule(pod)
        change { books, now in
            if let entry = books.entries[uid] {
                Self.update(entry, to: pod, now, &books)
            } else {
                books.insert(QueuedPod(pod: fresh ?? PodToSchedule(pod), firstQueued: now, queued: now), now)
            }
        }
    }

    private static func update(_ entry: QueueBooks.Entry, to pod: Pod, _ now: Duration, _ books: inout QueueBooks) {
        let (uid, old) = (entry.queued.uid, entry.queued.pod)
        let isOther = old.pod.spec != pod.spec || old.pod.metadata.labels != pod.metadata.labels
            || old.pod.status.resourceClaimStatuses != pod.status.resourceClaimStatuses
        guard isOther || old.pod.status.nominatedNodeName != pod.status.nominatedNodeName
            || old.pod.status.conditions != pod.status.conditions
        else { return }
        let new = PodToSchedule(pod)
        books.replace(new)
        guard isOther else { return }
        let change = ClusterChange(events: .podItself, .itself(old: old, new: new))
        switch entry.place {
        case .gated:
            if entry.gate?.isHelped(new, by: change) ?? true { books.admit(uid, now, "PodUpdate") }
        case .unschedulable:
            // The pod itself was changed: perhaps it fits now.
            if entry.queued.isHelped(by: change) { books.retry(uid, now, "PodUpdate") }
        case .inFlight:
            books.note(change)
        case .active, .backoff:
            break
        }
    }

    /// Takes a pod out: it was deleted, has got a node or is finished.
    func remove(_ uid: String) { state.withLock { $0.books.remove(uid) } }

    /// Puts back a pod that was taken out and could not be placed. Nothing happens if it has been removed since.
    func putBack(_ taken: QueuedPod, _ outcome: Outcome) {
        change { books, now in
            guard var queued = books.entries[taken.uid]?.queued else { return }
            queued.queued = now
            queued.backoffUntil = now + backoff(attempts: queued.attempts)
            queued.rejectors = []
            if case .unschedulable(let plugins) = outcome { queued.rejectors = plugins }
            queued.wakesOn = queued.rejectors.reduce(into: []) { $0.formUnion($1.events) }
            switch outcome {
            case .unschedulable: books.putBackUnschedulable(queued, now)
            case .error: books.putBackAfterError(queued)
            }
        }
    }

    /// How long a pod waits after so many attempts.
    private func backoff(attempts: Int) -> Duration {
        var duration = initialBackoff
        for _ in 1..<max(attempts, 1) {
            duration = duration * 2
            if duration >= maxBackoff { return maxBackoff }
        }
        return min(duration, maxBackoff)
    }

    // MARK: Between

    /// The cluster has changed: tries again what that may help.
    func move(_ change: ClusterChange) {
        if change.events.isEmpty { return }
        self.change { books, now in books.move(change, now) }
    }

    /// Asks the PreEnqueue plugins again about a pod that one of them holds.
    func recheck(_ uid: String) {
        change { books, now in
            if books.entries[uid]?.place == .gated { books.admit(uid, now, "ForceActivate") }
        }
    }

    /// Has a pod tried at once, wherever it waits (Kubernetes' Activate).
    func activate(_ uid: String) { change { books, now in books.activate(uid, now) } }

    /// Activates what has waited long enough. To be called about once a second.
    func flush() { change { books, now in books.flush(now, unschedulableTimeout: unschedulableTimeout) } }

    // MARK: Out

    /// The next pod to place; waits until there is one. nil when the queue was closed or the task cancelled.
    ///
    /// The pod stays in the queue's books until it is put back, done or removed.
    func next() async -> QueuedPod? {
        while true {
            let now = clock.monotonic
            let (pod, isClosed) = state.withLock { state in (state.books.take(now), state.isClosed) }
            if isClosed || Task.isCancelled { return nil }
            if let pod { return pod }
            await withTaskCancellationHandler {
                await withCheckedContinuation { continuation in
                    let isReady = state.withLock { state in
                        if state.isClosed || Task.isCancelled || state.books.hasNext() { return true }
                        state.waiter = continuation
                        return false
                    }
                    if isReady { continuation.resume() }
                }
            } onCancel: {
                state.withLock { $0.waiter.take() }?.resume()
            }
        }
    }

    /// The next pod if there is one now.
    func takeNext() -> QueuedPod? {
        let now = clock.monotonic
        return state.withLock { $0.books.take(now) }
    }

    /// A pod that was taken out has been placed: forgets it.
    func done(_ uid: String) { state.withLock { $0.books.finish(uid) } }

    /// Ends the wait of ``next()`` for good.
    func close() {
        state.withLock { state in
            state.isClosed = true
            return state.waiter.take()
        }?.resume()
    }

    // MARK: Looking

    /// How many pods are in each part.
    var counts: (active: Int, backoff: Int, unschedulable: Int, gated: Int) { state.withLock { $0.books.counts } }

    /// How many pods each plugin keeps from being placed, by plugin and profile.
    var rejections: [[String]: Int] { state.withLock { $0.books.rejections } }
}
