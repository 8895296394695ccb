import KubernetesAPI
import KubernetesClient
import Synchronization

/// What a controller has just done and its cache may not show yet.
///
/// Before it creates or deletes pods a controller says how many it expects to see come or go; until the events have
/// arrived (or five minutes have passed, in case one never does) it leaves the number of pods alone. Safe from any thread.
final class Expectations: Sendable {
    static let timeout: Duration = .seconds(300)

    private struct Pending {
        var creations: Int
        var deletions: Set<String>
        var since: Duration
    }

    private let clock: any WallClock
    private let pending = Mutex<[ObjectKey: Pending]>([:])

    init(clock: any WallClock) { self.clock = clock }

    /// Whether everything expected for the key has been seen, or the wait is over.
    func isSatisfied(_ key: ObjectKey) -> Bool {
        let now = clock.monotonic
        return pending.withLock { all in
            guard let one = all[key] else { return true }
            return (one.creations <= 0 && one.deletions.isEmpty) || now - one.since > Self.timeout
        }
    }

    func expectCreations(_ count: Int, for key: ObjectKey) { set(Pending(creations: count, deletions: [], since: clock.monotonic), key) }

    func expectDeletions(of uids: some Sequence<String>, for key: ObjectKey) {
        set(Pending(creations: 0, deletions: Set(uids), since: clock.monotonic), key)
    }

    /// Both at once, for controllers that create and delete in one pass.
    func expect(creations: Int, deletions: some Sequence<String>, for key: ObjectKey) {
        set(Pending(creations: creations, deletions: Set(deletions), since: clock.monotonic), key)
    }

    func creationObserved(_ key: ObjectKey, count: Int = 1) { pending.withLock { $0[key]?.creations -= count } }

    func deletionObserved(of uid: String, for key: ObjectKey) { _ = pending.withLock { $0[key]?.deletions.remove(uid) } }

    func forget(_ key: ObjectKey) { _ = pending.withLock { $0.removeValue(forKey: key) } }

    private func set(_ value: Pending, _ key: ObjectKey) { pending.withLock { $0[key] = value } }
}
