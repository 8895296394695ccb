import ContainerRuntime
import Foundation
import HTTPServer
import JSON
@testable import Kubelet
import KubernetesAPI
import KubernetesClient
import Logging
import NIOCore
import NIOHTTP1
import NIOSSL
import ProcessTesting
import Streaming
import Synchronization
import Testing
import X509

/// A kubelet with one pod.
private struct Backend: KubeletServerBackend {
    var onlyPod: Pod
    var runtime: any KubeletServerRuntime
    var nodeName: String { "node-1" }
    var rootDirectory: String
    var logs: String
    func logDirectory(of pod: Pod, container: String) -> String { logs }
    func pods() -> [Pod] { [onlyPod] }
    func pod(namespace: String, name: String) -> Pod? {
        onlyPod.metadata.namespace == namespace && onlyPod.metadata.name == name ? onlyPod : nil
    }
}

/// Asks a kubelet's server as one user.
private struct Asker {
    let port: Int
    let tls: TLSConfiguration

    private func client() throws -> UpgradeClient {
        try UpgradeClient(target: .tcp(host: "127.0.0.1", port: port), tls: tls)
    }

    func get(_ uri: String) async throws -> (Int, String) {
        let response = try await client().send(method: .GET, uri: uri, headers: [:])
        return (Int(response.status.code), String(buffer: response.body))
    }

    func webSocket(_ uri: String, _ name: String) async throws -> WebSocketConnection {
        let response = try await client().send(
            method: .GET, uri: uri,
            headers: [
                "upgrade": "websocket", "sec-websocket-version": "13", "sec-websocket-key": "dGhlIHNhbXBsZSBub25jZQ==",
                "sec-websocket-protocol": name,
            ])
        #expect(response.headers["sec-websocket-protocol"] == [name])
        return WebSocketConnection(try #require(response.connection), role: .client(mask: { 0x1234_5678 }))
    }

    func spdy(_ uri: String, _ version: String) async throws -> SPDYConnection {
        let response = try await client().send(
            uri: uri, headers: ["upgrade": "SPDY/3.1", "x-stream-protocol-version": version])
        #expect(response.headers["x-stream-protocol-version"] == [version])
        return SPDYConnection(try #require(response.connection), role: .client)
    }
}

private func text(of stream: SPDYStream) async throws -> String { String(buffer: try await stream.readToEnd()) }

@Suite(.enabled(if: TestContainerd.available), .timeLimit(.minutes(3)))
struct KubeletServerTests {
    private static let script = """
        echo page > /tmp/index.html; httpd -p 8080 -h /tmp; echo first; echo second >&2; echo third
        trap 'echo bye; exit 0' TERM; while :; do sleep 0.1; done
        """

    @Test func streamsLogsAndStatisticsOfARealContainer() async throws {
        let containerd = try TestContainerd()
        let logger = Logger(label: "test")
        let runtime = try ContainerRuntimeClient(socketPath: containerd.socket, logger: logger)
        let uid = "uid-1"
        var sandbox = CRIPodSandboxConfig()
        sandbox.metadata.name = "web"
        sandbox.metadata.namespace = "default"
        sandbox.metadata.uid = uid
        sandbox.logDirectory = containerd.directory + "/logs"
        sandbox.labels = ["io.kubernetes.pod.uid": uid]
        try FileManager.default.createDirectory(atPath: sandbox.logDirectory, withIntermediateDirectories: true)
        let sandboxID = try await runtime.runPodSandbox(sandbox)
        var config = CRIContainerConfig()
        config.metadata.name = "main"
        config.image.image = "localhost/busybox:test"
        config.command = ["sh", "-c", Self.script]
        config.logPath = "main/0.log"
        config.labels = ["io.kubernetes.pod.uid": uid, "io.kubernetes.container.name": "main"]
        let container = try await runtime.createContainer(in: sandboxID, config, sandboxConfig: sandbox)
        try await runtime.startContainer(container)

        var pod = Pod()
        pod.metadata.name = "web"
        pod.metadata.namespace = "default"
        pod.metadata.uid = uid
        pod.spec.containers = [Container(name: "main")]
        var status = CoreV1.ContainerStatus()
        status.name = "main"
        status.containerID = "containerd://" + container
        status.state.running = .init()
        pod.status.containerStatuses = [status]

        let pki = try ServerPKI()
        let reviews = Reviews()
        var options = KubeletOptions(nodeName: "node-1")
        options.serving.healthzPort = 0
        let server = try KubeletServer(
            configuration: HTTPServerConfiguration(host: "127.0.0.1", port: 0, tls: try pki.server()),
            options: options, backend: Backend(onlyPod: pod, runtime: runtime, rootDirectory: containerd.directory, logs: sandbox.logDirectory + "/main"),
            client: Client(transport: reviews), clock: SystemClock(), logger: logger)
        try await server.start()
        let serving = Task { try await server.run() }
        let port = try #require(server.boundPort)
        let asker = Asker(port: port, tls: try pki.client("kube-apiserver-kubelet-client", organization: "system:masters"))

        try await onlyTheRightOnesGetIn(port, pki)
        await otherPorts(Backend(onlyPod: pod, runtime: runtime, rootDirectory: containerd.directory, logs: sandbox.logDirectory + "/main"))
        try await plainRequests(asker)
        try await webSocketExec(asker)
        try await spdyExec(asker)
        try await portForward(asker)
        try await followEndsWithTheContainer(asker, runtime, container)

        serving.cancel()
        _ = try? await serving.value
        try await runtime.removePodSandbox(sandboxID)
        await runtime.close()
    }

    private func onlyTheRightOnesGetIn(_ port: Int, _ pki: ServerPKI) async throws {
        let cases: [(TLSConfiguration, Int)] = [
            (try pki.client(), 401),
            (try pki.client("admin", organization: "system:masters", usage: .serverAuth), 401),
            (try pki.client("somebody"), 403),
            (try pki.client("admin", organization: "system:masters"), 200),
        ]
        for (tls, expected) in cases { #expect(try await Asker(port: port, tls: tls).get("/healthz").0 == expected) }
    }

    /// The ports for everybody only tell; and what may be turned off is off then.
    private func otherPorts(_ backend: Backend) async {
        func status(_ port: KubeletRouter.Port, _ uri: String, _ options: ServingOptions = ServingOptions()) async -> UInt {
            let clock = SystemClock()
            let router = KubeletRouter(
                port: port, backend: backend, access: nil, options: options, metrics: KubeletMetrics(),
                stats: StatsProvider(backend: backend, clock: clock), clock: clock, logger: Logger(label: "test"))
            return await router.respond(to: HTTPRequest(method: .GET, uri: uri)).status.code
        }
        for uri in ["/pods", "/healthz", "/metrics", "/metrics/resource", "/stats/summary", "/metrics/probes"] { #expect(await status(.readOnly, uri) == 200, "\(uri)") }
        for uri in ["/exec/default/web/main?command=ls&output=1", "/containerLogs/default/web/main", "/runningpods/", "/logs/", "/configz"] {
            #expect(await status(.readOnly, uri) == 404, "\(uri)")
        }
        #expect(await status(.health, "/healthz/syncloop") == 200)
        #expect(await status(.health, "/pods") == 404)
        var options = ServingOptions()
        options.systemLogHandler = false
        #expect(await status(.readWrite, "/logs/", options) == 405)
        #expect(await status(.readWrite, "/runningpods/", options) == 200)
        options.debuggingHandlers = false
        #expect(await status(.readWrite, "/runningpods/", options) == 405)
        #expect(await status(.readWrite, "/pods", options) == 200)
    }

    private func plainRequests(_ asker: Asker) async throws {
        let pods = try JSONValue(parsing: Array(try await asker.get("/pods").1.utf8))
        #expect(pods["items"]?.array?.first?["metadata"]?["name"] == "web")
        // The lines come through the runtime, which takes a moment.
        let deadline = ContinuousClock.now + .seconds(60)
        while try await asker.get("/containerLogs/default/web/main").1.split(separator: "\n").count < 3,
            ContinuousClock.now < deadline
        { try await Task.sleep(for: .milliseconds(50)) }
        let (_, log) = try await asker.get("/containerLogs/default/web/main?stream=Stdout")
        #expect(log == "first\nthird\n")
        #expect(try await asker.get("/containerLogs/default/web/none") == (404, "container \"none\" not found in pod \"web\""))
        #expect(try await asker.get("/containerLogs/default/none/main").0 == 404)
        #expect(try await asker.get("/containerLogs/default/web/main?tailLines=x").0 == 400)
        #expect(try await asker.get("/exec/default/web/none?output=1&command=ls") == (500, "container not found (\"none\")"))
        #expect(try await asker.get("/exec/default/web/main?command=ls").0 == 400)
        #expect(try await asker.get("/run/default/web/main?cmd=hostname").0 == 200)
        try await metricsAndFiles(asker)
        let summary = try JSONValue(parsing: Array(try await asker.get("/stats/summary").1.utf8))
        let stats = try #require(summary["pods"]?.array?.first?["containers"]?.array?.first)
        #expect(stats["name"] == "main")
        #expect((stats["memory"]?["workingSetBytes"]?.int ?? 0) > 0)
        #expect((stats["cpu"]?["usageNanoCores"]?.int ?? 0) > 0)
        #expect((stats["logs"]?["usedBytes"]?.int ?? 0) > 0)
        let onlyPod = summary["pods"]?.array?.first
        #expect(onlyPod?["network"]?["interfaces"]?.array?.first?["name"] == "eth0")
        #expect((onlyPod?["process_stats"]?["process_count"]?.int ?? 0) >= 3)
        #expect((onlyPod?["ephemeral-storage"]?["usedBytes"]?.int ?? 0) > 0)
        #expect((summary["node"]?["rlimit"]?["curproc"]?.int ?? 0) > 0)
        let brief = try JSONValue(parsing: Array(try await asker.get("/stats/summary?only_cpu_and_memory=true").1.utf8))
        #expect(brief["pods"]?.array?.first?["network"] == nil)
        #expect(try await asker.get("/metrics").1.contains("method=\"GET\",path=\"containerLogs\""))
        #expect(try await asker.get("/metrics/resource").1.contains("container_memory_working_set_bytes{container=\"main\""))
        #expect(try await asker.get("/%00/%zz/..").0 == 404)
    }

    private func metricsAndFiles(_ asker: Asker) async throws {
        let cadvisor = try await asker.get("/metrics/cadvisor").1
        for name in [
            "container_cpu_usage_seconds_total", "container_memory_working_set_bytes", "container_memory_rss", "container_processes", "container_start_time_seconds",
            "container_spec_cpu_shares",
        ] { #expect(cadvisor.contains("\(name){container=\"main\",id=\""), "\(name)") }
        #expect(cadvisor.contains("container_network_receive_bytes_total{container=\"\","))
        #expect(cadvisor.contains("machine_cpu_cores{boot_id="))
        #expect(cadvisor.contains("\ncontainer_scrape_error 0\n"))
        #expect(try await asker.get("/healthz?verbose").1 == "[+]ping ok\n[+]log ok\n[+]syncloop ok\nhealthz check passed\n")
        #expect(try await asker.get("/healthz/ping") == (200, "ok"))
        let runningPods = try await asker.get("/runningpods/").1
        #expect(runningPods.contains("\"name\":\"main\""))
        #expect(try await asker.get("/checkpoint/default/web/main").0 == 405)
        #expect(try await asker.get("/logs/../../etc/passwd").0 == 400)
        #expect(try await asker.get("/logs/").1.contains("<pre>\n"))
    }

    private func webSocketExec(_ asker: Asker) async throws {
        let query = "?input=1&output=1&error=1&command=sh&command=-c&command=cat%3B+echo+oops+%3E%262%3B+exit+3"
        let socket = try await asker.webSocket("/exec/default/web/main" + query, "v5.channel.k8s.io")
        let sent = String(repeating: "0123456789", count: 20_000)
        async let writing: Void = {
            for start in stride(from: 0, to: sent.utf8.count, by: 32_768) {
                let part = ByteBuffer(bytes: [0] + Array(sent.utf8)[start..<min(start + 32_768, sent.utf8.count)])
                try await socket.send(.binary(part))
            }
            try await socket.send(.binary(ByteBuffer(bytes: [255, 0])))
        }()
        var received: [UInt8: String] = [:]
        while case .binary(var bytes)? = try await socket.receive() {
            guard let channel = bytes.readInteger(as: UInt8.self) else { continue }
            received[channel, default: ""] += String(buffer: bytes)
        }
        try await writing
        #expect(received[1] == sent)
        #expect(received[2] == "oops\n")
        let status = try JSONValue(parsing: Array((received[3] ?? "").utf8))
        #expect(status["reason"] == "NonZeroExitCode")
        #expect(status["details"]?["causes"]?.array?.first?["message"] == "3")
    }

    private func spdyExec(_ asker: Asker) async throws {
        let spdy = try await asker.spdy("/exec/default/web/main?output=1&tty=1&command=tty", "v4.channel.k8s.io")
        let running = Task { try await spdy.run() }
        let errors = try await spdy.openStream(["streamType": "error"])
        let output = try await spdy.openStream(["streamType": "stdout"])
        _ = try await spdy.openStream(["streamType": "resize"])
        #expect(try await text(of: output).hasPrefix("/dev/pts/"))
        #expect(try await text(of: errors).contains("\"Success\""))
        spdy.close()
        _ = try? await running.value
    }

    private func portForward(_ asker: Asker) async throws {
        let socket = try await asker.webSocket("/portForward/default/web", "SPDY/3.1+portforward.k8s.io")
        let spdy = SPDYConnection(WebSocketByteConnection(socket), role: .client)
        let running = Task { try await spdy.run() }
        for request in 0..<2 {
            let errors = try await spdy.openStream(["streamType": "error", "port": "8080", "requestID": "\(request)"])
            let data = try await spdy.openStream(["streamType": "data", "port": "8080", "requestID": "\(request)"])
            try await data.write(ByteBuffer(string: "GET / HTTP/1.0\r\n\r\n"))
            #expect(try await text(of: data).hasSuffix("page\n"))
            #expect(try await text(of: errors) == "")
        }
        spdy.close()
        _ = try? await running.value
    }

    private func followEndsWithTheContainer(
        _ asker: Asker, _ runtime: ContainerRuntimeClient, _ container: String
    ) async throws {
        async let log = asker.get("/containerLogs/default/web/main?follow=true&tailLines=1")
        try await runtime.stopContainer(container, timeout: 10)
        let (code, lines) = try await log
        #expect(code == 200)
        #expect(lines.hasSuffix("bye\n"))
    }
}
