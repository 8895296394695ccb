import Crypto
import Foundation
import HTTPServer
import NIOSSL
import SwiftASN1
import X509

/// A certificate authority for one test.
struct TestCA {
    let key = P256.Signing.PrivateKey()
    let certificate: Certificate

    init(name: String) throws {
        let subject = try DistinguishedName { CommonName(name) }
        let privateKey = Certificate.PrivateKey(key)
        certificate = try Certificate(
            version: .v3,
            serialNumber: .init(),
            publicKey: privateKey.publicKey,
            notValidBefore: Date(timeIntervalSinceNow: -3600),
            notValidAfter: Date(timeIntervalSinceNow: 3600),
            issuer: subject,
            subject: subject,
            signatureAlgorithm: .ecdsaWithSHA256,
            extensions: try Certificate.Extensions {
                Critical(BasicConstraints.isCertificateAuthority(maxPathLength: nil))
                Critical(KeyUsage(keyCertSign: true))
            },
            issuerPrivateKey: privateKey
        )
    }

    /// A leaf certificate for a server on loopback, or for a client.
    func issue(_ name: String, usage: ExtendedKeyUsage.Usage, lifetime: TimeInterval = 3600) throws -> TestIdentity {
        let leafKey = P256.Signing.PrivateKey()
        let certificate = try Certificate(
            version: .v3,
            serialNumber: .init(),
            publicKey: Certificate.PrivateKey(leafKey).publicKey,
            notValidBefore: Date(timeIntervalSinceNow: -7200),
            notValidAfter: Date(timeIntervalSinceNow: lifetime),
            issuer: self.certificate.subject,
            subject: try DistinguishedName { CommonName(name) },
            signatureAlgorithm: .ecdsaWithSHA256,
            extensions: try Certificate.Extensions {
                Critical(KeyUsage(digitalSignature: true))
                try ExtendedKeyUsage([usage])
                SubjectAlternativeNames([.dnsName("localhost"), .ipAddress(ASN1OctetString(contentBytes: [127, 0, 0, 1]))])
            },
            issuerPrivateKey: Certificate.PrivateKey(key)
        )
        return TestIdentity(certificatePEM: try certificate.serializeAsPEM().pemString, keyPEM: leafKey.pemRepresentation)
    }

    var pem: String {
        get throws { try certificate.serializeAsPEM().pemString }
    }
}

struct TestIdentity {
    let certificatePEM: String
    let keyPEM: String
}

/// The certificates that most tests need.
struct TestPKI {
    let ca: TestCA
    let server: TestIdentity

    init() throws {
        ca = try TestCA(name: "test-ca")
        server = try ca.issue("server", usage: .serverAuth)
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
