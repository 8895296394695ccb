/// Who makes and limits the cgroups of pods.
public enum CgroupDriver: String, Sendable {
    case cgroupfs
    case systemd
}

/// What the kubelet is told by its command line; the names are those of the upstream kubelet's flags or configuration file.
public struct KubeletOptions: Sendable {
    /// The node's name in the API.
    public var nodeName: String
    /// `--hostname-override`: what the node calls itself, instead of the host's name.
    public var hostname: String
    /// `--node-ip`: the node's addresses; empty means the address of the default route.
    public var nodeIPs: [String] = []
    /// `--root-dir`: pods' volumes, hosts files and termination logs.
    public var rootDirectory = "/var/lib/kubelet"
    /// `--cert-dir`: the serving and client certificates.
    public var certDirectory = "/var/lib/kubelet/pki"
    /// `--local-volume-dir`: where the directories of the default storage class are. A flag of Apus' own.
    public var localVolumeDirectory = "/var/lib/apus/storage"
    /// `--seccomp-profile-root`, under which `Localhost` profiles lie; nil means `<root-dir>/seccomp`.
    public var seccompProfileRoot: String?
    /// podLogsDir: where the runtime writes containers' logs.
    public var podLogsDirectory = "/var/log/pods"
    /// Where links named after pods and containers point to the logs, for log collectors.
    public var containerLogsDirectory = "/var/log/containers"
    /// `--container-runtime-endpoint`
    public var containerRuntimeEndpoint = "unix:///run/containerd/containerd.sock"
    /// `--image-service-endpoint`; nil means the same as the runtime's.
    public var imageServiceEndpoint: String?
    /// `--pod-manifest-path` (staticPodPath): a directory of manifests, or one; nil means no static pods.
    public var podManifestPath: String?
    /// `--file-check-frequency`: how often that directory is looked at even when nothing announced a change.
    public var fileCheckFrequency: Duration = .seconds(20)
    /// `--sync-frequency`: how often a pod is looked at even when nothing happened.
    public var syncFrequency: Duration = .seconds(60)
    /// `--cluster-dns`: what `dnsPolicy: ClusterFirst` points pods to.
    public var clusterDNS: [String] = []
    /// `--cluster-domain`
    public var clusterDomain = "cluster.local"
    /// `--resolv-conf`: the file that `dnsPolicy: Default` copies; empty means none.
    public var resolverConfig = "/etc/resolv.conf"
    /// `--cgroups-per-qos`: whether pods get cgroups of their own. Off, the runtime decides.
    public var cgroupsPerQOS = true
    /// `--cgroup-root`: below which `kubepods` is made.
    public var cgroupRoot = "/"
    /// `--cgroup-driver`
    public var cgroupDriver: CgroupDriver = .cgroupfs
    /// `--pod-max-pids`: negative means no limit.
    public var podPidsLimit = -1
    /// `--max-pods`
    public var maxPods = 110
    /// `--pod-cidr`: the addresses of the node's pods, when no controller hands them out.
    public var podCIDR = ""
    /// `--register-node`
    public var registerNode = true
    /// `--node-labels`
    public var nodeLabels: [String: String] = [:]
    /// `--register-with-taints`, each `key=value:effect`
    public var registerWithTaints: [String] = []
    /// `--pod-infra-container-image`: kept from image garbage collection. Which one is used is the runtime's setting.
    public var podInfraContainerImage = "registry.k8s.io/pause:3.10"
    /// `--serialize-image-pulls`: one image at a time.
    public var serializeImagePulls = true
    /// `--seccomp-default`: RuntimeDefault instead of Unconfined where a pod says nothing.
    public var seccompDefault = false
    /// `--cpu-cfs-quota`: whether cpu limits are enforced.
    public var cpuCFSQuota = true
    /// `--maximum-dead-containers-per-container`
    public var maximumDeadContainersPerContainer = 1
    /// `--runtime-request-timeout`: for all calls that are not expected to take long.
    public var runtimeRequestTimeout: Duration = .seconds(120)
    /// `--node-status-update-frequency`
    public var nodeStatusUpdateFrequency: Duration = .seconds(10)
    /// `--address`, `--port` of the kubelet's own server; port 0 turns it off.
    public var address = "0.0.0.0"
    public var port = 10250
    /// `--client-ca-file`
    public var clientCAFile: String?
    /// `--tls-cert-file`, `--tls-private-key-file`
    public var tlsCertFile: String?
    public var tlsPrivateKeyFile: String?
    /// `--anonymous-auth`
    public var anonymousAuth = false
    /// The longest wait between tries of a container that keeps failing (CrashLoopBackOff).
    public var maxContainerBackOff: Duration = .seconds(300)

    // By theme, each in a file of its own.
    public var eviction = EvictionOptions()
    public var garbageCollection = GarbageCollectionOptions()
    public var logs = LogOptions()
    public var reserved = ReservedOptions()
    public var resourceManagers = ResourceManagerOptions()
    public var shutdown = ShutdownOptions()
    public var serving = ServingOptions()
    public var images = ImageOptions()
    public var sources = PodSourceOptions()
    public var node = NodeOptions()

    /// Options with the upstream kubelet's defaults.
    /// - Parameter nodeName: the node's name in the API.
    /// What strict reading of the configuration files would have refused, for the log.
    public var warnings: [String] = []

    public init(nodeName: String) {
        self.nodeName = nodeName
        self.hostname = nodeName
    }
}

extension KubeletOptions {
    /// The directory of one pod: `<root-dir>/pods/<uid>`.
    public func podDirectory(_ uid: String) -> String { "\(rootDirectory)/pods/\(uid)" }
    /// Where the volume part works: `<root-dir>/pods/<uid>/volumes`.
    public func volumesDirectory(_ uid: String) -> String { "\(podDirectory(uid))/volumes" }
    var seccompDirectory: String { seccompProfileRoot ?? "\(rootDirectory)/seccomp" }
}
