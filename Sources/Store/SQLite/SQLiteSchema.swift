import Foundation
import GRDB

/// The tables of the embedded database, and how a revision becomes a row.
///
/// `history` is append-only: one row a change, the latest row of a key is its state. A row's id is the revision
/// and the place in the transaction, so rows in id order are the changes in order, and one index gives the
/// state of any range of keys at any revision. Compaction deletes rows that a newer one has made history.
enum SQLiteSchema {
    /// Written into the file (`PRAGMA user_version`), so that an older program does not misread a newer file.
    static let version = 1

    static let statements = """
        CREATE TABLE history (
            id INTEGER PRIMARY KEY,      -- revision * 1024 + place in the transaction
            key TEXT NOT NULL,
            deleted INTEGER NOT NULL,    -- 1: the key was deleted by this change
            created INTEGER NOT NULL,    -- revision at which the key was created
            version INTEGER NOT NULL,    -- writes since then
            previous INTEGER NOT NULL,   -- id of the key's row before this one, 0 if it was created
            value BLOB
        );
        CREATE INDEX history_key ON history (key, id, deleted);
        CREATE TABLE meta (name TEXT PRIMARY KEY, number INTEGER NOT NULL) WITHOUT ROWID;
        INSERT INTO meta VALUES ('compacted', 0), ('collected', 0);
        PRAGMA user_version = 1;
        """

    /// Makes the tables in a new file, and refuses a file of another kind.
    static func prepare(_ db: Database, path: String) throws {
        let found = try Int.fetchOne(db, sql: "PRAGMA user_version") ?? 0
        if found == version { return }
        guard found == 0 else {
            throw StoreError.unknownFormat(path: path, "its format is version \(found), this program knows version \(version)")
        }
        guard try Int.fetchOne(db, sql: "SELECT count(*) FROM sqlite_master") == 0 else {
            throw StoreError.unknownFormat(path: path, "it holds other data")
        }
        try db.inTransaction(.immediate) {
            try db.execute(sql: statements)
            return .commit
        }
    }

    /// The id of the `index`th change of a transaction.
    static func id(_ revision: Revision, _ index: Int = 0) -> Int64 { revision << 10 | Int64(index) }

    /// The last id that a revision can have.
    static func lastID(_ revision: Revision) -> Int64 { revision << 10 | 1023 }

    static func revision(ofID id: Int64) -> Revision { id >> 10 }
}

/// Reads of the history on one connection, in one snapshot.
struct HistoryReader {
    let db: Database

    /// The revision of the snapshot. The newest row always survives compaction, so it is never lost.
    func currentRevision() throws -> Revision {
        let id = try Int64.fetchOne(db.cachedStatement(sql: "SELECT max(id) FROM history"))
        return id.map(SQLiteSchema.revision) ?? 1
    }

    /// The revision through which history was compacted.
    func compactedRevision() throws -> Revision {
        try Int64.fetchOne(db.cachedStatement(sql: "SELECT number FROM meta WHERE name = 'compacted'")) ?? 0
    }

    /// The revision to read at: checks the one asked for.
    func resolve(_ revision: Revision?) throws -> Revision {
        let current = try currentRevision()
        guard let revision else { return current }
        guard revision <= current else { throw StoreError.futureRevision(revision, current: current) }
        let compacted = try compactedRevision()
        guard revision >= compacted else { throw StoreError.compacted(through: compacted, current: current) }
        return revision
    }

    /// The latest row of a key up to a revision, whether it says that the key exists or that it was deleted.
    func latest(_ key: String, through revision: Revision) throws -> (id: Int64, value: KeyValue?)? {
        let statement = try db.cachedStatement(
            sql: "SELECT id, deleted, created, version, value FROM history WHERE key = ? AND id <= ? ORDER BY id DESC LIMIT 1")
        let rows = try Row.fetchCursor(statement, arguments: [key, SQLiteSchema.lastID(revision)])
        guard let row = try rows.next() else { return nil }
        let id: Int64 = row[0]
        return (id, try row[1] == 1 ? nil : Self.keyValue(key, id: id, row, from: 2))
    }

    /// One row by its id.
    func row(_ id: Int64, key: String) throws -> KeyValue? {
        let statement = try db.cachedStatement(sql: "SELECT created, version, value FROM history WHERE id = ? AND deleted = 0")
        let rows = try Row.fetchCursor(statement, arguments: [id])
        return try rows.next().map { try Self.keyValue(key, id: id, $0, from: 0) }
    }

    private static func keyValue(_ key: String, id: Int64, _ row: Row, from column: Int) throws -> KeyValue {
        KeyValue(
            key: key, value: try row.withUnsafeData(atIndex: column + 2) { $0.map { [UInt8]($0) } ?? [] },
            createRevision: row[column], modRevision: SQLiteSchema.revision(ofID: id), version: row[column + 1])
    }

    /// A range of keys. It streams over the index, so a page costs what it holds and not what the range holds.
    func range(_ query: RangeQuery) throws -> RangeResult {
        let revision = try resolve(query.revision)
        var result = RangeResult(items: [], more: false, count: nil, revision: revision)
        let end = ByteOrder.end(ofPrefix: query.prefix)
        let bound = end == nil ? "" : "AND key < ?"
        func keys(from start: String) throws -> RowCursor {
            // A start may hold a zero byte (RangeQuery.successor), which a bound text would end at; bytes do not.
            let statement = try db.cachedStatement(
                sql: "SELECT key, max(id), deleted FROM history WHERE key >= CAST(? AS TEXT) \(bound) AND id <= ? GROUP BY key ORDER BY key")
            var arguments: StatementArguments = [Data(start.utf8)]
            if let end { arguments += [end] }
            arguments += [SQLiteSchema.lastID(revision)]
            return try Row.fetchCursor(statement, arguments: arguments)
        }
        if query.counts {
            let rows = try keys(from: query.prefix)
            var count = 0
            while let row = try rows.next() { if row[2] == 0 { count += 1 } }
            result.count = count
        }
        let rows = try keys(from: query.lowerBound)
        while let row = try rows.next() {
            guard row[2] == 0 else { continue }
            if query.limit > 0, result.items.count == query.limit {
                result.more = true
                break
            }
            if var item = try self.row(row[1], key: row[0]) {
                if query.keysOnly { item.value = [] }
                result.items.append(item)
            }
        }
        return result
    }

    /// A page of changes after a revision: whole transactions.
    func changes(after revision: Revision) throws -> WatchBatch {
        let current = try currentRevision()
        let compacted = try compactedRevision()
        guard revision >= compacted else { throw StoreError.compacted(through: compacted, current: current) }
        // A page holds more rows than a transaction can, so it always has a whole one.
        let limit = 2 * Transaction.maximumOperations
        let statement = try db.cachedStatement(
            sql: "SELECT id, key, deleted, previous, created, version, value FROM history WHERE id > ? ORDER BY id LIMIT ?")
        let rows = try Row.fetchCursor(statement, arguments: [SQLiteSchema.lastID(revision), limit])
        var events: [StoreEvent] = []
        while let row = try rows.next() {
            let id: Int64 = row[0]
            let key: String = row[1]
            let isDeleted = row[2] == 1
            let previous: Int64 = row[3]
            events.append(
                StoreEvent(
                    key: key, revision: SQLiteSchema.revision(ofID: id),
                    current: isDeleted ? nil : try Self.keyValue(key, id: id, row, from: 4),
                    previous: previous == 0 ? nil : try self.row(previous, key: key)))
        }
        guard events.count == limit, let last = events.last?.revision else {
            return WatchBatch(revision: max(current, revision), events: events)
        }
        events.removeAll { $0.revision == last }
        return WatchBatch(revision: events.last?.revision ?? revision, events: events)
    }
}
