import ComponentServer
import KubernetesAPI
import KubernetesClient
import Logging
import Scheduler
import ServiceLifecycle

/// What the scheduler's server shows.
public enum SchedulerPages {
    public static func make(_ scheduler: Scheduler, _ configuration: SchedulerConfiguration) -> ComponentServer.Pages {
        let health = HealthChecks()
        health.add("leaderElection") { scheduler.isElectionHealthy ? nil : "the lease could not be renewed" }
        health.add("sched-handler-sync") { scheduler.hasSynced ? nil : "the cluster is not known yet" }
        return ComponentServer.Pages(
            health: health, metrics: { scheduler.metricsPage() }, configuration: { ["componentconfig": configuration.json] })
    }
}

/// The scheduler's server in the process of a whole cluster: where its port is taken, the cluster goes on without it.
struct SchedulerServing: ServiceLifecycle.Service {
    let server: ComponentServer
    let logger: Logger

    /// - Parameter client: the scheduler's, which may ask who is who and who may do what.
    init(_ scheduler: Scheduler, _ configuration: SchedulerConfiguration, port: Int, clientCAFile: String, host: String, client: Client, clock: any WallClock, logger: Logger) {
        var serving = ComponentServingOptions(securePort: port)
        // On loopback, as where kubeadm sets a cluster up.
        serving.bindAddress = "127.0.0.1"
        serving.clientCAFile = clientCAFile
        server = ComponentServer(
            options: serving, component: "kube-scheduler", host: host, pages: SchedulerPages.make(scheduler, configuration), authentication: client,
            authorization: client, clock: clock, logger: logger)
        self.logger = logger
    }

    func run() async throws {
        do {
            try await server.run()
        } catch is CancellationError {
        } catch {
            logger.error("the scheduler's port is not served", metadata: ["error": "\(error)"])
            try? await gracefulShutdown()
        }
    }
}
