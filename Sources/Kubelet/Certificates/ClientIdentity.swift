import Foundation
import KubernetesAPI
import KubernetesClient
import Logging
import Synchronization

/// A transport that may be exchanged for another while it is used. Safe to use from anywhere.
final class ExchangeableTransport: Transport {
    private let current: Mutex<any Transport>

    init(_ transport: any Transport) { current = Mutex(transport) }

    func exchange(_ transport: any Transport) { current.withLock { $0 = transport } }

    func send(_ request: ClientRequest) async throws -> ClientResponse { try await current.withLock { $0 }.send(request) }
}

/// How the kubelet comes to its certificate as a client of the API server, and keeps it: `--bootstrap-kubeconfig` and
/// `--rotate-certificates`.
public struct ClientIdentity: Sendable {
    /// With the node's certificate, whichever it has at the time.
    public let client: Client
    private let manager: CertificateManager?
    private let transport: ExchangeableTransport
    private let target: Kubeconfig.Target
    private let nodeName: String
    private let clock: any WallClock
    private let logger: Logger

    /// Reads `--kubeconfig`, after having it made by `--bootstrap-kubeconfig` when it is not there or its certificate has ended.
    /// - Throws: when a file cannot be read, or the first certificate is denied.
    public static func load(
        kubeconfig: String, options: KubeletOptions, clock: any WallClock = SystemClock(),
        random: @escaping @Sendable () -> Double = { Double.random(in: 0..<1) }, logger: Logger
    ) async throws -> ClientIdentity {
        let store = CertificateStore(directory: options.certDirectory, name: "kubelet-client")
        let manager = CertificateManager(store: store, clock: clock, random: random, logger: logger)
        if let bootstrap = options.serving.bootstrapKubeconfig, !isUsable(kubeconfig, clock) {
            try await self.bootstrap(bootstrap, to: kubeconfig, manager, store, options, clock, logger)
        }
        let target = try Kubeconfig.load(path: kubeconfig).target()
        return try ClientIdentity(
            target: target, manager: options.serving.rotatesCertificates ? manager : nil, options: options, clock: clock, logger: logger)
    }

    init(target: Kubeconfig.Target, manager: CertificateManager?, options: KubeletOptions, clock: any WallClock, logger: Logger) throws {
        self.target = target
        self.manager = manager
        self.clock = clock
        self.logger = logger
        nodeName = options.nodeName
        var own = target
        // What was rotated is newer than what the kubeconfig was made with.
        if let manager, manager.isValid, let pair = manager.current { own = Self.target(target, pair) }
        transport = ExchangeableTransport(try HTTPSTransport(own, clock: clock))
        client = Client(transport: LimitedTransport(transport, options: options.node, clock: clock), userAgent: "kubelet")
    }

    /// How many seconds the certificate still holds; for ever when it is not renewed.
    public var secondsLeft: Double { manager?.secondsLeft ?? .infinity }

    /// Renews the certificate until it is cancelled; returns at once when that is not asked for.
    public func run() async {
        guard let manager else { return }
        let wish = CertificateManager.Wish.client(nodeName)
        await manager.run(wish: { wish }, client: { client }) { pair in
            do {
                transport.exchange(try HTTPSTransport(Self.target(target, pair), clock: clock))
            } catch {
                logger.error("cannot use the new client certificate", metadata: ["error": "\(error)"])
            }
        }
    }

    private static func target(_ target: Kubeconfig.Target, _ pair: CertificatePair) -> Kubeconfig.Target {
        var target = target
        target.user.clientCertificateData = Array(pair.certificate.utf8)
        target.user.clientKeyData = Array(pair.key.utf8)
        return target
    }

    /// The kubeconfig is there, and what certificate it names still holds.
    static func isUsable(_ path: String, _ clock: any WallClock) -> Bool {
        guard let user = try? Kubeconfig.load(path: path).target().user else { return false }
        let certificate = user.clientCertificateData ?? user.clientCertificate.flatMap { POSIXFiles.read($0) }
        guard let certificate else { return user.token != nil || user.tokenFile != nil }
        let key = user.clientKeyData ?? user.clientKey.flatMap { POSIXFiles.read($0) } ?? []
        let text = String(decoding: certificate, as: UTF8.self) + "\n" + String(decoding: key, as: UTF8.self)
        return CertificateStore.parse(text).map { $0.notAfter > clock.now } ?? false
    }

    private static func bootstrap(
        _ bootstrap: String, to kubeconfig: String, _ manager: CertificateManager, _ store: CertificateStore, _ options: KubeletOptions,
        _ clock: any WallClock, _ logger: Logger
    ) async throws {
        let first = try Kubeconfig.load(path: bootstrap).target()
        let client = Client(transport: try HTTPSTransport(first, clock: clock), userAgent: "kubelet-bootstrap")
        logger.info("asking for the first client certificate", metadata: ["with": "\(bootstrap)"])
        var backoff = Backoff(first: .milliseconds(200), last: .seconds(10), jitter: 0)
        while !manager.isValid {
            do {
                _ = try await manager.request(.client(options.nodeName), client)
            } catch let error as NodeCertificateError {
                throw error
            } catch let error as APIError where error.isForbidden || error.isUnauthorized {
                throw error
            } catch {
                // The server may still be starting.
                try Task.checkCancellation()
                logger.warning("cannot ask for the first client certificate; trying on", metadata: ["error": "\(error)"])
                try await clock.sleep(for: backoff.next(random: 0))
            }
        }
        try self.kubeconfig(first, certificate: store.currentPath).write(to: kubeconfig)
    }

    /// The kubeconfig that goes on with the certificate.
    static func kubeconfig(_ first: Kubeconfig.Target, certificate path: String) -> Kubeconfig {
        var config = Kubeconfig()
        config.clusters["default-cluster"] = first.cluster
        config.users["default-auth"] = Kubeconfig.User(clientCertificate: path, clientKey: path)
        config.contexts["default-context"] = Kubeconfig.Context(cluster: "default-cluster", user: "default-auth", namespace: first.namespace)
        config.currentContext = "default-context"
        return config
    }
}
