import GRDB
import Synchronization

extension SQLiteStore {
    /// How many revisions one step of a compaction goes through; writers get their turn between steps.
    private static let compactionStep: Revision = 1000

    public func compact(through revision: Revision) async throws {
        try state.withLock { state in
            if state.isClosed { throw StoreError.closed }
            guard revision <= state.revision else {
                throw StoreError.futureRevision(revision, current: state.revision)
            }
            state.compacted = max(state.compacted, revision)
        }
        do {
            // The promise first, so that nobody reads history that is half gone; then the rows, in steps. If the
            // process ends in between, the next compaction goes on where this one stopped.
            try await pool.writeWithoutTransaction { db in
                try db.execute(
                    sql: "UPDATE meta SET number = max(number, ?) WHERE name = 'compacted'", arguments: [revision])
            }
            while try await collectGarbage(through: revision) {}
        } catch let error as DatabaseError {
            throw StoreError.io("\(error)")
        }
    }

    /// Deletes rows that a change up to `revision` has made history. Returns whether there is more to do.
    private func collectGarbage(through revision: Revision) async throws -> Bool {
        let step = Self.compactionStep
        return try await pool.write { db in
            let from = try Int64.fetchOne(db, sql: "SELECT number FROM meta WHERE name = 'collected'") ?? 0
            guard from < revision else { return false }
            let through = min(revision, from + step)
            let (firstID, lastID) = (SQLiteSchema.id(from), SQLiteSchema.lastID(through))
            try db.execute(
                sql: "DELETE FROM history WHERE id IN (SELECT previous FROM history WHERE id >= ? AND id <= ? AND previous > 0)",
                arguments: [firstID, lastID])
            // A deletion is forgotten too, unless it is the newest row: that one holds the store's revision. It
            // goes next time, which is why a step begins with the revision that the last one ended with.
            try db.execute(
                sql: "DELETE FROM history WHERE id >= ? AND id <= ? AND deleted = 1 AND id < (SELECT max(id) FROM history)",
                arguments: [firstID, lastID])
            try db.execute(sql: "UPDATE meta SET number = ? WHERE name = 'collected'", arguments: [through])
            return through < revision
        }
    }
}
