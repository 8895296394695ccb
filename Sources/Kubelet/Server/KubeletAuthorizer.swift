import HTTPServer
import SwiftASN1
import X509

/// Decides who may talk to the kubelet: clients with a certificate of the client CA that names an administrator or the API
/// server. Everybody else is turned away; a pod's logs and a shell in it are worth as much as the pod.
struct KubeletAuthorizer: Sendable {
    /// What was decided about one request.
    enum Decision: Sendable, Equatable {
        case allowed(user: String)
        /// No certificate, or none that verifies.
        case unauthenticated
        /// Known, but without the right.
        case forbidden(user: String)
    }

    /// The users (certificates' common names) that may do everything.
    var users: Set<String>
    /// The groups (certificates' organizations) whose users may do everything.
    var groups: Set<String>
    /// `--anonymous-auth`: whether clients without a certificate may ask for /healthz.
    var anonymousHealth: Bool

    /// - Parameter users: The API server's kubelet client identity, by default kubeadm's name for it.
    init(
        users: Set<String> = ["kube-apiserver-kubelet-client", "system:apiserver"],
        groups: Set<String> = ["system:masters"], anonymousHealth: Bool = false
    ) {
        self.users = users
        self.groups = groups
        self.anonymousHealth = anonymousHealth
    }

    /// Decides about a request; its certificates were verified by the TLS layer.
    func decide(_ request: HTTPRequest) -> Decision {
        guard let leaf = request.peerCertificates.first, Self.isForClients(leaf) else {
            return anonymousHealth && request.path == "/healthz" ? .allowed(user: "system:anonymous") : .unauthenticated
        }
        let name = Self.values(leaf, .RDNAttributeType.commonName).first ?? ""
        let organizations = Self.values(leaf, .RDNAttributeType.organizationName)
        if users.contains(name) || organizations.contains(where: groups.contains) { return .allowed(user: name) }
        return .forbidden(user: name)
    }

    /// The TLS layer has verified the chain; servers' certificates of the same CA must not pass for clients'.
    private static func isForClients(_ certificate: Certificate) -> Bool {
        guard let usage = try? certificate.extensions.extendedKeyUsage else { return true }
        return usage.contains(.clientAuth) || usage.contains(.any)
    }

    private static func values(_ certificate: Certificate, _ type: ASN1ObjectIdentifier) -> [String] {
        certificate.subject.lazy.flatMap { $0 }.filter { $0.type == type }.compactMap { String($0.value) }
    }
}
