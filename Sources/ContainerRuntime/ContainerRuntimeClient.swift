import GRPCConnections
import GRPCCore
import GRPCNIOTransportHTTP2
import Logging

/// A client of a container runtime that speaks CRI v1 over a unix socket.
///
/// Thread-safe. One connection is kept and remade with back-off when the runtime restarts; calls made while it
/// is down fail at once with ``ContainerRuntimeError/Code/unavailable``. All methods throw only
/// ``ContainerRuntimeError``. The RuntimeService calls are in `RuntimeService.swift` and `StatsService.swift`, the
/// ImageService calls in `ImageService.swift`.
public final class ContainerRuntimeClient: Sendable {
    typealias Transport = HTTP2ClientTransport.Posix

    /// Where the runtime listens.
    public let socketPath: String
    /// How long a call that has no reason to be slow may take. Kubernetes' `--runtime-request-timeout`.
    public let requestTimeout: Duration

    /// Is told of each call: its method in CRI, how long it took, and why it failed if it did.
    private let observer: (@Sendable (String, Duration, ContainerRuntimeError?) -> Void)?
    let grpc: GRPCClient<Transport>
    let runtime: CRIRuntimeService.Client<Transport>
    let images: CRIImageService.Client<Transport>
    private let connections: Task<Void, Never>

    /// Makes a client; nothing is sent before the first call.
    ///
    /// - Parameters:
    ///   - socketPath: The path of the socket, with or without `unix://` in front.
    ///   - observer: Is told of each call when it has ended: its method in CRI, how long it took, and why it failed if it did.
    public init(
        socketPath: String, requestTimeout: Duration = .seconds(120), logger: Logger,
        observer: (@Sendable (String, Duration, ContainerRuntimeError?) -> Void)? = nil
    ) throws {
        let path = socketPath.hasPrefix("unix://") ? String(socketPath.dropFirst("unix://".count)) : socketPath
        let transport = try Transport(
            target: .unixDomainSocket(path: path),
            transportSecurity: .plaintext,
            config: .defaults { config in
                // A socket path is no valid :authority, and Go's server refuses it.
                config.http2.authority = "localhost"
                // The runtime is on this machine: a minute's back-off would only delay pods after its restart.
                config.backoff = .init(initial: .milliseconds(100), max: .seconds(2), multiplier: 1.6, jitter: 0.2)
                config.channelDebuggingCallbacks.onCreateTCPConnection = PingAnswerer.install
            }
        )
        let grpc = GRPCClient(transport: transport)
        self.socketPath = path
        self.requestTimeout = requestTimeout
        self.observer = observer
        self.grpc = grpc
        runtime = CRIRuntimeService.Client(wrapping: grpc)
        images = CRIImageService.Client(wrapping: grpc)
        connections = Task {
            do {
                try await grpc.runConnections()
            } catch {
                logger.error("The connection to the container runtime ended", metadata: ["error": "\(error)"])
            }
        }
    }

    deinit { grpc.beginGracefulShutdown() }

    /// Lets calls under way finish, then closes the connection.
    public func close() async {
        grpc.beginGracefulShutdown()
        await connections.value
    }

    /// Options for one call; `nil` means no time limit.
    func options(_ timeout: Duration?) -> CallOptions {
        var options = CallOptions.defaults
        options.timeout = timeout
        options.waitForReady = false
        // Lists grow with the node, and exec output may be large; the kubelet allows as much.
        options.maxResponseMessageBytes = 16 << 20
        options.maxRequestMessageBytes = 16 << 20
        return options
    }

    /// Makes one call, with its errors mapped.
    func call<Result: Sendable>(
        _ method: String,
        timeout: Duration?? = .none,
        _ body: (CallOptions) async throws -> Result
    ) async throws(ContainerRuntimeError) -> Result {
        let begun = ContinuousClock.now
        do {
            let result = try await body(options(timeout ?? requestTimeout))
            observer?(method, ContinuousClock.now - begun, nil)
            return result
        } catch {
            let failure = ContainerRuntimeError(error, method: method)
            observer?(method, ContinuousClock.now - begun, failure)
            throw failure
        }
    }
}
