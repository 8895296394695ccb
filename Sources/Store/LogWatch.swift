import Synchronization

/// A watch on an embedded store: reads the store's log of recent events, and the history behind it when the
/// reader is further back than the log reaches.
final class LogWatch: Sendable {
    /// Reads a page of history: whole transactions after a revision, in order, and the revision up to which the
    /// page is complete. Throws ``StoreError/compacted(through:current:)`` if that far back is gone.
    typealias History = @Sendable (_ after: Revision) async throws -> WatchBatch

    private struct State {
        /// Where in the log the reader is; nil while it reads history.
        var position: SharedLog<StoreEvent>.Position?
        /// Everything up to this revision was delivered.
        var revision: Revision
        var isFirst = true
    }

    private let log: SharedLog<StoreEvent>
    private let prefix: String
    private let history: History
    private let token: Int
    private let state: Mutex<State>

    init(log: SharedLog<StoreEvent>, prefix: String, after revision: Revision, history: @escaping History) {
        self.log = log
        self.prefix = prefix
        self.history = history
        token = log.makeToken()
        state = Mutex(State(position: log.position(after: revision), revision: revision))
    }

    deinit { log.discard(token) }

    /// The next batch; nil when the store was closed or the task cancelled.
    func next() async throws -> WatchBatch? {
        var (position, revision, isFirst) = state.withLock { ($0.position, $0.revision, $0.isFirst) }
        func done(_ events: [StoreEvent], through newRevision: Revision) -> WatchBatch {
            revision = max(revision, newRevision)
            let (position, revision) = (position, revision)
            state.withLock { $0 = State(position: position, revision: revision, isFirst: false) }
            return WatchBatch(revision: revision, events: events)
        }
        while true {
            guard var current = position else {
                let page = try await history(revision)
                position = log.position(after: page.revision)
                return done(page.events.filter { ByteOrder.hasPrefix($0.key, prefix) }, through: page.revision)
            }
            switch log.read(&current) {
            case .slice(let slice):
                position = current
                // The start may lie in the future: what comes before it is not wanted.
                let events = slice.filter { $0.revision > revision && ByteOrder.hasPrefix($0.key, prefix) }
                return done(events, through: slice[slice.endIndex - 1].revision)
            case .end(let end):
                position = current
                if isFirst { return done([], through: end) }
                if await log.wait(token, at: current) == .cancelled { return nil }
                isFirst = false
            case .expired:
                position = nil
            case .closed:
                return nil
            }
        }
    }
}
