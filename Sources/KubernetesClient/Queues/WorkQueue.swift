import DequeModule
import HeapModule
import KubernetesAPI
import Synchronization

/// Keys with work to do. A key that is added several times before it is taken is taken once, and a key that is added while
/// it is worked on comes back after `done(_:)`: no key is ever worked on twice at once.
///
/// Safe to use from any task.
public final class WorkQueue<Key: Hashable & Sendable>: Sendable {
    private struct Delayed: Comparable {
        var at: Duration
        var order: UInt64
        var key: Key

        static func < (a: Delayed, b: Delayed) -> Bool { (a.at, a.order) < (b.at, b.order) }
        static func == (a: Delayed, b: Delayed) -> Bool { a.order == b.order }
    }

    private struct State {
        var queue: Deque<Key> = []
        /// Keys that need work, in the queue or waiting for their `done`.
        var dirty: Set<Key> = []
        var processing: Set<Key> = []
        var waiting: Deque<(id: UInt64, continuation: CheckedContinuation<Key?, Never>)> = []
        var delayed = Heap<Delayed>()
        /// When each delayed key is due; entries of the heap that say something else are outdated.
        var due: [Key: Duration] = [:]
        var timer: Task<Void, Never>?
        var timerAt: Duration?
        var nextID: UInt64 = 0
        var isShutDown = false
        /// When keys were added, and taken; kept only for the metrics.
        var addedAt: [Key: Duration] = [:]
        var takenAt: [Key: Duration] = [:]

        mutating func makeID() -> UInt64 {
            nextID += 1
            return nextID
        }
    }

    private let clock: any WallClock
    private let limiter: any RateLimiter<Key>
    private let state = Mutex(State())
    private let meter: WorkQueueMeter?

    /// - Parameter meter: measures it; nil for none.
    public init(clock: any WallClock, rateLimiter: any RateLimiter<Key> = ExponentialRateLimiter<Key>(), meter: WorkQueueMeter? = nil) {
        self.clock = clock
        limiter = rateLimiter
        self.meter = meter
        meter?.unfinished { [weak self, clock] in
            let now = clock.monotonic
            return self?.state.withLock { state in state.takenAt.values.map { now - $0 } } ?? []
        }
    }

    deinit { state.withLock { $0.timer?.cancel() } }

    /// How many keys wait to be taken now.
    public var count: Int { state.withLock { $0.queue.count } }

    public func add(_ key: Key) {
        let wake = state.withLock { add(key, &$0) }
        wake?.resume(returning: key)
    }

    /// Puts a key in the queue, or hands it to a waiting worker, whom the caller wakes outside of the lock.
    private func add(_ key: Key, _ state: inout State) -> CheckedContinuation<Key?, Never>? {
        guard !state.isShutDown, state.dirty.insert(key).inserted else { return nil }
        if let meter {
            meter.added()
            state.addedAt[key] = clock.monotonic
        }
        return state.processing.contains(key) ? nil : offer(key, &state)
    }

    /// A key that waits for no `done` goes to a worker, or in line.
    private func offer(_ key: Key, _ state: inout State) -> CheckedContinuation<Key?, Never>? {
        guard let worker = state.waiting.popFirst() else {
            state.queue.append(key)
            return nil
        }
        take(key, &state)
        return worker.continuation
    }

    private func take(_ key: Key, _ state: inout State) {
        state.dirty.remove(key)
        state.processing.insert(key)
        guard let meter else { return }
        let now = clock.monotonic
        meter.taken(after: now - (state.addedAt.removeValue(forKey: key) ?? now))
        state.takenAt[key] = now
    }

    /// Adds a key when `delay` has passed; of several delays for a key the shortest holds.
    public func add(_ key: Key, after delay: Duration) {
        guard delay > .zero else { return add(key) }
        let at = clock.monotonic + delay
        state.withLock { state in
            guard !state.isShutDown else { return }
            if let due = state.due[key], due <= at { return }
            state.due[key] = at
            state.delayed.insert(Delayed(at: at, order: state.makeID(), key: key))
            arm(&state)
        }
    }

    /// Adds a key after the delay that its failures have earned.
    public func addRateLimited(_ key: Key) {
        meter?.retried()
        add(key, after: limiter.delay(for: key))
    }

    /// The key succeeded or is given up: its next failure starts with the shortest delay.
    public func forget(_ key: Key) { limiter.forget(key) }

    /// How often the key has failed since it was last forgotten.
    public func numRequeues(_ key: Key) -> Int { limiter.tries(of: key) }

    /// The next key to work on, to be followed by `done(_:)`. nil after shut-down, when the queue is empty, or when the
    /// task is cancelled.
    public func next() async -> Key? {
        let id = state.withLock { $0.makeID() }
        return await withTaskCancellationHandler {
            await withCheckedContinuation { (continuation: CheckedContinuation<Key?, Never>) in
                let answer: Key?? = state.withLock { state in
                    if Task.isCancelled { return .some(nil) }
                    if let key = state.queue.popFirst() {
                        take(key, &state)
                        return key
                    }
                    if state.isShutDown { return .some(nil) }
                    state.waiting.append((id, continuation))
                    return nil
                }
                if let answer { continuation.resume(returning: answer) }
            }
        } onCancel: {
            let continuation = state.withLock { state -> CheckedContinuation<Key?, Never>? in
                guard let index = state.waiting.firstIndex(where: { $0.id == id }) else { return nil }
                return state.waiting.remove(at: index).continuation
            }
            continuation?.resume(returning: nil)
        }
    }

    /// The work on a key that `next()` gave is over.
    public func done(_ key: Key) {
        let wake = state.withLock { state -> CheckedContinuation<Key?, Never>? in
            state.processing.remove(key)
            if let meter, let since = state.takenAt.removeValue(forKey: key) { meter.done(after: clock.monotonic - since) }
            guard state.dirty.contains(key), !state.isShutDown else { return nil }
            return offer(key, &state)
        }
        wake?.resume(returning: key)
    }

    /// Takes no more keys; `next()` still gives those that are in the queue, and then nil.
    public func shutDown() {
        let waiting = state.withLock { state in
            state.isShutDown = true
            state.timer?.cancel()
            state.timer = nil
            state.due = [:]
            state.delayed = Heap()
            defer { state.waiting = [] }
            return state.waiting
        }
        for waiter in waiting { waiter.continuation.resume(returning: nil) }
    }

    // MARK: Delays

    /// Sets the timer to the first key that is due, if it is not set to it or to an earlier time.
    private func arm(_ state: inout State) {
        guard let first = state.delayed.min, !state.isShutDown else { return }
        if let at = state.timerAt, at <= first.at { return }
        state.timer?.cancel()
        state.timerAt = first.at
        let at = first.at
        state.timer = Task { [weak self, clock] in
            try? await clock.sleep(for: max(.zero, at - clock.monotonic))
            if !Task.isCancelled { self?.fire() }
        }
    }

    private func fire() {
        let now = clock.monotonic
        let woken = state.withLock { state in
            var woken: [(CheckedContinuation<Key?, Never>, Key)] = []
            state.timer = nil
            state.timerAt = nil
            while let first = state.delayed.min, first.at <= now {
                _ = state.delayed.popMin()
                guard state.due[first.key] == first.at else { continue }
                state.due[first.key] = nil
                if let worker = add(first.key, &state) { woken.append((worker, first.key)) }
            }
            arm(&state)
            return woken
        }
        for (worker, key) in woken { worker.resume(returning: key) }
    }
}
