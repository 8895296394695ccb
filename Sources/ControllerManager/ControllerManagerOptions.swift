import KubernetesAPI
public import KubernetesClient
import VolumeKinds

/// What kube-controller-manager can be told, by the names of its flags.
public struct ControllerManagerOptions: Sendable {
    /// `--controllers`: `*` for all that are on by default, `foo` for one more, `-foo` for one less.
    public var controllers: [String] = ["*"]

    /// `--leader-elect` and its like.
    public var leaderElection = LeaderElectionOptions(resourceName: "kube-controller-manager")
    /// `--leader-elect`
    public var leaderElect: Bool {
        get { leaderElection.leaderElect }
        set { leaderElection.leaderElect = newValue }
    }
    /// Who this is in the Lease; must differ between the candidates.
    public var identity = "kube-controller-manager"

    /// `--concurrent-deployment-syncs`
    public var concurrentDeploymentSyncs = 5
    /// `--concurrent-replicaset-syncs`
    public var concurrentReplicaSetSyncs = 5
    /// `--concurrent-rc-syncs`
    public var concurrentReplicationControllerSyncs = 5
    /// `--concurrent-endpoint-syncs`
    public var concurrentEndpointSyncs = 5
    /// `--concurrent-service-endpoint-syncs`
    public var concurrentServiceEndpointSyncs = 5
    /// `--concurrent-service-syncs`
    public var concurrentServiceSyncs = 1
    /// `--concurrent-namespace-syncs`
    public var concurrentNamespaceSyncs = 10
    /// `--concurrent-serviceaccount-syncs` has no flag in Kubernetes; one is enough there too.
    public var concurrentServiceAccountSyncs = 1
    /// `--concurrent-gc-syncs`
    public var concurrentGCSyncs = 20

    /// `--concurrent-daemonset-syncs`
    public var concurrentDaemonSetSyncs = 2
    /// `--concurrent-statefulset-syncs`
    public var concurrentStatefulSetSyncs = 5
    /// `--concurrent-job-syncs`
    public var concurrentJobSyncs = 5
    /// `--concurrent-cron-job-syncs`
    public var concurrentCronJobSyncs = 5
    /// `--concurrent-ttl-after-finished-syncs`
    public var concurrentTTLSyncs = 5

    /// `--concurrent-resource-quota-syncs`
    public var concurrentResourceQuotaSyncs = 5
    /// `--resource-quota-sync-period`: how often everything is counted anew.
    public var resourceQuotaSyncPeriod: Duration = .seconds(300)

    /// `--horizontal-pod-autoscaler-*`
    public var horizontalPodAutoscaler = HorizontalPodAutoscalerOptions()

    /// `--max-endpoints-per-slice`
    public var maxEndpointsPerSlice = 100
    /// `--concurrent-resource-claim-syncs`
    public var concurrentResourceClaimSyncs = 50
    /// `--concurrent-device-taint-eviction-syncs`
    public var concurrentDeviceTaintEvictionSyncs = 50
    /// `--concurrent-validating-admission-policy-status-syncs`
    public var concurrentValidatingAdmissionPolicyStatusSyncs = 5
    /// `--mirroring-concurrent-service-endpoint-syncs`
    public var mirroringConcurrentServiceEndpointSyncs = 5
    /// `--mirroring-max-endpoints-per-subset`
    public var mirroringMaxEndpointsPerSubset = 1000

    /// `--node-monitor-period`
    public var nodeMonitorPeriod: Duration = .seconds(5)
    /// `--node-monitor-grace-period`
    public var nodeMonitorGracePeriod: Duration = .seconds(50)
    /// `--node-startup-grace-period`
    public var nodeStartupGracePeriod: Duration = .seconds(60)
    /// `--node-eviction-rate`, nodes a second.
    public var nodeEvictionRate = 0.1
    /// `--secondary-node-eviction-rate`, nodes a second.
    public var secondaryNodeEvictionRate = 0.01
    /// `--unhealthy-zone-threshold`, a share of the zone's nodes.
    public var unhealthyZoneThreshold = 0.55
    /// `--large-cluster-size-threshold`, nodes.
    public var largeClusterSizeThreshold = 50

    /// `--allocate-node-cidrs`
    public var allocateNodeCIDRs = false
    /// `--cluster-cidr`, one or more, with commas between.
    public var clusterCIDR = ""
    /// `--node-cidr-mask-size`, `--node-cidr-mask-size-ipv4`
    public var nodeCIDRMaskSize = 24
    /// `--node-cidr-mask-size-ipv6`
    public var nodeCIDRMaskSizeIPv6 = 64
    /// `--service-cluster-ip-range`: no node gets a part of it.
    public var serviceClusterIPRange = ""
    /// `--load-balancer-address-pool`: CIDRs and ranges, with commas between, of which services of type LoadBalancer get their addresses;
    /// empty for the nodes' own addresses.
    public var loadBalancerAddressPool = ""

    /// `--pvclaimbinder-sync-period`: how often claims that wait are looked at again.
    public var pvClaimBinderSyncPeriod: Duration = .seconds(15)
    /// `--concurrent-ephemeralvolume-syncs`
    public var concurrentEphemeralVolumeSyncs = 5
    /// `--attach-detach-reconcile-sync-period`: how often attachments are compared with what nodes say.
    public var attachDetachReconcileSyncPeriod: Duration = .seconds(60)
    /// `--flex-volume-plugin-dir`: the drivers that attach FlexVolumes.
    public var flexVolumePluginDirectory = FlexDrivers.standardDirectory
    /// `--disable-attach-detach-reconcile-sync`
    public var disableAttachDetachReconcileSync = false
    /// `--disable-force-detach-on-timeout`: a volume stays with an unreachable node until somebody says that the node is off.
    public var disableForceDetachOnTimeout = false

    /// The content of `--root-ca-file` (PEM), which goes into every namespace.
    public var rootCA = ""
    /// The content of `--service-account-private-key-file` (PEM), for tokens in secrets.
    public var serviceAccountPrivateKey = ""
    /// `--legacy-service-account-token-clean-up-period`: how long a token in a secret that was made by itself lives unused.
    public var legacyServiceAccountTokenCleanUpPeriod: Duration = .seconds(8760 * 3600)
    /// The content of `--cluster-signing-cert-file`, PEM; without it and its key nothing is signed.
    public var clusterSigningCertificate = ""
    /// The content of `--cluster-signing-key-file`, PEM.
    public var clusterSigningKey = ""
    /// `--cluster-signing-duration`: the longest life of a signed certificate, in seconds.
    public var clusterSigningDuration: Int64 = 365 * 86400

    /// A CA and its key, PEM.
    public struct SigningPair: Sendable {
        public var certificate: String
        public var key: String
        public init(certificate: String, key: String) {
            self.certificate = certificate
            self.key = key
        }
    }
    /// The contents of `--cluster-signing-SIGNER-cert-file` and `-key-file`, by the signer's name in the flags; without one for a signer
    /// that of `--cluster-signing-cert-file` holds.
    public var signers: [String: SigningPair] = [:]

    /// `--terminated-pod-gc-threshold`; none or less is never.
    public var terminatedPodGCThreshold = 12500

    public init() {}

    /// What is wrong with them, in a line; nil when nothing is.
    public var problem: String? {
        if let problem = ControllerNames.problem(controllers, known: ControllerManager.controllerNames) { return problem }
        if nodeMonitorGracePeriod <= .zero || nodeMonitorPeriod <= .zero { return "--node-monitor-period and --node-monitor-grace-period must be greater than zero" }
        guard (0...1).contains(unhealthyZoneThreshold) else { return "--unhealthy-zone-threshold must be between 0 and 1" }
        if maxEndpointsPerSlice > 1000 { return "--max-endpoints-per-slice must be at most 1000" }
        if mirroringMaxEndpointsPerSubset > 1000 { return "--mirroring-max-endpoints-per-subset must be at most 1000" }
        if clusterSigningDuration <= 0 { return "--cluster-signing-duration must be greater than zero" }
        return nil
    }

    /// Whether `--controllers` enables the controller.
    func enables(_ controller: any Controller.Type) -> Bool {
        ControllerNames.enables(controllers, controller.name, byDefault: controller.isOnByDefault)
    }
}
