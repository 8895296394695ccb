import KubernetesAPI
import Synchronization

/// Many deadlines on one timer, for what nearly always ends before.
///
/// A timer of its own for each request costs a wake of a thread to set it and another to take it back. Here setting one is an
/// entry in a dictionary; they are looked at four times a second, as long as there are any. Safe to use from any task.
final class CoarseAlarms: Sendable {
    private struct State {
        var waiting: [Int: (deadline: Duration, continuation: CheckedContinuation<Void, any Error>)] = [:]
        var lastID = 0
        var isTicking = false
    }

    private let clock: any WallClock
    private let state = Mutex(State())
    /// How late an alarm may be.
    private static let tick = Duration.milliseconds(250)

    init(clock: any WallClock) { self.clock = clock }

    /// Waits for a time, or a quarter of a second more.
    /// - Throws: `CancellationError` when the task is cancelled.
    func sleep(for duration: Duration) async throws {
        // A quarter of a second matters to a short wait.
        guard duration > .seconds(5) else { return try await clock.sleep(for: duration) }
        let deadline = clock.monotonic + duration
        let id = state.withLock { state in
            state.lastID += 1
            return state.lastID
        }
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { (continuation: CheckedContinuation<Void, any Error>) in
                let (isCancelled, starts) = state.withLock { state in
                    if Task.isCancelled { return (true, false) }
                    state.waiting[id] = (deadline, continuation)
                    defer { state.isTicking = true }
                    return (false, !state.isTicking)
                }
                if isCancelled { continuation.resume(throwing: CancellationError()) }
                if starts { Task { await tick() } }
            }
        } onCancel: {
            state.withLock { $0.waiting.removeValue(forKey: id) }?.continuation.resume(throwing: CancellationError())
        }
    }

    private func tick() async {
        var goesOn = true
        while goesOn {
            try? await clock.sleep(for: Self.tick)
            let now = clock.monotonic
            let due: [CheckedContinuation<Void, any Error>]
            (due, goesOn) = state.withLock { state in
                let ids = state.waiting.filter { $0.value.deadline <= now }.map(\.key)
                let due = ids.compactMap { state.waiting.removeValue(forKey: $0)?.continuation }
                state.isTicking = !state.waiting.isEmpty
                return (due, state.isTicking)
            }
            for continuation in due { continuation.resume() }
        }
    }
}
