@testable import ComponentServer
import HTTPServer
import JSON
import KubernetesAPI
import KubernetesClient
import Logging
import NIOCore
import NIOHTTP1
import Synchronization
import Testing

/// An API server that knows one token, of a user who may see /metrics.
private struct Reviews: Transport {
    func send(_ request: ClientRequest) async throws -> ClientResponse {
        let body = try JSONValue(parsing: request.body ?? [])
        let status: JSONValue
        if request.path.contains("tokenreviews") {
            let isKnown = body["spec"]?["token"]?.string == "good"
            status = isKnown ? ["authenticated": true, "user": ["username": "prometheus", "groups": ["monitoring"]]] : ["authenticated": false]
        } else {
            let path = body["spec"]?["nonResourceAttributes"]?["path"]?.string
            status = ["allowed": .bool(body["spec"]?["user"]?.string == "prometheus" && path == "/metrics")]
        }
        let answer: JSONValue = ["metadata": [:], "spec": body["spec"] ?? [:], "status": status]
        return ClientResponse(status: 201, body: ClientBody(answer.serialized()))
    }
}

struct ComponentRouterTests {
    private let health = HealthChecks()

    private func ask(_ path: String, token: String? = nil, _ change: (inout ComponentServingOptions) -> Void = { _ in }) async throws -> (Int, String) {
        var options = ComponentServingOptions(securePort: 10257)
        change(&options)
        let client = Client(transport: Reviews())
        let server = ComponentServer(
            options: options, component: "test", host: "here",
            pages: .init(health: health, metrics: { "workqueue_depth 0\n" }, configuration: { ["kind": "Config"] }), authentication: client,
            authorization: client, clock: SystemClock(), logger: Logger(label: "test"))
        var headers = HTTPHeaders()
        if let token { headers.add(name: "authorization", value: "Bearer \(token)") }
        let response = await server.responder.respond(to: HTTPRequest(method: .GET, uri: path, headers: headers))
        guard case .buffer(let buffer) = response.body else { return (Int(response.status.code), "") }
        return (Int(response.status.code), String(buffer: buffer))
    }

    @Test func healthIsOpenAndTellsWhichCheckFails() async throws {
        #expect(try await ask("/healthz") == (200, "ok"))
        health.add("deployment-controller") { nil }
        #expect(try await ask("/healthz?verbose") == (200, "[+]ping ok\n[+]deployment-controller ok\nhealthz check passed\n"))
        health.add("leaderElection") { "too late" }
        #expect(try await ask("/livez") == (500, "[+]ping ok\n[+]deployment-controller ok\n[-]leaderElection failed: reason withheld\nlivez check failed\n"))
        #expect(try await ask("/healthz?exclude=leaderElection") == (200, "ok"))
        // Single checks are behind the path, which is not open unless it is said so.
        #expect(try await ask("/healthz/leaderElection").0 == 403)
        let open: (inout ComponentServingOptions) -> Void = { $0.alwaysAllowPaths = ["/healthz*"] }
        #expect(try await ask("/healthz/leaderElection", open) == (500, "internal server error: too late\n"))
        #expect(try await ask("/healthz/ping", open) == (200, "ok"))
        #expect(try await ask("/healthz/none", open).0 == 404)
    }

    @Test func metricsAreForThoseWhoMaySeeThem() async throws {
        #expect(try await ask("/metrics").0 == 403)
        #expect(try await ask("/metrics", token: "bad").0 == 401)
        #expect(try await ask("/metrics", token: "good") == (200, "workqueue_depth 0\n"))
        #expect(try await ask("/configz", token: "good").0 == 403)
        #expect(try await ask("/metrics") { $0.alwaysAllowPaths = ["/metrics"] } == (200, "workqueue_depth 0\n"))
        #expect(try await ask("/configz") { $0.alwaysAllowPaths = ["/*"] } == (200, #"{"kind":"Config"}"#))
    }
}
