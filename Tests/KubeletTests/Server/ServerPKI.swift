import Crypto
import Foundation
import HTTPServer
import NIOSSL
import SwiftASN1
import X509

/// A certificate authority with a server's certificate for loopback, for one test.
struct ServerPKI {
    private let key = Certificate.PrivateKey(P256.Signing.PrivateKey())
    private let authority: Certificate

    init() throws {
        let subject = try DistinguishedName { CommonName("test-ca") }
        authority = try Certificate(
            version: .v3, serialNumber: .init(), publicKey: key.publicKey,
            notValidBefore: Date(timeIntervalSinceNow: -3600), notValidAfter: Date(timeIntervalSinceNow: 3600),
            issuer: subject, subject: subject, signatureAlgorithm: .ecdsaWithSHA256,
            extensions: try Certificate.Extensions {
                Critical(BasicConstraints.isCertificateAuthority(maxPathLength: nil))
                Critical(KeyUsage(keyCertSign: true))
            },
            issuerPrivateKey: key)
    }

    private func issue(
        _ subject: DistinguishedName, _ usage: ExtendedKeyUsage.Usage
    ) throws -> (certificate: String, key: String) {
        let leafKey = P256.Signing.PrivateKey()
        let leaf = try Certificate(
            version: .v3, serialNumber: .init(), publicKey: Certificate.PrivateKey(leafKey).publicKey,
            notValidBefore: Date(timeIntervalSinceNow: -3600), notValidAfter: Date(timeIntervalSinceNow: 3600),
            issuer: authority.subject, subject: subject, signatureAlgorithm: .ecdsaWithSHA256,
            extensions: try Certificate.Extensions {
                Critical(KeyUsage(digitalSignature: true))
                try ExtendedKeyUsage([usage])
                SubjectAlternativeNames([.ipAddress(ASN1OctetString(contentBytes: [127, 0, 0, 1]))])
            },
            issuerPrivateKey: key)
        return (try leaf.serializeAsPEM().pemString, leafKey.pemRepresentation)
    }

    func server() throws -> HTTPServerConfiguration.TLS {
        let identity = try issue(try DistinguishedName { CommonName("kubelet") }, .serverAuth)
        return try .init(
            certificateChainPEM: identity.certificate, privateKeyPEM: identity.key,
            clientCAsPEM: try authority.serializeAsPEM().pemString)
    }

    /// The same as PEM: the server's certificate and key, and who signed it.
    func serverPEM() throws -> (certificate: String, key: String, authority: String) {
        let identity = try issue(try DistinguishedName { CommonName("server") }, .serverAuth)
        return (identity.certificate, identity.key, try authority.serializeAsPEM().pemString)
    }

    /// A client's TLS configuration; without a name it has no certificate.
    func client(
        _ name: String? = nil, organization: String = "none", usage: ExtendedKeyUsage.Usage = .clientAuth
    ) throws -> TLSConfiguration {
        var tls = TLSConfiguration.makeClientConfiguration()
        tls.trustRoots = .certificates(
            [try NIOSSLCertificate(bytes: Array(try authority.serializeAsPEM().pemString.utf8), format: .pem)])
        guard let name else { return tls }
        let identity = try issue(
            try DistinguishedName {
                OrganizationName(organization)
                CommonName(name)
            }, usage)
        tls.certificateChain = [.certificate(try NIOSSLCertificate(bytes: Array(identity.certificate.utf8), format: .pem))]
        tls.privateKey = .privateKey(try NIOSSLPrivateKey(bytes: Array(identity.key.utf8), format: .pem))
        return tls
    }
}
