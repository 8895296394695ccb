import APISchema
import ComponentMetrics
import Foundation
import HTTPServer
public import KubernetesAPI
public import Logging
import NIOCore
public import ServiceLifecycle
public import Store
import Synchronization

/// kube-apiserver: the one component that keeps the cluster's state, and the only way to it.
///
/// Make it, then ``run()`` it: it opens the store, loads the caches, makes the system's own objects, and serves until
/// graceful shutdown or cancellation. Clients in the same process use ``InProcessTransport``. Thread-safe.
public final class APIServer: ServiceLifecycle.Service, Sendable {
    private enum State {
        case initial
        case serving(RequestPipeline)
        case stopped
    }

    private struct Shared {
        var state = State.initial
        var isReady = false
        var waiters: [CheckedContinuation<RequestPipeline, any Error>] = []
        var port: Int?
    }

    /// The server is not running any more.
    public struct Stopped: Error, CustomStringConvertible {
        public var description: String { "the API server has stopped" }
    }

    private let options: APIServerOptions
    private let clock: any WallClock
    private let logger: Logger
    private let givenStore: (any Store)?
    private let listens: Bool
    private let connections: (@Sendable (APIServer) throws -> any ConnectHandler)?
    private let shared = Mutex(Shared())

    /// Makes a server that does nothing yet.
    /// - Parameters:
    ///   - store: where the objects are; nil opens what `options.etcdServers` names.
    ///   - listens: whether to serve HTTPS; without, only ``InProcessTransport`` reaches it.
    ///   - connections: makes what serves exec, logs and proxies.
    public init(
        options: APIServerOptions, clock: any WallClock = SystemClock(), logger: Logger, store: (any Store)? = nil, listens: Bool = true,
        connections: (@Sendable (APIServer) throws -> any ConnectHandler)? = nil
    ) {
        self.options = options
        self.clock = clock
        self.logger = logger
        givenStore = store
        self.listens = listens
        self.connections = connections
    }

    /// The port that is listened on; nil before.
    public var boundPort: Int? { shared.withLock { $0.port } }

    /// Whether `/readyz` says so.
    public var isReady: Bool { shared.withLock { $0.isReady } }

    /// Waits until the server is ready. Throws when it stops before, and on cancellation.
    public func waitUntilReady() async throws {
        _ = try await whenServing()
        while !isReady { try await clock.sleep(for: .milliseconds(2)) }
    }

    /// The way into the server, once it serves.
    func whenServing() async throws -> RequestPipeline {
        try await withCheckedThrowingContinuation { continuation in
            let now: Result<RequestPipeline, any Error>? = shared.withLock { shared in
                switch shared.state {
                case .serving(let pipeline): return .success(pipeline)
                case .stopped: return .failure(Stopped())
                case .initial:
                    shared.waiters.append(continuation)
                    return nil
                }
            }
            if let now { continuation.resume(with: now) }
        }
    }

    /// Serves until graceful shutdown or cancellation.
    public func run() async throws {
        defer { stopped() }
        let store = try givenStore ?? StoreOpening.open(options, clock: clock, logger: logger)
        do {
            try await serve(store)
        } catch {
            if givenStore == nil { await store.close() }
            throw error
        }
        if givenStore == nil { await store.close() }
    }

    private func serve(_ store: any Store) async throws {
        let feed = try await StoreFeed.start(store: store, replaying: 1000, logger: logger)
        for complaint in FeatureGates.complaints(options.featureGates) { logger.warning("\(complaint)") }
        let assembly = try await Assembly(options, store: store, feed: feed, clock: clock, logger: logger)
        let handler = try connections?(self)
        let pipeline = try assembly.pipeline(connections: handler)
        let http = listens ? try httpServer(pipeline) : nil

        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { [self] in try await follow(feed) }
            try await assembly.catchUp()
            if options.authorizationMode.contains("RBAC") {
                // Before the first request, so that no component is refused what it will be allowed in a moment.
                assembly.hooks.add("rbac/bootstrap-roles")
                await DefaultRolesReconciler(registry: assembly.registry, logger: logger).run()
                assembly.hooks.finish("rbac/bootstrap-roles")
            }
            // Before it, too, so that nobody's first event, lease or account is refused for want of a namespace. What fails is done again below.
            _ = await SystemObjects.namespaceStep.run(SystemClient(pipeline: pipeline, clock: clock, logger: logger))
            if let http {
                try await http.start()
                shared.withLock { $0.port = http.boundPort }
                logger.info("Serving securely", metadata: ["address": "\(options.bindAddress)", "port": "\(http.boundPort ?? 0)"])
            }
            let bootstrap = assembly.bootstrap(
                pipeline, endpoint: endpoint(), hostname: ProcessInfo.processInfo.hostName, unique: UUID().uuidString.lowercased())
            let clock = clock
            let controllers = SystemControllers(
                registry: assembly.registry, pipeline: pipeline, hooks: assembly.hooks, clock: clock, logger: logger)
            group.addTask {
                try await Maintenance(
                    store: store, events: assembly.registry.resources.stored(group: "", plural: "events")?.storage,
                    eventLifetime: self.options.eventTTL, historyLifetime: self.options.etcd.compactionInterval, clock: clock,
                    logger: self.logger
                ).run()
            }
            group.addTask { try await controllers.run() }
            if let flow = assembly.flow { group.addTask { try await flow.run() } }
            if let consumer = assembly.flowConsumer(bootstrap.client) { group.addTask { try await consumer.run() } }
            // Whoever is in this process finds the system's objects; others see by /readyz whether they are there.
            group.addTask {
                await controllers.start()
                try await bootstrap.start()
                self.shared.withLock { $0.isReady = !assembly.lifecycle.isShuttingDown }
                try await bootstrap.run()
            }
            serving(pipeline)
            do {
                try await untilShutDown(http, assembly.lifecycle)
            } catch is CancellationError {}
            shared.withLock { $0.isReady = false }
            group.cancelAll()
            while let result = await group.nextResult() {
                if case .failure(let error) = result, !(error is CancellationError) { throw error }
            }
        }
    }

    /// Serves until graceful shutdown, and then until that is done.
    private func untilShutDown(_ http: HTTPServer?, _ lifecycle: ServerLifecycle) async throws {
        guard let http else { return try await gracefulShutdown() }
        let shutdown = GracefulShutdown(options: options, lifecycle: lifecycle, clock: clock, logger: logger)
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await http.run(untilGracefulShutdown: false) }
            group.addTask {
                try await gracefulShutdown()
                self.shared.withLock { $0.isReady = false }
                try await shutdown.run(http)
                // The server ends when its connections have.
                try await self.clock.sleep(for: .seconds(3600))
            }
            defer { group.cancelAll() }
            try await group.next()
        }
    }

    /// Feeds the caches for as long as the server runs, also when the store fails for a while.
    private func follow(_ feed: StoreFeed) async throws {
        while true {
            do {
                return try await feed.run()
            } catch let error as StoreError {
                logger.error("Cannot follow the store; trying again", metadata: ["error": "\(error)"])
                try await clock.sleep(for: .seconds(1))
            }
        }
    }

    private func httpServer(_ pipeline: RequestPipeline) throws -> HTTPServer {
        var tls = try ServingCertificate.load(options, clock: clock)
        try TLSSettings.apply(options, to: &tls)
        var configuration = HTTPServerConfiguration(host: options.bindAddress, port: options.securePort, tls: tls)
        let clock = clock
        configuration.now = { clock.now.seconds }
        configuration.onHandshakeError = { pipeline.metrics.tlsHandshakeErrors.add() }
        if options.http2MaxStreamsPerConnection > 0 { configuration.maxConcurrentStreams = options.http2MaxStreamsPerConnection }
        configuration.shutdownGracePeriod = .nanoseconds(
            Int64((options.requestTimeout + options.shutdownWatchTerminationGracePeriod).inSeconds * 1e9))
        return try HTTPServer(configuration: configuration, responder: pipeline, logger: logger)
    }

    private func serving(_ pipeline: RequestPipeline) {
        let waiters = shared.withLock { shared in
            shared.state = .serving(pipeline)
            defer { shared.waiters = [] }
            return shared.waiters
        }
        for waiter in waiters { waiter.resume(returning: pipeline) }
    }

    private func stopped() {
        let waiters = shared.withLock { shared in
            shared.state = .stopped
            shared.isReady = false
            defer { shared.waiters = [] }
            return shared.waiters
        }
        for waiter in waiters { waiter.resume(throwing: Stopped()) }
    }

    /// Where other machines reach this server.
    private func endpoint() -> (address: String, port: Int)? {
        let port = boundPort ?? options.securePort
        if let address = options.advertiseAddress { return IPText.v4(address) == nil ? nil : (address, port) }
        if IPText.v4(options.bindAddress) != nil, options.bindAddress != "0.0.0.0" {
            return options.bindAddress.hasPrefix("127.") ? nil : (options.bindAddress, port)
        }
        let devices = (try? System.enumerateDevices()) ?? []
        let addresses = devices.compactMap { $0.address?.ipAddress }.filter { IPText.v4($0) != nil }
        return addresses.first { !$0.hasPrefix("127.") && !$0.hasPrefix("169.254.") }.map { ($0, port) }
    }
}
