import JSON
import KubernetesAPI

/// Answers the review kinds of authentication.k8s.io and authorization.k8s.io: questions that are posted, answered from
/// the server's own authenticators and authorizers, and never stored.
public struct SubjectReviews: Sendable {
    private let authenticator: AuthenticatorChain
    private let authorizer: any Authorizer
    private let resolvers: [any RuleResolver]

    init(authenticator: AuthenticatorChain, authorizer: any Authorizer, resolvers: [any RuleResolver]) {
        self.authenticator = authenticator
        self.authorizer = authorizer
        self.resolvers = resolvers
    }

    /// The kinds that this answers.
    public static let kinds: Set<String> = [
        "SelfSubjectReview", "TokenReview", "SubjectAccessReview", "SelfSubjectAccessReview", "LocalSubjectAccessReview",
        "SelfSubjectRulesReview",
    ]

    /// The posted review with its status filled in.
    /// - Parameters:
    ///   - object: the decoded review.
    ///   - namespace: the namespace of the URL; empty for the cluster-scoped kinds.
    ///   - user: who asks.
    ///   - time: now, RFC 3339, for a SelfSubjectReview's creationTimestamp.
    /// - Throws: 400 and 422 for questions that cannot be asked.
    public func answer(kind: String, object: JSONValue, namespace: String, user: APIUser, time: String) async throws(APIStatusError) -> JSONValue {
        var object = object
        switch kind {
        case "SelfSubjectReview":
            object["metadata"] = ["creationTimestamp": .string(time)]
            object["status"] = ["userInfo": Self.userInfo(user)]
        case "TokenReview":
            object["status"] = try await tokenReview(object["spec"] ?? .null)
        case "SelfSubjectRulesReview":
            // The answer does not repeat the question.
            let status = try rulesReview(object["spec"] ?? .null, user: user)
            object["metadata"] = [:]
            object["spec"] = [:]
            object["status"] = status
        default:
            object["status"] = try await accessReview(kind: kind, object: object, namespace: namespace, user: user)
        }
        return object
    }

    static func userInfo(_ user: APIUser) -> JSONValue {
        var info: JSONValue = ["username": .string(user.name)]
        if !user.uid.isEmpty { info["uid"] = .string(user.uid) }
        if !user.groups.isEmpty { info["groups"] = .array(user.groups.map { .string($0) }) }
        if !user.extra.isEmpty {
            info["extra"] = .object(JSONObject(user.extra.sorted { $0.key < $1.key }.map { ($0.key, .array($0.value.map { .string($0) })) }))
        }
        return info
    }

    private func tokenReview(_ spec: JSONValue) async throws(APIStatusError) -> JSONValue {
        guard let token = spec["token"]?.string, !token.isEmpty else {
            throw .badRequest("token is required for TokenReview in authentication")
        }
        let asked = (spec["audiences"]?.array ?? []).compactMap(\.string)
        let audiences = asked.isEmpty ? authenticator.audiences : asked
        do {
            guard let found = try await authenticator.authenticate(token: token, audiences: audiences) else {
                return ["user": [:], "error": "invalid bearer token"]
            }
            return [
                "authenticated": true, "user": Self.userInfo(found.user),
                "audiences": .array(found.audiences.map { .string($0) }),
            ]
        } catch {
            return ["user": [:], "error": .string("[invalid bearer token, \(error)]")]
        }
    }

    private func accessReview(kind: String, object: JSONValue, namespace: String, user: APIUser) async throws(APIStatusError) -> JSONValue {
        let spec = object["spec"] ?? .null
        let resource = spec["resourceAttributes"]
        let path = spec["nonResourceAttributes"]
        var errors: [FieldError] = []
        if resource == nil, path == nil {
            errors.append(.invalid("spec.resourceAttributes", "null", "exactly one of nonResourceAttributes or resourceAttributes must be specified"))
        } else if resource != nil, path != nil {
            errors.append(.invalid(
                "spec.nonResourceAttributes", String(decoding: (path ?? .null).serialized(), as: UTF8.self),
                "cannot be specified in combination with resourceAttributes"))
        }
        var subject = user
        if kind != "SelfSubjectAccessReview" {
            subject = APIUser(
                name: spec["user"]?.string ?? "", uid: spec["uid"]?.string ?? "",
                groups: (spec["groups"]?.array ?? []).compactMap(\.string),
                extra: Dictionary(
                    (spec["extra"]?.object ?? [:]).map { ($0.key, ($0.value.array ?? []).compactMap(\.string)) }, uniquingKeysWith: { $1 }))
            if subject.name.isEmpty, subject.groups.isEmpty {
                errors.append(.invalid("spec.user", string: "", "at least one of user or group must be specified"))
            }
        }
        if kind == "LocalSubjectAccessReview", let resource, resource["namespace"]?.string ?? "" != namespace {
            errors.append(.invalid("spec.resourceAttributes.namespace", string: resource["namespace"]?.string ?? "", "must match metadata.namespace"))
        }
        if let resource {
            errors += SelectorAttributes.validate(resource["fieldSelector"], "spec.resourceAttributes.fieldSelector")
            errors += SelectorAttributes.validate(resource["labelSelector"], "spec.resourceAttributes.labelSelector")
        }
        guard errors.isEmpty else {
            throw .invalid(group: "authorization.k8s.io", kind: kind, name: "", errors)
        }
        let attributes: RequestAttributes
        var evaluationErrors: [String] = []
        if let resource {
            func text(_ name: String) -> String { resource[name]?.string ?? "" }
            attributes = RequestAttributes(
                user: subject, verb: text("verb"), apiGroup: text("group"), apiVersion: text("version").isEmpty ? "*" : text("version"),
                resource: text("resource"), subresource: text("subresource"), namespace: text("namespace"), name: text("name"),
                fieldSelector: SelectorAttributes.fieldSelector(resource["fieldSelector"], &evaluationErrors),
                labelSelector: SelectorAttributes.labelSelector(resource["labelSelector"], &evaluationErrors))
        } else {
            attributes = RequestAttributes(
                user: subject, verb: path?["verb"]?.string ?? "", isResourceRequest: false, path: path?["path"]?.string ?? "")
        }
        var status: JSONValue
        let reason: String
        switch await authorizer.authorize(attributes) {
        case .allow(let told): (status, reason) = (["allowed": true], told)
        case .deny(let told): (status, reason) = (["allowed": false, "denied": true], told)
        case .noOpinion(let told): (status, reason) = (["allowed": false], told)
        }
        if !reason.isEmpty { status["reason"] = .string(reason) }
        if !evaluationErrors.isEmpty { status["evaluationError"] = .string(RBACAuthorizer.aggregate(evaluationErrors)) }
        return status
    }

    private func rulesReview(_ spec: JSONValue, user: APIUser) throws(APIStatusError) -> JSONValue {
        guard let namespace = spec["namespace"]?.string, !namespace.isEmpty else { throw .badRequest("no namespace on request") }
        var resources: [JSONValue] = []
        var paths: [JSONValue] = []
        var errors: [String] = []
        var isIncomplete = false
        for resolver in resolvers {
            let found = resolver.rules(for: user, namespace: namespace)
            errors += found.errors
            isIncomplete = isIncomplete || found.isIncomplete
            for rule in found.rules {
                if !rule.resources.isEmpty {
                    resources.append(
                        PolicyRule(verbs: rule.verbs, apiGroups: rule.apiGroups, resources: rule.resources, resourceNames: rule.resourceNames).tree)
                }
                if !rule.nonResourceURLs.isEmpty { paths.append(PolicyRule(verbs: rule.verbs, nonResourceURLs: rule.nonResourceURLs).tree) }
            }
        }
        var status: JSONValue = ["resourceRules": .array(resources), "nonResourceRules": .array(paths), "incomplete": .bool(isIncomplete)]
        if !errors.isEmpty { status["evaluationError"] = .string(RBACAuthorizer.aggregate(errors)) }
        return status
    }
}
