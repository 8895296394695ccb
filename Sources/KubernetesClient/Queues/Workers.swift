import Logging
import ServiceLifecycle

/// Works on a queue's keys with so many workers. A key whose reconciliation throws comes back later and later; one that
/// succeeds starts afresh. Returns when the queue is shut down, the task is cancelled, or the service group shuts down.
public func runWorkers<Key>(
    _ count: Int, queue: WorkQueue<Key>, logger: Logger, name: String,
    reconcile: @escaping @Sendable (Key) async throws -> Void
) async {
    await withTaskCancellationOrGracefulShutdownHandler {
        await withDiscardingTaskGroup { group in
            for _ in 0..<max(count, 1) {
                group.addTask {
                    while let key = await queue.next() {
                        await work(on: key, queue: queue, logger: logger, name: name, reconcile: reconcile)
                    }
                }
            }
        }
    } onCancelOrGracefulShutdown: {
        queue.shutDown()
    }
}

private func work<Key>(
    on key: Key, queue: WorkQueue<Key>, logger: Logger, name: String, reconcile: @Sendable (Key) async throws -> Void
) async {
    defer { queue.done(key) }
    do {
        try await reconcile(key)
        queue.forget(key)
    } catch is CancellationError {
        queue.addRateLimited(key)
    } catch {
        // A conflict is the ordinary way to learn that an object was changed meanwhile.
        let level: Logger.Level = (error as? APIError)?.isConflict == true ? .debug : .warning
        logger.log(level: level, "reconciling failed, will retry", metadata: [
            "controller": "\(name)", "key": "\(key)", "error": "\(error)",
        ])
        queue.addRateLimited(key)
    }
}
