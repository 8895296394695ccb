import Foundation
import NIOSSL
import SwiftASN1
@_spi(FixedExpiryValidationTime) import X509

/// Verifies client certificates against the client CA's, as Kubernetes' x509 authenticator does: a chain to one of
/// them, in its time of validity, and fit for client authentication.
struct ClientVerifier: Sendable {
    private let roots: CertificateStore
    private let now: @Sendable () -> Int64

    init(clientCAs: [Certificate], now: @escaping @Sendable () -> Int64) {
        self.roots = CertificateStore(clientCAs)
        self.now = now
    }

    /// The verified chain, leaf first; empty when `presented` does not verify.
    func verify(_ presented: [NIOSSLCertificate]) async -> [Certificate] {
        let certificates = presented.compactMap { certificate -> Certificate? in
            guard let der = try? certificate.toDERBytes() else { return nil }
            return try? Certificate(derEncoded: der)
        }
        guard certificates.count == presented.count, let leaf = certificates.first, allowsClientAuth(leaf) else { return [] }
        let time = Date(timeIntervalSince1970: TimeInterval(now()))
        var verifier = Verifier(rootCertificates: roots) { RFC5280Policy(fixedExpiryValidationTime: time) }
        let result = await verifier.validate(leaf: leaf, intermediates: CertificateStore(certificates.dropFirst()))
        switch result {
        case .validCertificate(let chain): return Array(chain)
        case .couldNotValidate: return []
        }
    }

    /// Without the extended key usage extension a certificate is good for everything.
    private func allowsClientAuth(_ certificate: Certificate) -> Bool {
        guard let usages = try? certificate.extensions.extendedKeyUsage else {
            return certificate.extensions[oid: .X509ExtensionID.extendedKeyUsage] == nil
        }
        return usages.contains(.clientAuth) || usages.contains(.any)
    }

    /// The certificates in a PEM bundle.
    static func certificates(pem: String) throws -> [Certificate] {
        try PEMDocument.parseMultiple(pemString: pem)
            .filter { $0.discriminator == Certificate.defaultPEMDiscriminator }
            .map { try Certificate(pemDocument: $0) }
    }
}
