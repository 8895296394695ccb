import KubernetesAPI
import KubernetesClient

/// Decides what a user may ask of the kubelet: everything (AlwaysAllow), or what the API server says (Webhook, by
/// SubjectAccessReview), whose answers are remembered for a while. Safe to use from anywhere.
final class KubeletAuthorizer: Sendable {
    private struct Question: Hashable {
        var user: KubeletUser
        var verb: String
        var node: String
        var subresource: String
    }

    private let mode: ServingOptions.Authorization
    private let client: Client?
    private let authorizedTTL: Duration
    private let unauthorizedTTL: Duration
    private let cache: ExpiringCache<Question, Bool>

    /// - Parameter client: of the API server, as the node; nil for a node that stands alone. Then, in the mode Webhook,
    ///   only members of system:masters are let in, whom no API server refuses anything.
    init(client: Client?, serving: ServingOptions, clock: any WallClock) {
        mode = serving.authorization
        self.client = client
        authorizedTTL = serving.authorizedTTL
        unauthorizedTTL = serving.unauthorizedTTL
        cache = ExpiringCache(clock: clock)
    }

    /// Whether the user may do it.
    /// - Throws: when the API server cannot be asked.
    func allows(_ user: KubeletUser, _ attributes: KubeletRequestAttributes) async throws -> Bool {
        if mode == .alwaysAllow { return true }
        guard let client else { return user.groups.contains("system:masters") }
        for subresource in attributes.subresources {
            let question = Question(user: user, verb: attributes.verb, node: attributes.node, subresource: subresource)
            if let known = cache[question] {
                if known { return true }
                continue
            }
            let allowed = try await ask(question, client)
            cache.set(question, allowed, for: allowed ? authorizedTTL : unauthorizedTTL)
            if allowed { return true }
        }
        return false
    }

    private func ask(_ question: Question, _ client: Client) async throws -> Bool {
        var review = SubjectAccessReview()
        review.spec.user = question.user.name
        review.spec.uid = question.user.uid
        review.spec.groups = question.user.groups
        review.spec.extra = question.user.extra
        review.spec.resourceAttributes = .init(
            verb: question.verb, group: "", version: "v1", resource: "nodes", subresource: question.subresource, name: question.node)
        let status = try await client.create(review).status
        return status.allowed && status.denied != true
    }
}
