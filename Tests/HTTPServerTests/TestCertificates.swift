import HTTPServer
import NIOSSL
import PKITesting
import X509

/// The certificates that most tests need.
struct TestPKI {
    let ca: TestAuthority
    let server: TestIdentity

    init() throws {
        ca = try TestAuthority()
        server = try ca.issue("server", usages: [.serverAuth])
    }

    func serverTLS(_ identity: TestIdentity? = nil) throws -> HTTPServerConfiguration.TLS {
        let identity = identity ?? server
        return try .init(
            certificateChainPEM: identity.certificatePEM, privateKeyPEM: identity.keyPEM, clientCAsPEM: try ca.pem
        )
    }

    func clientTLS(_ identity: TestIdentity? = nil, protocols: [String] = []) throws -> TLSConfiguration {
        var configuration = TLSConfiguration.makeClientConfiguration()
        configuration.trustRoots = .certificates([try NIOSSLCertificate(bytes: Array(try ca.pem.utf8), format: .pem)])
        configuration.applicationProtocols = protocols
        if let identity {
            configuration.certificateChain = [
                .certificate(try NIOSSLCertificate(bytes: Array(identity.certificatePEM.utf8), format: .pem))
            ]
            configuration.privateKey = .privateKey(try NIOSSLPrivateKey(bytes: Array(identity.keyPEM.utf8), format: .pem))
        }
        return configuration
    }
}
