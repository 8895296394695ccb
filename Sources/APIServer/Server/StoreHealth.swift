import KubernetesAPI
import Store

/// The check `etcd` of /livez and /readyz: whether the store answers, and soon enough.
struct StoreHealth: Sendable {
    let store: any Store
    let clock: any WallClock

    /// Nil when all is well, else why not.
    func check(within limit: Duration) async -> String? {
        // The store is not cancelled when it is too late: who else asks shares its answer.
        let answer = AsyncStream<String?>.makeStream()
        let read = Task {
            do {
                _ = try await store.currentRevision()
                answer.continuation.yield(nil)
            } catch {
                answer.continuation.yield("error getting data from etcd: \(error)")
            }
        }
        let timer = Task {
            try await clock.sleep(for: limit)
            answer.continuation.yield("error getting data from etcd: context deadline exceeded")
        }
        defer {
            read.cancel()
            timer.cancel()
        }
        for await reason in answer.stream { return reason }
        return "error getting data from etcd: context canceled"
    }
}
