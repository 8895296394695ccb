import KubernetesAPI
import Synchronization

/// Sends no more requests a second than `--kube-api-qps` allows, and so many at once as `--kube-api-burst` says; others wait their turn.
/// A leader's renewals are never held up. Safe to use from any task.
public final class RateLimitedTransport: Transport {
    private let base: any Transport
    private let clock: any WallClock
    private let bucket: Mutex<TokenBucket>
    private let isLimited: Bool

    /// - Parameter qps: requests a second; less than zero means no limit.
    public init(_ base: any Transport, qps: Double, burst: Int, clock: any WallClock) {
        self.base = base
        self.clock = clock
        isLimited = qps > 0
        bucket = Mutex(TokenBucket(perSecond: qps, burst: max(1, burst), now: clock.monotonic))
    }

    public func send(_ request: ClientRequest) async throws -> ClientResponse {
        if isLimited, !request.path.contains("/leases/") {
            let now = clock.monotonic
            let wait = bucket.withLock { $0.reserve(now: now) }
            if wait > .zero { try await clock.sleep(for: wait) }
        }
        return try await base.send(request)
    }
}
