import GRPCCore
import GRPCConnections
import GRPCNIOTransportHTTP2
import Logging

/// The connection to one member of the cluster. It is made when first used and remade, with back-off, when it breaks.
final class EtcdMember: Sendable {
    let endpoint: EtcdEndpoint
    let kv: EtcdKV.Client<SendingTransport>
    let watch: EtcdWatch.Client<SendingTransport>
    let lease: EtcdLease.Client<SendingTransport>
    private let grpc: GRPCClient<SendingTransport>
    private let connections: Task<Void, Never>

    /// - Throws: when the files of `tls` cannot be used.
    init(_ endpoint: EtcdEndpoint, tls: EtcdTLS, logger: Logger) throws {
        var config = HTTP2ClientTransport.Posix.Config.defaults
        config.backoff = .init(initial: .milliseconds(100), max: .seconds(2), multiplier: 1.6, jitter: 0.2)
        // As Kubernetes does it: a member that vanished without a word is noticed after 40 seconds at the latest.
        config.connection.keepalive = .init(time: .seconds(30), timeout: .seconds(10), allowWithoutCalls: false)
        // The default of 64 KiB would make one list a hundred round trips.
        config.http2.targetWindowSize = 4 << 20
        config.channelDebuggingCallbacks.onCreateTCPConnection = PingAnswerer.install
        let security: HTTP2ClientTransport.Posix.TransportSecurity = endpoint.isSecure ? .tls(Self.security(tls)) : .plaintext
        let transport: HTTP2ClientTransport.Posix
        switch endpoint.host {
        case let host where host.contains(":"):
            transport = try .init(target: .ipv6(address: host, port: endpoint.port), transportSecurity: security, config: config)
        case let host where host.allSatisfy({ $0.isNumber || $0 == "." }):
            transport = try .init(target: .ipv4(address: host, port: endpoint.port), transportSecurity: security, config: config)
        case let host:
            transport = try .init(target: .dns(host: host, port: endpoint.port), transportSecurity: security, config: config)
        }
        let grpc = GRPCClient(transport: SendingTransport(base: transport))
        self.endpoint = endpoint
        self.grpc = grpc
        kv = .init(wrapping: grpc)
        watch = .init(wrapping: grpc)
        lease = .init(wrapping: grpc)
        connections = Task {
            do {
                try await grpc.runConnections()
            } catch {
                logger.error("The connection to etcd ended", metadata: ["endpoint": "\(endpoint)", "error": "\(error)"])
            }
        }
    }

    deinit { grpc.beginGracefulShutdown() }

    private static func security(_ files: EtcdTLS) -> HTTP2ClientTransport.Posix.TransportSecurity.TLS {
        .defaults { tls in
            if let file = files.caFile { tls.trustRoots = .certificates([.file(path: file, format: .pem)]) }
            if let file = files.certFile { tls.certificateChain = [.file(path: file, format: .pem)] }
            if let file = files.keyFile { tls.privateKey = .file(path: file, format: .pem) }
        }
    }

    /// Lets calls under way finish, then closes the connection.
    func close() async {
        grpc.beginGracefulShutdown()
        await connections.value
    }
}
