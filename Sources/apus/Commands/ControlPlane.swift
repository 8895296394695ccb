import ArgumentParser
import Cluster
import ControllerManager
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

/// `kube-controller-manager`, alone.
struct KubeControllerManager: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "kube-controller-manager", abstract: "Run the controllers.")

    @OptionGroup var api: ClientArguments
    @Option(help: "*, NAME, -NAME, with commas between.") var controllers = "*"
    @OptionGroup var election: LeaderElectionArguments
    @Option(help: "How often nodes are looked at.") var nodeMonitorPeriod = GoDuration(seconds: 5)
    @Option(help: "How long a node may be silent.") var nodeMonitorGracePeriod = GoDuration(seconds: 50)
    @Option(help: "Whether nodes are given ranges of pod addresses.") var allocateNodeCidrs = false
    @Option(help: "The addresses of pods.") var clusterCidr = ""
    @Option(help: "How long the prefix of a node's range is.") var nodeCidrMaskSize = 24
    @Option(help: "The certificate that goes into every namespace, PEM.") var rootCaFile: String?
    @Option(help: "The key for tokens in secrets, PEM.") var serviceAccountPrivateKeyFile: String?
    @Option(help: "The CA that signs certificates on request, PEM.") var clusterSigningCertFile: String?
    @Option(help: "Its key, PEM.") var clusterSigningKeyFile: String?
    @Option(help: "The longest life of such certificates.") var clusterSigningDuration = GoDuration(seconds: 365 * 86400)
    @Option(help: "How many finished pods may be kept.") var terminatedPodGcThreshold = 12500
    @Option(help: "Deployments at once.") var concurrentDeploymentSyncs = 5
    @Option(help: "Replica sets at once.") var concurrentReplicasetSyncs = 5
    @Option(help: "Replication controllers at once.") var concurrentRcSyncs = 5
    @Option(help: "Endpoints at once.") var concurrentEndpointSyncs = 5
    @Option(help: "Services' endpoint slices at once.") var concurrentServiceEndpointSyncs = 5
    @Option(help: "Services' load balancers at once.") var concurrentServiceSyncs = 1
    @Option(help: "Daemon sets at once.") var concurrentDaemonsetSyncs = 2
    @Option(help: "Stateful sets at once.") var concurrentStatefulsetSyncs = 5
    @Option(help: "Jobs at once.") var concurrentJobSyncs = 5
    @Option(help: "Cron jobs at once.") var concurrentCronJobSyncs = 5
    @Option(help: "Finished jobs at once.") var concurrentTtlAfterFinishedSyncs = 5
    @Option(help: "The most endpoints in one slice.") var maxEndpointsPerSlice = 100
    @Option(help: "How long a new node may be silent.") var nodeStartupGracePeriod = GoDuration(seconds: 60)
    @Option(help: "How many nodes of a healthy zone are emptied a second.") var nodeEvictionRate = 0.1
    @Option(help: "How many nodes of an unhealthy zone are emptied a second.") var secondaryNodeEvictionRate = 0.01
    @Option(help: "From which share of nodes that are not ready a zone is unhealthy.") var unhealthyZoneThreshold = 0.55
    @Option(help: "From how many nodes on a zone is large.") var largeClusterSizeThreshold = 50
    @Option(help: "Namespaces at once.") var concurrentNamespaceSyncs = 10
    @Option(help: "Resource quotas at once.") var concurrentResourceQuotaSyncs = 5
    @Option(help: "How often quotas are counted anew.") var resourceQuotaSyncPeriod = GoDuration(seconds: 300)
    @Option(help: "Objects collected at once.") var concurrentGcSyncs = 20
    @Option(name: .customLong("pvclaimbinder-sync-period"), help: "How often claims that wait are looked at again.")
    var pvClaimBinderSyncPeriod = GoDuration(seconds: 15)
    @Option(name: .customLong("concurrent-ephemeralvolume-syncs"), help: "Pods with ephemeral volumes at once.")
    var concurrentEphemeralVolumeSyncs = 5
    @Option(help: "How often attachments are compared with what nodes say.") var attachDetachReconcileSyncPeriod = GoDuration(seconds: 60)
    @Flag(help: "Never compare them.") var disableAttachDetachReconcileSync = false
    @Flag(help: "Leave volumes with unreachable nodes.") var disableForceDetachOnTimeout = false
    @OptionGroup var logging: LoggingArguments

    func run() async throws {
        var options = ControllerManagerOptions()
        options.controllers = words(controllers)
        options.leaderElection = try election.options("kube-controller-manager")
        options.identity = LeaderElector.makeIdentity(hostname: ProcessInfo.processInfo.hostName, uuid: UUID().uuidString)
        options.nodeMonitorPeriod = nodeMonitorPeriod.duration
        options.nodeMonitorGracePeriod = nodeMonitorGracePeriod.duration
        options.allocateNodeCIDRs = allocateNodeCidrs
        options.clusterCIDR = clusterCidr
        options.nodeCIDRMaskSize = nodeCidrMaskSize
        if let rootCaFile { options.rootCA = try readFile(rootCaFile) }
        if let serviceAccountPrivateKeyFile { options.serviceAccountPrivateKey = try readFile(serviceAccountPrivateKeyFile) }
        if let clusterSigningCertFile { options.clusterSigningCertificate = try readFile(clusterSigningCertFile) }
        if let clusterSigningKeyFile { options.clusterSigningKey = try readFile(clusterSigningKeyFile) }
        options.clusterSigningDuration = clusterSigningDuration.duration.components.seconds
        options.terminatedPodGCThreshold = terminatedPodGcThreshold
        options.concurrentDeploymentSyncs = concurrentDeploymentSyncs
        options.concurrentReplicaSetSyncs = concurrentReplicasetSyncs
        options.concurrentReplicationControllerSyncs = concurrentRcSyncs
        options.concurrentEndpointSyncs = concurrentEndpointSyncs
        options.concurrentServiceEndpointSyncs = concurrentServiceEndpointSyncs
        options.concurrentServiceSyncs = concurrentServiceSyncs
        options.concurrentDaemonSetSyncs = concurrentDaemonsetSyncs
        options.concurrentStatefulSetSyncs = concurrentStatefulsetSyncs
        options.concurrentJobSyncs = concurrentJobSyncs
        options.concurrentCronJobSyncs = concurrentCronJobSyncs
        options.concurrentTTLSyncs = concurrentTtlAfterFinishedSyncs
        options.maxEndpointsPerSlice = maxEndpointsPerSlice
        options.nodeStartupGracePeriod = nodeStartupGracePeriod.duration
        options.nodeEvictionRate = nodeEvictionRate
        options.secondaryNodeEvictionRate = secondaryNodeEvictionRate
        options.unhealthyZoneThreshold = unhealthyZoneThreshold
        options.largeClusterSizeThreshold = largeClusterSizeThreshold
        options.concurrentNamespaceSyncs = concurrentNamespaceSyncs
        options.concurrentResourceQuotaSyncs = concurrentResourceQuotaSyncs
        options.resourceQuotaSyncPeriod = resourceQuotaSyncPeriod.duration
        options.concurrentGCSyncs = concurrentGcSyncs
        options.pvClaimBinderSyncPeriod = pvClaimBinderSyncPeriod.duration
        options.concurrentEphemeralVolumeSyncs = concurrentEphemeralVolumeSyncs
        options.attachDetachReconcileSyncPeriod = attachDetachReconcileSyncPeriod.duration
        options.disableAttachDetachReconcileSync = disableAttachDetachReconcileSync
        options.disableForceDetachOnTimeout = disableForceDetachOnTimeout
        let logger = logging.logger("kube-controller-manager")
        let manager = ControllerManager(client: try api.client("kube-controller-manager"), clock: SystemClock(), logger: logger, options: options) {
            // Another one works from now on: not one more write.
            FatalLine.print("leaderelection lost")
            exit(1)
        }
        try await runService(manager, logger: logger)
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
