import Logging
import Synchronization

/// A cache that a ``StoreFeed`` keeps up to date.
protocol FedCache: AnyObject, Sendable {
    var prefix: String { get }
    /// Applies changes, in order. Called by the feed's task only.
    func apply(_ events: [StoreEvent])
    /// Reads everything again, because changes were missed.
    func reload() async throws
}

/// The one watch on the store from which all caches of a process are fed.
///
/// One watch for all resources means that a commit wakes one task, and that every cache knows how far it is
/// complete, even when nothing of its own was changed. Made with ``start(store:prefix:replaying:logger:)``, driven
/// by ``run()``.
public final class StoreFeed: Sendable {
    private struct State {
        var caches = SortedMap<any FedCache>()
        var revision: Revision
        /// Whether anything after the start revision has been handed out.
        var hasBegun = false
        var waiters: [Int: (revision: Revision, continuation: CheckedContinuation<Bool, any Error>)] = [:]
        var lastWaiter = 0
        var isClosed = false
    }

    private let store: any Store
    private let prefix: String
    private let startRevision: Revision
    private let logger: Logger
    private let state: Mutex<State>

    private init(store: any Store, prefix: String, startRevision: Revision, logger: Logger) {
        self.store = store
        self.prefix = prefix
        self.startRevision = startRevision
        self.logger = logger
        state = Mutex(State(revision: startRevision))
    }

    /// A feed of the keys under `prefix`.
    ///
    /// With `replaying`, it begins that many revisions back (as far as the store has history), so that caches
    /// loaded before ``run()`` have a past and clients can resume their watches after a restart of the server.
    public static func start(
        store: any Store, prefix: String = "/registry/", replaying: Int = 0, logger: Logger
    ) async throws -> StoreFeed {
        let current = try await store.currentRevision()
        var start = max(1, current - Revision(max(0, replaying)))
        do {
            _ = try await store.get(prefix, at: start)
        } catch StoreError.compacted(let through, _) {
            start = through
        }
        return StoreFeed(store: store, prefix: prefix, startRevision: start, logger: logger)
    }

    /// Everything up to this revision has reached the caches.
    public var revision: Revision { state.withLock { $0.revision } }

    /// Waits until everything up to `revision` has reached the caches.
    ///
    /// Throws `CancellationError`, and ``CacheError/closed`` if the store was closed.
    public func waitUntil(revision: Revision) async throws {
        let id: Int? = state.withLock { state in
            if state.revision >= revision { return nil }
            state.lastWaiter += 1
            return state.lastWaiter
        }
        guard let id else { return }
        _ = try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                let now: Result<Bool, any Error>? = state.withLock { state in
                    if state.revision >= revision { return .success(true) }
                    if state.isClosed { return .failure(CacheError.closed) }
                    if Task.isCancelled { return .failure(CancellationError()) }
                    state.waiters[id] = (revision, continuation)
                    return nil
                }
                if let now { continuation.resume(with: now) }
            }
        } onCancel: {
            state.withLock { $0.waiters.removeValue(forKey: id)?.continuation }?.resume(throwing: CancellationError())
        }
    }

    /// Follows the store until the task is cancelled or the store is closed. Throws ``StoreError`` if the store fails;
    /// it may then be called again.
    public func run() async throws {
        while true {
            do {
                let watch = try await store.watch(prefix: prefix, after: revision)
                for try await batch in watch {
                    dispatch(batch)
                }
                break
            } catch StoreError.compacted(let through, let current) {
                // We were so slow that history went away under us. The caches begin anew, and their watchers learn
                // that they have expired.
                logger.warning("The watch on the store fell behind a compaction; reading everything again", metadata: [
                    "compacted": "\(through)", "current": "\(current)",
                ])
                try await reload(from: current)
            } catch StoreError.closed {
                break
            }
        }
        if !Task.isCancelled { close() }
    }

    private func close() {
        let waiters = state.withLock { state in
            state.isClosed = true
            defer { state.waiters = [:] }
            return state.waiters.values.map(\.continuation)
        }
        for waiter in waiters { waiter.resume(throwing: CacheError.closed) }
    }

    private func reload(from revision: Revision) async throws {
        let caches = state.withLock { state -> [any FedCache] in
            state.hasBegun = true
            return Self.all(state.caches)
        }
        for cache in caches { try await cache.reload() }
        advance(to: revision)
    }

    private static func all(_ caches: SortedMap<any FedCache>) -> [any FedCache] {
        var result: [any FedCache] = []
        var (index, end) = caches.range(prefix: "")
        while index != end, let element = caches.element(at: index) {
            result.append(element.value)
            index = caches.index(after: index)
        }
        return result
    }

    /// Hands the events to the caches they belong to, runs of the same cache at once.
    private func dispatch(_ batch: WatchBatch) {
        let caches = state.withLock { state in
            state.hasBegun = true
            return state.caches
        }
        var run: [StoreEvent] = []
        var owner: (any FedCache)?
        for event in batch.events {
            if let owner, ByteOrder.hasPrefix(event.key, owner.prefix) {
                run.append(event)
                continue
            }
            if let owner { owner.apply(run) }
            run = [event]
            owner = caches.floor(event.key)?.value
            if let found = owner, !ByteOrder.hasPrefix(event.key, found.prefix) { owner = nil }
        }
        if let owner { owner.apply(run) }
        advance(to: batch.revision)
    }

    private func advance(to revision: Revision) {
        let ready = state.withLock { state -> [CheckedContinuation<Bool, any Error>] in
            state.revision = max(state.revision, revision)
            guard !state.waiters.isEmpty else { return [] }
            let ids = state.waiters.filter { $0.value.revision <= state.revision }.map(\.key)
            return ids.compactMap { state.waiters.removeValue(forKey: $0)?.continuation }
        }
        for waiter in ready { waiter.resume(returning: true) }
    }

    func register(_ cache: any FedCache) {
        state.withLock { _ = $0.caches.set(cache.prefix, cache) }
    }

    func unregister(prefix: String) {
        state.withLock { _ = $0.caches.remove(prefix) }
    }

    /// What a cache begins with: the state at the feed's start as long as nothing after it has been handed out
    /// (the feed will bring the rest), else the latest.
    func loadRange(prefix: String) async throws -> RangeResult {
        let hasBegun = state.withLock { $0.hasBegun }
        if !hasBegun {
            do {
                return try await store.range(RangeQuery(prefix: prefix, revision: startRevision))
            } catch StoreError.compacted {
                // Fall through: then the feed will find out too, and reload.
            }
        }
        return try await store.range(RangeQuery(prefix: prefix))
    }
}
