import Testing
@testable import Store

/// What every store must do.
@Suite struct StoreContractTests {
    @Test(arguments: Backend.allCases) func everyChangeHasARevision(_ backend: Backend) async throws {
        let store = try backend.make()
        #expect(try await store.currentRevision() == 1)
        #expect(try await store.create("/a", bytes("1")) == .committed(revision: 2, previous: [nil]))
        #expect(try await store.put("/b", "1") == 3)
        #expect(try await store.update("/a", bytes("2"), ifRevision: 2).committedRevision == 4)
        let item = try #require(try await store.get("/a"))
        #expect(item == KeyValue(key: "/a", value: bytes("2"), createRevision: 2, modRevision: 4, version: 2))
        #expect(try await store.currentRevision() == 4)
        #expect(try await store.get("/c") == nil)
        await store.close()
    }

    @Test(arguments: Backend.allCases) func comparesAndSwaps(_ backend: Backend) async throws {
        let store = try backend.make()
        _ = try await store.create("/a", bytes("1"))
        let held = try #require(try await store.get("/a"))
        #expect(try await store.create("/a", bytes("x")) == .conflict(revision: 2, current: [held]))
        #expect(try await store.update("/a", bytes("x"), ifRevision: 1) == .conflict(revision: 2, current: [held]))
        #expect(try await store.update("/none", bytes("x"), ifRevision: 1) == .conflict(revision: 2, current: [nil]))
        #expect(try await store.delete("/a", ifRevision: 9) == .conflict(revision: 2, current: [held]))
        #expect(try await store.delete("/a", ifRevision: 2) == .committed(revision: 3, previous: [held]))
        // Deleting what is not there changes nothing, so it has no revision of its own.
        #expect(try await store.delete("/a") == .committed(revision: 3, previous: [nil]))
        #expect(try await store.create("/a", bytes("2")).committedRevision == 4)
        #expect(try await store.get("/a")?.version == 1)
        await store.close()
    }

    @Test(arguments: Backend.allCases) func transactionsAreWhole(_ backend: Backend) async throws {
        let store = try backend.make()
        try await store.put("/b", "old")
        let transaction = Transaction(
            conditions: [.absent("/a"), .init("/b", modRevision: 2)],
            operations: [.put(key: "/a", value: bytes("1")), .delete(key: "/b"), .put(key: "/c", value: [])])
        #expect(try await store.commit(transaction).committedRevision == 3)
        guard case .conflict(3, let current) = try await store.commit(transaction) else { throw StoreError.io("no conflict") }
        #expect(current.map { $0?.modRevision } == [3, nil])
        #expect(try await store.range(RangeQuery(prefix: "/")).items.map(\.key) == ["/a", "/c"])
        let watch = try await store.watch(prefix: "/", after: 2)
        var iterator = watch.makeAsyncIterator()
        let batch = try #require(try await iterator.next())
        #expect(batch.revision == 3)
        #expect(batch.events.map(\.key) == ["/a", "/b", "/c"])
        #expect(batch.events[1].previous?.text == "old")
        await #expect(throws: StoreError.self) {
            _ = try await store.commit(Transaction(operations: [.delete(key: "/x"), .delete(key: "/x")]))
        }
        await store.close()
    }

    @Test(arguments: Backend.allCases) func rangesInOrderAndPages(_ backend: Backend) async throws {
        let store = try backend.make()
        for name in ["d", "a", "c", "é", "b", "e/f"] { try await store.put("/pods/\(name)", name) }
        try await store.put("/podsmore", "no")
        try await store.put("/poc", "no")
        _ = try await store.delete("/pods/c")
        let all = try await store.range(RangeQuery(prefix: "/pods/", counts: true))
        #expect(all.items.map(\.text) == ["a", "b", "d", "e/f", "é"])
        #expect(all.count == 5 && !all.more && all.revision == 10)
        let first = try await store.range(RangeQuery(prefix: "/pods/", limit: 2, counts: true, keysOnly: true))
        #expect(first.items.map(\.key) == ["/pods/a", "/pods/b"] && first.more && first.count == 5)
        #expect(first.items.allSatisfy { $0.value.isEmpty })
        let start = RangeQuery.successor(of: "/pods/b")
        let second = try await store.range(RangeQuery(prefix: "/pods/", start: start, limit: 3, counts: true))
        #expect(second.items.map(\.text) == ["d", "e/f", "é"] && !second.more && second.count == 5)
        #expect(try await store.range(RangeQuery(prefix: "")).items.count == 7)
        #expect(try await store.range(RangeQuery(prefix: "/pods/", start: "/zzz")).items.isEmpty)
        await store.close()
    }

    @Test(arguments: Backend.allCases) func readsThePast(_ backend: Backend) async throws {
        let store = try backend.make()
        try await store.put("/a", "1")  // 2
        try await store.put("/b", "1")  // 3
        try await store.put("/a", "2")  // 4
        _ = try await store.delete("/b")  // 5
        try await store.put("/b", "3")  // 6
        func state(_ revision: Revision) async throws -> [String] {
            try await store.range(RangeQuery(prefix: "/", revision: revision)).items.map { "\($0.key)=\($0.text)@\($0.modRevision)" }
        }
        #expect(try await state(1) == [])
        #expect(try await state(3) == ["/a=1@2", "/b=1@3"])
        #expect(try await state(4) == ["/a=2@4", "/b=1@3"])
        #expect(try await state(5) == ["/a=2@4"])
        #expect(try await store.get("/b", at: 5) == nil)
        #expect(try await store.get("/b", at: 3)?.text == "1")
        await #expect(throws: StoreError.futureRevision(7, current: 6)) { _ = try await state(7) }
        try await store.compact(through: 5)
        await #expect(throws: StoreError.compacted(through: 5, current: 6)) { _ = try await state(4) }
        await #expect(throws: StoreError.compacted(through: 5, current: 6)) { _ = try await store.get("/a", at: 2) }
        await #expect(throws: StoreError.futureRevision(9, current: 6)) { try await store.compact(through: 9) }
        #expect(try await state(5) == ["/a=2@4"])
        #expect(try await state(6) == ["/a=2@4", "/b=3@6"])
        await store.close()
    }

    @Test(arguments: Backend.allCases) func watchesFromAnyRevision(_ backend: Backend) async throws {
        let store = try backend.make()
        // More than the SQLite store of these tests keeps in memory, so that the first ones come from the file.
        for number in 2...60 { try await store.put("/w/\(number % 7)", "\(number)") }
        for start in [Revision(1), 30, 55] {
            let events = try await collect(try await store.watch(prefix: "/w/", after: start), 60 - Int(start))
            #expect(events.map(\.revision) == Array((start + 1)...60))
            #expect(events.allSatisfy { $0.previous?.modRevision == ($0.revision > 8 ? $0.revision - 7 : nil) })
        }
        await store.close()
    }

    @Test(arguments: Backend.allCases) func watchesWhatComes(_ backend: Backend) async throws {
        let store = try backend.make()
        var live = try await store.watch(prefix: "/w/", after: 1).makeAsyncIterator()
        let opened = try #require(try await live.next())
        #expect(opened.events.isEmpty && opened.revision == 1)
        async let collected = collect(try await store.watch(prefix: "/w/", after: 1), 3)
        try await store.put("/other", "1")
        try await store.put("/w/a", "1")
        _ = try await store.commit(
            Transaction(operations: [.put(key: "/w/a", value: bytes("2"), hint: 42), .put(key: "/x", value: [])]))
        _ = try await store.delete("/w/a")
        let events = try await collected
        #expect(events.map(\.kind) == [.put, .put, .delete])
        #expect(events.map(\.isCreate) == [true, false, false])
        #expect(events.map(\.revision) == [3, 4, 5])
        #expect(events[1].hint as? Int == 42)
        #expect(events[2].previous?.text == "2" && events[2].current == nil)
        await store.close()
        var rest: [StoreEvent] = []
        while let batch = try await live.next() { rest += batch.events }
        #expect(rest.count <= 3)
        await #expect(throws: StoreError.closed) { _ = try await store.currentRevision() }
        await #expect(throws: StoreError.closed) { _ = try await store.create("/q", []) }
    }

    @Test(arguments: Backend.allCases) func watchesEndWhenCancelled(_ backend: Backend) async throws {
        let store = try backend.make()
        let watch = try await store.watch(prefix: "/", after: 1)
        let task = Task {
            var count = 0
            for try await _ in watch { count += 1 }
            return count
        }
        task.cancel()
        #expect(try await task.value <= 1)
        await store.close()
    }

    @Test(arguments: Backend.allCases) func watchesOfCompactedHistoryFail(_ backend: Backend) async throws {
        let store = try backend.make()
        for number in 2...700 { try await store.put("/w/\(number % 3)", "\(number)") }
        let slow = try await store.watch(prefix: "/", after: 3)
        try await store.compact(through: 699)
        await #expect(throws: StoreError.compacted(through: 699, current: 700)) {
            _ = try await store.watch(prefix: "/", after: 698)
        }
        // A watch that was opened in time but did not read: it learns that its place is gone, unless what it missed was
        // on its way already; in no case is there a gap.
        do {
            #expect(try await collect(slow, 697).map(\.revision) == (4...700).map { Revision($0) })
            #expect(backend == .etcd)
        } catch is StoreError {}
        #expect(try await collect(try await store.watch(prefix: "/", after: 699), 1).first?.previous?.text == "697")
        await store.close()
    }

    @Test(arguments: Backend.allCases) func manyWritersNeverLoseAnUpdate(_ backend: Backend) async throws {
        let store = try backend.make()
        try await store.put("/counter", "0")
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<10 {
                group.addTask {
                    for _ in 0..<20 {
                        while true {
                            guard let item = try await store.get("/counter"), let number = Int(item.text) else { return }
                            let result = try await store.update("/counter", bytes("\(number + 1)"), ifRevision: item.modRevision)
                            if result.committedRevision != nil { break }
                        }
                    }
                }
            }
            try await group.waitForAll()
        }
        #expect(try await store.get("/counter")?.text == "200")
        let events = try await collect(try await store.watch(prefix: "/counter", after: 1), 201)
        #expect(events.map { $0.current?.text } == (0...200).map { "\($0)" })
        #expect(events.map(\.revision) == (2...202).map { Revision($0) })
        await store.close()
    }
}
