import KubernetesAPI
import KubernetesClient

/// Passes requests to the API server on, and counts them and how long they take.
struct MeasuredTransport: Transport {
    let transport: any Transport
    let metrics: ClientMetrics
    let clock: any WallClock

    /// The client with its requests counted.
    static func measured(_ client: Client, metrics: ClientMetrics, clock: any WallClock) -> Client {
        Client(
            transport: MeasuredTransport(transport: client.transport, metrics: metrics, clock: clock), userAgent: client.userAgent,
            timeout: client.timeout)
    }

    /// Where it goes, for the label; a server in this process has no address.
    private var host: String { (transport as? HTTPSTransport)?.host ?? "in-process" }

    func send(_ request: ClientRequest) async throws -> ClientResponse {
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
