public import Logging
public import NIOCore
import NIOHTTP1
import NIOHTTP2
import NIOPosix
public import ServiceLifecycle
import Synchronization

/// An HTTP server: HTTP/1.1, and over TLS also HTTP/2 (by ALPN). Thread-safe.
///
/// ``run()`` listens and serves until graceful shutdown or cancellation. On graceful shutdown it stops listening, tells the
/// clients to go (GOAWAY, `connection: close`), ends streams, lets running requests finish for
/// ``HTTPServerConfiguration/shutdownGracePeriod``, and then closes what is left. Cancellation closes everything at once.
public final class HTTPServer: ServiceLifecycle.Service, Sendable {
    private enum State {
        case initial
        case starting
        case running(listener: any Channel)
        case shuttingDown
        case finished
    }

    private struct Shared {
        var state = State.initial
        var connections: [ObjectIdentifier: any Channel] = [:]
        var whenEmpty: [EventLoopPromise<Void>] = []
    }

    private let configuration: HTTPServerConfiguration
    private let group: any EventLoopGroup
    private let logger: Logger
    private let pipeline: ConnectionPipeline
    private let shared = Mutex(Shared())

    /// Makes a server; it listens when ``start()`` or ``run()`` is called. Throws when the TLS configuration is unusable,
    /// e.g. the key is not the certificate's.
    public init(
        configuration: HTTPServerConfiguration,
        responder: any HTTPResponder,
        logger: Logger,
        group: any EventLoopGroup = MultiThreadedEventLoopGroup.singleton
    ) throws {
        self.configuration = configuration
        self.group = group
        self.logger = logger
        self.pipeline = try ConnectionPipeline(
            server: ServerContext(
                configuration: configuration,
                responder: responder,
                logger: logger,
                date: HTTPDate(now: configuration.now)
            ),
            group: group
        )
    }

    /// The port that the server listens on; nil before it listens and for Unix sockets.
    public var boundPort: Int? {
        shared.withLock { shared in
            if case .running(let listener) = shared.state { listener.localAddress?.port } else { nil }
        }
    }

    /// Uses another certificate, key and client CA's for connections made from now on. Throws when they are unusable; the
    /// old ones then stay. Does nothing on a server without TLS.
    public func updateTLS(_ tls: HTTPServerConfiguration.TLS) throws {
        try pipeline.updateTLS(tls)
    }

    /// Starts to listen, unless it already does. Throws ``HTTPServerError/bind(address:network:reason:)`` when the address
    /// cannot be had.
    public func start() async throws {
        let isFirst = try shared.withLock { shared in
            switch shared.state {
            case .initial:
                shared.state = .starting
                return true
            case .running: return false
            case .starting, .shuttingDown, .finished: throw HTTPServerError.wrongState("the server was already started")
            }
        }
        guard isFirst else { return }
        do {
            let listener = try await listen()
            let isLate = shared.withLock { shared in
                guard case .starting = shared.state else { return true }
                shared.state = .running(listener: listener)
                return false
            }
            if isLate { try? await listener.close() }
        } catch {
            shared.withLock { $0.state = .finished }
            throw error
        }
    }

    /// Listens and serves until graceful shutdown or cancellation.
    public func run() async throws { try await run(untilGracefulShutdown: true) }

    /// Listens and serves until ``shutDownGracefully(over:)`` or cancellation; and, if so wanted, until graceful shutdown of the
    /// service group.
    public func run(untilGracefulShutdown: Bool) async throws {
        try await start()
        let listener: (any Channel)? = shared.withLock { shared in
            if case .running(let listener) = shared.state { listener } else { nil }
        }
        guard let listener else { return }
        await withTaskCancellationHandler {
            await withGracefulShutdownHandler {
                try? await listener.closeFuture.get()
                await connectionsEnded()
            } onGracefulShutdown: {
                if untilGracefulShutdown { self.shutDownGracefully() }
            }
        } onCancel: {
            self.closeAll()
        }
        shared.withLock { $0.state = .finished }
    }

    // MARK: Listening

    private func listen() async throws -> any Channel {
        let pipeline = pipeline
        let bootstrap = ServerBootstrap(group: group)
            .serverChannelOption(.backlog, value: 4096)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .childChannelOption(.writeBufferWaterMark, value: .init(low: 64 * 1024, high: 256 * 1024))
            .childChannelInitializer { channel in
                guard self.register(channel) else { return channel.close() }
                return channel.eventLoop.makeCompletedFuture { try pipeline.configure(channel) }
            }
        do {
            switch configuration.address {
            case .tcp(let host, let port):
                return try await bootstrap
                    .childChannelOption(.tcpOption(.tcp_nodelay), value: 1)
                    .childChannelOption(.socketOption(.so_keepalive), value: 1)
                    .bind(host: host, port: port).get()
            case .unix(let path):
                return try await bootstrap.bind(unixDomainSocketPath: path, cleanupExistingSocketFile: true).get()
            }
        } catch {
            throw configuration.bindError(error)
        }
    }

    private func register(_ channel: any Channel) -> Bool {
        let id = ObjectIdentifier(channel)
        let isWelcome = shared.withLock { shared in
            switch shared.state {
            case .starting, .running:
                shared.connections[id] = channel
                return true
            case .initial, .shuttingDown, .finished:
                return false
            }
        }
        if isWelcome {
            channel.closeFuture.whenComplete { _ in self.unregister(id) }
        }
        return isWelcome
    }

    private func unregister(_ id: ObjectIdentifier) {
        let promises = shared.withLock { shared in
            shared.connections[id] = nil
            guard shared.connections.isEmpty else { return [EventLoopPromise<Void>]() }
            defer { shared.whenEmpty = [] }
            return shared.whenEmpty
        }
        for promise in promises { promise.succeed() }
    }

    // MARK: The end

    private func connectionsEnded() async {
        let promise = group.any().makePromise(of: Void.self)
        let isEmpty = shared.withLock { shared in
            if shared.connections.isEmpty { return true }
            shared.whenEmpty.append(promise)
            return false
        }
        if isEmpty { promise.succeed() }
        try? await promise.futureResult.get()
    }

    private func beginShutdown() -> (listener: (any Channel)?, connections: [any Channel]) {
        shared.withLock { shared in
            let connections = Array(shared.connections.values)
            switch shared.state {
            case .running(let listener):
                shared.state = .shuttingDown
                return (listener, connections)
            case .initial, .starting:
                shared.state = .shuttingDown
                return (nil, connections)
            case .shuttingDown, .finished:
                return (nil, connections)
            }
        }
    }

    /// Begins to shut down: no more connections are taken, and those that are there are told to go, one after the other over
    /// a time. ``run()`` returns when all are gone, or the grace period is over.
    public func shutDownGracefully(over period: TimeAmount = .zero) {
        let (listener, connections) = beginShutdown()
        logger.debug("shutting down", metadata: ["connections": "\(connections.count)"])
        pipeline.beginShutdown()
        listener?.close(promise: nil)
        for (index, connection) in connections.enumerated() {
            let delay = period.nanoseconds / Int64(connections.count) * Int64(index)
            if delay <= 0 {
                connection.pipeline.fireUserInboundEventTriggered(ChannelShouldQuiesceEvent())
            } else {
                connection.eventLoop.scheduleTask(in: .nanoseconds(delay)) {
                    connection.pipeline.fireUserInboundEventTriggered(ChannelShouldQuiesceEvent())
                }
            }
        }
        group.any().scheduleTask(in: configuration.shutdownGracePeriod) { self.closeAll() }
    }

    private func closeAll() {
        let (listener, connections) = beginShutdown()
        listener?.close(promise: nil)
        for connection in connections { connection.close(promise: nil) }
    }
}

extension HTTPServerConfiguration {
    /// What went wrong with listening, in the words that a Kubernetes operator knows.
    func bindError(_ error: any Error) -> HTTPServerError {
        let network: String
        let name: String
        switch address {
        case .tcp(let host, let port):
            network = "tcp"
            name = host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)"
        case .unix(let path):
            network = "unix"
            name = path
        }
        if let error = error as? IOError {
            return .bind(address: name, network: network, reason: IOError.goText(errno: error.errnoCode))
        }
        return .bind(address: name, network: network, reason: "\(error)")
    }
}
