import Foundation
public import HTTPServer
import JSON
public import KubernetesAPI
public import KubernetesClient
public import Logging
import NIOCore
import NIOHTTP1
public import ServiceLifecycle

/// The server that each of Kubernetes' components has: its health, metrics and configuration over HTTPS, for those whom the API server
/// lets see them.
///
/// `run` serves until graceful shutdown or cancellation. Certificates are taken up again when their files change.
public struct ComponentServer: ServiceLifecycle.Service {
    /// What there is to see.
    public struct Pages: Sendable {
        public var health: HealthChecks
        /// /metrics, in Prometheus' text format.
        public var metrics: @Sendable () -> String
        /// /configz
        public var configuration: @Sendable () -> JSONValue

        public init(health: HealthChecks, metrics: @escaping @Sendable () -> String, configuration: @escaping @Sendable () -> JSONValue) {
            self.health = health
            self.metrics = metrics
            self.configuration = configuration
        }
    }

    private let options: ComponentServingOptions
    private let component: String
    private let host: String
    private let pages: Pages
    private let authentication: Client?
    private let authorization: Client?
    private let clock: any WallClock
    private let logger: Logger
    private let started: @Sendable (Int) -> Void

    /// - Parameters:
    ///   - component: its name, which a certificate of its own is called by.
    ///   - host: the machine's name.
    ///   - authentication: asks about tokens, and for the client CA; nil for neither.
    ///   - authorization: asks who may do what; nil lets in system:masters alone.
    ///   - started: is told the port when it listens.
    public init(
        options: ComponentServingOptions, component: String, host: String, pages: Pages, authentication: Client?, authorization: Client?,
        clock: any WallClock, logger: Logger, started: @escaping @Sendable (Int) -> Void = { _ in }
    ) {
        self.options = options
        self.component = component
        self.host = host
        self.pages = pages
        self.authentication = authentication
        self.authorization = authorization
        self.clock = clock
        self.logger = logger
        self.started = started
    }

    public func run() async throws {
        guard options.securePort != 0 else { return try await gracefulShutdown() }
        let published = try await publishedClientCA()
        // Without a file for it, it lasts as long as the process.
        let own = try ServingPair(selfSignedFor: host, now: Date(timeIntervalSince1970: Double(clock.now.seconds)))
        let first = try tlsFiles(published, own)
        var configuration = HTTPServerConfiguration(host: options.bindAddress, port: max(0, options.securePort), tls: try tls(first))
        configuration.runsRespondersOnEventLoop = false
        let server = try HTTPServer(configuration: configuration, responder: responder, logger: logger)
        try await server.start()
        if let port = server.boundPort {
            logger.info("Serving securely", metadata: ["address": "\(options.bindAddress):\(port)"])
            started(port)
        }
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await server.run() }
            group.addTask { await follow(server, own, first) }
            // The server ends, or fails: then nothing is left to look after.
            try await group.next()
            group.cancelAll()
        }
    }

    /// Takes up certificates that are replaced.
    private func follow(_ server: HTTPServer, _ own: ServingPair, _ first: TLSFiles) async {
        var current = first
        while true {
            do { try await clock.sleep(for: .seconds(60)) } catch { return }
            let published = (try? await publishedClientCA()) ?? nil
            guard let new = try? tlsFiles(published, own), new != current else { continue }
            do {
                try server.updateTLS(tls(new))
                current = new
            } catch {
                logger.warning("the new serving certificate cannot be used; the old one stays", metadata: ["error": "\(error)"])
            }
        }
    }

    // MARK: Certificates

    private struct TLSFiles: Equatable {
        var pair: ServingPair
        var clientCAs: String?
    }

    private func tlsFiles(_ published: String?, _ own: ServingPair) throws -> TLSFiles {
        let now = Date(timeIntervalSince1970: Double(clock.now.seconds))
        let pair: ServingPair
        if !options.tlsCertFile.isEmpty {
            pair = try ServingPair(certificateFile: options.tlsCertFile, keyFile: options.tlsPrivateKeyFile)
        } else if !options.certDirectory.isEmpty {
            pair = try ServingPair(directory: options.certDirectory, name: component, host: host, now: now)
        } else {
            pair = own
        }
        return TLSFiles(
            pair: pair, clientCAs: options.clientCAFile.isEmpty ? published : try String(contentsOfFile: options.clientCAFile, encoding: .utf8))
    }

    private func tls(_ files: TLSFiles) throws -> HTTPServerConfiguration.TLS {
        var tls = try HTTPServerConfiguration.TLS(
            certificateChainPEM: files.pair.certificate, privateKeyPEM: files.pair.key, clientCAsPEM: files.clientCAs)
        try tls.apply(minVersion: options.tlsMinVersion, cipherSuites: options.tlsCipherSuites)
        return tls
    }

    /// The CA of clients that the API server publishes; nil when it publishes none, or not yet.
    private func publishedClientCA() async throws -> String? {
        guard options.clientCAFile.isEmpty, !options.authenticationSkipLookup, let authentication else { return nil }
        while true {
            do {
                return try await authentication.get(ConfigMap.self, "extension-apiserver-authentication", namespace: "kube-system").data["client-ca-file"]
            } catch let error as APIError where error.isNotFound {
                return nil
            } catch {
                if error is CancellationError { throw error }
                logger.warning("the API server's CA of clients cannot be read", metadata: ["error": "\(error)"])
                if options.authenticationTolerateLookupFailure { return nil }
                try await clock.sleep(for: .seconds(2))
            }
        }
    }

    // MARK: Requests

    /// Answers requests; for tests, too.
    var responder: ComponentRouter {
        ComponentRouter(
            options: options, pages: pages,
            authenticator: DelegatedAuthenticator(tokens: authentication, anonymous: true, ttl: options.tokenCacheTTL, clock: clock),
            authorizer: DelegatedAuthorizer(
                client: authorization, authorizedTTL: options.authorizedTTL, unauthorizedTTL: options.unauthorizedTTL, clock: clock),
            logger: logger)
    }
}
