/// Several authorizers in order: the first that allows or denies decides; when none does, the answer is no.
public struct AuthorizerChain: Authorizer {
    private let authorizers: [any Authorizer]

    public init(_ authorizers: [any Authorizer]) { self.authorizers = authorizers }

    public func authorize(_ attributes: RequestAttributes) async -> AuthorizationDecision {
        var reasons: [String] = []
        for authorizer in authorizers {
            switch await authorizer.authorize(attributes) {
            case .noOpinion(let reason): if !reason.isEmpty { reasons.append(reason) }
            case let decision: return decision
            }
        }
        return .noOpinion(reason: reasons.joined(separator: "\n"))
    }

    /// The 403 for a request that was not allowed, in Kubernetes' words.
    public static func forbidden(_ attributes: RequestAttributes, reason: String) -> APIStatusError {
        let user = FieldError.quoted(attributes.user.name)
        var message: String
        if attributes.isResourceRequest {
            let resource = attributes.subresource.isEmpty ? attributes.resource : "\(attributes.resource)/\(attributes.subresource)"
            message = "User \(user) cannot \(attributes.verb) resource \(FieldError.quoted(resource)) in API group \(FieldError.quoted(attributes.apiGroup))"
            message += attributes.namespace.isEmpty
                ? " at the cluster scope" : " in the namespace \(FieldError.quoted(attributes.namespace))"
        } else {
            message = "User \(user) cannot \(attributes.verb) path \(FieldError.quoted(attributes.path))"
        }
        if !reason.isEmpty { message += ": \(reason)" }
        return .forbidden(
            group: attributes.isResourceRequest ? attributes.apiGroup : "",
            resource: attributes.isResourceRequest ? attributes.resource : "", name: attributes.name, message)
    }
}

/// Allows everything to members of `system:masters`.
public struct PrivilegedGroups: Authorizer {
    public init() {}

    public func authorize(_ attributes: RequestAttributes) async -> AuthorizationDecision {
        attributes.user.groups.contains("system:masters") ? .allow(reason: "") : .noOpinion(reason: "")
    }
}
