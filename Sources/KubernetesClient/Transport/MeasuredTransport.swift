import ComponentMetrics
import KubernetesAPI

/// Passes requests to the API server on, and counts them and how long they take.
public struct MeasuredTransport: Transport {
    private let transport: any Transport
    private let metrics: ClientMetrics
    private let clock: any WallClock

    public init(transport: any Transport, metrics: ClientMetrics, clock: any WallClock) {
        self.transport = transport
        self.metrics = metrics
        self.clock = clock
    }

    /// The client with its requests counted.
    public static func measured(_ client: Client, metrics: ClientMetrics, clock: any WallClock) -> Client {
        Client(
            transport: MeasuredTransport(transport: client.transport, metrics: metrics, clock: clock), userAgent: client.userAgent,
            timeout: client.timeout)
    }

    /// Where it goes, for the label; a server in this process has no address.
    private var host: String { (transport as? HTTPSTransport)?.host ?? "in-process" }

    public func send(_ request: ClientRequest) async throws -> ClientResponse {
        let begun = clock.monotonic
        defer { metrics.duration.observe((clock.monotonic - begun).inSeconds, host, request.method) }
        do {
            let response = try await transport.send(request)
            metrics.requests.add(1, "\(response.status)", host, request.method)
            return response
        } catch {
            metrics.requests.add(1, "<error>", host, request.method)
            throw error
        }
    }
}

/// What the requests to the API server are counted in, by upstream's names.
public struct ClientMetrics: Sendable {
    /// Labels: code, host, method.
    public let requests: Counter
    /// Labels: host, verb.
    public let duration: Histogram

    /// Makes them on a page of metrics.
    public init(_ registry: MetricRegistry) {
        requests = registry.counter("rest_client_requests_total", "Number of HTTP requests, partitioned by status code, method, and host.", ["code", "host", "method"])
        duration = registry.histogram(
            "rest_client_request_duration_seconds", "Request latency in seconds. Broken down by verb, and host.", ["host", "verb"], buckets: [0.005, 0.025, 0.1, 0.25, 0.5, 1, 2, 4, 8, 15, 30, 60])
    }
}
