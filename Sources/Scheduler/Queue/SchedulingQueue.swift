import HeapModule
import KubernetesAPI
import Synchronization

/// The pods that wait for a node, in three parts that Kubernetes also has:
///
/// - active: to be tried next, by priority and then by time;
/// - back-off: tried before without success, and worth trying again after a while (1 s, doubling to 10 s). When nothing
///   is active they need not wait, unless it was an error that put them there;
/// - unschedulable: no node would do; they stay until a change of the cluster may help, or for five minutes.
///
/// Pods with scheduling gates are kept apart until the gates are gone. Safe to use from any task; one task takes pods out.
final class SchedulingQueue: Sendable {
    /// Why a pod comes back.
    enum Outcome: Sendable {
        /// No node would do; these changes may help.
        case unschedulable(ClusterEvents)
        /// Something went wrong on our side; try again after the back-off.
        case error
    }

    private enum Place: Equatable { case active(Int), backoff(Int), unschedulable, gated, inFlight }

    private struct Entry {
        var queued: QueuedPod
        var place: Place
    }

    /// A place in a heap. It is void if the pod's entry no longer names its ticket.
    private struct Ticket: Comparable {
        var priority: Int
        var time: Duration
        var number: Int
        var uid: String

        /// The one to be taken first is the least.
        static func < (a: Ticket, b: Ticket) -> Bool {
            if a.priority != b.priority { return a.priority > b.priority }
            if a.time != b.time { return a.time < b.time }
            return a.number < b.number
        }
    }

    private struct State {
        var entries: [String: Entry] = [:]
        var active = Heap<Ticket>()
        var backoff = Heap<Ticket>()
        /// The same for pods that errors put there, which wait in any case.
        var errorBackoff = Heap<Ticket>()
        var unschedulable: Set<String> = []
        var lastTicket = 0
        /// How many changes of the cluster there were, and which was the last of each kind.
        var moves = 0
        var lastMove = [Int](repeating: 0, count: ClusterEvents.bits)
        var waiter: CheckedContinuation<Void, Never>?
        var isClosed = false
    }

    private let state = Mutex(State())
    private let clock: any WallClock
    private let initialBackoff: Duration
    private let maxBackoff: Duration
    private let unschedulableTimeout: Duration

    /// The arguments after the clock are Kubernetes' `podInitialBackoffSeconds`, `podMaxBackoffSeconds` and the time
    /// after which an unschedulable pod is tried in any case.
    init(
        clock: any WallClock, initialBackoff: Duration = .seconds(1), maxBackoff: Duration = .seconds(10),
        unschedulableTimeout: Duration = .seconds(300)
    ) {
        self.clock = clock
        self.initialBackoff = initialBackoff
        self.maxBackoff = maxBackoff
        self.unschedulableTimeout = unschedulableTimeout
    }

    // MARK: In

    /// Puts in a pod, or news of one that is in.
    func set(_ pod: Pod) {
        let now = clock.monotonic
        let uid = pod.metadata.uid
        let isKnown = state.withLock { $0.entries[uid] != nil }
        // Worked out outside of the lock; most news is of pods that are not known yet.
        let fresh = isKnown ? nil : PodToSchedule(pod)
        state.withLock { state in
            guard var entry = state.entries[uid] else {
                let queued = QueuedPod(pod: fresh ?? PodToSchedule(pod), firstQueued: now, queued: now)
                state.entries[uid] = Entry(queued: queued, place: .gated)
                if pod.spec.schedulingGates.isEmpty { Self.activate(uid, now, &state) }
                return
            }
            let old = entry.queued.pod.pod
            let isOther = old.spec != pod.spec || old.metadata.labels != pod.metadata.labels
            if isOther || old.status.nominatedNodeName != pod.status.nominatedNodeName
                || old.status.conditions != pod.status.conditions {
                entry.queued.pod = PodToSchedule(pod)
                state.entries[uid] = entry
            }
            switch entry.place {
            case .gated:
                if pod.spec.schedulingGates.isEmpty { Self.activate(uid, now, &state) }
            case .unschedulable:
                // The pod itself was changed: perhaps it fits now.
                if isOther { Self.retry(uid, now, &state) }
            case .active, .backoff, .inFlight:
                break
            }
        }
    }

    /// Takes a pod out: it was deleted, has got a node or is finished.
    func remove(_ uid: String) {
        state.withLock { state in
            state.entries[uid] = nil
            state.unschedulable.remove(uid)
        }
    }

    /// Puts back a pod that was taken out and could not be placed. Nothing happens if it has been removed since.
    func putBack(_ taken: QueuedPod, _ outcome: Outcome) {
        let now = clock.monotonic
        state.withLock { state in
            guard let entry = state.entries[taken.uid], entry.place == .inFlight else { return }
            var queued = entry.queued
            queued.queued = now
            queued.backoffUntil = now + backoff(attempts: queued.attempts)
            state.entries[taken.uid]?.queued = queued
            switch outcome {
            case .error:
                let ticket = Self.ticket(queued, at: queued.backoffUntil, &state)
                state.entries[taken.uid]?.place = .backoff(ticket.number)
                state.errorBackoff.insert(ticket)
            case .unschedulable(let events):
                state.entries[taken.uid]?.queued.wakesOn = events
                let helped = (0..<ClusterEvents.bits).contains { bit in
                    events.contains(ClusterEvents(rawValue: 1 << bit)) && state.lastMove[bit] > queued.takenAt
                }
                if helped {
                    // What may help happened while we were looking.
                    Self.backOff(taken.uid, &state)
                } else {
                    state.entries[taken.uid]?.place = .unschedulable
                    state.unschedulable.insert(taken.uid)
                }
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
        return duration
    }

    // MARK: Between

    /// The cluster has changed: tries again what it may help.
    func move(_ change: ClusterChange) {
        let events = change.events
        guard !events.isEmpty else { return }
        let now = clock.monotonic
        state.withLock { state in
            state.moves += 1
            for bit in 0..<ClusterEvents.bits where events.contains(ClusterEvents(rawValue: 1 << bit)) {
                state.lastMove[bit] = state.moves
            }
            let helped = state.unschedulable.filter { uid in
                guard let entry = state.entries[uid] else { return true }
                return !entry.queued.wakesOn.isDisjoint(with: events)
            }
            for uid in helped { Self.retry(uid, now, &state) }
        }
    }

    /// Activates what has waited long enough. To be called about once a second.
    func flush() {
        let now = clock.monotonic
        state.withLock { state in
            for path in [\State.backoff, \State.errorBackoff] {
                while let ticket = state[keyPath: path].min, ticket.time <= now {
                    state[keyPath: path].removeMin()
                    if state.entries[ticket.uid]?.place == .backoff(ticket.number) { Self.activate(ticket.uid, now, &state) }
                }
            }
            let stale = state.unschedulable.filter { uid in
                state.entries[uid].map { now - $0.queued.queued >= unschedulableTimeout } ?? true
            }
            for uid in stale { Self.retry(uid, now, &state) }
        }
    }

    private static func ticket(_ queued: QueuedPod, at time: Duration, priority: Int = 0, _ state: inout State) -> Ticket {
        state.lastTicket += 1
        return Ticket(priority: priority, time: time, number: state.lastTicket, uid: queued.uid)
    }

    /// Out of the unschedulable part: at once, or after the rest of its back-off.
    private static func retry(_ uid: String, _ now: Duration, _ state: inout State) {
        state.unschedulable.remove(uid)
        guard let entry = state.entries[uid] else { return }
        if entry.queued.backoffUntil <= now { activate(uid, now, &state) } else { backOff(uid, &state) }
    }

    private static func activate(_ uid: String, _ now: Duration, _ state: inout State) {
        guard var entry = state.entries[uid] else { return }
        entry.queued.queued = now
        let ticket = ticket(entry.queued, at: now, priority: entry.queued.pod.info.priority, &state)
        entry.place = .active(ticket.number)
        state.entries[uid] = entry
        state.active.insert(ticket)
        state.waiter.take()?.resume()
    }

    private static func backOff(_ uid: String, _ state: inout State) {
        guard let entry = state.entries[uid] else { return }
        let ticket = ticket(entry.queued, at: entry.queued.backoffUntil, &state)
        state.entries[uid]?.place = .backoff(ticket.number)
        state.backoff.insert(ticket)
        state.waiter.take()?.resume()
    }

    // MARK: Out

    /// The next pod to place; waits until there is one. nil when the queue was closed or the task cancelled.
    ///
    /// The pod stays in the queue's books until it is put back, done or removed.
    func next() async -> QueuedPod? {
        while true {
            let (pod, isClosed) = state.withLock { state in (Self.take(&state), state.isClosed) }
            if isClosed || Task.isCancelled { return nil }
            if let pod { return pod }
            await withTaskCancellationHandler {
                await withCheckedContinuation { continuation in
                    let isReady = state.withLock { state in
                        if state.isClosed || Task.isCancelled || Self.hasNext(&state) { return true }
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
    func takeNext() -> QueuedPod? { state.withLock { Self.take(&$0) } }

    private static func hasNext(_ state: inout State) -> Bool {
        while let ticket = state.active.min {
            if state.entries[ticket.uid]?.place == .active(ticket.number) { return true }
            state.active.removeMin()
        }
        while let ticket = state.backoff.min {
            if state.entries[ticket.uid]?.place == .backoff(ticket.number) { return true }
            state.backoff.removeMin()
        }
        return false
    }

    private static func take(_ state: inout State) -> QueuedPod? {
        guard hasNext(&state) else { return nil }
        // Whoever backs off after finding no node may go early when nobody else wants to.
        guard let ticket = state.active.isEmpty ? state.backoff.popMin() : state.active.popMin() else { return nil }
        guard var entry = state.entries[ticket.uid] else { return nil }
        entry.queued.attempts += 1
        entry.queued.takenAt = state.moves
        entry.place = .inFlight
        state.entries[ticket.uid] = entry
        return entry.queued
    }

    /// A pod that was taken out has been placed: forgets it.
    func done(_ uid: String) {
        state.withLock { state in
            if state.entries[uid]?.place == .inFlight { state.entries[uid] = nil }
        }
    }

    /// Ends the wait of ``next()`` for good.
    func close() {
        state.withLock { state in
            state.isClosed = true
            return state.waiter.take()
        }?.resume()
    }

    /// How many pods are in each part: the labels of the metric `scheduler_pending_pods`.
    var counts: (active: Int, backoff: Int, unschedulable: Int, gated: Int) {
        state.withLock { state in
            var counts = (active: 0, backoff: 0, unschedulable: 0, gated: 0)
            for entry in state.entries.values {
                switch entry.place {
                case .active: counts.active += 1
                case .backoff: counts.backoff += 1
                case .unschedulable: counts.unschedulable += 1
                case .gated: counts.gated += 1
                case .inFlight: break
                }
            }
            return counts
        }
    }
}
