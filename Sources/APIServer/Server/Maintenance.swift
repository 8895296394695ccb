import KubernetesAPI
import Logging
import Store

/// What is done every minute so that the store does not grow for ever: old events go, and so does old history.
struct Maintenance: Sendable {
    let store: any Store
    let events: ResourceStorage?
    /// How long an event stays after it was last written: `--event-ttl`.
    let eventLifetime: Duration
    /// How much history the store keeps: `--etcd-compaction-interval`; zero leaves it all to others.
    let historyLifetime: Duration
    let clock: any WallClock
    let logger: Logger

    /// Works until the task is cancelled.
    func run() async throws {
        // How far the store had come when: what was written before some time ago has a smaller revision than it had then.
        var marks: [(time: Duration, revision: Int64)] = []
        var compacted: Int64 = 0
        while !Task.isCancelled {
            do {
                marks.append((clock.monotonic, try await store.currentRevision()))
                let now = clock.monotonic
                if historyLifetime > .zero,
                    let mark = marks.last(where: { now - $0.time >= historyLifetime }), mark.revision > compacted
                {
                    try await store.compact(through: mark.revision)
                    compacted = mark.revision
                }
                // A store that knows time lets events go by itself.
                if let index = marks.lastIndex(where: { now - $0.time >= eventLifetime }), !store.expiresKeys {
                    try await expireEvents(through: marks[index].revision)
                }
                let oldest = max(historyLifetime, eventLifetime)
                if let index = marks.lastIndex(where: { now - $0.time >= oldest }) { marks.removeFirst(index) }
            } catch is CancellationError {
                throw CancellationError()
            } catch {
                logger.warning("Cannot tidy up the store", metadata: ["error": "\(error)"])
            }
            try await clock.sleep(for: .seconds(60))
        }
    }

    /// Deletes the events that were not written after `revision`.
    func expireEvents(through revision: Int64) async throws {
        guard let events else { return }
        for item in events.cache.snapshot().items(prefix: events.prefix) where item.revision <= revision {
            let fields = item.entry.fields
            _ = try await events.delete(
                namespace: fields["metadata.namespace"] ?? "", name: fields["metadata.name"] ?? "", ifRevision: item.revision)
        }
    }
}
