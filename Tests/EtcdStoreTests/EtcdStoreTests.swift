import EtcdTesting
import Foundation
import KubernetesAPI
import Store
import Synchronization
import Testing

@testable import EtcdStore

/// What is particular to etcd; the contract is tested with that of the other stores.
@Suite(.enabled(if: hasEtcd, "etcd is not installed: apt-get install etcd-server")) struct EtcdStoreTests {
    @Test func prefixesKeepClustersApart() async throws {
        let etcd = try EtcdProcess()
        try etcd.start()
        let (one, two) = (try EtcdStore(etcd), try EtcdStore(etcd, prefix: "other/place/"))
        let watch = try await one.watch(prefix: "/registry/", after: 1)
        _ = try await one.create("/registry/pods/a", bytes("1"))
        _ = try await two.create("/registry/pods/b", bytes("2"))
        #expect(try await one.range(RangeQuery(prefix: "/registry/")).items.map(\.key) == ["/registry/pods/a"])
        #expect(try await two.range(RangeQuery(prefix: "/registry/")).items.map(\.key) == ["/registry/pods/b"])
        #expect(try await one.get("/other/place/pods/b")?.text == "2")
        // The watch also says that nothing of its own was changed at the revision of the other cluster.
        #expect(try await read(watch, through: 3).map(\.key) == ["/registry/pods/a"])
        await one.close()
        await two.close()
    }

    @Test func largeListsComeInPages() async throws {
        let etcd = try EtcdProcess()
        try etcd.start()
        let store = try EtcdStore(etcd)
        // 60 values of 200 kB, in one answer, would be more than gRPC's usual limit many times over.
        let value = [UInt8](repeating: 7, count: 200_000)
        for number in 0..<60 { _ = try await store.create("/registry/big/\(number)", value) }
        let all = try await store.range(RangeQuery(prefix: "/registry/big/", counts: true))
        #expect(all.items.count == 60 && all.count == 60 && !all.more)
        #expect(all.items.allSatisfy { $0.value == value })
        let some = try await store.range(RangeQuery(prefix: "/registry/big/", start: "/registry/big/3", limit: 55, revision: 50, counts: true))
        #expect(some.items.allSatisfy { $0.modRevision <= 50 } && some.count == 49 && some.revision == 50)
        // A watch from the beginning gets the same, in messages that are split.
        let events = try await read(try await store.watch(prefix: "/registry/big/", after: 1), through: 61)
        #expect(events.map(\.revision) == (2...61).map { Revision($0) })
        await store.close()
    }

    @Test func keysWithALifetimeVanish() async throws {
        let etcd = try EtcdProcess()
        try etcd.start()
        let store = try EtcdStore(etcd)
        #expect(store.expiresKeys)
        var transaction = Transaction.create("/registry/events/default/e", bytes("1"))
        transaction.lifetime = .seconds(1)
        let watch = try await store.watch(prefix: "/registry/events/", after: 1)
        #expect(try await store.commit(transaction).committedRevision == 2)
        _ = try await store.create("/registry/pods/default/p", bytes("1"))
        let events = try await read(watch, through: 4)
        #expect(events.map(\.kind) == [.put, .delete])
        #expect(try await store.get("/registry/events/default/e") == nil)
        #expect(try await store.get("/registry/pods/default/p") != nil)
        await store.close()
    }

    private final class Load: Sendable {
        let acknowledged = Mutex<[String: Revision]>([:])
        let isOver = Mutex(false)
    }

    @Test func killedUnderLoadItLosesNothing() async throws {
        let etcd = try EtcdProcess()
        try etcd.start()
        let store = try EtcdStore(etcd)
        let watch = try await store.watch(prefix: "/registry/", after: 1)
        let load = Load()
        try await withThrowingTaskGroup(of: Void.self) { group in
            for writer in 0..<8 {
                group.addTask {
                    var number = 0
                    while !load.isOver.withLock({ $0 }) {
                        number += 1
                        let key = "/registry/load/\(writer)-\(number)"
                        // A write that was under way may fail, and nobody knows what became of it.
                        guard let revision = try? await store.create(key, bytes(key)).committedRevision else { continue }
                        load.acknowledged.withLock { $0[key] = revision }
                    }
                }
            }
            for _ in 0..<3 {
                let before = load.acknowledged.withLock { $0.count }
                #expect(try await eventually { load.acknowledged.withLock { $0.count } > before + 50 })
                etcd.kill()
                try etcd.start()
            }
            let before = load.acknowledged.withLock { $0.count }
            #expect(try await eventually { load.acknowledged.withLock { $0.count } > before + 50 })
            load.isOver.withLock { $0 = true }
            try await group.waitForAll()
        }
        let expected = load.acknowledged.withLock { $0 }
        let stored = try await store.range(RangeQuery(prefix: "/registry/load/"))
        let found = Dictionary(uniqueKeysWithValues: stored.items.map { ($0.key, $0.modRevision) })
        #expect(expected.allSatisfy { found[$0.key] == $0.value })
        // The one watch saw all of it, in order, once.
        let events = try await read(watch, through: stored.revision)
        #expect(events.map(\.revision) == (2...stored.revision).map { $0 })
        #expect(Set(events.map(\.key)) == Set(found.keys))
        await store.close()
    }

    @Test func goesToAnotherMember() async throws {
        let ports = try (0..<3).map { _ in try EtcdProcess.freePort() }
        let members = try ports.map { port in try EtcdProcess(peerPorts: [port] + ports.filter { $0 != port }) }
        // They listen only when they have found each other.
        await withTaskGroup(of: Void.self) { group in
            for member in members { group.addTask { #expect(throws: Never.self) { try member.start() } } }
        }
        let store = try EtcdStore(members[0], members[1], members[2])
        #expect(try await store.create("/registry/a", bytes("1")).committedRevision == 2)
        let watch = try await store.watch(prefix: "/registry/", after: 1)
        members[0].kill()
        // A new leader may have to be elected first.
        #expect(try await eventually { (try? await store.create("/registry/b", bytes("2"))) != nil })
        #expect(try await store.get("/registry/a")?.text == "1")
        #expect(try await read(watch, through: 3).map(\.key) == ["/registry/a", "/registry/b"])
        await store.close()
    }

    @Test func saysWhatIsWrong() async throws {
        let etcd = try EtcdProcess()
        try etcd.start()
        let store = try EtcdStore(etcd)
        await #expect(throws: StoreError.unavailable("etcdserver: request is too large")) {
            _ = try await store.create("/registry/huge", [UInt8](repeating: 1, count: 1_800_000))
        }
        #expect(try await store.get("/registry/huge") == nil)
        #expect(try await store.currentRevision() == 1)
        await store.close()
    }

    @Test func readsEndpoints() {
        #expect(EtcdEndpoint.list("http://a:1,https://[::1]:2,c")?.map(\.description) == ["http://a:1", "https://[::1]:2", "http://c:2379"])
        for text in ["", "ftp://a", "http://a:x", "http://a:99999", "http://", "https://[::1", "http://u@h:1"] {
            #expect(EtcdEndpoint.list(text) == nil, "\(text)")
        }
    }

    @Test func keysUnderAPrefix() {
        let layout = KeyLayout(prefix: "/kube/x/")
        #expect(layout.stored("/registry/pods/a") == Data("/kube/x/pods/a".utf8))
        #expect(layout.key(Data("/kube/x/pods/a".utf8)) == "/registry/pods/a")
        #expect(KeyLayout(prefix: "registry").stored("/registry/a") == Data("/registry/a".utf8))
        #expect(KeyLayout.end(ofPrefix: Data([1, 0xFF])) == Data([2]))
        #expect(KeyLayout.end(ofPrefix: Data([0xFF])) == Data([0]))
    }
}
