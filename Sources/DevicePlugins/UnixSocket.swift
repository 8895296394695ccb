public import GRPCCore
import GRPCNIOTransportHTTP2

/// gRPC on unix sockets, as the kubelet and device plug-ins speak it with each other.
public enum UnixSocket {
    /// Serves until the task is cancelled; calls that are at work then have two seconds to end. Nothing may stand at the path yet.
    public static func serve(_ services: [any RegistrableRPCService], at path: String) async throws {
        let server = GRPCServer(
            transport: .http2NIOPosix(address: .unixDomainSocket(path: path), transportSecurity: .plaintext), services: services)
        let serving = Task { try await server.serve() }
        try await withTaskCancellationHandler { try await serving.value } onCancel: {
            // A server that is cancelled while a call comes in ends the process: NIO holds a stream that nobody takes for a mistake.
            server.beginGracefulShutdown()
            Task {
                try? await Task.sleep(for: .seconds(2))
                serving.cancel()
            }
        }
    }

    /// Says to the kubelet that a plug-in is there.
    /// - Parameter path: of the kubelet's socket.
    public static func register(_ request: DPRegisterRequest, at path: String) async throws {
        let grpc = try unixClient(path)
        try await with(grpc) { _ = try await DPRegistration.Client(wrapping: grpc).register(request) }
    }

    /// What the kubelet tells of the resources of all pods.
    public static func listPodResources(at path: String) async throws -> PRListPodResourcesResponse {
        let grpc = try unixClient(path)
        return try await with(grpc) { try await PRPodResourcesLister.Client(wrapping: grpc).list(.init()) }
    }

    /// What the kubelet tells of the resources of one pod.
    public static func podResources(_ request: PRGetPodResourcesRequest, at path: String) async throws -> PRGetPodResourcesResponse {
        let grpc = try unixClient(path)
        return try await with(grpc) { try await PRPodResourcesLister.Client(wrapping: grpc).get(request) }
    }

    /// What the kubelet may give.
    public static func allocatable(at path: String) async throws -> PRAllocatableResourcesResponse {
        let grpc = try unixClient(path)
        return try await with(grpc) { try await PRPodResourcesLister.Client(wrapping: grpc).getAllocatableResources(.init()) }
    }

    private static func with<T>(_ grpc: GRPCClient<HTTP2ClientTransport.Posix>, _ body: () async throws -> T) async throws -> T {
        let connections = Task { try? await grpc.runConnections() }
        defer { connections.cancel() }
        return try await body()
    }
}
