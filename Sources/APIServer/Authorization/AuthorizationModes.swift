/// The authorizers that `--authorization-mode` asks for.
struct AuthorizationModes: Sendable {
    let authorizer: AuthorizerChain
    /// Who can say which rules hold for a user, in the order of the modes.
    let resolvers: [any RuleResolver]

    /// - Parameter modes: the flag's words, in their order.
    /// - Throws: `BadOption` for modes that do not exist, are given twice, or need resources that are not served.
    init(_ modes: [String], rbac: RBACAuthorizer?, node: NodeAuthorizer?) throws {
        guard !modes.isEmpty else {
            throw Assembly.BadOption(description: "at least one authorization-mode must be passed")
        }
        // Whatever the modes are, this group may do everything: it is how a cluster is repaired.
        var authorizers: [any Authorizer] = [PrivilegedGroups()]
        var resolvers: [any RuleResolver] = []
        var seen: Set<String> = []
        for mode in modes {
            guard seen.insert(mode).inserted else {
                throw Assembly.BadOption(description: "authorization-mode \(FieldError.quoted(modes.joined(separator: " "))) has mode specified more than once")
            }
            switch mode {
            case "RBAC":
                guard let rbac else { throw Assembly.BadOption(description: "rbac.authorization.k8s.io is not served") }
                authorizers.append(rbac)
                resolvers.append(rbac)
            case "Node":
                guard let node else { throw Assembly.BadOption(description: "nodes and pods are not served") }
                authorizers.append(node)
                resolvers.append(node)
            case "AlwaysAllow":
                authorizers.append(FixedAuthorizer(allows: true))
                resolvers.append(FixedAuthorizer(allows: true))
            case "AlwaysDeny":
                authorizers.append(FixedAuthorizer(allows: false))
                resolvers.append(FixedAuthorizer(allows: false))
            default:
                throw Assembly.BadOption(description: "authorization-mode \(FieldError.quoted(mode)) is not a valid mode")
            }
        }
        authorizer = AuthorizerChain(authorizers)
        self.resolvers = resolvers
    }
}

/// Says the same to everything: the modes AlwaysAllow and AlwaysDeny.
struct FixedAuthorizer: Authorizer, RuleResolver {
    let allows: Bool

    func authorize(_ attributes: RequestAttributes) async -> AuthorizationDecision {
        allows ? .allow(reason: "") : .noOpinion(reason: "Everything is forbidden.")
    }

    func rules(for user: APIUser, namespace: String) -> ResolvedRules {
        guard allows else { return ResolvedRules() }
        return ResolvedRules(rules: [PolicyRule(verbs: ["*"], apiGroups: ["*"], resources: ["*"]), PolicyRule(verbs: ["*"], nonResourceURLs: ["*"])])
    }
}
