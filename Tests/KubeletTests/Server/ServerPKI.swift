import HTTPServer
import NIOSSL
import PKITesting
import X509

/// A certificate authority with a server's certificate for loopback, for one test.
struct ServerPKI {
    private let authority: TestAuthority

    init() throws { authority = try TestAuthority() }

    func server() throws -> HTTPServerConfiguration.TLS {
        let identity = try authority.issue("kubelet", usages: [.serverAuth])
        return try .init(
            certificateChainPEM: identity.certificatePEM, privateKeyPEM: identity.keyPEM,
            clientCAsPEM: try authority.pem)
    }

    /// The same as PEM: the server's certificate and key, and who signed it.
    func serverPEM() throws -> (certificate: String, key: String, authority: String) {
        let identity = try authority.issue("server", usages: [.serverAuth])
        return (identity.certificatePEM, identity.keyPEM, try authority.pem)
    }

    /// A client's TLS configuration; without a name it has no certificate.
    func client(
        _ name: String? = nil, organization: String = "none", usage: ExtendedKeyUsage.Usage = .clientAuth
    ) throws -> TLSConfiguration {
        var tls = TLSConfiguration.makeClientConfiguration()
        tls.trustRoots = .certificates(
            [try NIOSSLCertificate(bytes: Array(try authority.pem.utf8), format: .pem)])
        guard let name else { return tls }
        let identity = try authority.issue(name, organization: organization, usages: [usage])
        tls.certificateChain = [.certificate(try NIOSSLCertificate(bytes: Array(identity.certificatePEM.utf8), format: .pem))]
        tls.privateKey = .privateKey(try NIOSSLPrivateKey(bytes: Array(identity.keyPEM.utf8), format: .pem))
        return tls
    }
}
