import ComponentMetrics
import Foundation
import KubernetesAPI
import KubernetesClient
import NIOCore
import NIOPosix
import Synchronization
import Testing

@testable import Kubelet

@Suite struct ProbeTests {
    let clock = ManualClock()

    /// A kubelet whose one container runs, with answers to probes as told.
    final class Kubelet: ProbeTargets, Probing {
        private struct State {
            var status = PodStatus()
            var healthy = true
            var probes = 0
            var changes = 0
            var events: [String] = []
        }

        private let state = Mutex(State())

        init() { setContainer("containerd://one", started: true) }

        func setContainer(_ id: String, started: Bool?, running: Bool = true) {
            var container = ContainerStatus()
            container.name = "c"
            container.containerID = id
            container.started = started
            if running { container.state.running = ContainerStateRunning(startedAt: Time(seconds: 1_700_000_000)) }
            else { container.state.terminated = ContainerStateTerminated(exitCode: 1) }
            state.withLock { [container] state in
                state.status.podIP = "10.0.0.9"
                state.status.containerStatuses = [container]
            }
        }

        func setReady(_ ready: Bool) { state.withLock { $0.status.containerStatuses[0].ready = ready } }
        func setHealthy(_ healthy: Bool) { state.withLock { $0.healthy = healthy } }
        var probes: Int { state.withLock { $0.probes } }
        var events: [String] { state.withLock { $0.events } }
        var changes: Int { state.withLock { $0.changes } }

        func podStatus(uid: String) -> PodStatus? { state.withLock { $0.status } }
        func probeChanged(podUID: String) { state.withLock { $0.changes += 1 } }
        func containerEvent(_ pod: Pod, container: String, type: String, reason: String, message: String) {
            state.withLock { $0.events.append("\(type) \(reason) \(message)") }
        }

        private func outcome(_ text: String) -> ProbeOutcome {
            state.withLock { state in
                state.probes += 1
                return state.healthy ? .success : .failure(text)
            }
        }

        func exec(containerID: String, command: [String], timeout: Duration) async throws -> ExecResult {
            if command == ["slow"] { throw ProbeFailure(description: "rpc error: DeadlineExceeded") }
            return outcome("") == .success ? ExecResult(exitCode: 0) : ExecResult(exitCode: 1, stdout: Array("\(command) failed".utf8))
        }

        func http(_ get: HTTPGetAction, host: String, port: Int, timeout: Duration) async throws -> ProbeOutcome { outcome("http \(host):\(port)") }
        func tcp(host: String, port: Int, timeout: Duration) async throws -> ProbeOutcome { outcome("tcp \(host):\(port)") }
        func grpc(host: String, port: Int, service: String, timeout: Duration) async throws -> ProbeOutcome { outcome("grpc \(service)") }
    }

    private func start(_ probes: String, _ kubelet: Kubelet, restartPolicy: String = "Always") throws -> (ProbeManager, Pod) {
        let manager = ProbeManager(targets: kubelet, prober: kubelet, clock: clock, logger: noLog, random: { 0 })
        let pod = try makePod("{metadata: {name: p}, spec: {restartPolicy: \(restartPolicy), containers: [{name: c, env: [{name: NAME, value: no-one}], ports: [{name: web, containerPort: 8080}], \(probes)}]}}")
        manager.podAdded(pod)
        manager.podAdded(pod)
        return (manager, pod)
    }

    /// Lets the probes tick until they have run so often.
    private func tick(_ kubelet: Kubelet, until count: Int) async throws {
        try await soon("\(count) probes") {
            if kubelet.probes >= count { return true }
            clock.advance(by: .seconds(1))
            try await Task.sleep(for: .milliseconds(3))
            return kubelet.probes >= count
        }
    }

    @Test func livenessFailsAfterItsThreshold() async throws {
        let kubelet = Kubelet()
        let (manager, _) = try start("livenessProbe: {httpGet: {port: web}, periodSeconds: 5, failureThreshold: 3}", kubelet)
        try await tick(kubelet, until: 1)
        try await soon("result") { manager.results(containerID: "one").liveness == true }
        kubelet.setHealthy(false)
        try await tick(kubelet, until: 3)
        #expect(manager.results(containerID: "one").liveness == true)
        try await tick(kubelet, until: 4)
        try await soon("failed") { manager.results(containerID: "one").liveness == false }
        #expect(kubelet.events.allSatisfy { $0 == "Warning Unhealthy Liveness probe failed: http 10.0.0.9:8080" } && kubelet.events.count == 3)
        // Nothing more until there is another container.
        for _ in 0..<20 {
            clock.advance(by: .seconds(1))
            try await Task.sleep(for: .milliseconds(2))
        }
        #expect(kubelet.probes == 4)
        kubelet.setHealthy(true)
        kubelet.setContainer("containerd://two", started: true)
        try await tick(kubelet, until: 5)
        try await soon("new result") { manager.results(containerID: "two").liveness == true }
    }

    @Test func readinessComesAndGoesAndWaits() async throws {
        let kubelet = Kubelet()
        let (manager, pod) = try start(
            "readinessProbe: {exec: {command: [check, $(NAME)]}, initialDelaySeconds: 5, periodSeconds: 1, failureThreshold: 1, successThreshold: 2}", kubelet)
        try await soon("initial") { manager.results(containerID: "one").readiness == false }
        #expect(kubelet.probes == 0)
        try await tick(kubelet, until: 1)
        #expect(clock.monotonic >= .seconds(5) && manager.results(containerID: "one").readiness == false)
        try await tick(kubelet, until: 2)
        try await soon("ready") { manager.results(containerID: "one").readiness == true }
        kubelet.setHealthy(false)
        try await tick(kubelet, until: 3)
        try await soon("not ready") { manager.results(containerID: "one").readiness == false }
        #expect(kubelet.events == ["Warning Unhealthy Readiness probe failed: [\"check\", \"no-one\"] failed"])
        manager.podRemoved(uid: pod.metadata.uid)
        #expect(manager.results(containerID: "one") == ProbeResults())
    }

    @Test func othersWaitForTheStartupProbe() async throws {
        let kubelet = Kubelet()
        kubelet.setContainer("containerd://one", started: false)
        kubelet.setHealthy(false)
        let (manager, _) = try start(
            "startupProbe: {tcpSocket: {port: 99}, periodSeconds: 1, failureThreshold: 30}, livenessProbe: {grpc: {port: 7, service: s}, periodSeconds: 1}", kubelet)
        try await tick(kubelet, until: 4)
        #expect(kubelet.events.allSatisfy { $0.contains("Startup probe failed: tcp 10.0.0.9:99") })
        #expect(manager.results(containerID: "one").startup == nil)
        kubelet.setHealthy(true)
        try await tick(kubelet, until: 7)
        try await soon("started") { manager.results(containerID: "one").startup == true }
        try await soon("told") { kubelet.changes > 0 }
    }

    @Test func aCommandThatTakesTooLongFails() async throws {
        let kubelet = Kubelet()
        let (manager, _) = try start("livenessProbe: {exec: {command: [slow]}, periodSeconds: 1, failureThreshold: 1}", kubelet)
        try await soon("failed") {
            clock.advance(by: .seconds(1))
            return manager.results(containerID: "one").liveness == false
        }
        #expect(kubelet.events.first == "Warning Unhealthy Liveness probe failed: command timed out: \"slow\" timed out after 1s")
    }

    @Test func runsAreCountedAndReadyStaysReady() async throws {
        let kubelet = Kubelet()
        kubelet.setReady(true)
        let metrics = KubeletMetrics()
        let manager = ProbeManager(targets: kubelet, prober: kubelet, clock: clock, logger: noLog, metrics: metrics.probes, random: { 0.5 })
        let pod = try makePod("{metadata: {name: p}, spec: {containers: [{name: c, readinessProbe: {tcpSocket: {port: 1}, periodSeconds: 1, failureThreshold: 1}}]}}")
        kubelet.setHealthy(false)
        manager.podAdded(pod)
        // It was ready before this kubelet started, and is so until a probe has said otherwise, after half a second.
        #expect(manager.results(containerID: "one").readiness == nil)
        try await tick(kubelet, until: 1)
        try await soon("not ready") { manager.results(containerID: "one").readiness == false }
        kubelet.setHealthy(true)
        try await tick(kubelet, until: 2)
        try await soon("ready") { manager.results(containerID: "one").readiness == true }
        #expect(metrics.probes.total.value("Readiness", "failed", "c", "p", "default", "uid-1") >= 1)
        #expect(metrics.probes.total.value("Readiness", "successful", "c", "p", "default", "uid-1") >= 1)
        // Another container: what was known of the one before is forgotten.
        kubelet.setContainer("containerd://two", started: true)
        try await soon("forgotten") {
            clock.advance(by: .seconds(1))
            return manager.results(containerID: "one") == ProbeResults() && manager.results(containerID: "two").readiness != nil
        }
        manager.podRemoved(uid: "uid-1")
        #expect(metrics.probes.total.value("Readiness", "failed", "c", "p", "default", "uid-1") == 0)
    }

    @Test func reallyConnects() async throws {
        let prober = NetworkProber()
        let server = try await ServerBootstrap(group: .singletonMultiThreadedEventLoopGroup)
            .childChannelInitializer { $0.pipeline.addHandler(Canned()) }
            .bind(host: "127.0.0.1", port: 0).get()
        let port = try #require(server.localAddress?.port)
        #expect(try await prober.tcp(host: "127.0.0.1", port: port, timeout: .seconds(20)) == .success)
        #expect(try await prober.http(HTTPGetAction(path: "/ok"), host: "127.0.0.1", port: port, timeout: .seconds(20)) == .success)
        #expect(
            try await prober.http(HTTPGetAction(path: "/bad"), host: "127.0.0.1", port: port, timeout: .seconds(20))
                == .failure("HTTP probe failed with statuscode: 503"))
        #expect(
            try await prober.http(HTTPGetAction(path: "/away"), host: "127.0.0.1", port: port, timeout: .seconds(20))
                == .warning("Probe terminated redirects, Response body: "))
        #expect(
            try await prober.http(HTTPGetAction(path: "/told"), host: "127.0.0.1", port: port, timeout: .seconds(20))
                == .warning("Probe terminated redirects, Response body: gone"))
        #expect(try await prober.http(HTTPGetAction(path: "/here"), host: "127.0.0.1", port: port, timeout: .seconds(20)) == .success)
        #expect(
            try await prober.http(HTTPGetAction(path: "/silent"), host: "127.0.0.1", port: port, timeout: .milliseconds(200))
                == .failure("Get \"http://127.0.0.1:\(port)/silent\": context deadline exceeded (Client.Timeout exceeded while awaiting headers)"))
        try await server.close().get()
        #expect(
            try await prober.tcp(host: "127.0.0.1", port: port, timeout: .seconds(1))
                == .failure("dial tcp 127.0.0.1:\(port): connect: connection refused"))
        #expect(
            try await prober.http(HTTPGetAction(path: "/ok"), host: "127.0.0.1", port: port, timeout: .seconds(2))
                == .failure("Get \"http://127.0.0.1:\(port)/ok\": dial tcp 127.0.0.1:\(port): connect: connection refused"))
        guard case .failure = try await prober.grpc(host: "127.0.0.1", port: port, service: "", timeout: .seconds(1)) else {
            Issue.record("gRPC to nobody succeeded")
            return
        }
    }

    /// Answers each request by its path.
    private final class Canned: ChannelInboundHandler, Sendable {
        typealias InboundIn = ByteBuffer
        typealias OutboundOut = ByteBuffer

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            let text = String(buffer: unwrapInboundIn(data))
            let line = text.split(separator: " ").dropFirst().first.map(String.init) ?? ""
            let answer: String
            switch line {
            case "/ok": answer = "200 OK\r\n"
            case "/bad": answer = "503 Service Unavailable\r\n"
            case "/away": answer = "302 Found\r\nLocation: http://example.invalid/\r\n"
            case "/here": answer = "302 Found\r\nLocation: /ok\r\n"
            case "/told":
                let told = "HTTP/1.1 300 Choose\r\nContent-Length: 4\r\nConnection: close\r\n\r\ngone"
                return context.writeAndFlush(wrapOutboundOut(ByteBuffer(string: told)), promise: nil)
            default: return
            }
            context.writeAndFlush(wrapOutboundOut(ByteBuffer(string: "HTTP/1.1 \(answer)Content-Length: 0\r\nConnection: close\r\n\r\n")), promise: nil)
        }
    }
}
