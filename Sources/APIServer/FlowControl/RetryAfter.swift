import Synchronization

/// How long refused clients are told to wait: longer while many are refused, up to 32 seconds. Safe to use from any thread.
final class RetryAfter: Sendable {
    private struct State {
        var seconds = 1
        var refused = 0
        var since: Double?
    }

    private static let maximum = 32
    private let state = Mutex(State())

    /// Counts one refused request at `now`, in seconds, and says how many seconds it should wait.
    func refuse(now: Double) -> Int {
        state.withLock { state in
            let since = state.since ?? now
            state.since = since
            if now - since >= Double(state.seconds) {
                if state.refused < state.seconds, state.seconds > 1 {
                    state.seconds -= 1
                } else if state.refused >= 3 * state.seconds, state.seconds < Self.maximum {
                    state.seconds *= 2
                }
                state.since = now
                state.refused = 0
            }
            state.refused += 1
            return state.seconds
        }
    }
}
