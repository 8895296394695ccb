import JSON
import Store
import Synchronization
import Testing

@testable import APIServer

@Suite struct GeneratedNameTests {
    private static let object: JSONValue = ["apiVersion": "v1", "kind": "ConfigMap", "metadata": ["generateName": "x-"]]

    @Test func aNameThatIsTakenIsDrawnAgain() async throws {
        let store = CrowdedStore(taken: 7)
        try await TestServer.run(store) { (server) async throws in
            store.isCrowded.withLock { $0 = true }
            let created = try await server.send("POST", TestServer.configMaps, Self.object)
            #expect(created.status == 201)
            let names = store.refused.withLock { $0 } + [created.body[at: "metadata.name"]?.string ?? ""]
            // Eight attempts, each with a name of its own.
            #expect(Set(names).count == 8)
        }
    }

    @Test func afterEightNamesItIsGivenUp() async throws {
        let store = CrowdedStore(taken: .max)
        try await TestServer.run(store) { (server) async throws in
            store.isCrowded.withLock { $0 = true }
            let refused = try await server.send("POST", TestServer.configMaps, Self.object)
            #expect(refused.status == 409 && refused.body.text("reason") == "AlreadyExists")
            #expect(refused.body[at: "details.retryAfterSeconds"]?.int == 1)
            let name = try #require(refused.body[at: "details.name"]?.string)
            #expect(
                refused.body.text("message")
                    == "configmaps \"\(name)\" already exists, the server was not able to generate a unique name for the object")
            #expect(store.refused.withLock { $0.count } == 8)
            // A name that was asked for is tried once.
            #expect(try await server.send("POST", TestServer.configMaps, TestServer.configMap("x")).status == 409)
            #expect(store.refused.withLock { $0.count } == 9)
        }
    }
}

/// A store in which the first names of config maps are taken.
private final class CrowdedStore: Store {
    let isCrowded = Mutex(false)
    let refused = Mutex<[String]>([])
    private let taken: Int
    private let store = MemoryStore()

    init(taken: Int) { self.taken = taken }

    func commit(_ transaction: Transaction) async throws -> TransactionResult {
        let prefix = "/registry/configmaps/default/x"
        if isCrowded.withLock({ $0 }), let key = transaction.operations.first?.key, key.hasPrefix(prefix),
            refused.withLock({ $0.count }) < taken
        {
            refused.withLock { $0.append(String(key.dropFirst(prefix.count - 1))) }
            return .conflict(revision: try await store.currentRevision(), current: [nil])
        }
        return try await store.commit(transaction)
    }

    func currentRevision() async throws -> Revision { try await store.currentRevision() }
    func get(_ key: String, at revision: Revision?) async throws -> KeyValue? { try await store.get(key, at: revision) }
    func range(_ query: RangeQuery) async throws -> RangeResult { try await store.range(query) }
    func watch(prefix: String, after revision: Revision) async throws -> StoreWatch { try await store.watch(prefix: prefix, after: revision) }
    func compact(through revision: Revision) async throws { try await store.compact(through: revision) }
    func close() async { await store.close() }
}
