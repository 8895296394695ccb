import Synchronization

/// A store that keeps everything in memory and forgets it when the process ends: for tests and throw-away clusters.
///
/// The history since the last compaction is kept too, so it behaves just like a durable store while it lives.
/// It never blocks; all methods may be called from anywhere.
public final class MemoryStore: Store {
    private struct State {
        var map = SortedMap<KeyValue>()
        var revision: Revision = 1
        var compacted: Revision = 0
        var isClosed = false
    }

    private let state = Mutex(State())
    private let log: SharedLog<StoreEvent>

    /// An empty store, at revision 1.
    public init() {
        log = SharedLog(revision: 1, window: .max)
    }

    public func currentRevision() async throws -> Revision {
        try state.withLock { try Self.open($0).revision }
    }

    public func get(_ key: String, at revision: Revision?) async throws -> KeyValue? {
        try snapshot(at: revision).map[key]
    }

    public func range(_ query: RangeQuery) async throws -> RangeResult {
        let (map, revision) = try snapshot(at: query.revision)
        var (index, end) = map.range(prefix: query.prefix, start: query.start)
        let total = map.distance(from: index, to: end)
        let wanted = query.limit > 0 ? min(query.limit, total) : total
        var items: [KeyValue] = []
        items.reserveCapacity(wanted)
        while items.count < wanted, let element = map.element(at: index) {
            var item = element.value
            if query.keysOnly { item.value = [] }
            items.append(item)
            index = map.index(after: index)
        }
        // The count is that of the whole prefix, as if the pages before had not been taken away.
        let all = map.range(prefix: query.prefix)
        let count = query.counts ? map.distance(from: all.lower, to: all.upper) : nil
        return RangeResult(items: items, more: wanted < total, count: count, revision: revision)
    }

    public func commit(_ transaction: Transaction) async throws -> TransactionResult {
        try transaction.validate()
        let (result, wakeups) = try state.withLock { state in
            try Self.open(state)
            let (result, events) = transaction.decide(at: state.revision) { state.map[$0] }
            for event in events {
                if let current = event.current { state.map.set(event.key, current) } else { state.map.remove(event.key) }
                state.revision = event.revision
            }
            // Under the lock, so that the log has the order of the revisions.
            return (result, log.append(events))
        }
        wakeups.resume()
        return result
    }

    public func watch(prefix: String, after revision: Revision) async throws -> StoreWatch {
        try state.withLock { state in
            try Self.open(state)
            guard revision >= state.compacted else { throw Self.compactedError(state) }
        }
        let watch = LogWatch(log: log, prefix: prefix, after: max(revision, 1)) { [self] _ in
            throw state.withLock { Self.compactedError($0) }
        }
        return StoreWatch { try await watch.next() }
    }

    public func compact(through revision: Revision) async throws {
        try state.withLock { state in
            try Self.open(state)
            guard revision <= state.revision else {
                throw StoreError.futureRevision(revision, current: state.revision)
            }
            state.compacted = max(state.compacted, revision)
        }
        log.trim(through: revision)
    }

    public func close() async {
        state.withLock { $0.isClosed = true }
        log.close()
    }

    @discardableResult
    private static func open(_ state: State) throws -> State {
        if state.isClosed { throw StoreError.closed }
        return state
    }

    private static func compactedError(_ state: State) -> StoreError {
        .compacted(through: state.compacted, current: state.revision)
    }

    /// The state at a revision, made from the latest by undoing what came after.
    private func snapshot(at revision: Revision?) throws -> (map: SortedMap<KeyValue>, revision: Revision) {
        typealias Found = (map: SortedMap<KeyValue>, revision: Revision, later: [LogSlice<StoreEvent>])
        let found = try state.withLock { state -> Found in
            try Self.open(state)
            guard let revision, revision != state.revision else { return (state.map, state.revision, []) }
            guard revision < state.revision else {
                throw StoreError.futureRevision(revision, current: state.revision)
            }
            guard revision >= state.compacted, let slices = log.slices(after: max(revision, 1)) else {
                throw Self.compactedError(state)
            }
            return (state.map, revision, slices)
        }
        var map = found.map
        for slice in found.later.reversed() {
            for event in slice.reversed() {
                if let previous = event.previous { map.set(event.key, previous) } else { map.remove(event.key) }
            }
        }
        return (map, found.revision)
    }
}
