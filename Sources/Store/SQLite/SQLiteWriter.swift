import Dispatch
import Foundation
import GRDB
import Synchronization

/// The one writer. It runs on GRDB's writer thread.
extension SQLiteStore {
    /// Writes all transactions that are queued, group after group, until there are none.
    func writePending(_ db: Database) {
        while true {
            waitForCompany()
            let (jobs, revision) = state.withLock { state -> ([Job], Revision) in
                let jobs = Array(state.pending.prefix(Self.groupLimit))
                state.pending.removeFirst(jobs.count)
                if jobs.isEmpty { state.isWriting = false } else { state.pace.flushed(jobs.count) }
                return (jobs, state.revision)
            }
            if jobs.isEmpty { return }
            write(jobs, after: revision, db)
        }
    }

    /// Waits, where many write at once, until some of them are there.
    private func waitForCompany() {
        let waits = state.withLock { state in
            guard !state.pending.isEmpty, !state.isClosed else { return false }
            state.wanted = state.pace.wanted()
            return state.pending.count < state.wanted
        }
        guard waits else { return }
        _ = company.wait(timeout: .now() + .microseconds(CommitPace.patience))
        // A signal that came just after the time was up would end the next wait at once, which does no harm.
        state.withLock { $0.wanted = 0 }
    }

    /// Writes one group in one SQLite transaction, then answers.
    private func write(_ jobs: [Job], after revision: Revision, _ db: Database) {
        var results: [TransactionResult] = []
        var committed: [[StoreEvent]] = []
        var current = revision
        do {
            let writer = HistoryWriter(db: db)
            try db.inTransaction(.immediate) {
                for job in jobs {
                    let (result, events) = try writer.apply(job.transaction, at: current)
                    results.append(result)
                    if let last = events.last {
                        committed.append(events)
                        current = last.revision
                    }
                }
                return committed.isEmpty ? .rollback : .commit
            }
        } catch {
            for job in jobs { job.answer.resume(returning: .failure(StoreError.io("\(error)"))) }
            return
        }
        state.withLock { $0.revision = current }
        // The log comes before the answers: who has its answer finds its change in every watch that it opens.
        for events in committed { log.append(events).resume() }
        for (job, result) in zip(jobs, results) { job.answer.resume(returning: .success(result)) }
    }
}

/// Appends to the history, inside a SQLite transaction.
struct HistoryWriter {
    let db: Database

    /// Decides a transaction and writes what it changes.
    func apply(_ transaction: Transaction, at revision: Revision) throws -> (TransactionResult, [StoreEvent]) {
        let reader = HistoryReader(db: db)
        var lastIDs: [String: Int64] = [:]
        let (result, events) = try transaction.decide(at: revision) { key in
            guard let row = try reader.latest(key, through: revision) else { return nil }
            if row.value != nil { lastIDs[key] = row.id }
            return row.value
        }
        guard !events.isEmpty else { return (result, events) }
        let insert = try db.cachedStatement(
            sql: "INSERT INTO history (id, key, deleted, created, version, previous, value) VALUES (?, ?, ?, ?, ?, ?, ?)")
        for (index, event) in events.enumerated() {
            try insert.execute(arguments: [
                SQLiteSchema.id(event.revision, index), event.key, event.current == nil ? 1 : 0,
                event.current?.createRevision ?? 0, event.current?.version ?? 0, lastIDs[event.key] ?? 0,
                event.current.map { Data($0.value) },
            ])
        }
        return (result, events)
    }
}
