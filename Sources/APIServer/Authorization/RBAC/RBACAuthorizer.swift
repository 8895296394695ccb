/// Knows which rules hold for a user: what SelfSubjectRulesReview tells and escalation checks compare with.
protocol RuleResolver: Sendable {
    /// The user's rules in a namespace, with those of the cluster.
    func rules(for user: APIUser, namespace: String) -> ResolvedRules
}

/// The rules that hold for a user.
struct ResolvedRules: Sendable {
    var rules: [PolicyRule] = []
    /// What could not be found out, such as roles that are not there.
    var errors: [String] = []
    /// Whether the user may do more than these rules say.
    var isIncomplete = false
}

/// Allows what roles grant: `--authorization-mode=RBAC`.
struct RBACAuthorizer: Authorizer, RuleResolver {
    private let index: RBACIndex

    init(index: RBACIndex) { self.index = index }

    func authorize(_ attributes: RequestAttributes) async -> AuthorizationDecision {
        let view = index.view()
        let combined = attributes.combinedResource
        var missing: [String] = []
        var reason: String?
        Self.visit(view, attributes.user, namespace: attributes.namespace) { grant in
            guard let rules = view.rules(grant) else {
                missing.append(Self.notFound(grant))
                return true
            }
            guard rules.contains(where: { $0.allows(attributes, combined: combined) }) else { return true }
            reason = grant.reason
            return false
        }
        if let reason { return .allow(reason: reason) }
        return .noOpinion(reason: missing.isEmpty ? "" : "RBAC: " + Self.aggregate(missing))
    }

    func rules(for user: APIUser, namespace: String) -> ResolvedRules {
        let view = index.view()
        var found: [PolicyRule] = []
        var missing: [String] = []
        var seen: Set<String> = []
        Self.visit(view, user, namespace: namespace) { grant in
            guard seen.insert(grant.binding).inserted else { return true }
            if let rules = view.rules(grant) { found += rules } else { missing.append(Self.notFound(grant)) }
            return true
        }
        return ResolvedRules(rules: found, errors: missing)
    }

    /// The rules of the role that a binding in a namespace ("" for the cluster) refers to; nil without such a role.
    func rules(ofClusterRole isClusterRole: Bool, name: String, namespace: String) -> [PolicyRule]? {
        let view = index.view()
        return isClusterRole ? view.clusterRoles[name] : view.roles["\(namespace)/\(name)"]
    }

    /// Shows the grants of a user, those of the cluster first, until the body has seen enough.
    private static func visit(
        _ view: RBACIndex.View, _ user: APIUser, namespace: String, _ body: (RBACIndex.Grant) -> Bool
    ) {
        guard visit(view.clusterGrants, user, body), !namespace.isEmpty, let grants = view.grants[namespace] else { return }
        _ = visit(grants, user, body)
    }

    private static func visit(_ grants: RBACIndex.Grants, _ user: APIUser, _ body: (RBACIndex.Grant) -> Bool) -> Bool {
        for grant in grants.users[user.name] ?? [] where !body(grant) { return false }
        for group in user.groups {
            for grant in grants.groups[group] ?? [] where !body(grant) { return false }
        }
        return true
    }

    private static func notFound(_ grant: RBACIndex.Grant) -> String {
        let name = grant.isClusterRole ? grant.role : grant.role.split(separator: "/", maxSplits: 1).last.map(String.init) ?? ""
        return "\(grant.isClusterRole ? "clusterrole" : "role").\(RBAC.group) \(FieldError.quoted(name)) not found"
    }

    /// Several errors in one line, each of them once.
    static func aggregate(_ errors: [String]) -> String {
        var seen: Set<String> = []
        let distinct = errors.filter { seen.insert($0).inserted }
        return distinct.count == 1 ? distinct[0] : "[" + distinct.joined(separator: ", ") + "]"
    }
}
