import Foundation
import KubernetesAPI
import KubernetesClient
import Synchronization

@testable import Kubelet

/// An API server and a kubelet as processes of their own, which a test may kill and start again.
final class NodeProcesses: Sendable {
    private static let products = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath().deletingLastPathComponent()
    private static let apus = products.appendingPathComponent("apus").path
    static var isAvailable: Bool { ContainerdFixture.available && FileManager.default.isExecutableFile(atPath: apus) }

    let fixture: ContainerdFixture
    let client: Client
    private let port: Int
    private let processes = Mutex<[String: Process]>([:])

    var directory: String { fixture.directory }
    var manifests: String { directory + "/manifests" }
    var root: String { directory + "/kubelet" }

    init(_ fixture: ContainerdFixture) throws {
        self.fixture = fixture
        port = 20000 + Int.random(in: 0..<9000)
        try FileManager.default.createDirectory(atPath: fixture.directory + "/manifests", withIntermediateDirectories: true)
        try FileManager.default.createDirectory(atPath: fixture.directory + "/api", withIntermediateDirectories: true)
        try ContainerdFixture.write(fixture.directory + "/tokens.csv", "admin-token,admin,1,\"system:masters\"\n")
        let config = fixture.directory + "/kubeconfig"
        try ContainerdFixture.write(config, """
            apiVersion: v1
            kind: Config
            current-context: c
            clusters: [{name: c, cluster: {server: "https://127.0.0.1:\(port)", insecure-skip-tls-verify: true}}]
            users: [{name: u, user: {token: admin-token}}]
            contexts: [{name: c, context: {cluster: c, user: u}}]
            """)
        client = Client(transport: try HTTPSTransport(try Kubeconfig.load(path: config).target()), timeout: .seconds(10))
    }

    /// Begins the API server. It keeps what it has on disk.
    func startServer() throws {
        try start("server", [
            "kube-apiserver", "--bind-address", "127.0.0.1", "--secure-port", "\(port)", "--cert-dir", directory + "/api", "--data-dir", directory + "/api",
            "--token-auth-file", directory + "/tokens.csv", "--disable-admission-plugins=ServiceAccount", "--service-cluster-ip-range=10.96.0.0/16",
        ])
    }

    /// Begins the kubelet.
    func startKubelet() throws {
        try start("kubelet", [
            "kubelet", "--kubeconfig", directory + "/kubeconfig", "--hostname-override", "node1", "--node-ip", "127.0.0.1", "--root-dir", root,
            "--cert-dir", directory + "/pki", "--container-runtime-endpoint", "unix://" + fixture.socket, "--pod-manifest-path", manifests,
            "--cgroup-root", "/" + fixture.bridge, "--port", "0", "--pod-logs-dir", directory + "/pod-logs", "--file-check-frequency", "1s",
        ])
    }

    private func start(_ name: String, _ arguments: [String]) throws {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: Self.apus)
        process.arguments = arguments
        let log = directory + "/\(name).log"
        if !FileManager.default.fileExists(atPath: log) { _ = FileManager.default.createFile(atPath: log, contents: nil) }
        let handle = FileHandle(forWritingAtPath: log)
        _ = try? handle?.seekToEnd()
        process.standardOutput = handle
        process.standardError = handle
        process.standardInput = FileHandle.nullDevice
        try process.run()
        processes.withLock { $0[name] = process }
    }

    /// As `kill -9`. Returns when the process is gone.
    func kill(_ name: String) {
        guard let process = processes.withLock({ $0.removeValue(forKey: name) }) else { return }
        Foundation.kill(process.processIdentifier, SIGKILL)
        process.waitUntilExit()
    }

    func stop() { for name in ["kubelet", "server"] { kill(name) } }

    func log(_ name: String) -> String {
        PodFiles.read(directory + "/\(name).log").split(separator: "\n").suffix(15).joined(separator: "\n")
    }

    /// The pod as the API server has it; nil when there is none or no server.
    func pod(_ name: String) async -> Pod? { try? await client.get(Pod.self, name, namespace: "default") }

    func isReady(_ names: String...) async -> Bool {
        for name in names { guard await pod(name)?.isReady == true else { return false } }
        return true
    }
}
