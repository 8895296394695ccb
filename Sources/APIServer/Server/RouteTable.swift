import HTTPServer
import JSON
import NIOCore
import NIOHTTP1

/// Where a request goes by its path.
struct RouteTable: Sendable {
    let resources: ResourceHandler
    let documents: DocumentHandler
    let health: HealthChecks
    let metrics: APIServerMetrics
    let pages: ServerPages
    /// What shows the queues; nil without priority and fairness.
    let flowControl: FlowControlDebug?

    func respond(to request: IncomingRequest) async throws -> HTTPResponse {
        if let response = try documents.respond(to: request) { return response }
        if request.info.isResourceRequest { return try await resources.respond(to: request) }
        let path = request.info.path
        if let response = await health.respond(path: path, query: request.query) { return response }
        switch path {
        case "/metrics": return Self.metrics(metrics.render())
        case "/metrics/slis": return Self.metrics(await health.slis())
        default: break
        }
        return pages.respond(path: path) ?? flowControl?.respond(path: path, query: request.query) ?? Rendering.pageNotFound
    }

    private static func metrics(_ text: String) -> HTTPResponse {
        HTTPResponse(status: .ok, headers: ["content-type": "text/plain; version=0.0.4; charset=utf-8"], body: .buffer(ByteBuffer(string: text)))
    }
}
