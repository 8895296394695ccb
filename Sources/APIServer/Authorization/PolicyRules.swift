import JSON

/// One rule of a role: which verbs on which resources or paths (`PolicyRule`).
public struct PolicyRule: Hashable, Sendable {
    public var verbs: [String]
    public var apiGroups: [String]
    public var resources: [String]
    public var resourceNames: [String]
    public var nonResourceURLs: [String]

    public init(
        verbs: [String], apiGroups: [String] = [], resources: [String] = [], resourceNames: [String] = [], nonResourceURLs: [String] = []
    ) {
        self.verbs = verbs
        self.apiGroups = apiGroups
        self.resources = resources
        self.resourceNames = resourceNames
        self.nonResourceURLs = nonResourceURLs
    }

    /// Whether the rule covers the request.
    public func allows(_ request: RequestAttributes) -> Bool {
        guard matches(verbs, request.verb) else { return false }
        guard request.isResourceRequest else { return nonResourceURLs.contains { Self.path(request.path, matches: $0) } }
        guard matches(apiGroups, request.apiGroup) else { return false }
        let combined = request.subresource.isEmpty ? request.resource : "\(request.resource)/\(request.subresource)"
        let resourceAllowed = resources.contains { rule in
            rule == "*" || rule == combined || (!request.subresource.isEmpty && rule == "*/\(request.subresource)")
        }
        return resourceAllowed && (resourceNames.isEmpty || resourceNames.contains(request.name))
    }

    private func matches(_ allowed: [String], _ value: String) -> Bool { allowed.contains { $0 == "*" || $0 == value } }

    /// A rule's URL may end in `*`.
    private static func path(_ path: String, matches rule: String) -> Bool {
        if rule == "*" || rule == path { return true }
        return rule.hasSuffix("*") && path.hasPrefix(rule.dropLast())
    }
}

/// The rules that Kubernetes binds to everyone and to every authenticated user when it starts:
/// system:public-info-viewer, system:discovery, system:basic-user and system:service-account-issuer-discovery.
public struct BootstrapRules: Authorizer {
    static let everyone = [
        PolicyRule(verbs: ["get"], nonResourceURLs: ["/healthz", "/livez", "/readyz", "/version", "/version/"])
    ]
    static let wellKnown = [PolicyRule(verbs: ["get"], nonResourceURLs: ["/.well-known", "/.well-known/*"])]
    static let basicUser = [
        PolicyRule(
            verbs: ["create"], apiGroups: ["authorization.k8s.io"], resources: ["selfsubjectaccessreviews", "selfsubjectrulesreviews"]),
        PolicyRule(verbs: ["create"], apiGroups: ["authentication.k8s.io"], resources: ["selfsubjectreviews"]),
    ]
    static let discovery = [
        PolicyRule(
            verbs: ["get"],
            nonResourceURLs: [
                "/api", "/api/*", "/apis", "/apis/*", "/healthz", "/livez", "/openapi", "/openapi/*", "/readyz", "/version", "/version/",
            ])
    ]
    static let issuerDiscovery = [
        PolicyRule(verbs: ["get"], nonResourceURLs: [
            "/.well-known/openid-configuration", "/.well-known/openid-configuration/", "/openid/v1/jwks", "/openid/v1/jwks/",
        ])
    ]

    public init() {}

    /// All rules that hold for a user.
    public static func rules(for user: APIUser) -> [PolicyRule] {
        var rules: [PolicyRule] = []
        let authenticated = user.groups.contains("system:authenticated")
        if authenticated { rules += basicUser }
        if authenticated || user.groups.contains("system:unauthenticated") { rules += everyone + wellKnown }
        if user.groups.contains("system:serviceaccounts") { rules += issuerDiscovery }
        if authenticated { rules += discovery }
        return rules
    }

    public func authorize(_ attributes: RequestAttributes) async -> AuthorizationDecision {
        Self.rules(for: attributes.user).contains { $0.allows(attributes) } ? .allow(reason: "") : .noOpinion(reason: "")
    }
}
