import ArgumentParser
import Cluster
import Foundation
import KubeProxy
import Kubelet
import KubernetesAPI
import KubernetesClient

/// `kubelet`, alone.
struct KubeletCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "kubelet", abstract: "Run the kubelet.")

    @Option(help: "How to reach the API server; without it the node stands alone.") var kubeconfig: String?
    @Option(help: "The node's name instead of the host's.") var hostnameOverride: String?
    @Option(help: "The node's addresses, with commas between.") var nodeIp: String?
    @Option(help: "Where pods' files are.") var rootDir = "/var/lib/kubelet"
    @Option(help: "Where the volumes of the default storage class are.") var localVolumeDir = "/var/lib/apus/storage"
    @Option(help: "Where certificates are.") var certDir = "/var/lib/kubelet/pki"
    @Option(help: "The runtime's socket.") var containerRuntimeEndpoint = "unix:///run/containerd/containerd.sock"
    @Option(help: "The image service's socket.") var imageServiceEndpoint: String?
    @Option(help: "The directory of static pods.") var podManifestPath: String?
    @Option(help: "How often it is looked at.") var fileCheckFrequency = GoDuration(seconds: 20)
    @Option(help: "How often pods are looked at.") var syncFrequency = GoDuration(seconds: 60)
    @Option(help: "The addresses of the cluster's DNS.") var clusterDns: String?
    @Option(help: "The cluster's domain.") var clusterDomain = "cluster.local"
    @Option(help: "The host's resolver configuration.") var resolvConf = "/etc/resolv.conf"
    @Option(help: "The cgroup below which pods' cgroups are made.") var cgroupRoot = "/"
    @Option(help: "cgroupfs or systemd.") var cgroupDriver = "cgroupfs"
    @Option(help: "Pods at most.") var maxPods = 110
    @Option(help: "The range of pod addresses of a node that stands alone.") var podCidr = ""
    @Option(help: "Whether to register the node.") var registerNode = true
    @Option(help: "Labels: a=b,c=d.") var nodeLabels: String?
    @Option(help: "Taints at registration: key=value:effect, with commas between.") var registerWithTaints: String?
    @Option(help: "The address of the kubelet's server.") var address = "0.0.0.0"
    @Option(help: "Its port; 0 turns it off.") var port = 10250
    @Option(help: "Who signs clients' certificates, PEM.") var clientCaFile: String?
    @Option(help: "The server's certificate, PEM.") var tlsCertFile: String?
    @Option(help: "The server's key, PEM.") var tlsPrivateKeyFile: String?
    @Option(help: "Whether requests without credentials are served.") var anonymousAuth = false
    @Option(help: "How often the node's status is reported.") var nodeStatusUpdateFrequency = GoDuration(seconds: 10)
    @Option(help: "How long a call to the runtime may take.") var runtimeRequestTimeout = GoDuration(seconds: 120)
    @Option(help: "Where containers' logs are written.") var podLogsDir = "/var/log/pods"
    @OptionGroup var logging: LoggingArguments

    func run() async throws {
        let name = (hostnameOverride ?? ProcessInfo.processInfo.hostName).lowercased()
        var options = KubeletOptions(nodeName: name)
        options.nodeIPs = words(nodeIp)
        options.rootDirectory = rootDir
        options.localVolumeDirectory = localVolumeDir
        options.certDirectory = certDir
        options.containerRuntimeEndpoint = containerRuntimeEndpoint
        options.imageServiceEndpoint = imageServiceEndpoint
        options.podManifestPath = podManifestPath
        options.fileCheckFrequency = fileCheckFrequency.duration
        options.syncFrequency = syncFrequency.duration
        options.clusterDNS = words(clusterDns)
        options.clusterDomain = clusterDomain
        options.resolverConfig = resolvConf
        options.cgroupRoot = cgroupRoot
        guard let driver = CgroupDriver(rawValue: cgroupDriver) else { throw ClusterError("--cgroup-driver must be cgroupfs or systemd, not \(cgroupDriver)") }
        options.cgroupDriver = driver
        options.maxPods = maxPods
        options.podCIDR = podCidr
        options.registerNode = registerNode
        for pair in words(nodeLabels) {
            let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
            guard parts.count == 2, LabelSyntax.keyProblem(parts[0]) == nil, LabelSyntax.valueProblem(parts[1]) == nil else { throw ClusterError("--node-labels: \"\(pair)\" is no label") }
            options.nodeLabels[parts[0]] = parts[1]
        }
        options.registerWithTaints = words(registerWithTaints)
        options.address = address
        options.port = port
        options.clientCAFile = clientCaFile
        options.tlsCertFile = tlsCertFile
        options.tlsPrivateKeyFile = tlsPrivateKeyFile
        options.anonymousAuth = anonymousAuth
        options.nodeStatusUpdateFrequency = nodeStatusUpdateFrequency.duration
        options.runtimeRequestTimeout = runtimeRequestTimeout.duration
        options.podLogsDirectory = podLogsDir
        let logger = logging.logger("kubelet")
        let client = try kubeconfig.map { Client(transport: try HTTPSTransport(try Kubeconfig.load(explicit: $0)), userAgent: "kubelet") }
        let kubelet = try Kubelet(client: client, logger: logger, options: options, version: Version.kubernetes)
        try await runService(kubelet, logger: logger)
    }
}

/// `kube-proxy`, alone.
struct KubeProxyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "kube-proxy", abstract: "Make the kernel carry services.")

    @OptionGroup var api: ClientArguments
    @Option(help: "The node's name instead of the host's.") var hostnameOverride: String?
    @Option(help: "The addresses of pods, with commas between.") var clusterCidr: String?
    @Option(help: "Masquerade everything that goes to services.") var masqueradeAll = false
    @Option(help: "The node's addresses on which node ports answer, as CIDRs.") var nodeportAddresses: String?
    @Option(help: "Remove every rule, and end.") var cleanup = false
    @OptionGroup var logging: LoggingArguments

    func run() async throws {
        if cleanup { return try KubeProxy.cleanup() }
        var options = KubeProxyOptions(hostnameOverride: (hostnameOverride ?? ProcessInfo.processInfo.hostName).lowercased())
        options.clusterCIDR = words(clusterCidr)
        options.masqueradeAll = masqueradeAll
        options.nodePortAddresses = words(nodeportAddresses)
        let logger = logging.logger("kube-proxy")
        let proxy = KubeProxy(client: try api.client("kube-proxy"), informers: nil, clock: SystemClock(), logger: logger, options: options)
        try await runService(proxy, logger: logger)
    }
}
