import Crypto
import Foundation
import SwiftASN1
import X509

/// A certificate authority for one test, and the certificates it gives out.
struct ProxyPKI {
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

    var pem: String { get throws { try authority.serializeAsPEM().pemString } }

    /// A certificate and its key in PEM, for a server on loopback and for a client alike.
    func issue(_ name: String) throws -> (certificate: String, key: String) {
        let leafKey = P256.Signing.PrivateKey()
        let leaf = try Certificate(
            version: .v3, serialNumber: .init(), publicKey: Certificate.PrivateKey(leafKey).publicKey,
            notValidBefore: Date(timeIntervalSinceNow: -3600), notValidAfter: Date(timeIntervalSinceNow: 3600),
            issuer: authority.subject, subject: try DistinguishedName { CommonName(name) },
            signatureAlgorithm: .ecdsaWithSHA256,
            extensions: try Certificate.Extensions {
                Critical(KeyUsage(digitalSignature: true))
                try ExtendedKeyUsage([.serverAuth, .clientAuth])
                SubjectAlternativeNames([.ipAddress(ASN1OctetString(contentBytes: [127, 0, 0, 1]))])
            },
            issuerPrivateKey: key)
        return (try leaf.serializeAsPEM().pemString, leafKey.pemRepresentation)
    }
}
