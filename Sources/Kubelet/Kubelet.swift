import ComponentMetrics
import ContainerRuntime
import HTTPServer
import KubernetesAPI
import KubernetesClient
import Logging
import ServiceLifecycle
import SystemPackage

/// The kubelet: runs on every node, and makes the container runtime run the pods that the API server and the static pod
/// directory give to the node. Containers outlive it: a kubelet that starts again takes up what runs.
public struct Kubelet: ServiceLifecycle.Service {
    /// The parts of the kubelet that look after volumes, probes, environments and the node.
    public struct Parts: Sendable {
        public var volumes: any VolumeManaging
        public var probes: any ProbeManaging
        public var environment: any EnvironmentBuilding
        public var node: any NodeStatusManaging
        /// Parts that have a say in which pods are let in, beside what the node has room for.
        var admission: [any PodAdmitting] = []

        public init(
            volumes: any VolumeManaging, probes: any ProbeManaging, environment: any EnvironmentBuilding, node: any NodeStatusManaging
        ) {
            self.volumes = volumes
            self.probes = probes
            self.environment = environment
            self.node = node
        }
    }

    private let options: KubeletOptions
    private let clock: any WallClock
    private let logger: Logger
    private let client: Client?
    private let ownInformers: InformerFactory?
    private let core: KubeletCore
    /// Nil when `--port` is 0.
    private let server: KubeletServer?
    /// The serving certificate of the API server's signer; nil unless `serverTLSBootstrap`.
    private let servingCertificate: CertificateManager?

    /// - Parameters:
    ///   - client: talks to the API server as the node; nil for a node that stands alone.
    ///   - informers: those of the process, which someone else runs; nil makes own ones.
    ///   - makeParts: makes the other parts, given what they need of the kubelet.
    /// - Throws: when the runtime's address is none, or a certificate's file cannot be read.
    init(
        client: Client?, informers: InformerFactory?, clock: any WallClock, logger: Logger, options: KubeletOptions,
        clientCertificateSecondsLeft: @escaping @Sendable () -> Double = { .infinity }, makeParts: (KubeletCore.Context) throws -> Parts
    ) throws {
        self.options = options
        self.clock = clock
        self.logger = logger
        for problem in options.warnings { logger.warning("Using lenient decoding as strict decoding failed", metadata: ["err": "\(problem)"]) }
        let metrics = KubeletMetrics()
        let client = client.map { MeasuredTransport.measured($0, metrics: metrics.client, clock: clock) }
        self.client = client
        if let problem = Sysctls.problem(ofPatterns: options.node.allowedUnsafeSysctls) { throw ContainerConfigError(message: problem) }
        let own = informers == nil ? client.map { InformerFactory(client: $0, clock: clock, logger: logger) } : nil
        ownInformers = own
        let cri = try ContainerRuntimeClient(
            socketPath: options.containerRuntimeEndpoint, imageSocketPath: options.imageServiceEndpoint, requestTimeout: options.runtimeRequestTimeout, logger: logger
        ) { metrics.runtime.called($0, $1, $2) }
        core = try KubeletCore(
            client: client, informers: informers ?? own, clock: clock, logger: logger, options: options, cri: cri,
            hookRequests: HTTPHookRequests(), metrics: metrics, makeParts: makeParts
        )
        servingCertificate = options.serving.serverTLSBootstrap && client != nil
            ? CertificateManager(
                store: CertificateStore(directory: options.certDirectory, name: "kubelet-server"), clock: clock,
                random: { Double.random(in: 0..<1) },
                metrics: (metrics.certificates.serverExpirationRenewErrors, metrics.certificates.serverRotation), logger: logger) : nil
        let serving = servingCertificate
        metrics.registry.register([
            CertificateMetrics.ttl("server", "Gauge of the shortest TTL (time-to-live) of the Kubelet's serving certificate. The value is in seconds until certificate expiry (negative if already expired). If serving certificate is invalid or unused, the value will be +INF.") { serving?.secondsLeft ?? .infinity },
            CertificateMetrics.ttl("client", "Gauge of the TTL (time-to-live) of the Kubelet's client certificate. The value is in seconds until certificate expiry (negative if already expired). If client certificate is invalid or unused, the value will be +INF.", clientCertificateSecondsLeft),
        ])
        guard options.port != 0, options.serving.enabled else {
            server = nil
            return
        }
        server = try KubeletServer(
            configuration: HTTPServerConfiguration(
                host: options.address, port: options.port, tls: ServingCertificate(options: options, clock: clock).tls()),
            options: options, backend: KubeletBackend(core: core, runtime: cri, client: client, clock: clock), client: client, metrics: metrics, clock: clock,
            logger: logger
        )
    }

    /// The kernel is to end the kubelet last. Without CAP_SYS_RESOURCE it does not let us say so.
    private func lowerOOMScore() {
        let score = options.reserved.oomScoreAdjustment
        do {
            let file = try FileDescriptor.open("/proc/self/oom_score_adj", .writeOnly)
            _ = try file.closeAfter { try file.writeAll(String(score).utf8) }
        } catch {
            logger.info("cannot set the kubelet's own out-of-memory score", metadata: ["score": "\(score)", "error": "\(error)"])
        }
    }

    /// Works until the task is cancelled or the service group shuts down. Containers keep running.
    /// - Throws: when the server cannot listen.
    public func run() async throws {
        lowerOOMScore()
        try await server?.start()
        let core = self.core
        let work = Task {
            await withDiscardingTaskGroup { group in
                if let ownInformers { group.addTask { try? await ownInformers.run() } }
                if let server { group.addTask { try? await server.run() } }
                if let server {
                    let reload = CertificateReload(
                        options: options, server: server, clock: clock, logger: logger)
                    group.addTask { await reload.run() }
                }
                group.addTask { await core.run() }
                group.addTask { await keepServingCertificate() }
            }
        }
        await withTaskCancellationOrGracefulShutdownHandler {
            await work.value
        } onCancelOrGracefulShutdown: {
            work.cancel()
        }
    }

    /// Has the server's certificate signed and renewed. Until there is one, the server shows one that it signed itself.
    private func keepServingCertificate() async {
        guard let manager = servingCertificate, let server, let client else { return }
        @Sendable func use(_ pair: CertificatePair) {
            do {
                try server.updateTLS(try ServingCertificate(options: options, clock: clock).tls(pair))
            } catch {
                logger.error("cannot use the new serving certificate", metadata: ["error": "\(error)"])
            }
        }
        if manager.isValid, let pair = manager.current { use(pair) }
        let (core, name) = (core, options.nodeName)
        await manager.run(
            wish: { core.parts.node.node().flatMap { $0.status.addresses.isEmpty ? nil : .serving(name, $0.status.addresses) } }, client: { client },
            changed: use)
    }
}
