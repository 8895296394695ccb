import Synchronization
import Testing
@testable import Store

/// A store, its feed (running until the body ends) and a cache of text under /pods/.
private func withCache(
    store: any Store = MemoryStore(), window: Int = 4096,
    _ body: @Sendable (any Store, StoreFeed, WatchCache<String>) async throws -> Void
) async throws {
    let feed = try await StoreFeed.start(store: store, prefix: "/", logger: quiet)
    let cache = makeCache(feed, window: window)
    try await cache.load()
    try await withThrowingTaskGroup(of: Void.self) { group in
        group.addTask { try await feed.run() }
        try await body(store, feed, cache)
        group.cancelAll()
        try await group.waitForAll()
    }
    await store.close()
}

private func makeCache(_ feed: StoreFeed, prefix: String = "/pods/", window: Int = 4096) -> WatchCache<String> {
    WatchCache(prefix: prefix, feed: feed, window: window) { value, hint in hint as? String ?? value.text }
}

/// What a watcher says until it has said `count` things, as text.
private func read(_ watcher: CacheWatcher<String>, _ count: Int) async throws -> [String] {
    var seen: [String] = []
    while seen.count < count {
        seen += try await watcher.next().deliveries.map { "\($0.type) \($0.event.key.dropFirst(6))=\($0.entry)@\($0.event.revision)" }
    }
    return seen
}

@Suite struct WatchCacheTests {
    @Test func followsTheStore() async throws {
        let store = MemoryStore()
        try await store.put("/pods/a", "1")
        try await store.put("/pods/b", "1")
        try await withCache(store: store) { store, _, cache in
            #expect(cache.snapshot().items(prefix: "/pods/").map(\.entry) == ["1", "1"])
            let (snapshot, watcher) = cache.snapshotAndWatch()
            try await store.put("/pods/c", "1")
            _ = try await store.update("/pods/a", bytes("2"), ifRevision: 2, hint: "hinted")
            _ = try await store.delete("/pods/b")
            try await cache.waitUntil(revision: try await store.currentRevision())
            #expect(try await read(watcher, 3) == ["added c=1@4", "modified a=hinted@5", "deleted b=1@6"])
            #expect(snapshot.count == 2 && snapshot.get("/pods/a")?.entry == "1" && snapshot.revision == 3)
            let now = cache.snapshot()
            #expect(now.revision == 6 && now.items(prefix: "/pods/").map(\.key) == ["/pods/a", "/pods/c"])
            #expect(cache.get("/pods/a")?.revision == 5)
            #expect(now.items(prefix: "/pods/", start: "/pods/b").map(\.key) == ["/pods/c"])
            #expect(now.count(prefix: "/pods/") == 2)
        }
    }

    @Test func manyWatchersOfABusyLogMissNothing() async throws {
        try await withCache { store, _, cache in
            let watchers = (0..<30).map { _ in cache.snapshotAndWatch().watcher }
            try await withThrowingTaskGroup(of: [String].self) { group in
                for watcher in watchers { group.addTask { try await read(watcher, 300) } }
                for number in 0..<300 { try await store.put("/pods/\(number % 7)", "\(number)") }
                let expected = (0..<300).map { "\($0 < 7 ? "added" : "modified") \($0 % 7)=\($0)@\($0 + 2)" }
                for try await seen in group { #expect(seen == expected) }
            }
        }
    }

    @Test func fewWatchersAreWokenAtOnceAndManyTogether() {
        let pace = LogPace()
        #expect(pace.interval(readers: 4) == .zero)
        #expect(pace.interval(readers: 20) == .milliseconds(4))
        #expect(pace.interval(readers: 1000) == .milliseconds(10))
    }

    @Test func watchersStartAnywhereInTheWindow() async throws {
        try await withCache(window: 64) { store, _, cache in
            for number in 2...400 { try await store.put("/pods/\(number % 5)", "\(number)") }
            try await cache.waitUntil(revision: 400)
            #expect(try await read(try cache.watch(after: 397), 3).last == "modified 0=400@400")
            #expect(cache.oldestRevision > 1 && cache.oldestRevision < 400 - 63)
            _ = try await read(try cache.watch(after: cache.oldestRevision), Int(400 - cache.oldestRevision))
            #expect(throws: CacheError.expired(requested: 5, oldest: cache.oldestRevision)) { _ = try cache.watch(after: 5) }
            // Old states within the window, made by undoing.
            let past = try cache.snapshot(at: 380)
            #expect(past.items(prefix: "/pods/").map(\.entry) == ["380", "376", "377", "378", "379"])
            #expect(throws: CacheError.self) { _ = try cache.snapshot(at: 3) }
            #expect(throws: CacheError.futureRevision(requested: 500, current: 400)) { _ = try cache.snapshot(at: 500) }
        }
    }

    @Test func aSlowWatcherLagsAndExpiresOnlyBehindTheWindow() async throws {
        try await withCache(window: 100) { store, _, cache in
            let (_, patient) = cache.snapshotAndWatch()
            let (_, sleeper) = cache.snapshotAndWatch()
            for number in 2...100 { try await store.put("/pods/x", "\(number)") }
            try await cache.waitUntil(revision: 100)
            #expect(try await read(patient, 99).last == "modified x=100@100")
            for number in 101...400 { try await store.put("/pods/x", "\(number)") }
            try await cache.waitUntil(revision: 400)
            await #expect(throws: CacheError.self) { _ = try await sleeper.next() }
            await #expect(throws: CacheError.self) { _ = try await patient.next() }
        }
    }

    @Test func filtersTurnChangesIntoAddedAndDeleted() async throws {
        try await withCache { store, _, cache in
            let (_, watcher) = cache.snapshotAndWatch { _, entry in entry.hasPrefix("yes") }
            for text in ["no", "yes1", "yes2", "no2", "yes3"] { try await store.put("/pods/a", text) }
            _ = try await store.delete("/pods/a")
            #expect(
                try await read(watcher, 5) == [
                    "added a=yes1@3", "modified a=yes2@4", "deleted a=yes2@5", "added a=yes3@6", "deleted a=yes3@7",
                ])
        }
    }

    @Test func knowsItsProgressWithoutEvents() async throws {
        try await withCache { store, feed, cache in
            let (_, watcher) = cache.snapshotAndWatch()
            try await store.put("/services/a", "other resource")
            try await cache.waitUntil(revision: 2)
            #expect(cache.revision == 2 && cache.snapshot().revision == 2)
            watcher.interrupt()
            let batch = try await watcher.next()
            #expect(batch.deliveries.isEmpty && batch.revision == 2)
            async let waiting = watcher.next()
            watcher.interrupt()
            #expect(try await waiting.deliveries.isEmpty)
            // A start in the future leaves out what comes before it.
            let future = try cache.watch(after: 4)
            for text in ["3", "4", "5"] { try await store.put("/pods/a", text) }
            #expect(try await read(future, 1) == ["modified a=5@5"])
            let never = Task { try await cache.waitUntil(revision: 1000) }
            never.cancel()
            await #expect(throws: CancellationError.self) { try await never.value }
            await store.close()
            await #expect(throws: CacheError.closed) { try await feed.waitUntil(revision: 1000) }
        }
    }

    @Test func aCacheCanJoinWhileTheStoreIsBusy() async throws {
        try await withCache { store, feed, _ in
            let late = makeCache(feed, prefix: "/widgets/")
            let writer = Task {
                for number in 0..<2000 { try await store.put("/widgets/\(number % 50)", "\(number)") }
            }
            _ = try await eventually { try await store.currentRevision() > 500 }
            try await late.load()
            try await writer.value
            try await late.waitUntil(revision: 2001)
            let stored = try await store.range(RangeQuery(prefix: "/widgets/")).items
            #expect(late.snapshot().items(prefix: "").map(\.entry) == stored.map(\.text))
            late.close()
        }
    }

    @Test func replayLetsWatchesResumeAfterARestart() async throws {
        let path = temporaryDatabase()
        let before = try SQLiteStore(path: path)
        for number in 2...100 { try await before.put("/pods/\(number % 5)", "\(number)") }
        await before.close()
        let store = try SQLiteStore(path: path)
        let feed = try await StoreFeed.start(store: store, prefix: "/", replaying: 30, logger: quiet)
        let cache = makeCache(feed)
        try await cache.load()
        let running = Task { try await feed.run() }
        try await cache.waitUntil(revision: 100)
        #expect(try await read(try cache.watch(after: 90), 10).first == "modified 1=91@91")
        #expect(throws: CacheError.self) { _ = try cache.watch(after: 60) }
        running.cancel()
        try await running.value
        await store.close()
    }

    @Test func fiftyWatchersSeeEveryEventInOrder() async throws {
        try await withCache(window: 20_000) { store, _, cache in
            let count = 5000
            let watchers = (0..<50).map { _ in cache.snapshotAndWatch().watcher }
            try await withThrowingTaskGroup(of: Bool.self) { group in
                for watcher in watchers {
                    group.addTask {
                        var last: Revision = 1
                        while last < count + 1 {
                            for delivery in try await watcher.next().deliveries {
                                if delivery.event.revision != last + 1 { return false }
                                last += 1
                            }
                        }
                        return true
                    }
                }
                for number in 0..<count { try await store.put("/pods/\(number % 500)", "v") }
                #expect(try await group.allSatisfy { $0 })
            }
        }
    }
}
