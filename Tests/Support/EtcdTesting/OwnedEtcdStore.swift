import EtcdStore
import Logging
public import Store

/// A store on an etcd of its own, which ends when the store is closed.
public final class OwnedEtcdStore: Store {
    private let etcd: EtcdProcess
    private let store: EtcdStore

    public init() throws {
        etcd = try EtcdProcess()
        try etcd.start()
        store = try EtcdStore(.init(endpoints: [etcd.endpoint]), logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
    }

    public func currentRevision() async throws -> Revision { try await store.currentRevision() }
    public func get(_ key: String, at revision: Revision?) async throws -> KeyValue? { try await store.get(key, at: revision) }
    public func range(_ query: RangeQuery) async throws -> RangeResult { try await store.range(query) }
    public func commit(_ transaction: Transaction) async throws -> TransactionResult { try await store.commit(transaction) }
    public func watch(prefix: String, after revision: Revision) async throws -> StoreWatch {
        try await store.watch(prefix: prefix, after: revision)
    }
    public func compact(through revision: Revision) async throws { try await store.compact(through: revision) }
    public func close() async {
        await store.close()
        etcd.kill()
    }
}
