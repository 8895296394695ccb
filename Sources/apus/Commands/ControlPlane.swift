import ArgumentParser
import Cluster
import ComponentServer
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

/// `kube-scheduler`, alone: with the flags of Kubernetes'.
struct KubeScheduler: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "kube-scheduler", abstract: "Run the scheduler.",
        discussion: "Takes the flags of Kubernetes' kube-scheduler and --strategy; apus kube-scheduler --help lists them.")

    @Argument(parsing: .captureForPassthrough, help: "Flags.") var arguments: [String] = []

    func run() async throws {
        if arguments.contains("--help") || arguments.contains("-h") { return print("USAGE: apus kube-scheduler [FLAGS]\n\n\(SchedulerFlags.all.help)") }
        if arguments.contains(where: { $0 == "--version" || $0 == "--version=true" }) { return print("Kubernetes \(Version.kubernetes)") }
        try await SchedulerProcess(settings: try SchedulerSettings.load(arguments)).run()
    }
}

/// The text of a file that a flag names.
func readFile(_ path: String) throws -> String {
    guard let data = FileManager.default.contents(atPath: path) else { throw ClusterError("cannot read \(path)") }
    return String(decoding: data, as: UTF8.self)
}
