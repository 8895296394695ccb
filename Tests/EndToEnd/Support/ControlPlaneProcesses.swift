import Foundation
import KubernetesAPI
import KubernetesClient
import Synchronization

/// An API server, controller managers and a scheduler as processes of their own, on loopback, which a test may kill and start again.
final class ControlPlaneProcesses: Sendable {
    let directory: String
    let client: Client
    private let port: Int
    private let processes = Mutex<[String: Process]>([:])

    static let isAvailable = FileManager.default.isExecutableFile(atPath: Machine.apus)
    static let administrator = "admin-token"

    init() throws {
        port = 20000 + Int.random(in: 0..<9000)
        directory = "/tmp/apus-control-\(getpid())-\(port)"
        try FileManager.default.createDirectory(atPath: directory + "/api", withIntermediateDirectories: true)
        let tokens = [
            "\(Self.administrator),admin,1,\"system:masters\"", "manager-token,system:kube-controller-manager,2", "scheduler-token,system:kube-scheduler,3",
        ]
        try (tokens.joined(separator: "\n") + "\n").write(toFile: directory + "/tokens.csv", atomically: true, encoding: .utf8)
        for (name, token) in [("admin", Self.administrator), ("manager", "manager-token"), ("scheduler", "scheduler-token")] {
            let text = """
                apiVersion: v1
                kind: Config
                current-context: c
                clusters: [{name: c, cluster: {server: "https://127.0.0.1:\(port)", insecure-skip-tls-verify: true}}]
                users: [{name: u, user: {token: \(token)}}]
                contexts: [{name: c, context: {cluster: c, user: u}}]
                """
            try text.write(toFile: "\(directory)/\(name).conf", atomically: true, encoding: .utf8)
        }
        client = Client(transport: try HTTPSTransport(try Kubeconfig.load(path: directory + "/admin.conf").target()), timeout: .seconds(20))
    }

    func startServer() async throws {
        try start("server", [
            "kube-apiserver", "--bind-address", "127.0.0.1", "--secure-port", "\(port)", "--cert-dir", directory + "/api", "--data-dir", directory + "/api",
            "--token-auth-file", directory + "/tokens.csv", "--disable-admission-plugins=ServiceAccount",
        ])
        try await eventually("the API server answers") { (try? await self.client.get(Namespace.self, "kube-system")) != nil }
    }

    /// The port on which the controller manager of this name serves.
    func port(of manager: String) -> Int { port + 1 + (manager.utf8.last.map { Int($0) } ?? 0) }

    func startManager(_ name: String) throws {
        let config = directory + "/manager.conf"
        try start(name, [
            "kube-controller-manager", "--kubeconfig", config, "--authentication-kubeconfig", config, "--authorization-kubeconfig", config,
            "--bind-address=127.0.0.1", "--secure-port=\(port(of: name))", "--use-service-account-credentials=true", "--kube-api-qps=200",
            "--kube-api-burst=400", "--leader-elect", "--leader-elect-lease-duration=4s", "--leader-elect-renew-deadline=3s",
            "--leader-elect-retry-period=500ms", "--controllers=*,bootstrapsigner,tokencleaner,-nodelifecycle,-taint-eviction-controller",
        ])
    }

    func startScheduler() throws { try start("scheduler", ["kube-scheduler", "--kubeconfig", directory + "/scheduler.conf"]) }

    private func start(_ name: String, _ arguments: [String]) throws {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: Machine.apus)
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

    func stop() {
        for name in processes.withLock({ Array($0.keys) }) { kill(name) }
        try? FileManager.default.removeItem(atPath: directory)
    }

    /// The ends of the logs.
    var logs: String {
        processes.withLock { Array($0.keys) }.sorted().map { name in
            let text = FileManager.default.contents(atPath: directory + "/\(name).log").map { String(decoding: $0, as: UTF8.self) } ?? ""
            return "== \(name)\n" + text.split(separator: "\n").suffix(12).joined(separator: "\n")
        }.joined(separator: "\n")
    }
}
