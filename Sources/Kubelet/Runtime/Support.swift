import KubernetesAPI
import Synchronization

/// Lets so many tasks pass at once. Waiting ends with the task's cancellation.
final class AsyncSemaphore: Sendable {
    private struct State {
        var free: Int
        var next = 0
        var waiting: [(id: Int, continuation: CheckedContinuation<Void, any Error>)] = []
        var cancelled: Set<Int> = []
    }

    private let state: Mutex<State>

    init(_ count: Int) { state = Mutex(State(free: count)) }

    /// - Throws: `CancellationError`; then there is nothing to give back.
    func wait() async throws {
        let id = state.withLock { state in
            state.next += 1
            return state.next
        }
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { (continuation: CheckedContinuation<Void, any Error>) in
                enum Outcome { case pass, fail, wait }
                let outcome = state.withLock { state -> Outcome in
                    if state.cancelled.remove(id) != nil { return .fail }
                    if state.free > 0 {
                        state.free -= 1
                        return .pass
                    }
                    state.waiting.append((id, continuation))
                    return .wait
                }
                switch outcome {
                case .pass: continuation.resume()
                case .fail: continuation.resume(throwing: CancellationError())
                case .wait: break
                }
            }
        } onCancel: {
            let continuation = state.withLock { state -> CheckedContinuation<Void, any Error>? in
                guard let index = state.waiting.firstIndex(where: { $0.id == id }) else {
                    state.cancelled.insert(id)
                    return nil
                }
                return state.waiting.remove(at: index).continuation
            }
            continuation?.resume(throwing: CancellationError())
        }
        state.withLock { _ = $0.cancelled.remove(id) }
    }

    func signal() {
        let continuation = state.withLock { state -> CheckedContinuation<Void, any Error>? in
            if state.waiting.isEmpty {
                state.free += 1
                return nil
            }
            return state.waiting.removeFirst().continuation
        }
        continuation?.resume()
    }
}

/// Why a call was given up.
struct TimedOut: Error, CustomStringConvertible {
    var limit: Duration
    var description: String { "no answer within \(limit.goText)" }
}

/// Waits for a call, but not longer than `limit`; the call is then cancelled.
/// - Throws: `TimedOut`, or what the call throws.
func within<Answer: Sendable>(
    _ limit: Duration, _ clock: any WallClock, _ call: @escaping @Sendable () async throws -> Answer
) async throws -> Answer {
    try await withThrowingTaskGroup(of: Answer.self) { group in
        group.addTask { try await call() }
        group.addTask {
            try await clock.sleep(for: limit)
            throw TimedOut(limit: limit)
        }
        defer { group.cancelAll() }
        guard let first = try await group.next() else { throw CancellationError() }
        return first
    }
}

extension Duration {
    /// As Go prints durations, to the millisecond: `1.234s`, `350ms`, `5m0s`.
    var goText: String {
        let (seconds, attoseconds) = components
        let milliseconds = attoseconds / 1_000_000_000_000_000
        if seconds == 0 { return milliseconds == 0 ? "0s" : "\(milliseconds)ms" }
        var fraction = ""
        if milliseconds > 0 {
            var digits = String(1000 + milliseconds).dropFirst()
            while digits.last == "0" { digits.removeLast() }
            fraction = "." + digits
        }
        let hours = seconds / 3600
        let minutes = seconds / 60 % 60
        let rest = "\(seconds % 60)\(fraction)s"
        if hours > 0 { return "\(hours)h\(minutes)m\(rest)" }
        return minutes > 0 ? "\(minutes)m\(rest)" : rest
    }

    var seconds: Double {
        let (whole, atto) = components
        return Double(whole) + Double(atto) / 1e18
    }
}
