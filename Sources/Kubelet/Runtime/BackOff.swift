import KubernetesAPI
import Synchronization

/// Waits that double with each failure, by key, and are forgotten after twice the longest wait without one.
/// Safe to use from anywhere.
final class BackOff: Sendable {
    private struct Entry {
        var wait: Duration
        var lastUpdate: Instant
    }

    private let initial: Duration
    private let maximum: Duration
    private let clock: any WallClock
    private let entries = Mutex<[String: Entry]>([:])

    /// - Parameters:
    ///   - initial: the first wait; Kubernetes' is 10 s for containers and images.
    ///   - maximum: the longest wait.
    init(initial: Duration = .seconds(10), maximum: Duration = .seconds(300), clock: any WallClock) {
        self.initial = initial
        self.maximum = maximum
        self.clock = clock
    }

    /// The present wait of the key; zero when there is none.
    func wait(_ key: String) -> Duration { entries.withLock { $0[key]?.wait ?? .zero } }

    /// How long the key is still to wait after something that happened at `event`; nil when it may go on.
    func remaining(_ key: String, since event: Instant) -> Duration? {
        let now = clock.now
        return entries.withLock { entries in
            guard let entry = entries[key], !expired(entry, at: event) else { return nil }
            let left = entry.wait - (now - event)
            return left > .zero ? left : nil
        }
    }

    /// How long the key is still to wait after its own last failure.
    func remainingSinceUpdate(_ key: String) -> Duration? {
        let now = clock.now
        return entries.withLock { entries in
            guard let entry = entries[key], !expired(entry, at: now) else { return nil }
            let left = entry.wait - (now - entry.lastUpdate)
            return left > .zero ? left : nil
        }
    }

    /// One more failure, which happened at `event`: the wait doubles, or begins anew when the last one is long ago.
    func next(_ key: String, at event: Instant) {
        let now = clock.now
        entries.withLock { entries in
            var wait = min(initial, maximum)
            if let entry = entries[key], !expired(entry, at: event) { wait = min(entry.wait * 2, maximum) }
            entries[key] = Entry(wait: wait, lastUpdate: now)
        }
    }

    /// Forgets a key, as after a success.
    func reset(_ key: String) { entries.withLock { _ = $0.removeValue(forKey: key) } }

    /// Forgets keys that begin so, as when a pod is gone.
    func reset(prefix: String) {
        entries.withLock { entries in
            for key in entries.keys where key.hasPrefix(prefix) { entries.removeValue(forKey: key) }
        }
    }

    private func expired(_ entry: Entry, at event: Instant) -> Bool { event - entry.lastUpdate > maximum * 2 }
}
