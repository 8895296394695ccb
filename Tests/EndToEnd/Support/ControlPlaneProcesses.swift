import Foundation
import KubernetesAPI
import KubernetesClient
import ProcessTesting

/// An API server, controller managers and a scheduler as processes of their own, on loopback, which a test may kill and start again.
final class ControlPlaneProcesses: Sendable {
    private let processes: ApusProcesses
    let client: Client

    init() throws {
        processes = try ApusProcesses(users: ["manager": "system:kube-controller-manager", "scheduler": "system:kube-scheduler"])
        client = Client(transport: try HTTPSTransport(try Kubeconfig.load(path: processes.kubeconfig()).target()), timeout: .seconds(20))
    }

    func startServer() async throws {
        try processes.startServer()
        try await eventually("the API server answers") { (try? await self.client.get(Namespace.self, "kube-system")) != nil }
    }

    /// The port on which the controller manager of this name serves.
    func port(of manager: String) -> Int { processes.port + 1 + (manager.utf8.last.map { Int($0) } ?? 0) }

    func startManager(_ name: String) throws {
        let config = processes.kubeconfig("manager")
        try processes.start(name, [
            "kube-controller-manager", "--kubeconfig", config, "--authentication-kubeconfig", config, "--authorization-kubeconfig", config,
            "--bind-address=127.0.0.1", "--secure-port=\(port(of: name))", "--use-service-account-credentials=true", "--kube-api-qps=200",
            "--kube-api-burst=400", "--leader-elect", "--leader-elect-lease-duration=4s", "--leader-elect-renew-deadline=3s",
            "--leader-elect-retry-period=500ms", "--controllers=*,bootstrapsigner,tokencleaner,-nodelifecycle,-taint-eviction-controller",
        ])
    }

    /// On a port of its own, as a cluster on this machine may have the usual one.
    func startScheduler() throws {
        try processes.start("scheduler", [
            "kube-scheduler", "--kubeconfig", processes.kubeconfig("scheduler"), "--bind-address=127.0.0.1", "--secure-port=\(processes.port + 1)",
        ])
    }

    /// As `kill -9`. Returns when the process is gone.
    func kill(_ name: String) { processes.kill(name) }

    func stop() {
        processes.stop()
        try? FileManager.default.removeItem(atPath: processes.directory)
    }

    /// The ends of the logs.
    var logs: String { processes.logs }
}
