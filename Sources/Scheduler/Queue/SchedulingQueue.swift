import HeapModule
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

    private enum Place: Equatable { case active(Int), backoff(Int), unschedulable, gated, inFlight }

    private struct Entry {
        var queued: QueuedPod
        var place: Place
        /// The plugin that holds a gated pod.
        var gate: (any PreEnqueuePlugin)?
    }

    /// A place in a heap. It is void if the pod's entry no longer names its ticket.
    private struct Ticket: Comparable {
        var rank: Int
        var time: Duration
        var number: Int
        var uid: String

        /// The one to be taken first is the least.
        static func < (a: Ticket, b: Ticket) -> Bool {
            if a.rank != b.rank { return a.rank > b.rank }
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
        var gated: Set<String> = []
        /// How many pods are being tried or bound.
        var inFlight = 0
        /// How many unschedulable pods wait for each kind of change: most changes are waited for by nobody.
        var waiting = [Int](repeating: 0, count: ClusterEvents.bits)
        var lastTicket = 0
        var log = ChangeLog()
        var waiter: CheckedContinuation<Void, Never>?
        var isClosed = false
    }

    private let state = Mutex(State())
    private let clock: any WallClock
    private let rules: Rules
    private let metrics: SchedulerMetrics
    private let initialBackoff: Duration
    private let maxBackoff: Duration
    private let unschedulableTimeout: Duration

    /// The arguments after the rules are Kubernetes' `podInitialBackoffSeconds`, `podMaxBackoffSeconds` and the time
    /// after which an unschedulable pod is tried in any case.
    init(
        clock: any WallClock, rules: Rules = Rules(), initialBackoff: Duration = .seconds(1), maxBackoff: Duration = .seconds(10),
        unschedulableTimeout: Duration = .seconds(300), metrics: SchedulerMetrics = SchedulerMetrics()
    ) {
        self.clock = clock
        self.rules = rules
        self.metrics = metrics
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
            guard let entry = state.entries[uid] else {
                let queued = QueuedPod(pod: fresh ?? PodToSchedule(pod), firstQueued: now, queued: now)
                state.entries[uid] = Entry(queued: queued, place: .gated)
                admit(uid, now, "PodAdd", &state)
                return
            }
            update(entry, to: pod, now, &state)
        }
    }

    private func update(_ entry: Entry, to pod: Pod, _ now: Duration, _ state: inout State) {
        let (uid, old) = (entry.queued.uid, entry.queued.pod)
        let isOther = old.pod.spec != pod.spec || old.pod.metadata.labels != pod.metadata.labels
            || old.pod.status.resourceClaimStatuses != pod.status.resourceClaimStatuses
        guard isOther || old.pod.status.nominatedNodeName != pod.status.nominatedNodeName
            || old.pod.status.conditions != pod.status.conditions
        else { return }
        let new = PodToSchedule(pod)
        state.entries[uid]?.queued.pod = new
        guard isOther else { return }
        let change = ClusterChange(events: .podItself, .itself(old: old, new: new))
        switch entry.place {
        case .gated:
            if entry.gate?.isHelped(new, by: change) ?? true { admit(uid, now, "PodUpdate", &state) }
        case .unschedulable:
            // The pod itself was changed: perhaps it fits now.
            if entry.queued.isHelped(by: change) { retry(uid, now, "PodUpdate", &state) }
        case .inFlight:
            state.log.append(change, isWanted: true)
        case .active, .backoff:
            break
        }
    }

    /// Takes a pod out: it was deleted, has got a node or is finished.
    func remove(_ uid: String) {
        state.withLock { state in
            guard let entry = state.entries.removeValue(forKey: uid) else { return }
            switch entry.place {
            case .unschedulable: forgetUnschedulable(entry.queued, &state)
            case .gated: state.gated.remove(uid)
            case .inFlight: state.inFlight -= 1
            case .active, .backoff: break
            }
        }
    }

    /// Puts back a pod that was taken out and could not be placed. Nothing happens if it has been removed since.
    func putBack(_ taken: QueuedPod, _ outcome: Outcome) {
        let now = clock.monotonic
        state.withLock { state in
            guard let entry = state.entries[taken.uid], entry.place == .inFlight else { return }
            state.inFlight -= 1
            var queued = entry.queued
            queued.queued = now
            queued.backoffUntil = now + backoff(attempts: queued.attempts)
            var rejectors: [any Plugin] = []
            if case .unschedulable(let plugins) = outcome { rejectors = plugins }
            queued.rejectors = rejectors
            queued.wakesOn = rejectors.reduce(into: []) { $0.formUnion($1.events) }
            state.entries[taken.uid]?.queued = queued
            guard case .unschedulable = outcome else {
                let ticket = ticket(queued, at: queued.backoffUntil, &state)
                state.entries[taken.uid]?.place = .backoff(ticket.number)
                state.errorBackoff.insert(ticket)
                metrics.incoming("backoff", "ScheduleAttemptFailure")
                return
            }
            if state.log.helps(queued, after: queued.takenAt) {
                // What may help happened while we were looking.
                backOff(taken.uid, now, "ScheduleAttemptFailure", &state)
            } else {
                state.entries[taken.uid]?.place = .unschedulable
                state.unschedulable.insert(taken.uid)
                for bit in 0..<ClusterEvents.bits where queued.wakesOn.contains(ClusterEvents(rawValue: 1 << bit)) { state.waiting[bit] += 1 }
                metrics.incoming("unschedulable", "ScheduleAttemptFailure")
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
        guard !change.events.isEmpty else { return }
        let now = clock.monotonic
        state.withLock { state in
            state.log.append(change, isWanted: state.inFlight > 0)
            if !state.gated.isEmpty {
                let helped = state.gated.filter { uid in
                    guard let entry = state.entries[uid], let gate = entry.gate, !gate.events.isDisjoint(with: change.events) else { return false }
                    return gate.isHelped(entry.queued.pod, by: change)
                }
                for uid in helped { admit(uid, now, change.events.label, &state) }
            }
            let isWaitedFor = (0..<ClusterEvents.bits).contains { state.waiting[$0] > 0 && change.events.contains(ClusterEvents(rawValue: 1 << $0)) }
            guard isWaitedFor else { return }
            let helped = state.unschedulable.filter { state.entries[$0]?.queued.isHelped(by: change) ?? true }
            for uid in helped { retry(uid, now, change.events.label, &state) }
        }
    }

    /// Asks the PreEnqueue plugins again about a pod that one of them holds.
    func recheck(_ uid: String) {
        let now = clock.monotonic
        state.withLock { state in
            if state.entries[uid]?.place == .gated { admit(uid, now, "ForceActivate", &state) }
        }
    }

    /// Has a pod tried at once, wherever it waits (Kubernetes' Activate).
    func activate(_ uid: String) {
        let now = clock.monotonic
        state.withLock { state in
            switch state.entries[uid]?.place {
            case .unschedulable, .gated, .backoff:
                if let queued = state.entries[uid]?.queued { forgetUnschedulable(queued, &state) }
                state.entries[uid]?.queued.backoffUntil = now
                admit(uid, now, "ForceActivate", &state)
            case .active, .inFlight, nil:
                break
            }
        }
    }

    /// Activates what has waited long enough. To be called about once a second.
    func flush() {
        let now = clock.monotonic
        state.withLock { state in
            for path in [\State.backoff, \State.errorBackoff] {
                while let ticket = state[keyPath: path].min, ticket.time <= now {
                    state[keyPath: path].removeMin()
                    if state.entries[ticket.uid]?.place == .backoff(ticket.number) { admit(ticket.uid, now, "BackoffComplete", &state) }
                }
            }
            let stale = state.unschedulable.filter { uid in
                state.entries[uid].map { now - $0.queued.queued >= unschedulableTimeout } ?? true
            }
            for uid in stale { retry(uid, now, "UnschedulableTimeout", &state) }
        }
    }

    private func ticket(_ queued: QueuedPod, at time: Duration, rank: Int = 0, _ state: inout State) -> Ticket {
        state.lastTicket += 1
        return Ticket(rank: rank, time: time, number: state.lastTicket, uid: queued.uid)
    }

    private func forgetUnschedulable(_ queued: QueuedPod, _ state: inout State) {
        guard state.unschedulable.remove(queued.uid) != nil else { return }
        for bit in 0..<ClusterEvents.bits where queued.wakesOn.contains(ClusterEvents(rawValue: 1 << bit)) { state.waiting[bit] -= 1 }
    }

    /// Out of the unschedulable part: at once, or after the rest of its back-off.
    private func retry(_ uid: String, _ now: Duration, _ event: String, _ state: inout State) {
        guard let entry = state.entries[uid] else {
            state.unschedulable.remove(uid)
            return
        }
        forgetUnschedulable(entry.queued, &state)
        if entry.queued.backoffUntil <= now { admit(uid, now, event, &state) } else { backOff(uid, now, event, &state) }
    }

    /// The first plugin that holds a pod back, which is then put aside.
    private func isHeld(_ uid: String, _ now: Duration, _ event: String, _ state: inout State) -> Bool {
        guard let pod = state.entries[uid]?.queued.pod else { return false }
        state.gated.remove(uid)
        for plugin in rules.preEnqueues(for: pod) where plugin.preEnqueue(pod) != nil {
            if state.entries[uid]?.place != .gated || state.entries[uid]?.gate == nil { metrics.incoming("gated", event) }
            state.entries[uid]?.place = .gated
            state.entries[uid]?.gate = plugin
            state.entries[uid]?.queued.queued = now
            state.gated.insert(uid)
            return true
        }
        state.entries[uid]?.gate = nil
        return false
    }

    /// Into the active part, if the PreEnqueue plugins let it.
    private func admit(_ uid: String, _ now: Duration, _ event: String, _ state: inout State) {
        if isHeld(uid, now, event, &state) { return }
        guard var entry = state.entries[uid] else { return }
        entry.queued.queued = now
        let ticket = ticket(entry.queued, at: now, rank: rules.sort.rank(of: entry.queued.pod), &state)
        entry.place = .active(ticket.number)
        state.entries[uid] = entry
        state.active.insert(ticket)
        metrics.incoming("active", event)
        state.waiter.take()?.resume()
    }

    private func backOff(_ uid: String, _ now: Duration, _ event: String, _ state: inout State) {
        if isHeld(uid, now, event, &state) { return }
        guard let entry = state.entries[uid] else { return }
        let ticket = ticket(entry.queued, at: entry.queued.backoffUntil, &state)
        state.entries[uid]?.place = .backoff(ticket.number)
        state.backoff.insert(ticket)
        metrics.incoming("backoff", event)
        state.waiter.take()?.resume()
    }

    // MARK: Out

    /// The next pod to place; waits until there is one. nil when the queue was closed or the task cancelled.
    ///
    /// The pod stays in the queue's books until it is put back, done or removed.
    func next() async -> QueuedPod? {
        while true {
            let now = clock.monotonic
            let (pod, isClosed) = state.withLock { state in (Self.take(now, &state), state.isClosed) }
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
    func takeNext() -> QueuedPod? {
        let now = clock.monotonic
        return state.withLock { Self.take(now, &$0) }
    }

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

    private static func take(_ now: Duration, _ state: inout State) -> QueuedPod? {
        guard hasNext(&state) else { return nil }
        // Whoever backs off after finding no node may go early when nobody else wants to.
        guard let ticket = state.active.isEmpty ? state.backoff.popMin() : state.active.popMin() else { return nil }
        guard var entry = state.entries[ticket.uid] else { return nil }
        entry.queued.attempts += 1
        entry.queued.takenAt = state.log.count
        if entry.queued.firstAttempt == nil { entry.queued.firstAttempt = now }
        entry.place = .inFlight
        state.entries[ticket.uid] = entry
        state.inFlight += 1
        return entry.queued
    }

    /// A pod that was taken out has been placed: forgets it.
    func done(_ uid: String) {
        state.withLock { state in
            guard state.entries[uid]?.place == .inFlight else { return }
            state.entries[uid] = nil
            state.inFlight -= 1
        }
    }

    /// Ends the wait of ``next()`` for good.
    func close() {
        state.withLock { state in
            state.isClosed = true
            return state.waiter.take()
        }?.resume()
    }

    // MARK: Looking

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

    /// How many pods each plugin keeps from being placed, by profile: the metric `scheduler_unschedulable_pods`.
    var rejections: [[String]: Int] {
        state.withLock { state in
            var counts: [[String]: Int] = [:]
            for entry in state.entries.values {
                let profile = entry.queued.pod.pod.spec.schedulerName ?? "default-scheduler"
                switch entry.place {
                case .unschedulable, .backoff: for plugin in entry.queued.rejectors { counts[[plugin.name, profile], default: 0] += 1 }
                case .gated: if let gate = entry.gate { counts[[gate.name, profile], default: 0] += 1 }
                case .active, .inFlight: break
                }
            }
            return counts
        }
    }
}
