/// How far somebody has seen who looks at a ``WatchCache`` now and then, instead of waiting for its changes.
public struct CacheCursor<Entry: Sendable>: Sendable {
    fileprivate var position: SharedLog<CacheEvent<Entry>>.Position?
    fileprivate var revision: Revision = 0

    /// A cursor that has seen nothing.
    public init() {}
}

/// What a cursor has not seen yet.
public enum CacheChanges<Entry: Sendable>: Sendable {
    /// These changes, in order; often none.
    case events([CacheEvent<Entry>])
    /// The whole state: at the first look, and when so much happened that the log has lost a part of it.
    case everything(CacheSnapshot<Entry>)
}

extension WatchCache {
    /// What happened since the cursor looked last. Does not wait, and costs next to nothing when nothing happened: for
    /// indexes that are brought up to date when they are used.
    public func changes(since cursor: inout CacheCursor<Entry>) -> CacheChanges<Entry> {
        guard var position = cursor.position else { return restart(&cursor) }
        var events: [CacheEvent<Entry>] = []
        while true {
            switch log.read(&position) {
            case .slice(let slice):
                for event in slice where event.revision > cursor.revision { events.append(event) }
            case .end, .closed:
                if let last = events.last { cursor.revision = last.revision }
                cursor.position = position
                return .events(events)
            case .expired:
                return restart(&cursor)
            }
        }
    }

    private func restart(_ cursor: inout CacheCursor<Entry>) -> CacheChanges<Entry> {
        while true {
            let snapshot = snapshot()
            // Only fails if the whole window went by just now.
            guard let position = log.position(after: snapshot.revision) else { continue }
            cursor.position = position
            cursor.revision = snapshot.revision
            return .everything(snapshot)
        }
    }
}
