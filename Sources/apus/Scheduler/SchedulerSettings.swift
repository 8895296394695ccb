import Cluster
import ComponentServer
import KubernetesAPI
import KubernetesClient
import Scheduler

/// Everything that kube-scheduler's flags and its configuration file say.
struct SchedulerSettings: Sendable {
    var configuration = SchedulerConfiguration()
    var serving = ComponentServingOptions(securePort: 10259)
    /// As `--leader-elect` and its like set them; the file's are in ``configuration``.
    var election = LeaderElectionOptions(resourceName: "kube-scheduler")
    var config = ""
    var writeConfigTo = ""
    var kubeconfig = ""
    var master = ""
    var strategy = ""
    var podMaxInUnschedulablePods: Duration = .seconds(300)
    var verbosity = 0
    var loggingFormat = "text"

    /// Reads the arguments, and the file that `--config` names; where both say something, the file holds, as in Kubernetes.
    /// - Throws: what is wrong, in one line.
    static func load(_ arguments: [String]) throws -> SchedulerSettings {
        var settings = SchedulerSettings()
        try SchedulerFlags.all.parse(arguments, into: &settings)
        if settings.config.isEmpty {
            if let problem = settings.election.problem { throw ClusterError(problem) }
            settings.configuration.leaderElection = settings.election
        } else {
            do {
                settings.configuration = try SchedulerConfiguration(text: try readFile(settings.config))
            } catch {
                throw ClusterError("--config \(settings.config): \(error)")
            }
        }
        if !settings.kubeconfig.isEmpty, settings.configuration.clientConnection.kubeconfig.isEmpty {
            settings.configuration.clientConnection.kubeconfig = settings.kubeconfig
        }
        if !settings.strategy.isEmpty { settings.configuration.apply(try SchedulingStrategy.named(settings.strategy)) }
        if settings.serving.tlsCertFile.isEmpty != settings.serving.tlsPrivateKeyFile.isEmpty {
            throw ClusterError("--tls-cert-file and --tls-private-key-file must be given together")
        }
        guard ["text", "json"].contains(settings.loggingFormat) else { throw ClusterError("--logging-format must be text or json") }
        return settings
    }
}

/// The flags of kube-scheduler.
enum SchedulerFlags {
    private typealias F = Flag<SchedulerSettings>

    static let all = FlagSet<SchedulerSettings>(own + CommonFlags.serving(\SchedulerSettings.serving) + CommonFlags.leaderElection(\SchedulerSettings.election) + CommonFlags.withoutEffect())

    private static let own: [F] = [
        .string("config", \.config, "A KubeSchedulerConfiguration file; what it says goes before flags."),
        .string("write-config-to", \.writeConfigTo, "Write the configuration to this file, and end."),
        .string("kubeconfig", \.kubeconfig, "How to reach the API server."),
        .string("master", \.master, "The API server's address, instead of the kubeconfig's."),
        .string("strategy", \.strategy, "How pods are distributed: spread (Kubernetes' way), binpack or random."),
        .double("kube-api-qps", \.configuration.clientConnection.qps, "Requests to the API server, a second."),
        .integer("kube-api-burst", \.configuration.clientConnection.burst, "Requests to the API server at once.", minimum: 0),
        .duration("pod-max-in-unschedulable-pods-duration", \.podMaxInUnschedulablePods, "After how long an unschedulable pod is tried in any case."),
        .integer("v", \.verbosity, "How much is logged."),
        .string("logging-format", \.loggingFormat, "text or json."),
        .withoutEffect("feature-gates"),
    ]
}
