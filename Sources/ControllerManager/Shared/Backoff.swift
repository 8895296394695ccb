import KubernetesAPI
import KubernetesClient
import Synchronization

/// Lets something happen to a key more and more rarely: at once the first time, then after a wait that doubles each time, and anew
/// when nothing has happened for twice the longest wait. Safe from any task.
final class Backoff: Sendable {
    private struct Entry {
        var wait: Duration
        var last: Duration
    }

    private let clock: any WallClock
    private let first: Duration
    private let longest: Duration
    private let entries = Mutex<[String: Entry]>([:])

    init(clock: any WallClock, first: Duration, longest: Duration) {
        self.clock = clock
        self.first = first
        self.longest = longest
    }

    /// How long to wait still; zero when it may happen now, which is taken as done.
    func wait(for key: String) -> Duration {
        let now = clock.monotonic
        return entries.withLock { entries in
            entries = entries.filter { now - $0.value.last < longest * 2 }
            guard let entry = entries[key] else {
                entries[key] = Entry(wait: first, last: now)
                return .zero
            }
            let left = entry.last + entry.wait - now
            if left > .zero { return left }
            entries[key] = Entry(wait: min(longest, entry.wait * 2), last: now)
            return .zero
        }
    }
}
