import HTTPServer
import KubernetesAPI
import KubernetesClient
import Logging
import ServiceLifecycle

/// The kubelet's own servers: HTTPS on port 10250 for those who may; health in the clear on loopback; and, if it is wanted,
/// a port for everybody that only tells.
///
/// Thread-safe. ``run()`` serves until graceful shutdown or cancellation.
struct KubeletServer: ServiceLifecycle.Service {
    private let server: HTTPServer
    private let plain: [HTTPServer]
    private let clock: any WallClock
    private let logger: Logger

    /// Makes the servers; they listen from ``run()`` or ``start()`` on.
    ///
    /// - Parameters:
    ///   - configuration: Address and TLS; with client CAs, for certificates are believed only when they verify.
    ///   - client: of the API server, as the node; it is asked who may do what.
    /// - Throws: when the certificate and key are unusable.
    init(
        configuration: HTTPServerConfiguration, options: KubeletOptions, backend: any KubeletServerBackend, client: Client?,
        metrics: KubeletMetrics = KubeletMetrics(), clock: any WallClock, logger: Logger
    ) throws {
        self.clock = clock
        self.logger = logger
        let stats = StatsProvider(backend: backend, clock: clock)
        func make(_ configuration: HTTPServerConfiguration, _ port: KubeletRouter.Port, _ access: KubeletAccess?) throws -> HTTPServer {
            var configuration = configuration
            // Log files are read with blocking calls, which must not hold up an event loop.
            configuration.runsRespondersOnEventLoop = false
            let router = KubeletRouter(
                port: port, backend: backend, access: access, options: options.serving, metrics: metrics, stats: stats, clock: clock, logger: logger)
            return try HTTPServer(configuration: configuration, responder: router, logger: logger)
        }
        server = try make(configuration, .readWrite, KubeletAccess(client: client, options: options, clock: clock))
        var plain: [HTTPServer] = []
        if options.serving.readOnlyPort > 0 {
            plain.append(try make(.init(host: options.address, port: options.serving.readOnlyPort, tls: nil), .readOnly, nil))
        }
        if options.serving.healthzPort > 0 {
            plain.append(try make(.init(host: options.serving.healthzAddress, port: options.serving.healthzPort, tls: nil), .health, nil))
        }
        self.plain = plain
    }

    /// The port it listens on, once it does.
    var boundPort: Int? { server.boundPort }

    /// Starts to listen. Throws `HTTPServerError.bind` when the address of the main port cannot be had.
    func start() async throws { try await server.start() }

    func run() async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            for server in plain {
                // The node works without them; another kubelet on the machine may have the port.
                group.addTask { [logger] in
                    do { try await server.run() } catch { logger.error("a port of the kubelet is not served", metadata: ["error": "\(error)"]) }
                }
            }
            group.addTask { [server] in try await server.run() }
            try await group.waitForAll()
        }
    }

    /// Uses another certificate for new connections, as after its rotation.
    func updateTLS(_ tls: HTTPServerConfiguration.TLS) throws { try server.updateTLS(tls) }
}
