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
    /// To the image service, when that is another's.
    private let imagesGRPC: GRPCClient<Transport>?
    private let connections: Task<Void, Never>

    /// Makes a client; nothing is sent before the first call.
    ///
    /// - Parameters:
    ///   - socketPath: The path of the socket, with or without `unix://` in front.
    ///   - imageSocketPath: Where the image service listens; `nil` means where the runtime does.
    ///   - observer: Is told of each call when it has ended: its method in CRI, how long it took, and why it failed if it did.
    public init(
        socketPath: String, imageSocketPath: String? = nil, requestTimeout: Duration = .seconds(120), logger: Logger,
        observer: (@Sendable (String, Duration, ContainerRuntimeError?) -> Void)? = nil
    ) throws {
        let path = Self.path(socketPath)
        let grpc = GRPCClient(transport: try Self.transport(path))
        let imagePath = imageSocketPath.map(Self.path)
        let imagesGRPC = try imagePath.flatMap { $0.isEmpty || $0 == path ? nil : GRPCClient(transport: try Self.transport($0)) }
        self.socketPath = path
        self.requestTimeout = requestTimeout
        self.observer = observer
        self.grpc = grpc
        self.imagesGRPC = imagesGRPC
        runtime = CRIRuntimeService.Client(wrapping: grpc)
        images = CRIImageService.Client(wrapping: imagesGRPC ?? grpc)
        connections = Task {
            await withDiscardingTaskGroup { group in
                for client in [grpc, imagesGRPC].compactMap({ $0 }) {
                    group.addTask {
                        do {
                            try await client.runConnections()
                        } catch {
                            logger.error("The connection to the container runtime ended", metadata: ["error": "\(error)"])
                        }
                    }
                }
            }
        }
    }

    private static func path(_ address: String) -> String { address.hasPrefix("unix://") ? String(address.dropFirst("unix://".count)) : address }

    private static func transport(_ path: String) throws -> Transport {
        try Transport(
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
    }

    deinit {
        grpc.beginGracefulShutdown()
        imagesGRPC?.beginGracefulShutdown()
    }

    /// Lets calls under way finish, then closes the connection.
    public func close() async {
        grpc.beginGracefulShutdown()
        imagesGRPC?.beginGracefulShutdown()
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
