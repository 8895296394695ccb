import ArgumentParser
import Cluster
import Foundation
import KubernetesAPI
import KubernetesClient
import Scheduler

/// The flags by which a component finds the API server.
struct ClientArguments: ParsableArguments {
    @Option(help: "How to reach the API server.") var kubeconfig: String?

    func client(_ userAgent: String) throws -> Client {
        Client(transport: try HTTPSTransport(try Kubeconfig.load(explicit: kubeconfig)), userAgent: userAgent)
    }
}

/// `kube-scheduler`, alone.
struct KubeScheduler: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "kube-scheduler", abstract: "Run the scheduler.")

    @OptionGroup var api: ClientArguments
    @OptionGroup var logging: LoggingArguments

    func run() async throws {
        let logger = logging.logger("kube-scheduler")
        try await runService(Scheduler(client: try api.client("kube-scheduler"), clock: SystemClock(), logger: logger), logger: logger)
    }
}

/// The text of a file that a flag names.
func readFile(_ path: String) throws -> String {
    guard let data = FileManager.default.contents(atPath: path) else { throw ClusterError("cannot read \(path)") }
    return String(decoding: data, as: UTF8.self)
}
