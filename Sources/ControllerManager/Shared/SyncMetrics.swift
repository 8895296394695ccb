import ComponentMetrics
import KubernetesAPI
import KubernetesClient

/// How often a publisher has brought its objects up to date, and how long that took in seconds, by the code that the API server answered.
struct SyncMetrics {
    private let syncs: Counter
    private let seconds: Histogram
    private let clock: any WallClock

    /// - Parameters:
    ///   - prefix: what the metrics' names begin with; they end in `sync_total` and `sync_duration_seconds`.
    ///   - help: what is said of the number and of the time.
    init(_ context: ControllerContext, prefix: String, help: (total: String, seconds: String)) {
        clock = context.clock
        syncs = context.metrics.counter(prefix + "sync_total", help.total, ["code"])
        seconds = context.metrics.histogram(prefix + "sync_duration_seconds", help.seconds, ["code"], buckets: Histogram.exponential(0.001, 2, 15))
    }

    /// Counts one sync, also when it fails: under the API server's code, or 500 where it was not the server that failed.
    func measure(_ sync: () async throws -> Void) async throws {
        let began = clock.monotonic
        var code = "200"
        defer {
            syncs.add(1, code)
            seconds.observe((clock.monotonic - began).inSeconds, code)
        }
        do {
            try await sync()
        } catch {
            code = "\((error as? APIError)?.status.code ?? 500)"
            throw error
        }
    }
}
