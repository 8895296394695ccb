import Synchronization

/// One request that waits for its turn. Safe to use from any thread; one task waits.
final class FlowWaiter: Sendable {
    enum Outcome: Sendable, Equatable {
        /// Its turn came at that time, in seconds.
        case dispatched(at: Double)
        /// It waited too long.
        case timedOut
        /// The client is gone.
        case cancelled
    }

    private enum State {
        case initial
        case suspended(CheckedContinuation<Outcome, Never>)
        case resolved(Outcome)
    }

    let queue: Int
    let work: FlowWork
    let schema: FlowSchemaMatcher
    let flow: String
    let request: FlowRequest
    /// When it arrived, in seconds.
    let arrival: Double
    private let state = Mutex(State.initial)

    init(queue: Int, work: FlowWork, schema: FlowSchemaMatcher, flow: String, request: FlowRequest, arrival: Double) {
        self.queue = queue
        self.work = work
        self.schema = schema
        self.flow = flow
        self.request = request
        self.arrival = arrival
    }

    /// Waits for the decision.
    func outcome() async -> Outcome {
        await withCheckedContinuation { continuation in
            let known: Outcome? = state.withLock { state in
                if case .resolved(let outcome) = state { return outcome }
                state = .suspended(continuation)
                return nil
            }
            if let known { continuation.resume(returning: known) }
        }
    }

    /// Decides; only the first decision counts.
    func resolve(_ outcome: Outcome) {
        let continuation: CheckedContinuation<Outcome, Never>? = state.withLock { state in
            switch state {
            case .resolved: return nil
            case .initial:
                state = .resolved(outcome)
                return nil
            case .suspended(let continuation):
                state = .resolved(outcome)
                return continuation
            }
        }
        continuation?.resume(returning: outcome)
    }
}
