import APIServer
import ControllerManager
import Foundation
import KubeProxy
import Kubelet
import KubernetesAPI
import KubernetesClient
import Logging
import Scheduler
import ServiceLifecycle
import UnixSignals

/// A whole cluster in one process: control plane and node, around a containerd of its own.
///
/// The parts talk to the API server by direct calls, which are authorised and admitted like everybody's. They start
/// together and wait for each other; they stop in the reverse order. Containers go on without it.
public struct LocalCluster: Sendable {
    private let options: ClusterOptions
    private let clock: any WallClock
    private let logger: Logger

    public init(options: ClusterOptions, clock: any WallClock, logger: Logger) {
        self.options = options
        self.clock = clock
        self.logger = logger
    }

    /// Runs until SIGTERM or SIGINT.
    /// - Throws: `ClusterError` when the machine lacks something; what a component throws when it cannot go on.
    public func run() async throws {
        let machine = try Prerequisites.check(options)
        let node = NodeIdentity(options)
        for directory in [options.dataDirectory, options.imageDirectory, options.manifestDirectory, options.kubeletDirectory, options.cniConfigurationDirectory, options.dataDirectory + "/registries"] {
            try Files.makeDirectory(directory, mode: directory == options.dataDirectory ? 0o700 : 0o755)
        }
        try Files.makeDirectory(options.runDirectory)
        if let other = DetachedProcess.running(pidFile: options.pidFile, argument: "server"), other != getpid() {
            throw ClusterError("a cluster runs already: process \(other)")
        }
        try Files.write("\(getpid())\n", to: options.pidFile)

        let pki = try makeCertificates(node)
        let serverOptions = serverOptions(pki, node)
        let serverLogger = labelled("kube-apiserver")
        let server = APIServer(
            options: serverOptions, clock: clock, logger: serverLogger, connections: KubeletConnections.maker(serverOptions, logger: serverLogger))
        // Each part is the user that it would be as a process of its own, with the rights that the default roles give it.
        @Sendable func client(_ user: String, groups: [String] = []) -> Client {
            Client(transport: InProcessTransport(server: server, user: APIUser(name: user, groups: groups + ["system:authenticated"])), userAgent: "apus/\(user)")
        }
        // One set of caches serves every part of the process; the controller manager is who may read everything.
        let informers = InformerFactory(client: client("system:kube-controller-manager"), clock: clock, logger: labelled("informers"))
        let controllerOptions = controllerOptions(pki, node), telemetry = ControllerManagerTelemetry()
        let controllers = ControllerManager(
            client: client("system:kube-controller-manager"),
            clientForAccount: { client("system:serviceaccount:kube-system:\($0)", groups: ["system:serviceaccounts", "system:serviceaccounts:kube-system"]) },
            informers: informers, clock: clock, logger: labelled("kube-controller-manager"),
            options: controllerOptions, telemetry: telemetry)
        let controllersAt = LocalServing.options(port: options.controllerManagerPort, clientCAFile: pki.path("ca.crt"))
        let controllerServing = LocalServing(
            "kube-controller-manager",
            ControllerManagerPages.make(telemetry, controllerOptions, configuration: ControllerManagerConfigz.page(controllerOptions, controllersAt), clock: clock),
            serving: controllersAt, host: node.name, client: client("system:kube-controller-manager"), clock: clock, logger: labelled("kube-controller-manager"))
        let schedulerOptions = try schedulerOptions()
        let scheduler = Scheduler(client: client("system:kube-scheduler"), informers: informers, clock: clock, logger: labelled("kube-scheduler"), options: schedulerOptions)
        let schedulerServing = LocalServing(
            "kube-scheduler", SchedulerPages.make(scheduler, schedulerOptions.configuration),
            serving: LocalServing.options(port: options.schedulerPort, clientCAFile: pki.path("ca.crt")), host: node.name,
            client: client("system:kube-scheduler"), clock: clock, logger: labelled("kube-scheduler"))
        let kubelet = try Kubelet(
            client: client("system:node:\(node.name)", groups: ["system:nodes"]), informers: informers, clock: clock, logger: labelled("kubelet"), options: try kubeletOptions(pki, node),
            version: options.version)
        var proxyOptions = KubeProxyOptions(hostnameOverride: node.name)
        proxyOptions.clusterCIDR = [options.clusterCIDR]
        let proxy = KubeProxy(client: client("system:kube-proxy"), informers: informers, clock: clock, logger: labelled("kube-proxy"), options: proxyOptions)
        let services: [any ServiceLifecycle.Service] = [
            server, informers, AfterServer(server: server, service: controllers), controllerServing, scheduler, schedulerServing, proxy,
            Addons(client: client("apus:addons", groups: ["system:masters"]), clock: clock, logger: labelled("addons")),
            NodeService(options: options, machine: machine, kubelet: kubelet, serverIsReady: { await AfterServer.isReady(server) }, clock: clock, logger: labelled("node")),
        ]
        var configuration = ServiceGroupConfiguration(
            services: services.map { .init(service: $0) }, gracefulShutdownSignals: [.sigterm, .sigint], logger: logger)
        configuration.maximumGracefulShutdownDuration = .seconds(20)
        try await ServiceGroup(configuration: configuration).run()
        try? FileManager.default.removeItem(atPath: options.pidFile)
    }

    private func labelled(_ name: String) -> Logger {
        var copy = logger
        copy[metadataKey: "component"] = "\(name)"
        return copy
    }

    // MARK: What each part is told

    private func makeCertificates(_ node: NodeIdentity) throws -> PKI {
        let now = Date(timeIntervalSince1970: Double(clock.now.seconds))
        let pki = try PKI(directory: options.pkiDirectory, now: now)
        let primary = options.serviceClusterIPRange.split(separator: ",").first.map { String($0) } ?? ""
        let first = IPAddress.address(1, in: primary)
        try pki.ensure(
            "apiserver",
            .init(
                commonName: "kube-apiserver",
                dnsNames: ["kubernetes", "kubernetes.default", "kubernetes.default.svc", "kubernetes.default.svc.cluster.local", "localhost", node.name],
                addresses: ["127.0.0.1", "::1", node.address] + (first.map { [$0] } ?? []), isServer: true), now: now)
        try pki.ensure("apiserver-kubelet-client", .init(commonName: "kube-apiserver-kubelet-client", organizations: ["system:masters"]), now: now)
        try pki.ensure(
            "kubelet", .init(commonName: "system:node:\(node.name)", organizations: ["system:nodes"], dnsNames: [node.name, "localhost"], addresses: [node.address, "127.0.0.1"], isServer: true), now: now)
        let administrator = try pki.ensure("admin", .init(commonName: "kubernetes-admin", organizations: ["system:masters"]), now: now)
        let host = options.bindAddress == "0.0.0.0" || options.bindAddress == "::" ? node.address : options.bindAddress
        try Files.makeDirectory(URL(filePath: options.kubeconfigPath).deletingLastPathComponent().path)
        try pki.kubeconfig(user: "kubernetes-admin", pair: administrator, server: "https://\(host):\(options.securePort)").write(to: options.kubeconfigPath)
        return pki
    }

    private func serverOptions(_ pki: PKI, _ node: NodeIdentity) -> APIServerOptions {
        var server = APIServerOptions()
        server.bindAddress = options.bindAddress
        server.securePort = options.securePort
        server.advertiseAddress = node.address
        server.certDir = options.pkiDirectory
        server.tlsCertFile = pki.path("apiserver.crt")
        server.tlsPrivateKeyFile = pki.path("apiserver.key")
        server.clientCAFile = pki.path("ca.crt")
        server.tokenAuthFile = options.tokenAuthFile
        server.auditPolicyFile = options.auditPolicyFile
        server.auditLogPath = options.auditLogPath
        server.etcdServers = options.store
        server.etcd = options.etcd
        server.serviceClusterIPRange = options.serviceClusterIPRange
        server.serviceAccountIssuers = ["https://kubernetes.default.svc.cluster.local"]
        server.enableBootstrapTokenAuth = true
        // A kubelet writes only of its own node and pods.
        server.enableAdmissionPlugins = ["NodeRestriction"]
        server.serviceAccountSigningKeyFile = pki.path("sa.key")
        server.serviceAccountKeyFiles = [pki.path("sa.pub")]
        server.kubeletClientCertificate = pki.path("apiserver-kubelet-client.crt")
        server.kubeletClientKey = pki.path("apiserver-kubelet-client.key")
        server.kubeletCertificateAuthority = pki.path("ca.crt")
        server.verbosity = logger.logLevel <= .debug ? 4 : 0
        server.version = options.version
        // What others add metrics-server for.
        server.runtimeConfig["metrics.k8s.io/v1beta1"] = true
        return server
    }

    private func controllerOptions(_ pki: PKI, _ node: NodeIdentity) -> ControllerManagerOptions {
        var controllers = ControllerManagerOptions()
        // Alone in its process with its API server, it needs no election; an election would only delay its start.
        controllers.leaderElect = false
        controllers.identity = node.name
        // Nodes may join by tokens, as in a cluster of kubeadm's.
        controllers.controllers = ["*", "bootstrap-signer-controller", "token-cleaner-controller"]
        controllers.allocateNodeCIDRs = true
        controllers.clusterCIDR = options.clusterCIDR
        controllers.loadBalancerAddressPool = options.loadBalancerAddressPool
        controllers.rootCA = Files.text(pki.path("ca.crt")) ?? ""
        controllers.clusterSigningCertificate = Files.text(pki.path("ca.crt")) ?? ""
        controllers.clusterSigningKey = Files.text(pki.path("ca.key")) ?? ""
        controllers.serviceAccountPrivateKey = Files.text(pki.path("sa.key")) ?? ""
        return controllers
    }

    private func schedulerOptions() throws -> SchedulerOptions {
        var scheduler = SchedulerOptions()
        if let path = options.schedulerConfig {
            guard let text = Files.text(path) else { throw ClusterError("cannot read \(path)") }
            do { scheduler.configuration = try SchedulerConfiguration(text: text) } catch { throw ClusterError("--scheduler-config \(path): \(error)") }
        }
        guard let strategy = SchedulingStrategy(rawValue: options.strategy) else {
            throw ClusterError("--strategy must be one of \(SchedulingStrategy.allCases.map(\.rawValue).joined(separator: ", "))")
        }
        scheduler.configuration.apply(strategy)
        return scheduler
    }

    private func kubeletOptions(_ pki: PKI, _ node: NodeIdentity) throws -> KubeletOptions {
        var kubelet = try options.kubeletConfig.map { try KubeletSettings.load(configFile: $0, nodeName: node.name) } ?? KubeletOptions(nodeName: node.name)
        kubelet.hostname = node.name
        kubelet.nodeIPs = [node.address]
        kubelet.rootDirectory = options.kubeletDirectory
        kubelet.localVolumeDirectory = options.localVolumeDirectory
        kubelet.certDirectory = options.pkiDirectory
        kubelet.podLogsDirectory = options.podLogsDirectory
        kubelet.containerLogsDirectory = options.containerLogsDirectory
        kubelet.containerRuntimeEndpoint = "unix://" + options.containerdSocket
        kubelet.podManifestPath = options.manifestDirectory
        kubelet.cgroupRoot = options.cgroupRoot
        kubelet.port = options.kubeletPort
        kubelet.clientCAFile = pki.path("ca.crt")
        kubelet.tlsCertFile = pki.path("kubelet.crt")
        kubelet.tlsPrivateKeyFile = pki.path("kubelet.key")
        kubelet.podInfraContainerImage = PauseImage.reference
        return kubelet
    }
}

/// A part that begins when the API server has made the system's objects, as it would find them in a process of its own.
private struct AfterServer: ServiceLifecycle.Service {
    let server: APIServer
    let service: any ServiceLifecycle.Service

    func run() async throws {
        if await Self.isReady(server) { try await service.run() }
    }

    /// Returns true when it is, false when the process is to end before that.
    static func isReady(_ server: APIServer) async -> Bool {
        (try? await cancelWhenGracefulShutdown { try await server.waitUntilReady() }) != nil
    }
}

/// The node's name and address.
struct NodeIdentity: Sendable {
    var name: String
    var address: String

    init(_ options: ClusterOptions) {
        name = options.nodeName.isEmpty ? ProcessInfo.processInfo.hostName.lowercased().split(separator: ".").first.map(String.init) ?? "localhost" : options.nodeName
        address = options.nodeIP.isEmpty ? IPAddress.ofDefaultRoute() ?? "127.0.0.1" : options.nodeIP
    }
}
