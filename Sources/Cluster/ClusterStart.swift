import Foundation
import KubernetesAPI
import KubernetesClient

/// Starts the cluster's process and waits for it: what `apus up` does.
public struct ClusterStart {
    private let options: ClusterOptions
    private let clock: any WallClock

    public init(options: ClusterOptions, clock: any WallClock) throws {
        self.options = options
        self.clock = clock
    }

    /// The process of a cluster that runs already.
    public func runningServer() -> Int32? { DetachedProcess.running(pidFile: options.pidFile, argument: "server") }

    /// - Throws: `ClusterError` for the first thing that the machine lacks.
    public func checkMachine() throws { _ = try Prerequisites.check(options) }

    /// Starts the cluster in a process of its own.
    public func launch(executable: String, arguments: [String]) throws {
        try Files.makeDirectory(options.dataDirectory, mode: 0o700)
        try Files.makeDirectory(options.runDirectory)
        try DetachedProcess.start(executable, arguments, log: options.logFile, pidFile: options.pidFile)
    }

    /// Waits until a node of the cluster is Ready, telling how far it is.
    /// - Returns: the node's name.
    public func waitUntilReady(timeout: Duration, progress: (String) -> Void) async throws -> String {
        let deadline = clock.monotonic + timeout
        var told = ""
        func tell(_ text: String) {
            if text != told { progress("  " + text) }
            told = text
        }
        while clock.monotonic < deadline {
            guard runningServer() != nil else { throw ClusterError("the cluster ended while it started: \(lastErrorLine())") }
            tell("waiting for the API server")
            if let kubeconfig = try? Kubeconfig.load(path: options.kubeconfigPath), let transport = try? HTTPSTransport(kubeconfig) {
                let client = Client(transport: transport)
                while clock.monotonic < deadline, runningServer() != nil {
                    if let nodes = try? await client.list(Node.self).items {
                        if let ready = nodes.first(where: { $0.status.conditions.contains { $0.type == "Ready" && $0.status == "True" } }) {
                            return ready.metadata.name
                        }
                        let condition = nodes.first?.status.conditions.first { $0.type == "Ready" }
                        tell("waiting for the node" + (condition?.message.map { ": \($0)" } ?? ""))
                    }
                    try await clock.sleep(for: .milliseconds(20))
                }
            }
            try await clock.sleep(for: .milliseconds(20))
        }
        throw ClusterError("the node did not become ready in \(timeout.components.seconds) s: see \(options.logFile)")
    }

    private func lastErrorLine() -> String {
        let lines = (Files.text(options.logFile) ?? "").split(separator: "\n")
        return lines.last { $0.hasPrefix("apus:") || $0.hasPrefix("E ") }.map(String.init) ?? "see \(options.logFile)"
    }
}
