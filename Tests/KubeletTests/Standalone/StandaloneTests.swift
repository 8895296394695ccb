import ContainerRuntime
import Foundation
import JSON
import KubernetesAPI
import KubernetesClient
import ProcessTesting
import Testing

@testable import Kubelet

/// `apus kubelet` in a process of its own.
final class AloneKubelet {
    static var available: Bool { [ApusProcesses.program, "/usr/bin/curl"].allSatisfy { FileManager.default.isExecutableFile(atPath: $0) } }

    let fixture: ContainerdFixture
    let port = Int.random(in: 33000..<36000)
    let pagePort = Int.random(in: 36000..<39000)
    private var process: Process?

    var directory: String { fixture.directory }
    var socket: String { directory + "/pods.sock" }

    init(_ fixture: ContainerdFixture) throws {
        self.fixture = fixture
        for name in ["manifests", "www", "kubelet"] {
            try FileManager.default.createDirectory(atPath: "\(directory)/\(name)", withIntermediateDirectories: true)
        }
        try write("config.yaml", """
            apiVersion: kubelet.config.k8s.io/v1beta1
            kind: KubeletConfiguration
            staticPodPath: \(directory)/manifests
            staticPodURL: http://127.0.0.1:\(pagePort)/pods.yaml
            httpCheckFrequency: 1s
            podLogsDir: \(directory)/pod-logs
            containerRuntimeEndpoint: unix://\(fixture.socket)
            cgroupRoot: /\(fixture.bridge)
            port: \(port)
            address: 127.0.0.1
            healthzPort: 0
            maxPods: 9
            authentication: {anonymous: {enabled: true}, webhook: {enabled: false}}
            authorization: {mode: AlwaysAllow}
            """)
    }

    func write(_ name: String, _ text: String) throws { try Data(text.utf8).write(to: URL(fileURLWithPath: directory + "/" + name)) }

    func start() throws {
        process = try ApusProcesses.start([
            "kubelet", "--config", directory + "/config.yaml", "--root-dir=\(directory)/kubelet", "--cert-dir=\(directory)/kubelet/pki",
            "--container-logs-dir=\(directory)/container-logs", "--hostname-override=Alone", "--pod-endpoint=unix://\(socket)", "--max-pods=8",
        ], log: directory + "/kubelet.log")
    }

    func stop(hard: Bool = false) {
        guard let process else { return }
        kill(process.processIdentifier, hard ? SIGKILL : SIGTERM)
        process.waitUntilExit()
        self.process = nil
    }

    deinit { stop(hard: true) }

    var log: String { PodFiles.read(directory + "/kubelet.log") }

    /// What the endpoint for pods answers.
    func ask(_ method: String, _ path: String, _ body: String = "") -> JSONValue? {
        let text = try? ContainerdFixture.run("/usr/bin/curl", ["-s", "--unix-socket", socket, "-X", method, "--data-binary", body, "http://pods" + path])
        return text.flatMap { try? JSONValue(parsing: Array($0.utf8)) }
    }

    /// What the kubelet's own server answers.
    func page(_ path: String) -> String { (try? ContainerdFixture.run("/usr/bin/curl", ["-sk", "https://127.0.0.1:\(port)\(path)"])) ?? "" }

    /// The pods as the kubelet's own server shows them, by their names.
    func pod(_ name: String) -> Pod? {
        let list = try? JSONValue(parsing: Array(page("/pods").utf8))
        return list?["items"]?.array?.compactMap { try? Pod(json: $0) }.first { $0.metadata.name == name + "-alone" }
    }

    func containerID(_ name: String) -> String? { pod(name)?.status.containerStatuses.first?.containerID }
}

/// The real program as the kubelet of a node without an API server, on a real containerd.
@Suite(.serialized, .enabled(if: ContainerdFixture.available && AloneKubelet.available, "needs root, containerd, runc, CNI plugins, busybox-static, curl and the built apus"))
struct StandaloneTests {
    private func manifest(_ name: String, _ extra: String = "", command: String = "echo here; while :; do sleep 0.1; done") -> String {
        """
        apiVersion: v1
        kind: Pod
        metadata: {name: \(name)}
        spec:
          terminationGracePeriodSeconds: 0
          containers:
          - name: c
            image: test.local/busybox:1
            imagePullPolicy: Never
            command: [sh, -c, "\(command)"]
        \(extra)
        """
    }

    @Test(.timeLimit(.minutes(3))) func nodeWithoutAnAPIServer() async throws {
        try await ContainerdFixture.with { fixture in
            let kubelet = try AloneKubelet(fixture)
            let pages = Process()
            pages.executableURL = URL(fileURLWithPath: "/bin/busybox")
            pages.arguments = ["httpd", "-f", "-p", "127.0.0.1:\(kubelet.pagePort)", "-h", kubelet.directory + "/www"]
            pages.standardOutput = FileHandle.nullDevice
            pages.standardError = FileHandle.nullDevice
            try pages.run()
            defer { kill(pages.processIdentifier, SIGKILL) }
            // Volumes, a probe and a restart, from a file.
            try kubelet.write("manifests/file.yaml", manifest("file", """
                    readinessProbe: {exec: {command: [test, -f, /data/ready]}, periodSeconds: 1}
                    volumeMounts: [{name: host, mountPath: /host}, {name: data, mountPath: /data}]
                  volumes:
                  - {name: host, hostPath: {path: \(kubelet.directory)/www, type: Directory}}
                  - {name: data, emptyDir: {}}
                """, command: "echo run; touch /data/ready; test -f /host/again || { touch /host/again; exit 1; }; while :; do sleep 0.1; done"))
            try kubelet.write("manifests/refused.yaml", manifest("refused", "  serviceAccountName: default"))
            try kubelet.write("www/pods.yaml", manifest("url"))
            try kubelet.start()
            #expect(await eventually { kubelet.ask("GET", "/pods")?["kind"] == "PodList" })
            let made = kubelet.ask("POST", "/pods", manifest("posted"))
            #expect(made?["metadata"]?["name"] == "posted-alone", "\(String(describing: made))")
            #expect(kubelet.ask("POST", "/pods", manifest("posted"))?["reason"] == "AlreadyExists")
            for name in ["file", "url", "posted"] {
                #expect(await afterBackOff { kubelet.pod(name)?.isReady == true }, "\(name): \(kubelet.log.suffix(2000))")
            }
            let file = try #require(kubelet.pod("file"))
            #expect(file.status.containerStatuses.first?.restartCount == 1)
            #expect(["file", "url", "posted"].map { kubelet.pod($0)?.metadata.annotations["kubernetes.io/config.source"] } == ["file", "http", "local"])
            #expect(kubelet.pod("refused") == nil && kubelet.log.contains("static pods may not reference serviceaccounts"))
            #expect(kubelet.page("/containerLogs/default/file-alone/c") == "run\n")
            #expect(kubelet.page("/configz").contains("\"maxPods\":8") && kubelet.page("/configz").contains("\"httpCheckFrequency\":\"1s\""))

            // The kubelet is killed; everything runs on, and what was posted is still known.
            let ids = ["file", "url", "posted"].map { kubelet.containerID($0) }
            kubelet.stop(hard: true)
            try kubelet.start()
            #expect(await eventually { ["file", "url", "posted"].map { kubelet.containerID($0) } == ids })
            #expect(kubelet.ask("GET", "/pods/default/posted")?["status"]?["phase"] == "Running")

            // Another pod under the old name; pods go with what named them.
            try kubelet.write("www/pods.yaml", manifest("url", command: "echo other; while :; do sleep 0.1; done"))
            #expect(kubelet.ask("DELETE", "/pods/default/posted")?["metadata"]?["name"] == "posted-alone")
            try FileManager.default.removeItem(atPath: kubelet.directory + "/manifests/file.yaml")
            #expect(await afterBackOff { kubelet.page("/containerLogs/default/url-alone/c") == "other\n" })
            #expect(await eventually { kubelet.pod("posted") == nil && kubelet.pod("file") == nil })
            #expect(await eventually { (try? await fixture.client.listContainers().count) == 1 })
            kubelet.stop()
        }
    }

    @Test func wrongFlagsEndTheProgramWithALine() throws {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: ApusProcesses.program)
        process.arguments = ["kubelet", "--no-such-flag=1"]
        let pipe = Pipe()
        process.standardError = pipe
        process.standardOutput = FileHandle.nullDevice
        try process.run()
        let said = String(decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        #expect(process.terminationStatus != 0 && said.contains("unknown flag: --no-such-flag"), "\(said)")
    }
}
