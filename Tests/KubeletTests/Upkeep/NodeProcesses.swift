import Foundation
import KubernetesAPI
import KubernetesClient
import ProcessTesting

/// An API server and a kubelet as processes of their own, which a test may kill and start again.
final class NodeProcesses: Sendable {
    static var isAvailable: Bool { ContainerdFixture.available && ApusProcesses.isBuilt }

    private let processes: ApusProcesses
    private let fixture: ContainerdFixture
    let client: Client

    var manifests: String { fixture.directory + "/manifests" }
    var root: String { fixture.directory + "/kubelet" }

    init(_ fixture: ContainerdFixture) throws {
        self.fixture = fixture
        processes = try ApusProcesses(directory: fixture.directory)
        client = Client(transport: try HTTPSTransport(try Kubeconfig.load(path: processes.kubeconfig()).target()), timeout: .seconds(10))
        try FileManager.default.createDirectory(atPath: manifests, withIntermediateDirectories: true)
    }

    /// Begins the API server. It keeps what it has on disk.
    func startServer() throws { try processes.startServer(["--service-cluster-ip-range=10.96.0.0/16"]) }

    /// Begins the kubelet.
    func startKubelet() throws {
        try processes.start("kubelet", [
            "kubelet", "--kubeconfig", processes.kubeconfig(), "--hostname-override", "node1", "--node-ip", "127.0.0.1", "--root-dir", root,
            "--cert-dir", fixture.directory + "/pki", "--container-runtime-endpoint", "unix://" + fixture.socket, "--pod-manifest-path", manifests,
            "--cgroup-root", "/" + fixture.bridge, "--port", "0", "--pod-logs-dir", fixture.directory + "/pod-logs", "--file-check-frequency", "1s",
        ])
    }

    /// As `kill -9`. Returns when the process is gone.
    func kill(_ name: String) { processes.kill(name) }

    func stop() { processes.stop() }

    /// The ends of the logs.
    var logs: String { processes.logs }

    /// The pod as the API server has it; nil when there is none or no server.
    func pod(_ name: String) async -> Pod? { try? await client.get(Pod.self, name, namespace: "default") }

    func isReady(_ names: String...) async -> Bool {
        for name in names { guard await pod(name)?.isReady == true else { return false } }
        return true
    }
}
