import ArgumentParser
import Cluster
import Foundation
import KubernetesAPI
import KubernetesClient
import Scheduler

/// The flags by which a component finds the API server.
struct ClientArguments: ParsableArguments {
    @Option(help: "How to reach the API server.") var kubeconfig: String?

    /// - Parameter callConnections: connections of HTTP/1.1 for small requests; see `HTTPSTransport`.
    func client(_ userAgent: String, callConnections: Int = 0) throws -> Client {
        let transport = try HTTPSTransport(try Kubeconfig.load(explicit: kubeconfig), callConnections: callConnections)
        return Client(transport: transport, userAgent: userAgent)
    }
}

/// `kube-scheduler`, alone.
struct KubeScheduler: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "kube-scheduler", abstract: "Run the scheduler.")

    @OptionGroup var api: ClientArguments
    @OptionGroup var logging: LoggingArguments

    func run() async throws {
        let logger = logging.logger("kube-scheduler")
        try await runService(Scheduler(client: try api.client("kube-scheduler", callConnections: 16), clock: SystemClock(), logger: logger), logger: logger)
    }
}

/// The text of a file that a flag names.
func readFile(_ path: String) throws -> String {
    guard let data = FileManager.default.contents(atPath: path) else { throw ClusterError("cannot read \(path)") }
    return String(decoding: data, as: UTF8.self)
}
