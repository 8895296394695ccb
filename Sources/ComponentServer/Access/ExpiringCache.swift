public import KubernetesAPI
import Synchronization

/// Answers that hold for a while. It forgets all when it is full: what it keeps can be asked for again. Safe to use from anywhere.
public final class ExpiringCache<Key: Hashable & Sendable, Value: Sendable>: Sendable {
    private let clock: any WallClock
    private let capacity: Int
    private let entries = Mutex<[Key: (value: Value, until: Duration)]>([:])

    public init(clock: any WallClock, capacity: Int = 4096) {
        self.clock = clock
        self.capacity = capacity
    }

    /// The value, if it still holds.
    public subscript(key: Key) -> Value? {
        let now = clock.monotonic
        return entries.withLock { entries in entries[key].flatMap { $0.until > now ? $0.value : nil } }
    }

    /// Keeps a value; not at all when the time is none.
    public func set(_ key: Key, _ value: Value, for time: Duration) {
        guard time > .zero else { return }
        let now = clock.monotonic
        entries.withLock { entries in
            if entries.count >= capacity { entries = entries.filter { $0.value.until > now } }
            if entries.count >= capacity { entries = [:] }
            entries[key] = (value, now + time)
        }
    }
}
