import GRPCConnections
import GRPCCore
import GRPCNIOTransportHTTP2
import SwiftProtobuf

/// What the kubelet asks of one device plug-in. All methods throw when the plug-in is away or refuses.
public protocol DevicePlugin: Sendable {
    func options() async throws -> DPDevicePluginOptions
    /// The plug-in's devices whenever they change. Returns when the plug-in ends the stream.
    func watch(_ handle: @escaping @Sendable ([DPDevice]) async -> Void) async throws
    /// What a container needs to use the devices.
    func allocate(_ ids: [String]) async throws -> DPContainerAllocateResponse
    /// Which `count` devices the plug-in would rather give.
    func preferred(available: [String], mustInclude: [String], count: Int) async throws -> [String]
    /// Prepares devices for a container that is about to start.
    func preStart(_ ids: [String]) async throws
    /// Ends all calls.
    func close()
}

/// A plug-in behind its unix socket. Thread-safe.
public final class DevicePluginClient: DevicePlugin {
    private let grpc: GRPCClient<HTTP2ClientTransport.Posix>
    private let plugin: DPDevicePlugin.Client<HTTP2ClientTransport.Posix>
    private let connections: Task<Void, Never>

    private static let callTimeout: Duration = .seconds(10)
    /// Setting up a device may take long.
    private static let preStartTimeout: Duration = .seconds(30)

    /// Connects when the first call is made.
    public init(socketPath: String) throws {
        let grpc = try unixClient(socketPath)
        self.grpc = grpc
        plugin = DPDevicePlugin.Client(wrapping: grpc)
        connections = Task { try? await grpc.runConnections() }
    }

    deinit { connections.cancel() }

    public func close() { connections.cancel() }

    private func options(_ timeout: Duration?, waits: Bool = false) -> CallOptions {
        var options = CallOptions.defaults
        options.timeout = timeout
        options.waitForReady = waits
        options.maxResponseMessageBytes = 16 << 20
        return options
    }

    public func options() async throws -> DPDevicePluginOptions {
        try await plugin.getDevicePluginOptions(DPEmpty(), options: options(Self.callTimeout, waits: true))
    }

    public func watch(_ handle: @escaping @Sendable ([DPDevice]) async -> Void) async throws {
        try await plugin.listAndWatch(DPEmpty(), options: options(nil)) { response in
            for try await message in response.messages { await handle(message.devices) }
        }
    }

    public func allocate(_ ids: [String]) async throws -> DPContainerAllocateResponse {
        let request = DPAllocateRequest.with { $0.containerRequests = [.with { $0.devicesIds = ids }] }
        let answer = try await plugin.allocate(request, options: options(Self.callTimeout))
        guard let response = answer.containerResponses.first else {
            throw RPCError(code: .internalError, message: "no containers return in allocation response")
        }
        return response
    }

    public func preferred(available: [String], mustInclude: [String], count: Int) async throws -> [String] {
        let request = DPPreferredAllocationRequest.with {
            $0.containerRequests = [
                .with {
                    $0.availableDeviceIds = available
                    $0.mustIncludeDeviceIds = mustInclude
                    $0.allocationSize = Int32(clamping: count)
                }
            ]
        }
        return try await plugin.getPreferredAllocation(request, options: options(Self.callTimeout)).containerResponses.first?.deviceIds ?? []
    }

    public func preStart(_ ids: [String]) async throws {
        _ = try await plugin.preStartContainer(.with { $0.devicesIds = ids }, options: options(Self.preStartTimeout))
    }
}

/// A client of a server on a unix socket of this machine.
func unixClient(_ path: String) throws -> GRPCClient<HTTP2ClientTransport.Posix> {
    GRPCClient(transport: try HTTP2ClientTransport.Posix(
        target: .unixDomainSocket(path: path), transportSecurity: .plaintext,
        config: .defaults { config in
            // A socket path is no valid :authority, and Go's server refuses it.
            config.http2.authority = "localhost"
            config.backoff = .init(initial: .milliseconds(50), max: .seconds(1), multiplier: 1.6, jitter: 0.2)
            config.channelDebuggingCallbacks.onCreateTCPConnection = PingAnswerer.install
        }))
}
