import HTTPServer
import NIOCore
import NIOHTTP1

/// How many requests are served at once, and whose turn it is.
enum FlowControl: Sendable {
    /// By flow schemas and priority levels: `--enable-priority-and-fairness`.
    case fair(FlowController)
    /// By two plain limits.
    case limits(InflightLimits)

    /// A request that is refused for now.
    struct Refusal: Error {
        var retryAfter: Int

        var response: HTTPResponse {
            HTTPResponse(
                status: .tooManyRequests,
                headers: [
                    "content-type": "text/plain; charset=utf-8", "retry-after": "\(retryAfter)", "x-content-type-options": "nosniff",
                ], body: .buffer(ByteBuffer(string: "Too many requests, please try again later.\n")))
        }
    }

    /// Waits for a request's turn.
    /// - Throws: ``Refusal`` when it cannot be served now.
    func enter(_ request: FlowRequest, _ query: Query, waitLimit: Duration, _ passage: inout Passage) async throws {
        switch self {
        case .fair(let controller):
            switch await controller.enter(request, query, waitLimit: waitLimit) {
            case .run(let seat):
                passage.ticket = .seat(seat)
                passage.schema = seat.schema
            case .refuse(let schema, let seconds):
                passage.schema = schema
                throw Refusal(retryAfter: seconds)
            case .unknown: break
            }
        case .limits(let limits):
            if request.user.groups.contains("system:masters") || request.verb == "watch" { return }
            guard let ticket = limits.enter(mutating: request.isMutating) else { throw Refusal(retryAfter: 1) }
            passage.ticket = .place(ticket)
        }
    }
}

/// What is answered to requests while the server drains: `--shutdown-send-retry-after`.
enum ShutdownRefusal {
    /// The refusal; nil for the paths that are answered to the end.
    static func response(_ info: RequestInfo) -> HTTPResponse? {
        if ["/metrics", "/healthz", "/livez", "/readyz"].contains(where: { info.path.hasPrefix($0) }) { return nil }
        return HTTPResponse(
            status: .tooManyRequests,
            headers: [
                "connection": "close", "retry-after": "5", "content-type": "text/plain; charset=utf-8", "x-content-type-options": "nosniff",
            ], body: .buffer(ByteBuffer(string: "The apiserver is shutting down, please try again later.\n")))
    }
}
