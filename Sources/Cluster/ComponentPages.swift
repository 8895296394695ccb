public import ComponentServer
public import ControllerManager
public import JSON
public import KubernetesAPI
import KubernetesClient
public import Scheduler

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

/// What the controller manager's server shows.
public enum ControllerManagerPages {
    /// - Parameter configuration: the page /configz.
    public static func make(
        _ telemetry: ControllerManagerTelemetry, _ options: ControllerManagerOptions, configuration: JSONValue, clock: any WallClock
    ) -> ComponentServer.Pages {
        let checks = HealthChecks()
        if options.leaderElect {
            checks.add("leaderElection") {
                telemetry.election.isHealthy(at: clock.monotonic) ? nil : "failed election to renew leadership on lease \(options.leaderElection.resourceName)"
            }
        }
        for controller in ControllerManager.controllerNames {
            // One that is off, or whose process does not lead, is well.
            checks.add(controller) { telemetry.failed.contains(controller) ? "the controller has ended" : nil }
        }
        return ComponentServer.Pages(health: checks, metrics: { telemetry.metricsPage() }, configuration: { configuration })
    }
}
