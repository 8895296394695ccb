import KubernetesAPI
import KubernetesClient
import Synchronization

/// Sends no more requests a second than `--kube-api-qps` and `--event-qps` allow, with their bursts; others wait their turn.
/// The node's heartbeat is never held up. Safe to use from anywhere.
final class LimitedTransport: Transport {
    private let transport: any Transport
    private let requests: RequestBucket
    private let events: RequestBucket
    private let clock: any WallClock

    init(_ transport: any Transport, options: NodeOptions, clock: any WallClock) {
        self.transport = transport
        self.clock = clock
        requests = RequestBucket(rate: options.kubeAPIQPS, burst: options.kubeAPIBurst, clock: clock)
        events = RequestBucket(rate: options.eventRecordQPS, burst: options.eventBurst, clock: clock)
    }

    func send(_ request: ClientRequest) async throws -> ClientResponse {
        if let bucket = bucket(request.path) {
            let wait = bucket.take()
            if wait > .zero { try await clock.sleep(for: wait) }
        }
        return try await transport.send(request)
    }

    private func bucket(_ path: String) -> RequestBucket? {
        let parts = path.prefix { $0 != "?" }.split(separator: "/")
        if parts.contains("leases") || parts.dropFirst(2).first == "nodes" { return nil }
        return parts.dropFirst(4).first == "events" ? events : requests
    }
}

/// A bucket of tokens that may be taken before they are there, for a wait. Safe to use from anywhere.
final class RequestBucket: Sendable {
    private let rate: Double
    private let burst: Double
    private let clock: any WallClock
    private let state: Mutex<(tokens: Double, at: Duration)>

    /// - Parameter rate: tokens a second; zero or less means no limit.
    init(rate: Int, burst: Int, clock: any WallClock) {
        self.rate = Double(rate)
        self.burst = Double(max(1, burst))
        self.clock = clock
        state = Mutex((Double(max(1, burst)), clock.monotonic))
    }

    /// Takes a token; returns how long to wait before using it.
    func take() -> Duration {
        guard rate > 0 else { return .zero }
        let now = clock.monotonic
        return state.withLock { state in
            state.tokens = min(burst, state.tokens + (now - state.at).seconds * rate) - 1
            state.at = now
            return state.tokens >= 0 ? .zero : .seconds(-state.tokens / rate)
        }
    }
}
