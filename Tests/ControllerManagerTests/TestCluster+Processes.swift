import APIServer
import KubernetesAPI
import KubernetesClient
import Logging
import Scheduler
import Testing

@testable import ControllerManager

/// Controller managers and schedulers that a test starts and kills one by one.
extension TestCluster {
    /// A controller manager that ends with its life. It does not give its Lease up: the next one has to wait for its end.
    func manager(_ identity: String, life: ProcessLife, leaderElect: Bool) -> Task<Void, Never> {
        var options = options
        options.identity = identity
        options.leaderElect = leaderElect
        // Shorter than usual: with every death the cluster stands still for so long.
        options.leaderElection.leaseDuration = .seconds(6)
        options.leaderElection.renewDeadline = .seconds(4)
        options.leaderElection.retryPeriod = .seconds(1)
        let manager = ControllerManager(
            client: client("system:kube-controller-manager", life: life),
            clientForAccount: { self.client("system:serviceaccount:kube-system:\($0)", "system:serviceaccounts", "system:serviceaccounts:kube-system", life: life) },
            clock: clock, logger: Self.quiet, options: options)
        return Task {
            // One that loses the lead ends, too, and may not write any more.
            try? await manager.run()
            life.kill()
        }
    }

    /// A scheduler that ends with its life.
    func scheduler(life: ProcessLife) -> Task<Void, Never> {
        let scheduler = Scheduler(client: client("system:kube-scheduler", life: life), clock: clock, logger: Self.quiet)
        return Task { try? await scheduler.run() }
    }

    private func client(_ user: String, _ groups: String..., life: ProcessLife) -> Client {
        let transport = InProcessTransport(server: apiServer, user: APIUser(name: user, groups: groups + ["system:authenticated"]))
        return Client(transport: MortalTransport(base: NodeTransport(base: transport, disks: directories), life: life, made: made))
    }

    /// Waits until pods may be created: they need an account.
    func takesPods() async throws {
        try await eventually("the account", nodeWorks: false) { try await !self.client.get(ServiceAccount.self, "default", namespace: "default").metadata.uid.isEmpty }
    }

    private static var quiet: Logger {
        var logger = Logger(label: "test")
        logger.logLevel = .critical
        return logger
    }
}
