import HTTPServer
import KubernetesAPI
import Foundation
import JSON
import Logging
import NIOCore
import NIOHTTP1
import ServiceLifecycle
import Streaming

/// The kubelet's own HTTPS server, by default on port 10250: exec, attach, port-forward and logs of containers for the API
/// server, and health, metrics and statistics for monitoring.
///
/// Thread-safe. ``run()`` serves until graceful shutdown or cancellation.
struct KubeletServer: ServiceLifecycle.Service {
    private let server: HTTPServer

    /// Makes the server; it listens from ``run()`` or ``start()`` on.
    ///
    /// - Parameter configuration: Address and TLS; with client CAs, for without a verified certificate nobody is let in.
    /// - Throws: when the certificate and key are unusable.
    init(
        configuration: HTTPServerConfiguration, backend: any KubeletServerBackend,
        authorizer: KubeletAuthorizer = KubeletAuthorizer(), metrics: KubeletMetrics = KubeletMetrics(), clock: any WallClock, logger: Logger
    ) throws {
        var configuration = configuration
        // Log files are read with blocking calls, which must not hold up an event loop.
        configuration.runsRespondersOnEventLoop = false
        let router = KubeletRouter(backend: backend, authorizer: authorizer, metrics: metrics, clock: clock, logger: logger)
        server = try HTTPServer(configuration: configuration, responder: router, logger: logger)
    }

    /// The port it listens on, once it does.
    var boundPort: Int? { server.boundPort }

    /// Starts to listen. Throws `HTTPServerError.bind` when the address cannot be had.
    func start() async throws { try await server.start() }

    func run() async throws { try await server.run() }

    /// Uses another certificate for new connections, as after its rotation.
    func updateTLS(_ tls: HTTPServerConfiguration.TLS) throws { try server.updateTLS(tls) }
}

/// Finds out what a request to the kubelet is for.
struct KubeletRouter: HTTPResponder {
    let backend: any KubeletServerBackend
    let authorizer: KubeletAuthorizer
    let metrics: KubeletMetrics
    let clock: any WallClock
    let logger: Logger
    let streams: ContainerStreams
    let logs: ContainerLogs
    let stats: StatsProvider

    init(backend: any KubeletServerBackend, authorizer: KubeletAuthorizer, metrics: KubeletMetrics, clock: any WallClock, logger: Logger) {
        self.metrics = metrics
        self.backend = backend
        self.authorizer = authorizer
        self.clock = clock
        self.logger = logger
        streams = ContainerStreams(backend: backend, logger: logger)
        logs = ContainerLogs(backend: backend, clock: clock)
        stats = StatsProvider(backend: backend, clock: clock)
    }

    func respond(to request: HTTPRequest) async -> HTTPResponse {
        let path = request.path.split(separator: "/").map { String($0).removingPercentEncoding ?? String($0) }
        let labels = RequestLabels(method: request.method.rawValue, path: path)
        let begun = clock.monotonic
        labels.begin(metrics.server)
        defer { labels.end(metrics.server, after: clock.monotonic - begun) }
        switch authorizer.decide(request) {
        case .allowed: break
        case .unauthenticated: return .text("Unauthorized", status: .unauthorized)
        case .forbidden(let user):
            return .text(
                "Forbidden (user=\(user), verb=\(request.method.rawValue.lowercased()), resource=nodes, subresource(s)=[proxy])",
                status: .forbidden)
        }
        do {
            return try await route(path, request)
        } catch let error as KubeletServerError {
            return error.response
        } catch {
            logger.warning("A request failed", metadata: ["path": "\(request.path)", "error": "\(error)"])
            return .text("\(error)", status: .internalServerError)
        }
    }

    private func route(_ path: [String], _ request: HTTPRequest) async throws -> HTTPResponse {
        let query = QueryItems(request.query)
        switch path.first {
        case "healthz":
            if let error = backend.healthError() { return .text("[-]syncloop failed: \(error)\n", status: .internalServerError) }
            return .text("ok")
        case "pods" where path.count == 1:
            return .json(podList())
        case "containerLogs" where path.count == 4:
            return try await logs.respond(namespace: path[1], pod: path[2], container: path[3], query: query)
        case "exec" where (4...5).contains(path.count):
            let pod = try findPod(path[1], path[2])
            return try await streams.exec(pod, container: path[path.count - 1], request)
        case "attach" where (4...5).contains(path.count):
            let pod = try findPod(path[1], path[2])
            return try await streams.attach(pod, container: path[path.count - 1], request)
        case "portForward" where (3...4).contains(path.count):
            return try await streams.portForward(try findPod(path[1], path[2]), request)
        case "run" where (4...5).contains(path.count):
            let pod = try findPod(path[1], path[2])
            return try await streams.run(pod, container: path[path.count - 1], command: query["cmd"] ?? "")
        case "stats" where path.count == 2 && path[1] == "summary":
            return .json(await stats.summary().serialized())
        case "metrics" where path.count == 1:
            return .text(metricsPage(), contentType: MetricsText.contentType)
        case "metrics" where path.count == 2 && path[1] == "resource":
            return .text(await stats.resourceMetrics(), contentType: MetricsText.contentType)
        default:
            return .text("404 page not found\n", status: .notFound)
        }
    }

    private func findPod(_ namespace: String, _ name: String) throws -> Pod {
        guard let pod = backend.pod(namespace: namespace, name: name) else { throw KubeletServerError.podDoesNotExist }
        return pod
    }

    private func podList() -> [UInt8] {
        let items = backend.pods().map { $0.jsonValue() }
        let list: JSONValue = ["kind": "PodList", "apiVersion": "v1", "metadata": [:], "items": .array(items)]
        return list.serialized()
    }

    private func metricsPage() -> String {
        var text = MetricsText()
        metrics.registry.write(to: &text)
        ProcessMetrics.add(to: &text)
        return text.text + backend.metrics()
    }
}
