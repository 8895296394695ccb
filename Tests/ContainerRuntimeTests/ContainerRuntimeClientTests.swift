import ContainerRuntime
import Foundation
import Logging
import ProcessTesting
import SwiftProtobuf
import Testing

@Suite(.enabled(if: TestContainerd.available))
struct ContainerRuntimeClientTests {
    @Test(.timeLimit(.minutes(2)))
    func aPodsLifeOnContainerd() async throws {
        let containerd = try TestContainerd()
        let client = try ContainerRuntimeClient(socketPath: "unix://" + containerd.socket, logger: Logger(label: "test"))

        #expect(try await client.version().runtimeName == "containerd")
        #expect(try await client.status().status.conditions.allSatisfy { $0.status })
        #expect(try await client.imageStatus("localhost/busybox:test")?.repoTags == ["localhost/busybox:test"])
        #expect(try await client.imageStatus("localhost/none:test") == nil)

        let logs = containerd.directory + "/logs"
        try FileManager.default.createDirectory(atPath: logs, withIntermediateDirectories: true)
        let pod = CRIPodSandboxConfig.with {
            $0.metadata = .with { $0.name = "web"; $0.uid = "u-1"; $0.namespace = "default" }
            $0.hostname = "web"
            $0.logDirectory = logs
            $0.labels = ["io.kubernetes.pod.name": "web"]
            $0.linux.securityContext.namespaceOptions.pid = .container
        }
        let sandbox = try await client.runPodSandbox(pod)
        let status = try await client.podSandboxStatus(sandbox).status
        #expect(status.state == .sandboxReady)
        #expect(status.network.ip.hasPrefix("10."))

        let config = CRIContainerConfig.with {
            $0.metadata.name = "main"
            $0.image.image = "localhost/busybox:test"
            $0.command = ["sh", "-c", "echo hello; trap 'exit 7' TERM; while :; do sleep 0.1; done"]
            $0.logPath = "main/0.log"
            $0.labels = ["io.kubernetes.container.name": "main"]
        }
        let container = try await client.createContainer(in: sandbox, config, sandboxConfig: pod)
        try await client.startContainer(container)
        #expect(try await client.containerStatus(container).status.state == .containerRunning)
        let filter = CRIContainerFilter.with { $0.labelSelector = ["io.kubernetes.container.name": "main"] }
        #expect(try await client.listContainers(filter).map(\.id) == [container])

        let result = try await client.execSync(
            container, command: ["sh", "-c", "hostname; echo oops >&2; exit 3"], timeout: 10)
        #expect(result.stdout == Data("web\n".utf8))
        #expect(result.stderr == Data("oops\n".utf8))
        #expect(result.exitCode == 3)
        let slow = await #expect(throws: ContainerRuntimeError.self) {
            try await client.execSync(container, command: ["sleep", "30"], timeout: 1)
        }
        #expect(slow?.code == .deadlineExceeded)
        #expect(try await client.exec(.with { $0.containerID = container; $0.cmd = ["sh"]; $0.stdout = true })
            .hasPrefix("http://127.0.0.1:"))
        #expect(try await client.containerStats(container).attributes.id == container)

        let log = try String(contentsOfFile: logs + "/main/0.log", encoding: .utf8)
        #expect(log.hasSuffix(" stdout F hello\n"))

        try await client.stopContainer(container, timeout: 5)
        let ended = try await client.containerStatus(container).status
        #expect(ended.state == .containerExited)
        #expect(ended.exitCode == 7)
        try await client.removeContainer(container)
        let gone = await #expect(throws: ContainerRuntimeError.self) { try await client.containerStatus(container) }
        #expect(gone?.isNotFound == true)

        try await client.stopPodSandbox(sandbox)
        try await client.removePodSandbox(sandbox)
        #expect(try await client.listPodSandboxes().isEmpty)
        await client.close()
    }

    @Test func noRuntimeIsUnavailable() async throws {
        let client = try ContainerRuntimeClient(
            socketPath: "/nonexistent/containerd.sock", requestTimeout: .seconds(10), logger: Logger(label: "test"))
        let error = await #expect(throws: ContainerRuntimeError.self) { try await client.version() }
        #expect(error?.code == .unavailable)
        await client.close()
    }
}
