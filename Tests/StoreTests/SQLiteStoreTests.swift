import Foundation
import GRDB
import Testing
@testable import Store

/// What is particular to the store on disk.
@Suite struct SQLiteStoreTests {
    @Test func survivesReopening() async throws {
        let path = temporaryDatabase()
        let first = try SQLiteStore(path: path)
        for number in 2...50 { try await first.put("/k/\(number % 5)", "\(number)") }
        _ = try await first.delete("/k/0")  // 51
        await first.close()

        let second = try SQLiteStore(path: path)
        #expect(try await second.currentRevision() == 51)
        #expect(try await second.range(RangeQuery(prefix: "/k/")).items.map(\.text) == ["46", "47", "48", "49"])
        #expect(try await second.get("/k/1", at: 42)?.text == "41")
        // A watch resumes where it was before the restart.
        let events = try await collect(try await second.watch(prefix: "/k/", after: 48), 3)
        #expect(events.map(\.revision) == [49, 50, 51])
        #expect(events.last?.previous?.text == "50")
        #expect(try await second.put("/k/0", "new") == 52)
        #expect(try await second.get("/k/0")?.createRevision == 52)
        await second.close()
    }

    @Test func acknowledgedWritesAreInTheFileAtOnce() async throws {
        // What a kill -9 leaves behind is the files as they are: copy them while the store is open and busy.
        let path = temporaryDatabase()
        let store = try SQLiteStore(path: path)
        let acknowledged = try await withThrowingTaskGroup(of: Revision.self) { group in
            for number in 0..<100 { group.addTask { try await store.put("/k/\(number)", "v\(number)") } }
            return try await group.reduce(0, max)
        }
        let copy = temporaryDatabase()
        for suffix in ["", "-wal"] { try FileManager.default.copyItem(atPath: path + suffix, toPath: copy + suffix) }
        let recovered = try SQLiteStore(path: copy)
        #expect(try await recovered.currentRevision() == acknowledged)
        #expect(try await recovered.range(RangeQuery(prefix: "/k/")).items.count == 100)
        await recovered.close()
        await store.close()
    }

    @Test func flushesBeforeItAnswers() async throws {
        let store = try SQLiteStore(path: temporaryDatabase())
        let (synchronous, journal) = try await store.pool.writeWithoutTransaction { db in
            (try Int.fetchOne(db, sql: "PRAGMA synchronous"), try String.fetchOne(db, sql: "PRAGMA journal_mode"))
        }
        #expect(synchronous == 2 && journal == "wal")
        await store.close()
    }

    @Test func aDatabaseIsOpenOnce() async throws {
        let path = temporaryDatabase()
        let store = try SQLiteStore(path: path)
        #expect(throws: StoreError.locked(path: path, by: "the process \(ProcessInfo.processInfo.processIdentifier)")) {
            _ = try SQLiteStore(path: path)
        }
        await store.close()
        await (try SQLiteStore(path: path)).close()
    }

    @Test func refusesForeignFiles() async throws {
        let other = temporaryDatabase()
        let queue = try DatabaseQueue(path: other)
        try await queue.write { try $0.execute(sql: "CREATE TABLE mine (x)") }
        try queue.close()
        #expect(throws: StoreError.unknownFormat(path: other, "it holds other data")) { _ = try SQLiteStore(path: other) }
        let garbage = temporaryDatabase()
        try Data(repeating: 0x41, count: 10_000).write(to: URL(filePath: garbage))
        #expect(throws: StoreError.self) { _ = try SQLiteStore(path: garbage) }
    }

    @Test func compactionFreesRowsAndKeepsTheRevision() async throws {
        let path = temporaryDatabase()
        let store = try SQLiteStore(path: path)
        for number in 2...2500 { try await store.put("/k/\(number % 10)", "\(number)") }
        for number in 0..<10 { _ = try await store.delete("/k/\(number)") }
        func rows() async throws -> Int? {
            try await store.read { try Int.fetchOne($0.db, sql: "SELECT count(*) FROM history") }
        }
        #expect(try await rows() == 2509)
        try await store.compact(through: 2510)
        // Only the last deletion is left, which remembers the revision.
        #expect(try await rows() == 1)
        await store.close()
        let again = try SQLiteStore(path: path)
        #expect(try await again.currentRevision() == 2510)
        #expect(try await again.put("/k/1", "new") == 2511)
        try await again.compact(through: 2511)
        #expect(try await again.read { try Int.fetchOne($0.db, sql: "SELECT count(*) FROM history") } == 1)
        #expect(try await again.range(RangeQuery(prefix: "/")).items.map(\.text) == ["new"])
        await again.close()
    }

    @Test func writesQueuedTogetherAreFlushedTogether() async throws {
        let store = try SQLiteStore(path: temporaryDatabase())
        let start = ContinuousClock.now
        try await withThrowingTaskGroup(of: Void.self) { group in
            for writer in 0..<100 {
                group.addTask { for number in 0..<20 { try await store.put("/k/\(writer)/\(number)", "x") } }
            }
            try await group.waitForAll()
        }
        #expect(try await store.currentRevision() == 2001)
        // Even on a slow disk: 2,000 flushes of their own would take far longer.
        #expect(ContinuousClock.now - start < .seconds(20))
        await store.close()
    }
}
