import Cluster
import ComponentServer
import Foundation
import KubernetesAPI
import KubernetesClient
import Logging
import Scheduler

/// The process kube-scheduler: the scheduler, and the server for its health and metrics.
struct SchedulerProcess {
    let settings: SchedulerSettings
    private static let name = "kube-scheduler"

    func run() async throws {
        if !settings.writeConfigTo.isEmpty {
            return try YAML.encode(settings.configuration.json).write(toFile: settings.writeConfigTo, atomically: true, encoding: .utf8)
        }
        let clock = SystemClock()
        let logger = LoggingArguments.logger(Self.name, verbosity: settings.verbosity, format: settings.loggingFormat)
        let host = ProcessInfo.processInfo.hostName
        var options = SchedulerOptions()
        options.configuration = settings.configuration
        options.podMaxInUnschedulablePods = settings.podMaxInUnschedulablePods
        let election = settings.configuration.leaderElection
        if election.leaderElect { options.election = .init(election, identity: LeaderElector.makeIdentity(hostname: host, uuid: UUID().uuidString)) }
        let connection = settings.configuration.clientConnection
        var target = try Kubeconfig.load(explicit: connection.kubeconfig.isEmpty ? nil : connection.kubeconfig).target()
        if !settings.master.isEmpty { target.cluster.server = settings.master }
        // Bindings are many and small.
        let client = Client(transport: try HTTPSTransport(target, clock: clock, callConnections: 16), userAgent: Self.name)
        let scheduler = Scheduler(client: client, clock: clock, logger: logger, options: options)
        func delegate(_ kubeconfig: String) throws -> Client? {
            kubeconfig.isEmpty ? nil : Client(transport: try HTTPSTransport(try Kubeconfig.load(explicit: kubeconfig)), userAgent: Self.name)
        }
        let server = ComponentServer(
            options: settings.serving, component: Self.name, host: host, pages: SchedulerPages.make(scheduler, settings.configuration),
            authentication: try delegate(settings.serving.authenticationKubeconfig), authorization: try delegate(settings.serving.authorizationKubeconfig),
            clock: clock, logger: logger)
        try await runService(server, scheduler, logger: logger)
    }
}
