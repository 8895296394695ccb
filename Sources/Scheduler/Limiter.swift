import DequeModule
import Synchronization

/// Lets so many tasks at a time do something. Safe to use from any task.
final class Limiter: Sendable {
    /// How many places are free, and who waits for one.
    private struct State {
        var free: Int
        var waiters: Deque<CheckedContinuation<Void, Never>> = []
    }

    private let state: Mutex<State>

    init(_ count: Int) { state = Mutex(State(free: max(1, count))) }

    /// Waits for a place. The wait is short (places are given back by tasks that end), so it is not cut off by cancellation.
    func acquire() async {
        await withCheckedContinuation { continuation in
            let isFree = state.withLock { state in
                if state.free > 0 {
                    state.free -= 1
                    return true
                }
                state.waiters.append(continuation)
                return false
            }
            if isFree { continuation.resume() }
        }
    }

    func release() {
        state.withLock { state -> CheckedContinuation<Void, Never>? in
            if let waiter = state.waiters.popFirst() { return waiter }
            state.free += 1
            return nil
        }?.resume()
    }
}

/// Counts the bindings on their way, and says when the first begins and when the last has ended.
final class BindingCount: Sendable {
    private let count = Mutex(0)
    private let onChange: @Sendable (_ isBusy: Bool) -> Void

    init(_ onChange: @escaping @Sendable (Bool) -> Void) { self.onChange = onChange }

    func begin(_ number: Int) { change(by: number) }
    func end(_ number: Int) { change(by: -number) }

    private func change(by number: Int) {
        // Told within the lock, so that what is told is in order.
        count.withLock { count in
            let wasBusy = count > 0
            count += number
            if wasBusy != (count > 0) { onChange(count > 0) }
        }
    }
}
