import JSON
import KubernetesAPI
import Synchronization

/// A priority level: its seats, and the queues of those that wait for one. Safe to use from any thread.
///
/// It stays the same object when its configuration changes, so that requests that run or wait keep their place.
final class PriorityLevel: Sendable {
    /// What a level has done since it was made.
    struct Counts: Sendable {
        var dispatched = 0
        var rejected = 0
        var timedOut = 0
        var cancelled = 0
    }

    /// What the levels' seats are shared out by.
    struct Demand: Sendable {
        var last = SeatDemand.Result()
        var smoothed = 0.0
        var target = 0.0
    }

    private struct State {
        var uid = ""
        var limits = SeatLimits()
        var queues: FairQueues
        var counts = Counts()
        var demand = Demand()
        /// When somebody will look whether seats have become free by themselves.
        var nextLook = Double.infinity
    }

    let name: String
    private let clock: any WallClock
    private let state: Mutex<State>

    init(name: String, settings: PriorityLevelSettings, clock: any WallClock) {
        self.name = name
        self.clock = clock
        state = Mutex(State(queues: FairQueues(settings, now: clock.monotonic.inSeconds)))
    }

    var uid: String { state.withLock { $0.uid } }
    var settings: PriorityLevelSettings { state.withLock { $0.queues.settings } }
    var limits: SeatLimits { state.withLock { $0.limits } }
    var demand: Demand { state.withLock { $0.demand } }

    /// The queues and counts as they are now, for those who look at them.
    func look() -> (queues: FairQueues, counts: Counts) { state.withLock { ($0.queues, $0.counts) } }

    /// Takes another configuration.
    func configure(uid: String, settings: PriorityLevelSettings, limits: SeatLimits) {
        change { state, _ in
            state.uid = uid
            state.queues.configure(settings)
            var limits = limits
            // What was lent or borrowed stays so until seats are next shared out, as far as the new limits allow.
            if state.limits.nominal == limits.nominal { limits.current = min(max(state.limits.current, limits.lower), limits.upper) }
            state.limits = limits
            state.queues.limit = limits.current
        }
    }

    /// How many seats its requests wanted since this was last asked, with the smoothed average.
    func takeDemand() -> (limits: SeatLimits, demand: Demand) {
        state.withLock { state in
            let result = state.queues.demand.reset(now: now)
            state.demand.last = result
            state.demand.smoothed = SeatSharing.smoothing * state.demand.smoothed + (1 - SeatSharing.smoothing) * (result.average + result.deviation)
            return (state.limits, state.demand)
        }
    }

    /// Sets how many seats it may use from now on.
    func setCurrent(_ seats: Int, target: Double) {
        change { state, _ in
            state.limits.current = seats
            state.queues.limit = seats
            state.demand.target = target
        }
    }

    private var now: Double { clock.monotonic.inSeconds }

    // MARK: Requests

    /// Waits for the request's turn.
    /// - Returns: where it runs, and when it was dispatched; nil with the reason when it is refused.
    func enter(
        _ request: FlowRequest, schema: FlowSchemaMatcher, work: FlowWork, waitLimit: Duration
    ) async -> (queue: Int, started: Double)? {
        let now = now
        let flow = schema.flow(of: request)
        let hash = schema.distinguisherHash(flow)
        let arrival = state.withLock { state in
            let arrival = state.queues.arrive(work, hash: hash, now: now) { queue in
                FlowWaiter(queue: queue, work: work, schema: schema, flow: flow, request: request, arrival: now)
            }
            switch arrival {
            case .dispatched: state.counts.dispatched += 1
            case .rejected: state.counts.rejected += 1
            case .queued: break
            }
            return arrival
        }
        switch arrival {
        case .dispatched(let queue):
            schema.series.dispatched(work, isMutating: request.isMutating)
            return (queue, now)
        case .rejected(let reason):
            schema.series.rejected(reason)
            return nil
        case .queued(let waiter):
            return await wait(waiter, limit: waitLimit)
        }
    }

    private func wait(_ waiter: FlowWaiter, limit: Duration) async -> (queue: Int, started: Double)? {
        let series = waiter.schema.series
        series.enqueued(waiter.work, isMutating: waiter.request.isMutating)
        change { _, _ in }
        let clock = clock
        let timer = Task {
            try await clock.sleep(for: limit)
            self.abandon(waiter, .timedOut)
        }
        let outcome = await withTaskCancellationHandler {
            await waiter.outcome()
        } onCancel: {
            abandon(waiter, .cancelled)
        }
        timer.cancel()
        series.dequeued(waiter.work, isMutating: waiter.request.isMutating)
        switch outcome {
        case .dispatched(let time):
            series.dispatched(waiter.work, isMutating: waiter.request.isMutating, waited: time - waiter.arrival)
            return (waiter.queue, time)
        case .timedOut:
            series.rejected("time-out", waited: now - waiter.arrival)
        case .cancelled:
            series.rejected("cancelled", waited: now - waiter.arrival)
        }
        return nil
    }

    /// Gives the seats of a request back.
    func leave(_ work: FlowWork, schema: FlowSchemaMatcher, queue: Int, started: Double, isMutating: Bool, isWatch: Bool) {
        let end = change { state, now in
            state.queues.finish(work, queue: queue, started: started, now: now)
        }
        schema.series.finished(work, isMutating: isMutating, isWatch: isWatch, took: end - started)
    }

    private func abandon(_ waiter: FlowWaiter, _ outcome: FlowWaiter.Outcome) {
        var removed = false
        change { state, now in
            removed = state.queues.remove(waiter, now: now)
            guard removed else { return }
            if outcome == .timedOut { state.counts.timedOut += 1 } else { state.counts.cancelled += 1 }
        }
        if removed { waiter.resolve(outcome) }
    }

    /// Changes the state, and wakes those whose turn has come by it. Returns the time.
    @discardableResult
    private func change(_ body: (inout State, Double) -> Void) -> Double {
        let now = now
        let (ready, look) = state.withLock { state -> ([FlowWaiter], Double?) in
            body(&state, now)
            let ready = state.queues.dispatch(now: now)
            state.counts.dispatched += ready.count
            guard let release = state.queues.nextRelease, release < state.nextLook else { return (ready, nil) }
            state.nextLook = release
            return (ready, release)
        }
        for waiter in ready { waiter.resolve(.dispatched(at: now)) }
        if let look {
            let clock = clock
            Task {
                try await clock.sleep(for: .seconds(max(0, look - now)))
                self.change { state, _ in state.nextLook = .infinity }
            }
        }
        return now
    }
}
