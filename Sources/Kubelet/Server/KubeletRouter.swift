import ComponentMetrics
import ContainerRuntime
import Foundation
import HTTPServer
import JSON
import KubernetesAPI
import Logging
import NIOCore
import NIOHTTP1
import Streaming

/// Finds out what a request to the kubelet is for, and whether it is allowed.
struct KubeletRouter: HTTPResponder {
    /// Which of the kubelet's ports it answers.
    enum Port: String {
        /// `--port`: everything, for those who may.
        case readWrite = "readwrite"
        /// `--read-only-port`: health, pods, metrics and statistics, for everybody.
        case readOnly = "readonly"
        /// `--healthz-port`: health only.
        case health = "healthz"
    }

    let port: Port
    let backend: any KubeletServerBackend
    /// Nil lets everybody in, as on the ports without TLS.
    let access: KubeletAccess?
    let options: ServingOptions
    let metrics: KubeletMetrics
    let clock: any WallClock
    let logger: Logger
    let streams: ContainerStreams
    let logs: ContainerLogs
    let nodeLogs: NodeLogs
    let stats: StatsProvider

    init(
        port: Port, backend: any KubeletServerBackend, access: KubeletAccess?, options: ServingOptions, metrics: KubeletMetrics, stats: StatsProvider,
        clock: any WallClock, logger: Logger
    ) {
        self.port = port
        self.backend = backend
        self.access = access
        self.options = options
        self.metrics = metrics
        self.clock = clock
        self.logger = logger
        self.stats = stats
        streams = ContainerStreams(backend: backend, idleTimeout: options.streamingIdleTimeout, clock: clock, logger: logger)
        logs = ContainerLogs(backend: backend, clock: clock)
        nodeLogs = NodeLogs(allowsQueries: options.systemLogQuery)
    }

    func respond(to request: HTTPRequest) async -> HTTPResponse {
        let path = request.path.split(separator: "/").map { String($0).removingPercentEncoding ?? String($0) }
        let labels = RequestLabels(method: request.method.rawValue, path: path, serverType: port.rawValue)
        let begun = clock.monotonic
        labels.begin(metrics.server)
        defer { labels.end(metrics.server, after: clock.monotonic - begun) }
        if let access, case .refused(let status, let text) = await access.decide(request, node: backend.nodeName, logger: logger) {
            return .text(text, status: HTTPResponseStatus(statusCode: status))
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
        if path.first == "healthz" { return health(path, QueryItems(request.query)) }
        if port == .health { return Self.notFound }
        if let response = try await open(path, request) { return response }
        if port == .readWrite, path.count == 2, path[0] == "localvolumes" { return try await localVolume(path[1], request.method) }
        guard port == .readWrite, let first = path.first, Self.debugging.contains(first) else { return Self.notFound }
        guard options.debuggingHandlers, first != "logs" || options.systemLogHandler else {
            return .text("Debug endpoints are disabled.\n", status: .methodNotAllowed)
        }
        return try await debug(path, request)
    }

    private static let notFound = HTTPResponse.text("404 page not found\n", status: .notFound)
    /// What `--enable-debugging-handlers=false` turns off.
    private static let debugging: Set<String> = [
        "run", "exec", "attach", "portForward", "containerLogs", "runningpods", "logs", "configz", "checkpoint", "debug",
    ]

    // MARK: Health

    private func health(_ path: [String], _ query: QueryItems) -> HTTPResponse {
        let checks: [(String, String?)] = [("ping", nil), ("log", nil), ("syncloop", backend.healthError())]
        if path.count == 2 {
            guard let check = checks.first(where: { $0.0 == path[1] }) else { return Self.notFound }
            return check.1.map { .text("internal server error: \($0)\n", status: .internalServerError) } ?? .text("ok")
        }
        guard path.count == 1 else { return Self.notFound }
        let lines = checks.map { name, error in error.map { "[-]\(name) failed: \($0)\n" } ?? "[+]\(name) ok\n" }.joined()
        if checks.contains(where: { $0.1 != nil }) { return .text(lines + "healthz check failed\n", status: .internalServerError) }
        return .text(query["verbose"] == nil ? "ok" : lines + "healthz check passed\n")
    }

    // MARK: What the read-only port has too

    private func open(_ path: [String], _ request: HTTPRequest) async throws -> HTTPResponse? {
        switch path {
        case ["pods"]:
            return .json(podList(backend.pods().map { $0.jsonValue() }))
        case ["stats", "summary"]:
            let query = QueryItems(request.query)
            let briefly = ["true", "1"].contains(query["only_cpu_and_memory"] ?? "")
            return .json(try await stats.summary(briefly: briefly).serialized())
        case ["metrics"]:
            return .text(await metricsPage(), contentType: MetricsText.contentType)
        case ["metrics", "resource"]:
            return .text(await stats.resourceMetrics(), contentType: MetricsText.contentType)
        case ["metrics", "cadvisor"]:
            return .text(await stats.cadvisorMetrics(), contentType: MetricsText.contentType)
        case ["metrics", "probes"]:
            var text = MetricsText()
            metrics.probeRegistry.write(to: &text)
            return .text(text.text, contentType: MetricsText.contentType)
        default:
            return nil
        }
    }

    private func podList(_ items: [JSONValue]) -> [UInt8] {
        let list: JSONValue = ["kind": "PodList", "apiVersion": "v1", "metadata": [:], "items": .array(items)]
        return list.serialized()
    }

    private func metricsPage() async -> String {
        var text = MetricsText()
        metrics.registry.write(to: &text)
        await stats.addVolumeMetrics(to: &text)
        stats.addVolumeCounts(to: &text)
        await stats.addLogMetrics(to: &text)
        ProcessMetrics.write(to: &text)
        return text.text + backend.metrics()
    }

    // MARK: What needs the right to debug

    private func debug(_ path: [String], _ request: HTTPRequest) async throws -> HTTPResponse {
        let query = QueryItems(request.query)
        switch path.first {
        case "containerLogs" where path.count == 4:
            return try await logs.respond(namespace: path[1], pod: path[2], container: path[3], query: query)
        case "exec" where (4...5).contains(path.count):
            let pod = try findPod(path)
            return try await streams.exec(pod, container: path[path.count - 1], request)
        case "attach" where (4...5).contains(path.count):
            let pod = try findPod(path)
            return try await streams.attach(pod, container: path[path.count - 1], request)
        case "portForward" where (3...4).contains(path.count):
            return try await streams.portForward(try findPod(path), request)
        case "run" where (4...5).contains(path.count):
            let pod = try findPod(path)
            return try await streams.run(pod, container: path[path.count - 1], command: query["cmd"] ?? "")
        case "checkpoint" where path.count == 4:
            guard request.method == .POST else { return .text("405: Method Not Allowed", status: .methodNotAllowed) }
            return try await Checkpoints(backend: backend, clock: clock).respond(try findPod(path), container: path[3], query: query)
        case "runningpods" where path.count == 1:
            return .json(podList(try await stats.running.list().map(\.asPod)))
        case "configz" where path.count == 1:
            guard let configuration = backend.configuration() else { return Self.notFound }
            let page: JSONValue = ["kubeletconfig": configuration]
            return .json(page.serialized())
        case "debug":
            return DebugPages(options: options).respond(path, request)
        case "logs":
            return try await nodeLogs.respond(Array(path.dropFirst()), request)
        default:
            return Self.notFound
        }
    }

    /// The pod that a path such as `exec/NAMESPACE/POD/CONTAINER` or `exec/NAMESPACE/POD/UID/CONTAINER` names.
    private func findPod(_ path: [String]) throws -> Pod {
        guard path.count > 2, let pod = backend.pod(namespace: path[1], name: path[2]) else { throw KubeletServerError.podDoesNotExist }
        let hasUID = path[0] == "portForward" ? path.count == 4 : path.count == 5
        if hasUID, pod.metadata.uid != path[3] { throw KubeletServerError.podDoesNotExist }
        return pod
    }
}

extension RunningPod {
    /// The pod with as much as the runtime knows of it.
    var asPod: JSONValue {
        let containers = containers.map { container -> JSONValue in
            ["name": .string(container.name), "image": .string(container.image), "resources": [:]]
        }
        return [
            "metadata": ["name": .string(name), "namespace": .string(namespace), "uid": .string(uid)],
            "spec": ["containers": .array(containers)], "status": [:],
        ]
    }
}
