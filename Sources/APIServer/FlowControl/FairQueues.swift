import DequeModule

/// The queues of one priority level and the order in which they are served: fair queueing by virtual time, as
/// Kubernetes has it.
///
/// Virtual time R is in seat-seconds: while n queues have something to do, it goes on by the seats that are in use
/// divided by n. Each queue knows the R at which its next request would begin if all queues were served evenly, bit by bit;
/// the request that would end first is dispatched first. How long a request takes is estimated, and put right when
/// it is done. A value without locks or clocks: the caller says what time it is, in seconds.
struct FairQueues {
    /// What becomes of a request that arrives.
    enum Arrival {
        case dispatched(queue: Int)
        case queued(FlowWaiter)
        case rejected(reason: String)
    }

    struct Queue {
        var waiting = Deque<FlowWaiter>()
        var nextDispatchR = 0.0
        var executing = 0
        var seatsInUse = 0
        var waitingSeats = 0
        var isIdle: Bool { waiting.isEmpty && executing == 0 }
    }

    /// Seats that are given back some time after their request was done.
    private struct Release {
        var due: Double
        var queue: Int
        var seats: Int
    }

    private(set) var settings: PriorityLevelSettings
    private(set) var queues: [Queue]
    /// How many seats may be in use.
    var limit = 0
    private(set) var currentR = 0.0
    private(set) var waitingCount = 0
    private(set) var waitingSeats = 0
    private(set) var executingCount = 0
    private(set) var seatsInUse = 0
    var activeQueues: Int { settings.isExempt ? 0 : active }
    var demand: SeatDemand
    /// How often the request whose turn it was found too few seats.
    private(set) var withoutAccommodation = 0
    private var active = 0
    private var lastTime: Double
    private var lastServed = 0
    private var releases: [Release] = []
    private var hand: [Int] = []

    init(_ settings: PriorityLevelSettings, now: Double) {
        self.settings = settings
        queues = Array(repeating: Queue(), count: max(1, settings.queues))
        demand = SeatDemand(now: now)
        lastTime = now
    }

    /// Takes other settings. Queues that are too many are no longer dealt, and go when they are empty.
    mutating func configure(_ new: PriorityLevelSettings) {
        settings = new
        while queues.count < new.queues { queues.append(Queue()) }
        while queues.count > max(1, new.queues), queues[queues.count - 1].isIdle, !releases.contains(where: { $0.queue == queues.count - 1 }) {
            queues.removeLast()
        }
    }

    // MARK: Requests come and go

    /// A request arrives. One that has to wait gets the waiter that `makeWaiter` makes for its queue.
    mutating func arrive(_ work: FlowWork, hash: UInt64, now: Double, makeWaiter: (Int) -> FlowWaiter) -> Arrival {
        settle(now)
        defer { demand.set(seatsInUse + waitingSeats, now: now) }
        if settings.isExempt {
            start(work, queue: 0)
            return .dispatched(queue: 0)
        }
        let queue = choose(hash)
        if waitingCount == 0, fits(work.seats) {
            wake(queue)
            start(work, queue: queue)
            return .dispatched(queue: queue)
        }
        if settings.rejects { return .rejected(reason: "concurrency-limit") }
        if queues[queue].waiting.count >= settings.queueLengthLimit { return .rejected(reason: "queue-full") }
        wake(queue)
        let waiter = makeWaiter(queue)
        queues[queue].waiting.append(waiter)
        queues[queue].waitingSeats += work.seats
        waitingSeats += work.seats
        waitingCount += 1
        return .queued(waiter)
    }

    /// A request is done. `started` is when it was dispatched.
    mutating func finish(_ work: FlowWork, queue: Int, started: Double, now: Double) {
        settle(now)
        executingCount -= 1
        if settings.isExempt || !queues.indices.contains(queue) {
            seatsInUse -= work.seats
        } else {
            queues[queue].executing -= 1
            queues[queue].nextDispatchR -= (FlowWork.estimatedDuration - (now - started)) * Double(work.initialSeats)
            let kept = work.additionalLatency > 0 ? min(work.finalSeats, work.seats) : 0
            if kept > 0 { releases.append(Release(due: now + work.additionalLatency, queue: queue, seats: kept)) }
            giveBack(work.seats - kept, queue: queue)
            if queues[queue].isIdle { active -= 1 }
        }
        demand.set(seatsInUse + waitingSeats, now: now)
    }

    /// Takes a waiting request out of its queue; false when it is no longer there.
    mutating func remove(_ waiter: FlowWaiter, now: Double) -> Bool {
        settle(now)
        guard queues.indices.contains(waiter.queue), let place = queues[waiter.queue].waiting.firstIndex(where: { $0 === waiter }) else {
            return false
        }
        queues[waiter.queue].waiting.remove(at: place)
        left(waiter)
        if queues[waiter.queue].isIdle { active -= 1 }
        demand.set(seatsInUse + waitingSeats, now: now)
        return true
    }

    /// The waiting requests whose turn has come, in their order; they count as executing from now on.
    mutating func dispatch(now: Double) -> [FlowWaiter] {
        guard waitingCount > 0 else { return [] }
        settle(now)
        var dispatched: [FlowWaiter] = []
        while let queue = nextQueue(), let waiter = queues[queue].waiting.first {
            guard settings.isExempt || fits(waiter.work.seats) else {
                withoutAccommodation += 1
                break
            }
            queues[queue].waiting.removeFirst()
            left(waiter)
            start(waiter.work, queue: queue)
            lastServed = queue
            dispatched.append(waiter)
        }
        return dispatched
    }

    /// When somebody should call ``dispatch(now:)`` because seats become free by themselves; nil when nobody waits for that.
    var nextRelease: Double? { waitingCount > 0 ? releases.map(\.due).min() : nil }

    // MARK: The parts

    /// Brings virtual time to now, and gives back the seats whose time has come.
    private mutating func settle(_ now: Double) {
        let elapsed = now - lastTime
        if elapsed > 0 {
            lastTime = now
            if active > 0 { currentR += elapsed * Double(min(limit, seatsInUse + waitingSeats)) / Double(active) }
        }
        guard releases.contains(where: { $0.due <= now }) else { return }
        for release in releases where release.due <= now { giveBack(release.seats, queue: release.queue) }
        releases.removeAll { $0.due <= now }
    }

    private func fits(_ seats: Int) -> Bool {
        // A request that is wider than the limit runs alone.
        seatsInUse + seats <= limit || (executingCount == 0 && seatsInUse == 0 && limit > 0)
    }

    /// The queue of a flow's hand with the least to do.
    private mutating func choose(_ hash: UInt64) -> Int {
        if settings.queues <= 1 { return 0 }
        ShuffleSharding.deal(hash, deckSize: settings.queues, handSize: settings.handSize, into: &hand)
        var best = 0
        var least = Int.max
        for card in hand {
            let load = queues[card].waitingSeats + queues[card].seatsInUse
            if load < least {
                least = load
                best = card
            }
        }
        return best
    }

    /// A queue that was idle begins at the present virtual time: it has no claim to the time it did not use.
    private mutating func wake(_ queue: Int) {
        guard queues[queue].isIdle else { return }
        queues[queue].nextDispatchR = currentR
        active += 1
    }

    private mutating func start(_ work: FlowWork, queue: Int) {
        executingCount += 1
        seatsInUse += work.seats
        guard !settings.isExempt else { return }
        queues[queue].executing += 1
        queues[queue].seatsInUse += work.seats
        queues[queue].nextDispatchR += work.total
    }

    private mutating func giveBack(_ seats: Int, queue: Int) {
        seatsInUse -= seats
        if queues.indices.contains(queue) { queues[queue].seatsInUse -= seats }
    }

    private mutating func left(_ waiter: FlowWaiter) {
        waitingCount -= 1
        waitingSeats -= waiter.work.seats
        queues[waiter.queue].waitingSeats -= waiter.work.seats
    }

    /// The queue whose first request would end first; among equals they take turns.
    private func nextQueue() -> Int? {
        var best: Int?
        var earliest = Double.infinity
        for offset in 1...queues.count {
            let index = (lastServed + offset) % queues.count
            guard let first = queues[index].waiting.first else { continue }
            let finish = queues[index].nextDispatchR + first.work.total
            if finish < earliest {
                earliest = finish
                best = index
            }
        }
        return best
    }
}
