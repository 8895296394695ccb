import Synchronization

/// Lets many callers share one request whose answer is only good if it was begun after they asked: those who come while
/// one is under way all get the next.
final class SharedReads<Value: Sendable>: Sendable {
    private struct State {
        var running: Task<Value, any Error>?
        var waiting: Task<Value, any Error>?
    }

    private let state = Mutex(State())
    private let read: @Sendable () async throws -> Value

    init(_ read: @escaping @Sendable () async throws -> Value) { self.read = read }

    /// The result of a read that began after this call.
    func value() async throws -> Value {
        let task = state.withLock { state in
            if let waiting = state.waiting { return waiting }
            let previous = state.running
            let task = Task { [self] in
                _ = await previous?.result
                begin()
                return try await read()
            }
            state.waiting = task
            return task
        }
        return try await task.value
    }

    /// The waiting read begins: who comes now needs another.
    private func begin() {
        state.withLock { state in
            state.running = state.waiting
            state.waiting = nil
        }
    }
}
