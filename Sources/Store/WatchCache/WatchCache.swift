import Synchronization

/// What the API server reads from: the objects of one resource in memory, and the log of their recent changes.
///
/// - State: a sorted map from key to entry. An entry is what the owner's `decode` makes of an object's bytes, once,
///   when it was written; the cache does not look inside. A ``CacheSnapshot`` shares the map without copying it.
/// - Changes: one bounded log shared by all watchers; a ``CacheWatcher`` is a position in it.
/// - Freshness: the cache knows the store's revision up to which it is complete, even when other resources were
///   changed; ``waitUntil(revision:)`` makes a read as fresh as one from the store.
///
/// It is fed by a ``StoreFeed``, which calls it from one task; everything else may be called from anywhere. Locks
/// are held for as long as it takes to change or copy a reference.
public final class WatchCache<Entry: Sendable>: Sendable {
    /// Makes an entry of a stored value. The hint is what the writer in this process passed along with the value
    /// (usually the finished entry), nil if the value comes from disk or another process.
    public typealias Decode = @Sendable (_ value: KeyValue, _ hint: (any Sendable)?) -> Entry

    private struct State {
        var map = SortedMap<CacheItem<Entry>>()
        /// The last change applied, or the revision the cache was loaded at.
        var revision: Revision = 0
        /// Events that came while the cache was being loaded; nil once it is.
        var pending: [StoreEvent]? = []
    }

    /// The prefix of all keys in this cache, with its final slash (`/registry/pods/`).
    public let prefix: String
    private let feed: StoreFeed
    private let decode: Decode
    private let state = Mutex(State())
    let log: SharedLog<CacheEvent<Entry>>

    /// A cache for the keys with a prefix, empty until ``load()``. It keeps at least the last `window` events.
    public init(prefix: String, feed: StoreFeed, window: Int = 4096, decode: @escaping Decode) {
        self.prefix = prefix
        self.feed = feed
        self.decode = decode
        log = SharedLog(revision: 0, window: window)
    }

    /// Reads the state from the store and follows it from then on. Until it returns the cache is empty.
    ///
    /// Throws ``StoreError``; it may then be called again.
    public func load() async throws {
        state.withLock { $0.pending = $0.pending ?? [] }
        feed.register(self)
        do {
            try await install()
        } catch {
            feed.unregister(prefix: prefix)
            throw error
        }
    }

    /// Stops following the store: for a resource that has been removed. Watchers get ``CacheError/closed``.
    public func close() {
        feed.unregister(prefix: prefix)
        log.close()
    }

    private func install() async throws {
        let range = try await feed.loadRange(prefix: prefix)
        let map = SortedMap(
            sorted: range.items.lazy.map { [decode] item in
                (item.key, CacheItem(key: item.key, revision: item.modRevision, entry: decode(item, nil)))
            })
        // Events go on arriving: apply what has queued up, until there is nothing between us and the feed.
        state.withLock { state in
            state.map = map
            state.revision = range.revision
            log.reset(to: range.revision)
        }
        while let pending = takePending() { applyDecoded(decodeAll(pending)) }
    }

    private func takePending() -> [StoreEvent]? {
        state.withLock { state in
            guard let pending = state.pending, !pending.isEmpty else {
                state.pending = nil
                return nil
            }
            state.pending = []
            return pending
        }
    }

    /// The revision up to which the cache is complete.
    public var revision: Revision {
        let known = feed.revision
        return state.withLock { max($0.revision, known) }
    }

    /// The oldest revision that a watch can start after, or that a snapshot can be had of.
    public var oldestRevision: Revision { log.horizon }

    /// Waits until the cache shows everything up to `revision`.
    ///
    /// With the revision of a commit: until the writer's own change can be seen. With the store's current
    /// revision: until reads from here are as fresh as reads from the store.
    public func waitUntil(revision: Revision) async throws {
        if state.withLock({ $0.revision }) >= revision { return }
        try await feed.waitUntil(revision: revision)
    }

    /// The object with a key, as of now.
    public func get(_ key: String) -> CacheItem<Entry>? {
        // The map is copied out (a reference), so that the search is outside of the lock.
        state.withLock { $0.map }[key]
    }

    /// All objects, as of now.
    public func snapshot() -> CacheSnapshot<Entry> {
        let known = feed.revision
        return state.withLock { CacheSnapshot(revision: max($0.revision, known), map: $0.map) }
    }

    /// All objects as of an older revision, for the later pages of a list. Made by undoing what came after, so it is
    /// there as far back as the event log goes.
    public func snapshot(at revision: Revision) throws -> CacheSnapshot<Entry> {
        let known = feed.revision
        let (map, newest, later) = state.withLock { ($0.map, max($0.revision, known), log.slices(after: revision)) }
        guard revision <= newest else { throw CacheError.futureRevision(requested: revision, current: newest) }
        guard let later else { throw CacheError.expired(requested: revision, oldest: log.horizon) }
        var past = map
        for slice in later.reversed() {
            for event in slice.reversed() {
                if let previous = event.previous { past.set(event.key, previous) } else { past.remove(event.key) }
            }
        }
        return CacheSnapshot(revision: revision, map: past)
    }

    /// Watches the changes after `revision`.
    ///
    /// Throws ``CacheError/expired(requested:oldest:)`` if that is before the window. A revision in the future is
    /// allowed; changes up to it are left out.
    public func watch(after revision: Revision, filter: CacheWatcher<Entry>.Filter? = nil) throws -> CacheWatcher<Entry> {
        guard let position = log.position(after: revision) else {
            throw CacheError.expired(requested: revision, oldest: log.horizon)
        }
        return makeWatcher(position, after: revision, filter)
    }

    /// The current state, and a watch of everything that comes after it.
    public func snapshotAndWatch(
        filter: CacheWatcher<Entry>.Filter? = nil
    ) -> (snapshot: CacheSnapshot<Entry>, watcher: CacheWatcher<Entry>) {
        while true {
            let snapshot = snapshot()
            // Only fails if the whole window went by just now.
            if let watcher = try? watch(after: snapshot.revision, filter: filter) { return (snapshot, watcher) }
        }
    }

    private func makeWatcher(
        _ position: SharedLog<CacheEvent<Entry>>.Position, after revision: Revision, _ filter: CacheWatcher<Entry>.Filter?
    ) -> CacheWatcher<Entry> {
        CacheWatcher(log: log, position: position, after: revision, progress: { [feed] in feed.revision }, filter: filter)
    }
}

extension WatchCache: FedCache {
    func apply(_ events: [StoreEvent]) {
        let isLoading = state.withLock { state in
            state.pending?.append(contentsOf: events)
            return state.pending != nil
        }
        if !isLoading { applyDecoded(decodeAll(events)) }
    }

    func reload() async throws {
        state.withLock { $0.pending = [] }
        try await install()
    }

    private func decodeAll(_ events: [StoreEvent]) -> [(event: StoreEvent, entry: Entry?)] {
        events.map { event in (event, event.current.map { decode($0, event.hint) }) }
    }

    private func applyDecoded(_ changes: [(event: StoreEvent, entry: Entry?)]) {
        let wakeups = state.withLock { state in
            var events: [CacheEvent<Entry>] = []
            events.reserveCapacity(changes.count)
            for (event, entry) in changes where event.revision > state.revision {
                if let entry {
                    let item = CacheItem(key: event.key, revision: event.revision, entry: entry)
                    let old = state.map.set(event.key, item)
                    events.append(
                        CacheEvent(
                            key: event.key, revision: event.revision, type: old == nil ? .added : .modified, entry: entry,
                            previous: old))
                } else if let old = state.map.remove(event.key) {
                    events.append(
                        CacheEvent(key: event.key, revision: event.revision, type: .deleted, entry: old.entry, previous: old))
                }
            }
            if let last = changes.last?.event.revision { state.revision = max(state.revision, last) }
            // Under the lock, so that map and log always agree.
            return log.append(events)
        }
        wakeups.resume()
    }
}
