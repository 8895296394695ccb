import ComponentMetrics
import KubernetesAPI
import Store

/// The metrics of what goes to the store. Safe to use from any thread.
final class StorageMetrics: Sendable {
    fileprivate let duration = Histogram(
        name: "etcd_request_duration_seconds", help: "Latency of requests to the store in seconds, by operation and type of object.",
        labels: ["group", "operation", "resource"],
        buckets: [0.005, 0.025, 0.05, 0.1, 0.2, 0.4, 0.6, 0.8, 1, 1.25, 1.5, 2, 3, 4, 5, 6, 8, 10, 15, 20, 30, 45, 60])
    fileprivate let requests = Counter(
        name: "etcd_requests_total", help: "Requests to the store, by operation and type of object.", labels: ["group", "operation", "resource"])
    fileprivate let errors = Counter(
        name: "etcd_request_errors_total", help: "Requests to the store that failed, by operation and type of object.",
        labels: ["group", "operation", "resource"])

    var all: [any Metric] { [duration, requests, errors] }
}

/// A store whose writes for one resource are measured; all else goes straight to the store.
struct MeasuredStore: Store {
    private struct Operation: Sendable {
        let duration: HistogramSeries
        let requests, errors: CounterSeries

        init(_ metrics: StorageMetrics, _ group: String, _ operation: String, _ resource: String) {
            duration = metrics.duration.series([group, operation, resource])
            requests = metrics.requests.series([group, operation, resource])
            errors = metrics.errors.series([group, operation, resource])
        }
    }

    private let base: any Store
    private let clock: any WallClock
    private let create, update, delete, get, list: Operation

    init(_ base: any Store, group: String, resource: String, metrics: StorageMetrics, clock: any WallClock) {
        self.base = base
        self.clock = clock
        create = Operation(metrics, group, "create", resource)
        update = Operation(metrics, group, "update", resource)
        delete = Operation(metrics, group, "delete", resource)
        get = Operation(metrics, group, "get", resource)
        list = Operation(metrics, group, "list", resource)
    }

    private func measured<Result>(_ operation: Operation, _ body: () async throws -> Result) async throws -> Result {
        let start = clock.monotonic
        operation.requests.add()
        do {
            let result = try await body()
            operation.duration.observe(clock.monotonic - start)
            return result
        } catch {
            operation.duration.observe(clock.monotonic - start)
            operation.errors.add()
            throw error
        }
    }

    var expiresKeys: Bool { base.expiresKeys }

    func currentRevision() async throws -> Revision { try await base.currentRevision() }

    func get(_ key: String, at revision: Revision?) async throws -> KeyValue? {
        try await measured(get) { try await base.get(key, at: revision) }
    }

    func range(_ query: RangeQuery) async throws -> RangeResult {
        try await measured(list) { try await base.range(query) }
    }

    func commit(_ transaction: Transaction) async throws -> TransactionResult {
        let operation: Operation =
            switch transaction.operations.first {
            case .delete?: delete
            case .put? where transaction.conditions.first?.modRevision == 0: create
            default: update
            }
        return try await measured(operation) { try await base.commit(transaction) }
    }

    func watch(prefix: String, after revision: Revision) async throws -> StoreWatch { try await base.watch(prefix: prefix, after: revision) }
    func compact(through revision: Revision) async throws { try await base.compact(through: revision) }
    func close() async { await base.close() }
}
