public import NIOCore
public import NIOSSL
public import X509

/// What an ``HTTPServer`` listens on, how it identifies itself, and its limits.
public struct HTTPServerConfiguration: Sendable {
    /// Where to listen.
    public enum Address: Sendable {
        /// A TCP address; port 0 takes any free port.
        case tcp(host: String, port: Int)
        /// A Unix domain socket; a socket file left over there is replaced.
        case unix(path: String)
    }

    /// Where to listen.
    public var address: Address
    /// TLS; nil serves HTTP/1.1 in the clear (Unix sockets, loopback).
    public var tls: TLS?
    /// The largest request body in bytes; a larger one is dropped and the request marked ``HTTPRequest/bodyTooLarge``.
    public var maxBodyBytes = 3 * 1024 * 1024
    /// The largest request header in bytes.
    public var maxHeaderBytes = 1024 * 1024
    /// How long a client may take for the TLS handshake.
    public var handshakeTimeout = TimeAmount.seconds(10)
    /// How long a client may take to send a request's header.
    public var readHeaderTimeout = TimeAmount.seconds(32)
    /// How long a client may take to send a request's body.
    public var readBodyTimeout = TimeAmount.seconds(60)
    /// How long a connection without requests is kept.
    public var idleTimeout = TimeAmount.seconds(90)
    /// The number of streams that one HTTP/2 connection may have open.
    public var maxConcurrentStreams = 250
    /// How long running requests may take to finish after shutdown begins. Streams and upgraded connections are
    /// cancelled when shutdown begins and have the same time to end.
    public var shutdownGracePeriod = TimeAmount.seconds(10)
    /// Run the responder's task on the connection's event loop: fewer thread changes, but it must never block.
    public var runsRespondersOnEventLoop = true
    /// Is told of each TLS handshake that failed.
    public var onHandshakeError: @Sendable () -> Void = {}
    /// The wall clock's seconds since 1970, for the `date` header and for certificates' validity.
    public var now: @Sendable () -> Int64 = HTTPDate.systemNow

    /// Listens on a TCP address.
    public init(host: String, port: Int, tls: TLS?) {
        self.address = .tcp(host: host, port: port)
        self.tls = tls
    }

    /// Listens on a Unix socket, in the clear.
    public init(unixSocketPath: String) {
        self.address = .unix(path: unixSocketPath)
        self.tls = nil
    }

    /// The server's certificate and the CA's of its clients.
    public struct TLS: Sendable {
        /// The server's certificate, leaf first.
        public var certificateChain: [NIOSSLCertificate]
        /// The leaf's private key.
        public var privateKey: NIOSSLPrivateKey
        /// The CA's that sign client certificates (`--client-ca-file`). Empty: no certificate is asked for. Clients without
        /// a certificate, or with one that does not verify, are still served, with no ``HTTPRequest/peerCertificates``.
        public var clientCAs: [Certificate]
        /// The oldest version of TLS that is spoken.
        public var minimumVersion = TLSVersion.tlsv12
        /// The cipher suites of TLS 1.2; empty for the library's choice.
        public var cipherSuites: [NIOTLSCipher] = []

        /// Makes a TLS configuration from parsed values.
        public init(certificateChain: [NIOSSLCertificate], privateKey: NIOSSLPrivateKey, clientCAs: [Certificate] = []) {
            self.certificateChain = certificateChain
            self.privateKey = privateKey
            self.clientCAs = clientCAs
        }

        /// Makes a TLS configuration from PEM text. Throws when a text is not PEM of the right kind.
        public init(certificateChainPEM: String, privateKeyPEM: String, clientCAsPEM: String? = nil) throws {
            self.certificateChain = try NIOSSLCertificate.fromPEMBytes(Array(certificateChainPEM.utf8))
            self.privateKey = try NIOSSLPrivateKey(bytes: Array(privateKeyPEM.utf8), format: .pem)
            self.clientCAs = try clientCAsPEM.map { try ClientVerifier.certificates(pem: $0) } ?? []
        }
    }
}

/// Why the server or a connection could not go on.
public enum HTTPServerError: Error, CustomStringConvertible, Equatable {
    /// The address is taken, may not be bound, or does not exist.
    case bind(address: String, network: String, reason: String)
    /// The other side is gone.
    case connectionClosed
    /// The server has been asked to do something out of order, e.g. to run twice.
    case wrongState(String)
    /// ``UpgradeClient`` could not talk to the server.
    case badResponse(String)

    public var description: String {
        switch self {
        case .bind(let address, let network, let reason): "listen \(network) \(address): bind: \(reason)"
        case .connectionClosed: "connection closed"
        case .wrongState(let what): what
        case .badResponse(let what): "malformed HTTP response: \(what)"
        }
    }
}
