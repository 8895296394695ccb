import Crypto
import Foundation
import SwiftASN1
import X509

/// A certificate and its key, both as PEM.
struct KeyPair: Sendable {
    var certificate: String
    var key: String
}

/// Signs the cluster's certificates: elliptic-curve keys (P-256), as quick to make as to verify.
struct CertificateAuthority {
    let certificate: Certificate
    private let key: P256.Signing.PrivateKey

    var pem: String { get throws { try certificate.serializeAsPEM().pemString } }

    /// What a certificate says of its subject.
    struct Subject: Equatable {
        /// The user's or server's name.
        var commonName: String
        /// The user's groups.
        var organizations: [String] = []
        /// A server's names; empty for a client's certificate.
        var dnsNames: [String] = []
        /// A server's addresses.
        var addresses: [String] = []
        var isServer = false
    }

    /// A new authority.
    init(commonName: String, now: Date) throws {
        key = P256.Signing.PrivateKey()
        let name = try DistinguishedName { X509.CommonName(commonName) }
        let publicKey = Certificate.PublicKey(key.publicKey)
        certificate = try Certificate(
            version: .v3, serialNumber: .init(), publicKey: publicKey, notValidBefore: now.addingTimeInterval(-300),
            notValidAfter: now.addingTimeInterval(10 * 365 * 86400), issuer: name, subject: name, signatureAlgorithm: .ecdsaWithSHA256,
            extensions: try Certificate.Extensions {
                Critical(BasicConstraints.isCertificateAuthority(maxPathLength: nil))
                Critical(KeyUsage(digitalSignature: true, keyEncipherment: true, keyCertSign: true))
                SubjectKeyIdentifier(hash: publicKey)
                SubjectAlternativeNames([.dnsName(commonName)])
            }, issuerPrivateKey: .init(key))
    }

    /// An authority that was made before.
    init(certificatePEM: String, keyPEM: String) throws {
        certificate = try Certificate(pemEncoded: certificatePEM)
        key = try P256.Signing.PrivateKey(pemRepresentation: keyPEM)
    }

    var keyPEM: String { key.pemRepresentation }

    /// A certificate for a subject, valid for a year.
    func issue(_ subject: Subject, now: Date) throws -> KeyPair {
        let subjectKey = P256.Signing.PrivateKey()
        var names: [GeneralName] = subject.dnsNames.map { .dnsName($0) }
        for address in subject.addresses {
            guard let bytes = IPAddress.bytes(address) else { throw ClusterError("\"\(address)\" is no IP address") }
            names.append(.ipAddress(ASN1OctetString(contentBytes: ArraySlice(bytes))))
        }
        let name = try DistinguishedName {
            for organization in subject.organizations { OrganizationName(organization) }
            X509.CommonName(subject.commonName)
        }
        let extensions = try Certificate.Extensions {
            Critical(BasicConstraints.notCertificateAuthority)
            Critical(KeyUsage(digitalSignature: true, keyEncipherment: true))
            try ExtendedKeyUsage(subject.isServer ? [.serverAuth] : [.clientAuth])
            try AuthorityKeyIdentifier(keyIdentifier: self.certificate.extensions.subjectKeyIdentifier?.keyIdentifier)
            if !names.isEmpty { SubjectAlternativeNames(names) }
        }
        let issued = try Certificate(
            version: .v3, serialNumber: .init(), publicKey: .init(subjectKey.publicKey), notValidBefore: now.addingTimeInterval(-300),
            notValidAfter: now.addingTimeInterval(365 * 86400), issuer: certificate.subject, subject: name, signatureAlgorithm: .ecdsaWithSHA256,
            extensions: extensions, issuerPrivateKey: .init(key))
        return KeyPair(certificate: try issued.serializeAsPEM().pemString, key: subjectKey.pemRepresentation)
    }

    /// Whether a certificate still serves: signed by this authority, for this subject, with a month or more to go.
    func accepts(_ pem: String, for subject: Subject, now: Date) -> Bool {
        guard let issued = try? Certificate(pemEncoded: pem), issued.notValidAfter > now.addingTimeInterval(30 * 86400),
            certificate.publicKey.isValidSignature(issued.signature, for: issued)
        else { return false }
        guard subject.isServer else { return true }
        guard let names = try? issued.extensions.subjectAlternativeNames else { return false }
        var missing = Set(subject.dnsNames)
        var missingAddresses = Set(subject.addresses.compactMap(IPAddress.bytes))
        for name in names {
            switch name {
            case .dnsName(let dns): missing.remove(dns)
            case .ipAddress(let bytes): missingAddresses.remove(Array(bytes.bytes))
            default: break
            }
        }
        return missing.isEmpty && missingAddresses.isEmpty
    }
}
