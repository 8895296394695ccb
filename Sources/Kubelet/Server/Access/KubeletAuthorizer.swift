import ComponentServer
import KubernetesAPI
import KubernetesClient

/// Decides what a user may ask of the kubelet: everything (AlwaysAllow), or what the API server says (Webhook). Safe to use from anywhere.
final class KubeletAuthorizer: Sendable {
    private let mode: ServingOptions.Authorization
    private let delegate: DelegatedAuthorizer

    /// - Parameter client: of the API server, as the node; nil for a node that stands alone.
    init(client: Client?, serving: ServingOptions, clock: any WallClock) {
        mode = serving.authorization
        delegate = DelegatedAuthorizer(client: client, authorizedTTL: serving.authorizedTTL, unauthorizedTTL: serving.unauthorizedTTL, clock: clock)
    }

    /// Whether the user may do it.
    /// - Throws: when the API server cannot be asked.
    func allows(_ user: UserInfo, _ attributes: KubeletRequestAttributes) async throws -> Bool {
        if mode == .alwaysAllow { return true }
        for subresource in attributes.subresources {
            let allowed = try await delegate.allows(
                user, .resource(verb: attributes.verb, group: "", version: "v1", resource: "nodes", subresource: subresource, name: attributes.node))
            if allowed { return true }
        }
        return false
    }
}
