public import APIServer

/// What `apus up` can be told, and where it keeps its things.
public struct ClusterOptions: Sendable {
    /// `--data-dir`: what outlives a stop: the store, certificates, images, containerd's content.
    public var dataDirectory = "/var/lib/apus"
    /// `--run-dir`: sockets and process ids.
    public var runDirectory = "/run/apus"
    /// `--kubeconfig`: where the administrator's kubeconfig goes; kubeadm's place.
    public var kubeconfigPath = "/etc/kubernetes/admin.conf"
    /// `--node-name`: the node's name; empty means the host's name in lower case.
    public var nodeName = ""
    /// `--node-ip`: the node's address; empty means that of the default route.
    public var nodeIP = ""
    /// `--secure-port` of the API server.
    public var securePort = 6443
    /// `--bind-address` of the API server.
    public var bindAddress = "0.0.0.0"
    /// `--etcd-servers`: the store; empty means SQLite in the data directory.
    public var etcdServers = ""
    /// The API server's other flags about its store.
    public var etcd = EtcdOptions()
    /// `--service-cluster-ip-range`
    public var serviceClusterIPRange = "10.96.0.0/16"
    /// `--cluster-cidr`: the addresses of all pods.
    public var clusterCIDR = "10.244.0.0/16"
    /// `--load-balancer-address-pool` of the controller manager.
    public var loadBalancerAddressPool = ""
    /// `--token-auth-file` of the API server.
    public var tokenAuthFile: String?
    /// `--audit-policy-file` of the API server.
    public var auditPolicyFile: String?
    /// `--audit-log-path` of the API server.
    public var auditLogPath: String?
    /// `--pod-manifest-path` of the kubelet; empty means `manifests` in the data directory.
    public var podManifestPath = ""
    /// `--kubelet-config`: a KubeletConfiguration for the node; what the cluster decides itself (directories, sockets, ports,
    /// certificates) stays.
    public var kubeletConfig: String?
    /// A KubeSchedulerConfiguration file.
    public var schedulerConfig: String?
    /// How pods are distributed: a `SchedulingStrategy` by name.
    public var strategy = "spread"
    /// Where the scheduler shows its health and metrics; 0 for nowhere.
    public var schedulerPort = 10259
    /// Where the controller manager shows its health and metrics; 0 for nowhere.
    public var controllerManagerPort = 10257
    /// `--kubelet-port`
    public var kubeletPort = 10250
    /// `--container-log-dir`: podLogsDir of the kubelet.
    public var podLogsDirectory = "/var/log/pods"
    /// `--cgroup-root` of the kubelet.
    public var cgroupRoot = "/"
    /// What the server and the node say they are.
    public var version = "v1.36.2+apus"

    public init() {}

    /// Certificates and keys, named as kubeadm names them.
    public var pkiDirectory: String { dataDirectory + "/pki" }
    /// Archives that are imported into containerd as they appear.
    public var imageDirectory: String { dataDirectory + "/images" }
    /// The kubelet's root directory.
    public var kubeletDirectory: String { dataDirectory + "/kubelet" }
    /// The volumes of the default storage class.
    public var localVolumeDirectory: String { dataDirectory + "/storage" }
    public var manifestDirectory: String { podManifestPath.isEmpty ? dataDirectory + "/manifests" : podManifestPath }
    /// Where the links to the logs of containers are, which log collectors look for.
    public var containerLogsDirectory: String { podLogsDirectory == "/var/log/pods" ? "/var/log/containers" : podLogsDirectory + "-containers" }
    public var containerdRoot: String { dataDirectory + "/containerd" }
    public var containerdState: String { runDirectory + "/containerd" }
    public var containerdSocket: String { runDirectory + "/containerd.sock" }
    public var containerdConfiguration: String { dataDirectory + "/containerd.toml" }
    public var containerdLog: String { dataDirectory + "/containerd.log" }
    public var containerdPIDFile: String { runDirectory + "/containerd.pid" }
    public var cniConfigurationDirectory: String { dataDirectory + "/cni/net.d" }
    /// Where host-local remembers which addresses are taken.
    public var cniDataDirectory: String { dataDirectory + "/cni/networks" }
    public var pidFile: String { runDirectory + "/apus.pid" }
    public var logFile: String { dataDirectory + "/apus.log" }
    /// The store as `--etcd-servers` names it.
    public var store: String { etcdServers.isEmpty ? "sqlite:\(dataDirectory)/state.db" : etcdServers }
}

/// Why a cluster cannot be started or stopped, in one line that says what to do.
public struct ClusterError: Error, CustomStringConvertible {
    public let description: String
    public init(_ description: String) { self.description = description }
}
