import ArgumentParser
import Cluster

/// The flags that `up`, `down` and `server` share.
struct ClusterArguments: ParsableArguments {
    @Option(help: "Where the store, certificates, images and containerd's content are kept.")
    var dataDir = "/var/lib/apus"
    @Option(help: "Where sockets and process ids are kept.")
    var runDir = "/run/apus"
    @Option(help: "Where the administrator's kubeconfig goes.")
    var kubeconfig = "/etc/kubernetes/admin.conf"
    @Option(help: "The node's name; the host's name unless said.")
    var nodeName = ""
    @Option(help: "The node's address; that of the default route unless said.")
    var nodeIp = ""
    @Option(help: "The API server's port.")
    var securePort = 6443
    @Option(help: "The address that the API server listens on.")
    var bindAddress = "0.0.0.0"
    @OptionGroup var etcd: EtcdArguments
    @Option(help: "The addresses of services.")
    var serviceClusterIpRange = "10.96.0.0/16"
    @Option(help: "The addresses of pods.")
    var clusterCidr = "10.244.0.0/16"
    @Option(help: "The addresses of services of type LoadBalancer: CIDRs and ranges, with commas between; empty for the nodes' own.")
    var loadBalancerAddressPool = ""
    @Option(help: "A file of static tokens for the API server: token,user,uid,\"group1,group2\".")
    var tokenAuthFile: String?
    @Option(help: "The policy by which requests to the API server are logged.")
    var auditPolicyFile: String?
    @Option(help: "Where requests to the API server are logged.")
    var auditLogPath: String?
    @Option(help: "The directory of static pods; `manifests` in the data directory unless said.")
    var podManifestPath = ""
    @Option(help: "A KubeletConfiguration file (kubelet.config.k8s.io/v1beta1) for the node.")
    var kubeletConfig: String?
    @Option(help: "A KubeSchedulerConfiguration file (kubescheduler.config.k8s.io/v1).")
    var schedulerConfig: String?
    @Option(help: "How pods are distributed: spread, binpack or random.")
    var strategy = "spread"
    @Option(help: "The port on which the scheduler shows its health, metrics and configuration; 0 for none.")
    var schedulerPort = 10259
    @Option(help: "The port on which the controller manager shows its health, metrics and configuration; 0 for none.")
    var controllerManagerPort = 10257
    @Option(help: "The kubelet's port.")
    var kubeletPort = 10250
    @Option(help: "Where containers' logs are written.")
    var podLogsDir = "/var/log/pods"
    @Option(help: "The cgroup below which pods' cgroups are made.")
    var cgroupRoot = "/"

    var options: ClusterOptions {
        var options = ClusterOptions()
        options.dataDirectory = dataDir
        options.runDirectory = runDir
        options.kubeconfigPath = kubeconfig
        options.nodeName = nodeName
        options.nodeIP = nodeIp
        options.securePort = securePort
        options.bindAddress = bindAddress
        options.etcdServers = etcd.etcdServers ?? ""
        options.etcd = etcd.options
        options.serviceClusterIPRange = serviceClusterIpRange
        options.clusterCIDR = clusterCidr
        options.loadBalancerAddressPool = loadBalancerAddressPool
        options.tokenAuthFile = tokenAuthFile
        options.auditPolicyFile = auditPolicyFile
        options.auditLogPath = auditLogPath
        options.podManifestPath = podManifestPath
        options.kubeletConfig = kubeletConfig
        options.schedulerConfig = schedulerConfig
        options.strategy = strategy
        options.schedulerPort = schedulerPort
        options.controllerManagerPort = controllerManagerPort
        options.kubeletPort = kubeletPort
        options.podLogsDirectory = podLogsDir
        options.cgroupRoot = cgroupRoot
        options.version = Version.kubernetes
        return options
    }

    /// The same flags as words, for a process of its own.
    var words: [String] {
        var words = [
            "--data-dir", dataDir, "--run-dir", runDir, "--kubeconfig", kubeconfig, "--secure-port", "\(securePort)", "--bind-address", bindAddress,
            "--service-cluster-ip-range", serviceClusterIpRange, "--cluster-cidr", clusterCidr, "--kubelet-port", "\(kubeletPort)",
            "--pod-logs-dir", podLogsDir, "--cgroup-root", cgroupRoot, "--strategy", strategy, "--scheduler-port", "\(schedulerPort)",
            "--controller-manager-port", "\(controllerManagerPort)",
        ]
        for (flag, value) in [("--node-name", nodeName), ("--node-ip", nodeIp), ("--load-balancer-address-pool", loadBalancerAddressPool), ("--pod-manifest-path", podManifestPath), ("--token-auth-file", tokenAuthFile ?? ""), ("--audit-policy-file", auditPolicyFile ?? ""), ("--audit-log-path", auditLogPath ?? ""), ("--kubelet-config", kubeletConfig ?? ""), ("--scheduler-config", schedulerConfig ?? "")] where !value.isEmpty {
            words += [flag, value]
        }
        return words + etcd.words
    }
}
