import Cluster
import ComponentMetrics
import ComponentServer
import ControllerManager
import Foundation
import JSON
import KubernetesAPI
import KubernetesClient
import Logging

/// The process kube-controller-manager: the controllers, and the server for their health and metrics.
struct ControllerManagerProcess {
    let settings: ControllerManagerSettings
    private static let name = "kube-controller-manager"

    func run() async throws {
        let clock = SystemClock()
        let logger = LoggingArguments.logger(Self.name, verbosity: settings.verbosity, format: settings.loggingFormat)
        var options = settings.options
        let host = ProcessInfo.processInfo.hostName
        options.identity = LeaderElector.makeIdentity(hostname: host, uuid: UUID().uuidString)
        let telemetry = ControllerManagerTelemetry()
        let clients = try ControllerManagerClients(settings: settings, metrics: ClientMetrics(telemetry.registry), clock: clock)
        let manager = ControllerManager(
            client: clients.own, clientForAccount: clients.ofAccounts, clock: clock, logger: logger, options: options, telemetry: telemetry
        ) {
            // Another one works from now on: not one more write.
            FatalLine.print("leaderelection lost")
            exit(1)
        }
        let connection: JSONValue = ["QPS": .double(settings.qps), "Burst": .int(Int64(settings.burst)), "Kubeconfig": .string(settings.kubeconfig)]
        let pages = ControllerManagerPages.make(
            telemetry, options, configuration: ControllerManagerConfigz.page(options, settings.serving, connection: connection), clock: clock)
        func client(_ kubeconfig: String) throws -> Client? {
            kubeconfig.isEmpty ? nil : Client(transport: try HTTPSTransport(try Kubeconfig.load(explicit: kubeconfig)), userAgent: Self.name)
        }
        let server = ComponentServer(
            options: settings.serving, component: Self.name, host: host, pages: pages,
            authentication: try client(settings.serving.authenticationKubeconfig), authorization: try client(settings.serving.authorizationKubeconfig),
            clock: clock, logger: logger)
        try await runService(server, manager, logger: logger)
    }
}

/// The clients of the controller manager: its own, and one for each controller's service account.
struct ControllerManagerClients {
    let own: Client
    /// Nil when all controllers work as the controller manager itself.
    let ofAccounts: (@Sendable (_ serviceAccount: String) -> Client)?

    /// - Throws: when the kubeconfig is none.
    init(settings: ControllerManagerSettings, metrics: ClientMetrics, clock: any WallClock) throws {
        let name = "kube-controller-manager"
        var target = try Kubeconfig.load(explicit: settings.kubeconfig.isEmpty ? nil : settings.kubeconfig).target()
        if !settings.master.isEmpty { target.cluster.server = settings.master }
        let (qps, burst) = (settings.qps, settings.burst)
        // Each client has its own measure of requests, as upstream's have.
        @Sendable func limited(_ transport: any Transport) -> any Transport { RateLimitedTransport(transport, qps: qps, burst: burst, clock: clock) }
        func measured(_ transport: any Transport) -> any Transport { MeasuredTransport(transport: transport, metrics: metrics, clock: clock) }
        let transport = measured(try HTTPSTransport(target, clock: clock))
        own = Client(transport: limited(transport), userAgent: name)
        guard settings.useServiceAccountCredentials else {
            ofAccounts = { account in Client(transport: limited(transport), userAgent: "\(name)/\(account)") }
            return
        }
        var nobody = target
        nobody.user = Kubeconfig.User()
        let bare = measured(try HTTPSTransport(nobody, clock: clock))
        let issuer = Client(transport: transport, userAgent: name)
        ofAccounts = { account in
            let transport = ServiceAccountTransport(bare, issuer: issuer, account: ObjectKey(namespace: "kube-system", name: account), clock: clock)
            return Client(transport: limited(transport), userAgent: "\(name)/\(account)")
        }
    }
}
