import Foundation
import KubernetesAPI
public import X509

/// Takes the user from a client certificate: the subject's common name is the user, its organisations are the groups.
///
/// The TLS layer has verified the chain against the client CA (`--client-ca-file`); this looks at what a TLS layer does
/// not: that the certificate is meant for clients, and that it is still valid on a connection that lives long.
public struct X509Authenticator: Authenticator {
    private let clock: any WallClock
    /// The CA's whose certificates name users; nil when the TLS layer trusts no others.
    private let authorities: [Certificate]?

    /// - Parameter authorities: needed when proxies' certificates are signed by CA's of their own.
    public init(clock: any WallClock, authorities: [Certificate]? = nil) {
        self.clock = clock
        self.authorities = authorities
    }

    public func authenticate(_ request: AuthenticationRequest) async throws -> APIUser? {
        guard let leaf = request.clientCertificates.first else { return nil }
        if let authorities, let root = request.clientCertificates.last, !authorities.contains(root) { return nil }
        let now = Date(timeIntervalSince1970: Double(clock.now.seconds))
        guard leaf.notValidBefore <= now, now <= leaf.notValidAfter else {
            throw AuthenticationFailure("x509: certificate has expired or is not yet valid")
        }
        if let usage = try leaf.extensions.extendedKeyUsage, !usage.contains(.clientAuth), !usage.contains(.any) {
            throw AuthenticationFailure("x509: certificate specifies an incompatible key usage")
        }
        // Without a common name this is no identity: Kubernetes goes on to the next authenticator.
        return Self.user(of: leaf)
    }

    /// The user that a certificate's subject names; nil without a common name.
    static func user(of certificate: Certificate) -> APIUser? {
        var name = ""
        var groups: [String] = []
        for attribute in certificate.subject.lazy.flatMap({ $0 }) {
            guard let text = String(attribute.value) else { continue }
            if attribute.type == .RDNAttributeType.commonName { name = text }
            if attribute.type == .RDNAttributeType.organizationName { groups.append(text) }
        }
        guard !name.isEmpty else { return nil }
        return APIUser(name: name, groups: groups)
    }
}
