import KubernetesAPI
import Synchronization

/// Lets one at a time work on each of many things. Who waits may be cancelled.
final class KeyedLock: Sendable {
    private let taken = Mutex<Set<String>>([])
    private let clock: any WallClock

    init(clock: any WallClock) { self.clock = clock }

    /// Runs `body` when nobody else works on `key`.
    func with<T: Sendable>(_ key: String, _ body: () async throws -> T) async throws -> T {
        while !taken.withLock({ $0.insert(key).inserted }) { try await clock.sleep(for: .milliseconds(20)) }
        defer { taken.withLock { _ = $0.remove(key) } }
        return try await body()
    }
}
