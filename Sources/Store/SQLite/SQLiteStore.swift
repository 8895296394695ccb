import Dispatch
import Foundation
import GRDB
import Synchronization

/// The embedded, durable store: one SQLite file, through GRDB.
///
/// - Durability: write-ahead log with `synchronous=FULL`; a commit is on disk before its result is given, and a
///   process killed at any moment loses nothing that it had acknowledged.
/// - Group commit: transactions queue up while one is being written, and all that have queued are written with the
///   next flush to disk, which waits a little where many write (``CommitPace``). Each still has its own revision and its own verdict.
/// - Reads go to other connections and see the last commit; they wait for no writer.
/// - Watches are served from a log of recent changes in memory, and from the file when they begin further back.
///
/// SQLite blocks, so all work happens on GRDB's own threads, none on Swift's.
public final class SQLiteStore: Store {
    struct Job: Sendable {
        let transaction: Transaction
        let answer: CheckedContinuation<Result<TransactionResult, any Error>, Never>
    }

    struct State {
        var pending: [Job] = []
        /// Whether the writer is at work, or has been told to start.
        var isWriting = false
        /// How many pending transactions the writer waits for; 0 when it does not wait.
        var wanted = 0
        var pace = CommitPace()
        var isClosed = false
        var revision: Revision
        var compacted: Revision
    }

    /// How many transactions one flush to disk takes at most.
    static let groupLimit = 1000

    let pool: DatabasePool
    let state: Mutex<State>
    let log: SharedLog<StoreEvent>
    /// Wakes the writer when as many transactions are pending as it waits for.
    let company = DispatchSemaphore(value: 0)
    private let lock: Mutex<FileLock?>

    /// Opens the database at `path`, and makes it if there is none.
    ///
    /// Throws ``StoreError/locked(path:by:)`` if it is open elsewhere. `recentEvents` is how many changes are kept
    /// in memory for watches; older ones are read from the file.
    public init(path: String, recentEvents: Int = 1000) throws {
        let lock = try FileLock(forDatabase: path)
        do {
            var configuration = Configuration()
            configuration.label = "store"
            configuration.maximumReaderCount = 4
            configuration.prepareDatabase { db in
                try db.execute(sql: "PRAGMA wal_autocheckpoint = 4000; PRAGMA journal_size_limit = 67108864")
            }
            pool = try DatabasePool(path: path, configuration: configuration)
            let (revision, compacted) = try pool.writeWithoutTransaction { db in
                // GRDB relaxes this for databases in WAL mode; we promise that an answer means "on disk".
                try db.execute(sql: "PRAGMA synchronous = FULL")
                try SQLiteSchema.prepare(db, path: path)
                let reader = HistoryReader(db: db)
                return (try reader.currentRevision(), try reader.compactedRevision())
            }
            state = Mutex(State(revision: revision, compacted: compacted))
            log = SharedLog(revision: revision, window: recentEvents)
            self.lock = Mutex(lock)
        } catch let error as StoreError {
            throw error
        } catch {
            throw StoreError.io("\(path): \(error)")
        }
    }

    public func currentRevision() async throws -> Revision {
        try state.withLock { state in
            if state.isClosed { throw StoreError.closed }
            return state.revision
        }
    }

    public func get(_ key: String, at revision: Revision?) async throws -> KeyValue? {
        try await read { reader in
            try reader.latest(key, through: reader.resolve(revision))?.value
        }
    }

    public func range(_ query: RangeQuery) async throws -> RangeResult {
        try await read { try $0.range(query) }
    }

    public func commit(_ transaction: Transaction) async throws -> TransactionResult {
        try transaction.validate()
        return try await withCheckedContinuation { continuation in
            let job = Job(transaction: transaction, answer: continuation)
            let starts: Bool? = state.withLock { state in
                if state.isClosed { return nil }
                state.pending.append(job)
                if state.pending.count == state.wanted { company.signal() }
                defer { state.isWriting = true }
                return !state.isWriting
            }
            switch starts {
            case nil: continuation.resume(returning: .failure(StoreError.closed))
            case true?: pool.asyncWriteWithoutTransaction { [self] db in writePending(db) }
            case false?: break
            }
        }.get()
    }

    public func watch(prefix: String, after revision: Revision) async throws -> StoreWatch {
        try state.withLock { state in
            if state.isClosed { throw StoreError.closed }
            guard revision >= state.compacted else {
                throw StoreError.compacted(through: state.compacted, current: state.revision)
            }
        }
        let watch = LogWatch(log: log, prefix: prefix, after: revision) { [self] revision in
            try await read { try $0.changes(after: revision) }
        }
        return StoreWatch { try await watch.next() }
    }

    public func close() async {
        let isFirst = state.withLock { state in
            defer { state.isClosed = true }
            return !state.isClosed
        }
        guard isFirst else { return }
        // Runs behind everything that was queued for the writer.
        await withCheckedContinuation { continuation in
            pool.asyncWriteWithoutTransaction { _ in continuation.resume() }
        }
        log.close()
        await withCheckedContinuation { continuation in
            DispatchQueue.global().async { [pool] in
                try? pool.close()
                continuation.resume()
            }
        }
        lock.withLock { $0 = nil }
    }

    /// Runs a read in one snapshot, on a reader's thread.
    func read<Value: Sendable>(_ body: @escaping @Sendable (HistoryReader) throws -> Value) async throws -> Value {
        if state.withLock({ $0.isClosed }) { throw StoreError.closed }
        do {
            return try await pool.read { db in try body(HistoryReader(db: db)) }
        } catch let error as DatabaseError {
            throw StoreError.io("\(error)")
        }
    }
}
