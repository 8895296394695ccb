import GRPCConnections
import GRPCCore
import GRPCNIOTransportHTTP2

/// Why a call to a node plug-in failed, printed as Kubernetes prints errors that came over gRPC.
struct PluginCallError: Error, CustomStringConvertible {
    var code: RPCError.Code
    var message: String

    /// The code's name as Go prints it, such as `DeadlineExceeded`.
    var codeName: String { Self.names.indices.contains(code.rawValue) ? Self.names[code.rawValue] : "Unknown" }

    var description: String { "rpc error: code = \(codeName) desc = \(message)" }

    private static let names = [
        "OK", "Canceled", "Unknown", "InvalidArgument", "DeadlineExceeded", "NotFound", "AlreadyExists", "PermissionDenied",
        "ResourceExhausted", "FailedPrecondition", "Aborted", "OutOfRange", "Unimplemented", "Internal", "Unavailable", "DataLoss",
        "Unauthenticated",
    ]
}

/// A unix socket on which a node plug-in answers. Each piece of work has a connection of its own, so that a plug-in that was
/// started again is found at once.
struct PluginSocket: Sendable {
    typealias Transport = HTTP2ClientTransport.Posix

    var path: String
    /// How long one call may take. Kubernetes gives CSI drivers two minutes.
    var timeout: Duration = .seconds(120)
    /// Looks at each call, as to measure it.
    var interceptors: [any ClientInterceptor] = []

    /// - Throws: `PluginCallError`, or `CancellationError`
    func with<T: Sendable>(_ body: @Sendable (GRPCClient<Transport>, CallOptions) async throws -> T) async throws -> T {
        let transport = try Transport(
            target: .unixDomainSocket(path: path), transportSecurity: .plaintext,
            config: .defaults { config in
                // A socket path is no valid :authority, and Go's server refuses it.
                config.http2.authority = "localhost"
                config.channelDebuggingCallbacks.onCreateTCPConnection = PingAnswerer.install
            })
        let client = GRPCClient(transport: transport, interceptors: interceptors)
        // The connection ends in its own time; the answer does not wait for that.
        Task { try? await client.runConnections() }
        defer { client.beginGracefulShutdown() }
        var options = CallOptions.defaults
        options.timeout = timeout
        options.waitForReady = false
        do {
            return try await body(client, options)
        } catch {
            try Task.checkCancellation()
            guard let error = error as? RPCError else { throw error }
            throw PluginCallError(code: error.code, message: error.message)
        }
    }
}
