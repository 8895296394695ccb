public import KubernetesAPI
public import KubernetesClient

/// Asks the API server what a user may do (SubjectAccessReview), and remembers the answers for a while. Safe to use from anywhere.
public final class DelegatedAuthorizer: Sendable {
    /// What somebody wants to do.
    public enum Attributes: Hashable, Sendable {
        /// On an object of the API, or a part of one.
        case resource(verb: String, group: String, version: String, resource: String, subresource: String, name: String)
        /// On a path of the server.
        case path(String, verb: String)
    }

    private let client: Client?
    private let authorizedTTL: Duration
    private let unauthorizedTTL: Duration
    /// The answers, by what was asked.
    private let cache: ExpiringCache<[UInt8], Bool>

    /// - Parameters:
    ///   - client: of the API server; without one only members of system:masters are let in, whom no API server refuses anything.
    ///   - authorizedTTL: how long a yes is remembered, and `unauthorizedTTL` a no.
    public init(client: Client?, authorizedTTL: Duration, unauthorizedTTL: Duration, clock: any WallClock) {
        self.client = client
        self.authorizedTTL = authorizedTTL
        self.unauthorizedTTL = unauthorizedTTL
        cache = ExpiringCache(clock: clock)
    }

    /// Whether the user may do it.
    /// - Throws: when the API server cannot be asked.
    public func allows(_ user: UserInfo, _ attributes: Attributes) async throws -> Bool {
        guard let client else { return user.groups.contains("system:masters") }
        var review = SubjectAccessReview()
        review.spec.user = user.username
        review.spec.uid = user.uid
        review.spec.groups = user.groups
        review.spec.extra = user.extra
        switch attributes {
        case .resource(let verb, let group, let version, let resource, let subresource, let name):
            review.spec.resourceAttributes = .init(
                verb: verb, group: group, version: version, resource: resource, subresource: subresource, name: name)
        case .path(let path, let verb): review.spec.nonResourceAttributes = .init(path: path, verb: verb)
        }
        let question = review.spec.jsonBytes()
        if let known = cache[question] { return known }
        let status = try await client.create(review).status
        let allowed = status.allowed && status.denied != true
        cache.set(question, allowed, for: allowed ? authorizedTTL : unauthorizedTTL)
        return allowed
    }
}
