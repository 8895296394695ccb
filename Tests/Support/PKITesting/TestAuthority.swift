import Crypto
public import Foundation
import SwiftASN1
public import X509

/// A certificate authority for one test, and the certificates that it gives out.
public struct TestAuthority: Sendable {
    /// Its own certificate.
    public let certificate: Certificate
    private let key = P256.Signing.PrivateKey()

    /// - Parameters:
    ///   - name: the common name.
    ///   - from: when its certificate begins to be valid, and `until` when that ends: an hour around now unless said.
    public init(_ name: String = "test-ca", from: Date = Date(timeIntervalSinceNow: -3600), until: Date = Date(timeIntervalSinceNow: 3600)) throws {
        let subject = try DistinguishedName { CommonName(name) }
        certificate = try Certificate(
            version: .v3, serialNumber: .init(), publicKey: .init(key.publicKey), notValidBefore: from, notValidAfter: until,
            issuer: subject, subject: subject, signatureAlgorithm: .ecdsaWithSHA256,
            extensions: try Certificate.Extensions {
                Critical(BasicConstraints.isCertificateAuthority(maxPathLength: nil))
                Critical(KeyUsage(keyCertSign: true))
            },
            issuerPrivateKey: .init(key))
    }

    /// Its certificate in PEM.
    public var pem: String { get throws { try certificate.serializeAsPEM().pemString } }
    /// Its key in PEM.
    public var keyPEM: String { key.pemRepresentation }

    /// A certificate for a server on loopback, or for a client.
    /// - Parameters:
    ///   - name: the common name.
    ///   - organization: the group of a client.
    ///   - lifetime: seconds from now until it is void.
    public func issue(
        _ name: String, organization: String? = nil, usages: [ExtendedKeyUsage.Usage] = [.serverAuth, .clientAuth], lifetime: TimeInterval = 3600
    ) throws -> TestIdentity {
        let leaf = P256.Signing.PrivateKey()
        let subject = try DistinguishedName {
            if let organization { OrganizationName(organization) }
            CommonName(name)
        }
        let certificate = try Certificate(
            version: .v3, serialNumber: .init(), publicKey: .init(leaf.publicKey), notValidBefore: Date(timeIntervalSinceNow: -7200),
            notValidAfter: Date(timeIntervalSinceNow: lifetime), issuer: certificate.subject, subject: subject, signatureAlgorithm: .ecdsaWithSHA256,
            extensions: try Certificate.Extensions {
                Critical(KeyUsage(digitalSignature: true))
                try ExtendedKeyUsage(usages)
                SubjectAlternativeNames([.dnsName("localhost"), .ipAddress(ASN1OctetString(contentBytes: [127, 0, 0, 1]))])
            },
            issuerPrivateKey: .init(key))
        return TestIdentity(certificate: certificate, certificatePEM: try certificate.serializeAsPEM().pemString, keyPEM: leaf.pemRepresentation)
    }
}

/// A certificate and its key.
public struct TestIdentity: Sendable {
    public let certificate: Certificate
    public let certificatePEM: String
    public let keyPEM: String
}
