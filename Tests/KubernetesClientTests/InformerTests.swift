import JSON
import KubernetesAPI
import KubernetesClient
import Synchronization
import Testing

@Suite struct InformerTests {
    let server = FakeServer()
    let clock = ManualClock()
    var client: Client { Client(transport: server) }

    /// What a handler saw, in short.
    final class Log: Sendable {
        private let lines = Mutex<[String]>([])
        var all: [String] { lines.withLock { $0 } }

        func handle(_ event: InformerEvent<Pod>) {
            let line = switch event {
            case .added(let pod): "+\(pod.metadata.name)"
            case .updated(let old, let new): "\(new.metadata.name):\(old.spec.nodeName ?? "-")>\(new.spec.nodeName ?? "-")"
            case .deleted(let pod): "-\(pod.metadata.name)"
            }
            lines.withLock { $0.append(line) }
        }
    }

    private func running(_ body: (Informer<Pod>, Log) async throws -> Void) async throws {
        let informer = Informer<Pod>(client: client, clock: clock, logger: silent, random: { 0 })
        let log = Log()
        informer.addHandler { log.handle($0) }
        let task = Task { await informer.run() }
        try await informer.waitForSync()
        try await eventually("watch") { server.watcherCount == 1 }
        try await body(informer, log)
        task.cancel()
        await task.value
    }

    private var lists: Int { server.requests.filter { $0.path.contains("limit=500") && !$0.path.contains("continue=") }.count }

    @Test func followsWhatHappens() async throws {
        _ = try await client.create(pod("a"))
        try await running { informer, log in
            informer.addIndex("node") { $0.spec.nodeName.map { [$0] } ?? [] }
            var b = try await client.create(pod("b", namespace: "other"))
            b.spec.nodeName = "n1"
            _ = try await client.update(b)
            try await client.delete(Pod.self, "a", namespace: "default")
            try await eventually("four events") { log.all.count == 4 }
            #expect(log.all == ["+a", "+b", "b:->n1", "-a"])
            #expect(informer.indexed("node", "n1").map(\.metadata.name) == ["b"])
            #expect(informer.list(namespace: "default").isEmpty)
            #expect(informer.get("b", namespace: "other")?.spec.nodeName == "n1")
            let late = Log()
            informer.addHandler { late.handle($0) }
            #expect(late.all == ["+b"])
        }
    }

    /// A kind that the server does not serve: no objects, until it comes to serve it.
    @Test func kindsMayBeAbsent() async throws {
        server.setFault { request in
            if request.path.contains("/leases") { return ClientResponse(status: 404, body: ClientBody(Array("404 page not found".utf8))) }
            return nil
        }
        let factory = InformerFactory(client: client, clock: clock, logger: silent, kindsMayBeAbsent: true, random: { 0 })
        let (leases, required) = (factory.informer(for: Lease.self), factory.informer(for: Lease.self, namespace: "default", isRequired: true))
        let task = Task { try await factory.run() }
        try await leases.waitForSync()
        #expect(leases.list().isEmpty && !required.hasSynced)
        var lease = Lease()
        (lease.metadata.name, lease.metadata.namespace) = ("l", "default")
        server.setFault(nil)
        _ = try await client.create(lease)
        try await eventually("the lease is known") {
            clock.advance(by: .seconds(30))
            return leases.list().count == 1 && required.hasSynced
        }
        task.cancel()
        try? await task.value
    }

    @Test func takesLongListsInPages() async throws {
        server.state.withLock { $0.pageSize = 3 }
        for index in 0..<10 { _ = try await client.create(pod("p\(index)")) }
        try await running { informer, _ in
            #expect(informer.list().count == 10)
            #expect(server.requests.filter { $0.path.contains("continue=") }.count == 3)
        }
    }

    @Test func goesOnFromTheLastEventWhenTheWatchEnds() async throws {
        try await running { informer, log in
            _ = try await client.create(pod("a"))
            try await eventually("a") { log.all == ["+a"] }
            server.endWatches()
            try await eventually("second watch") { server.watcherCount == 1 }
            _ = try await client.create(pod("b"))
            try await eventually("b") { log.all == ["+a", "+b"] }
            let watches = server.requests.map(\.path).filter { $0.contains("watch=true") }
            #expect(watches.count == 2 && watches[1].contains("resourceVersion=1&"))
            #expect(lists == 1)
        }
    }

    @Test func listsAgainWhenItsRevisionIsGone() async throws {
        _ = try await client.create(pod("a"))
        _ = try await client.create(pod("b", node: "n1"))
        try await running { informer, log in
            // While the server is away, things happen and the log is compacted.
            server.setFault { _ in throw Broken() }
            server.endWatches(Broken())
            try await eventually("asleep") { clock.sleeperCount == 1 }
            server.setFault(nil)
            try await client.delete(Pod.self, "a", namespace: "default")
            var b = try await client.get(Pod.self, "b", namespace: "default")
            b.spec.nodeName = "n2"
            _ = try await client.update(b)
            _ = try await client.create(pod("c"))
            server.state.withLock { $0.compacted = $0.revision }
            try await eventually("all events") {
                clock.advance(by: .seconds(40))
                return log.all.count == 5
            }
            #expect(Set(log.all.suffix(3)) == ["-a", "b:n1>n2", "+c"])
        }
    }

    @Test func backsOffBetweenFailures() async throws {
        server.setFault { _ in throw Broken() }
        let informer = Informer<Pod>(client: client, clock: clock, logger: silent, random: { 0 })
        let task = Task { await informer.run() }
        for (tries, wait) in [(1, 800), (2, 1600), (3, 3200)] {
            try await eventually("try \(tries)") { server.requests.count == tries && clock.sleeperCount == 1 }
            clock.advance(by: .milliseconds(wait - 1))
            #expect(server.requests.count == tries)
            clock.advance(by: .milliseconds(1))
        }
        #expect(!informer.hasSynced)
        task.cancel()
        await task.value
    }

    @Test func anErrorEventOf410ListsAgain() async throws {
        try await running { _, _ in
            let event: JSONValue = ["type": "ERROR", "object": Status.expired("gone").statusJSON]
            server.endWatches(line: event.serialized() + [0x0A])
            try await eventually("listed again") {
                clock.advance(by: .seconds(2))
                return lists == 2
            }
        }
    }

    @Test func listsAgainWhenTheServersHistoryWentBack() async throws {
        for name in ["a", "b", "c"] { _ = try await client.create(pod(name)) }
        try await running { informer, log in
            try await eventually("watching") { server.watcherCount == 1 }
            server.state.withLock { state in
                state.objects = [:]
                state.log = []
                state.revision = 1
            }
            let event: JSONValue = ["type": "BOOKMARK", "object": ["metadata": ["resourceVersion": "1"]]]
            for watcher in server.state.withLock({ $0.watchers.values.map(\.continuation) }) { watcher.yield(event.serialized() + [0x0A]) }
            try await eventually("empty") {
                clock.advance(by: .seconds(2))
                return informer.list().isEmpty
            }
            #expect(Set(log.all.suffix(3)) == ["-a", "-b", "-c"])
        }
    }

    @Test func theFactorySharesAndRuns() async throws {
        _ = try await client.create(pod("a"))
        let factory = InformerFactory(client: client, clock: clock, logger: silent)
        let pods = factory.informer(for: Pod.self)
        #expect(pods === factory.informer(for: Pod.self))
        #expect(pods !== factory.informer(for: Pod.self, fieldSelector: "spec.nodeName=n1"))
        let task = Task { try await factory.run() }
        try await factory.waitForSync()
        #expect(pods.list().count == 1)
        try await factory.informer(for: Node.self).waitForSync()
        task.cancel()
        try await task.value
    }
}
