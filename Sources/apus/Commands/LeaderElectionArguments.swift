import ArgumentParser
import Cluster
import KubernetesClient

/// `--leader-elect` and its like, which the controller manager and the scheduler have.
struct LeaderElectionArguments: ParsableArguments {
    @Option(help: "Whether several of them elect one that works.") var leaderElect = true
    @Option(help: "How long a leader that is not heard of stays leader.") var leaderElectLeaseDuration = GoDuration(seconds: 15)
    @Option(help: "How long a leader tries to renew.") var leaderElectRenewDeadline = GoDuration(seconds: 10)
    @Option(help: "How often the others try.") var leaderElectRetryPeriod = GoDuration(seconds: 2)
    @Option(help: "The kind of the lock; there are only leases.") var leaderElectResourceLock = "leases"
    @Option(help: "The Lease's name; the component's by default.") var leaderElectResourceName: String?
    @Option(help: "The Lease's namespace.") var leaderElectResourceNamespace = "kube-system"

    /// - Throws: `ClusterError` with what does not fit together.
    func options(_ component: String) throws -> LeaderElectionOptions {
        var options = LeaderElectionOptions(resourceName: leaderElectResourceName ?? component)
        options.leaderElect = leaderElect
        options.leaseDuration = leaderElectLeaseDuration.duration
        options.renewDeadline = leaderElectRenewDeadline.duration
        options.retryPeriod = leaderElectRetryPeriod.duration
        options.resourceLock = leaderElectResourceLock
        options.resourceNamespace = leaderElectResourceNamespace
        if let problem = options.problem { throw ClusterError(problem) }
        return options
    }
}
