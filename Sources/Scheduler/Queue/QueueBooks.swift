import HeapModule

/// The books of a ``SchedulingQueue``: which pod is in which part of it, and how pods go from part to part. A value that its owner locks.
struct QueueBooks: Sendable {
    /// In which part of the queue a pod is; heaps by the numbers of their tickets.
    enum Place: Sendable, Equatable { case active(Int), backoff(Int), unschedulable, gated, inFlight }

    /// A pod that is in the queue, or out of it to be tried.
    struct Entry: Sendable {
        var queued: QueuedPod
        var place: Place
        /// The plugin that holds a gated pod.
        var gate: (any PreEnqueuePlugin)?
    }

    /// A place in a heap. It is void if the pod's entry no longer names its ticket.
    private struct Ticket: Sendable, Comparable {
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

    /// By the pods' UIDs.
    private(set) var entries: [String: Entry] = [:]
    /// Whether somebody who waits for the next pod should look again.
    var hasNews = false
    private(set) var log = ChangeLog()
    private let rules: SchedulingQueue.Rules
    private let metrics: SchedulerMetrics
    private var active = Heap<Ticket>()
    private var backoff = Heap<Ticket>()
    /// The same for pods that errors put there, which wait in any case.
    private var errorBackoff = Heap<Ticket>()
    private var unschedulable: Set<String> = []
    private var gated: Set<String> = []
    /// How many pods are being tried or bound.
    private var inFlight = 0
    /// How many unschedulable pods wait for each kind of change: most changes are waited for by nobody.
    private var waiting = [Int](repeating: 0, count: ClusterEvents.bits)
    private var lastTicket = 0

    init(rules: SchedulingQueue.Rules, metrics: SchedulerMetrics) {
        self.rules = rules
        self.metrics = metrics
    }

    // MARK: Coming and going

    /// A pod that was not there before.
    mutating func insert(_ queued: QueuedPod, _ now: Duration) {
        entries[queued.uid] = Entry(queued: queued, place: .gated)
        admit(queued.uid, now, "PodAdd")
    }

    /// The pod of an entry has changed; where it is does not.
    mutating func replace(_ pod: PodToSchedule) { entries[pod.info.uid]?.queued.pod = pod }

    mutating func remove(_ uid: String) {
        guard let entry = entries.removeValue(forKey: uid) else { return }
        switch entry.place {
        case .unschedulable: forgetUnschedulable(entry.queued)
        case .gated: gated.remove(uid)
        case .inFlight: inFlight -= 1
        case .active, .backoff: break
        }
    }

    /// A pod that is being tried needs to be no more: it was placed.
    mutating func finish(_ uid: String) {
        guard entries[uid]?.place == .inFlight else { return }
        entries[uid] = nil
        inFlight -= 1
    }

    /// The next pod to be tried, which is in flight from now on.
    mutating func take(_ now: Duration) -> QueuedPod? {
        guard hasNext() else { return nil }
        // Whoever backs off after finding no node may go early when nobody else wants to.
        guard let ticket = active.isEmpty ? backoff.popMin() : active.popMin(), var entry = entries[ticket.uid] else { return nil }
        entry.queued.attempts += 1
        entry.queued.takenAt = log.count
        if entry.queued.firstAttempt == nil { entry.queued.firstAttempt = now }
        entry.place = .inFlight
        entries[ticket.uid] = entry
        inFlight += 1
        return entry.queued
    }

    /// Whether there is a pod to be tried; throws void tickets away.
    mutating func hasNext() -> Bool {
        while let ticket = active.min {
            if entries[ticket.uid]?.place == .active(ticket.number) { return true }
            active.removeMin()
        }
        while let ticket = backoff.min {
            if entries[ticket.uid]?.place == .backoff(ticket.number) { return true }
            backoff.removeMin()
        }
        return false
    }

    // MARK: Back from a try

    /// An error on our side: the pod waits for the end of its back-off, whatever else happens.
    mutating func putBackAfterError(_ queued: QueuedPod) {
        guard land(queued) else { return }
        let ticket = ticket(queued, at: queued.backoffUntil)
        entries[queued.uid]?.place = .backoff(ticket.number)
        errorBackoff.insert(ticket)
        metrics.incoming("backoff", "ScheduleAttemptFailure")
    }

    /// No node would do: the pod waits for a change that helps, if that has not come while it was being tried.
    mutating func putBackUnschedulable(_ queued: QueuedPod, _ now: Duration) {
        guard land(queued) else { return }
        if log.helps(queued, after: queued.takenAt) { return backOff(queued.uid, now, "ScheduleAttemptFailure") }
        entries[queued.uid]?.place = .unschedulable
        unschedulable.insert(queued.uid)
        for bit in 0..<ClusterEvents.bits where queued.wakesOn.contains(ClusterEvents(rawValue: 1 << bit)) { waiting[bit] += 1 }
        metrics.incoming("unschedulable", "ScheduleAttemptFailure")
    }

    private mutating func land(_ queued: QueuedPod) -> Bool {
        guard entries[queued.uid]?.place == .inFlight else { return false }
        inFlight -= 1
        entries[queued.uid]?.queued = queued
        return true
    }

    // MARK: Changes

    /// Tries again what a change may help.
    mutating func move(_ change: ClusterChange, _ now: Duration) {
        note(change, isWanted: inFlight > 0)
        if !gated.isEmpty {
            let helped = gated.filter { uid in
                guard let entry = entries[uid], let gate = entry.gate, !gate.events.isDisjoint(with: change.events) else { return false }
                return gate.isHelped(entry.queued.pod, by: change)
            }
            for uid in helped { admit(uid, now, change.events.label) }
        }
        let isWaitedFor = (0..<ClusterEvents.bits).contains { waiting[$0] > 0 && change.events.contains(ClusterEvents(rawValue: 1 << $0)) }
        guard isWaitedFor else { return }
        let helped = unschedulable.filter { entries[$0]?.queued.isHelped(by: change) ?? true }
        for uid in helped { retry(uid, now, change.events.label) }
    }

    /// Remembers a change for the pods that are being tried.
    mutating func note(_ change: ClusterChange, isWanted: Bool = true) { log.append(change, isWanted: isWanted) }

    /// Has a pod tried at once, wherever it waits.
    mutating func activate(_ uid: String, _ now: Duration) {
        switch entries[uid]?.place {
        case .unschedulable, .gated, .backoff:
            if let queued = entries[uid]?.queued { forgetUnschedulable(queued) }
            entries[uid]?.queued.backoffUntil = now
            admit(uid, now, "ForceActivate")
        case .active, .inFlight, nil:
            break
        }
    }

    /// Activates what has backed off long enough, and what has been unschedulable for so long.
    mutating func flush(_ now: Duration, unschedulableTimeout: Duration) {
        for path in [\QueueBooks.backoff, \QueueBooks.errorBackoff] {
            while let ticket = self[keyPath: path].min, ticket.time <= now {
                self[keyPath: path].removeMin()
                if entries[ticket.uid]?.place == .backoff(ticket.number) { admit(ticket.uid, now, "BackoffComplete") }
            }
        }
        let stale = unschedulable.filter { uid in entries[uid].map { now - $0.queued.queued >= unschedulableTimeout } ?? true }
        for uid in stale { retry(uid, now, "UnschedulableTimeout") }
    }

    // MARK: From part to part

    /// Out of the unschedulable part: at once, or after the rest of its back-off.
    mutating func retry(_ uid: String, _ now: Duration, _ event: String) {
        guard let entry = entries[uid] else {
            unschedulable.remove(uid)
            return
        }
        forgetUnschedulable(entry.queued)
        if entry.queued.backoffUntil <= now { admit(uid, now, event) } else { backOff(uid, now, event) }
    }

    /// Into the active part, if the PreEnqueue plugins let it.
    mutating func admit(_ uid: String, _ now: Duration, _ event: String) {
        if isHeld(uid, now, event) { return }
        guard var entry = entries[uid] else { return }
        entry.queued.queued = now
        let ticket = ticket(entry.queued, at: now, rank: rules.sort.rank(of: entry.queued.pod))
        entry.place = .active(ticket.number)
        entries[uid] = entry
        active.insert(ticket)
        metrics.incoming("active", event)
        hasNews = true
    }

    private mutating func backOff(_ uid: String, _ now: Duration, _ event: String) {
        if isHeld(uid, now, event) { return }
        guard let entry = entries[uid] else { return }
        let ticket = ticket(entry.queued, at: entry.queued.backoffUntil)
        entries[uid]?.place = .backoff(ticket.number)
        backoff.insert(ticket)
        metrics.incoming("backoff", event)
        hasNews = true
    }

    /// Whether a plugin holds a pod back, which is then put aside.
    private mutating func isHeld(_ uid: String, _ now: Duration, _ event: String) -> Bool {
        guard let pod = entries[uid]?.queued.pod else { return false }
        gated.remove(uid)
        for plugin in rules.preEnqueues(for: pod) where plugin.preEnqueue(pod) != nil {
            if entries[uid]?.place != .gated || entries[uid]?.gate == nil { metrics.incoming("gated", event) }
            entries[uid]?.place = .gated
            entries[uid]?.gate = plugin
            entries[uid]?.queued.queued = now
            gated.insert(uid)
            return true
        }
        entries[uid]?.gate = nil
        return false
    }

    private mutating func forgetUnschedulable(_ queued: QueuedPod) {
        guard unschedulable.remove(queued.uid) != nil else { return }
        for bit in 0..<ClusterEvents.bits where queued.wakesOn.contains(ClusterEvents(rawValue: 1 << bit)) { waiting[bit] -= 1 }
    }

    private mutating func ticket(_ queued: QueuedPod, at time: Duration, rank: Int = 0) -> Ticket {
        lastTicket += 1
        return Ticket(rank: rank, time: time, number: lastTicket, uid: queued.uid)
    }
}
