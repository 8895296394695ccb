import Synchronization

/// One watch on a ``WatchCache``: a position in its event log and a filter.
///
/// Nothing is buffered for it. It may be as slow as it likes until the events it has yet to see leave the
/// window; then ``next()`` throws ``CacheError/expired(requested:oldest:)``. One task calls ``next()`` at a time;
/// ``interrupt()`` may be called from anywhere.
public final class CacheWatcher<Entry: Sendable>: Sendable {
    /// Whether an object belongs to the watch. It is asked about the object before and after each change.
    public typealias Filter = @Sendable (_ key: String, _ entry: Entry) -> Bool

    private struct State {
        var position: SharedLog<CacheEvent<Entry>>.Position
        var revision: Revision
    }

    private let log: SharedLog<CacheEvent<Entry>>
    private let progress: @Sendable () -> Revision
    private let filter: Filter?
    private let token: Int
    private let state: Mutex<State>

    init(
        log: SharedLog<CacheEvent<Entry>>, position: SharedLog<CacheEvent<Entry>>.Position, after revision: Revision,
        progress: @escaping @Sendable () -> Revision, filter: Filter?
    ) {
        self.log = log
        self.progress = progress
        self.filter = filter
        token = log.makeToken()
        state = Mutex(State(position: position, revision: revision))
    }

    deinit { log.discard(token) }

    /// Everything up to this revision has been delivered.
    public var revision: Revision { state.withLock { $0.revision } }

    /// The next events that concern this watch; waits until there are any, or ``interrupt()`` is called.
    ///
    /// Throws ``CacheError/expired(requested:oldest:)``, ``CacheError/closed`` and `CancellationError`.
    public func next() async throws -> CacheBatch<Entry> {
        var (position, revision) = state.withLock { ($0.position, $0.revision) }
        var interrupted = false
        // Asked once: who has been woken reads, whatever was appended since.
        if log.isHeld {
            switch await log.wait(token, at: position) {
            case .news: break
            case .interrupted: interrupted = true
            case .cancelled: throw CancellationError()
            }
        }
        while true {
            // Read before the log: the log then has everything up to here.
            let known = progress()
            switch log.read(&position) {
            case .slice(let slice):
                var deliveries: [CacheDelivery<Entry>] = []
                for event in slice where event.revision > revision {
                    if let type = type(of: event) { deliveries.append(CacheDelivery(type: type, event: event)) }
                }
                revision = max(revision, slice[slice.endIndex - 1].revision)
                if !deliveries.isEmpty { return done(deliveries, position, revision) }
            case .end(let end):
                revision = max(revision, known, end)
                if interrupted { return done([], position, revision) }
                switch await log.wait(token, at: position) {
                case .news: break
                case .interrupted: interrupted = true
                case .cancelled: throw CancellationError()
                }
            case .expired(let horizon):
                throw CacheError.expired(requested: revision, oldest: horizon)
            case .closed:
                throw CacheError.closed
            }
        }
    }

    /// Makes the waiting (or next) call of ``next()`` return, with no deliveries if there are none: to learn how
    /// far the watch has come, for a bookmark.
    public func interrupt() { log.interrupt(token) }

    private func done(
        _ deliveries: [CacheDelivery<Entry>], _ position: SharedLog<CacheEvent<Entry>>.Position, _ revision: Revision
    ) -> CacheBatch<Entry> {
        state.withLock { $0 = State(position: position, revision: revision) }
        return CacheBatch(deliveries: deliveries, revision: revision)
    }

    /// What an event is to this watch; nil if it does not concern it.
    private func type(of event: CacheEvent<Entry>) -> CacheEventType? {
        guard let filter else { return event.type }
        let matches = event.type != .deleted && filter(event.key, event.entry)
        let matched = event.previous.map { filter(event.key, $0.entry) } ?? false
        return switch (matched, matches) {
        case (false, false): nil
        case (false, true): .added
        case (true, true): .modified
        case (true, false): .deleted
        }
    }
}
