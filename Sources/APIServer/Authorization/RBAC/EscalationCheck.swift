import JSON

/// Nobody may give, by a role or a binding, what they do not have themselves - unless they may `escalate` the role or
/// `bind` the role that the binding names.
///
/// Always on; it stands behind the admission plug-ins, before validation, where Kubernetes has it in the storage of these kinds.
struct EscalationCheck: AdmissionPlugin {
    static let name = "RBACEscalationCheck"

    let authorizer: any Authorizer
    let resolver: RBACAuthorizer

    private static let everything = [
        PolicyRule(verbs: ["*"], apiGroups: ["*"], resources: ["*"]), PolicyRule(verbs: ["*"], nonResourceURLs: ["*"]),
    ]

    func admit(_ request: inout AdmissionRequest, _ reader: any AdmissionReader) async throws {
        guard request.group == RBAC.group, request.subresource.isEmpty, !request.user.groups.contains("system:masters") else { return }
        switch request.operation {
        case .create: break
        case .update: if Self.changesOnlyHousekeeping(request) { return }
        default: return
        }
        switch request.resource {
        case "roles", "clusterroles": try await checkRole(request)
        case "rolebindings", "clusterrolebindings": try await checkBinding(request)
        default: return
        }
    }

    private func checkRole(_ request: AdmissionRequest) async throws {
        // At its creation a role has no name yet by which it could be authorised.
        let name = request.operation == .create ? "" : request.name
        if await allows(request, verb: "escalate", resource: request.resource, name: name) { return }
        try confirm(request, request.object.items("rules").map { PolicyRule($0) })
        guard request.resource == "clusterroles", Self.aggregates(request.object) || Self.aggregates(request.old) else { return }
        // What will be gathered is not known yet.
        if !RuleCoverage.missing(Self.everything, from: resolver.rules(for: request.user, namespace: "").rules).isEmpty {
            throw forbidden(request, "must have cluster-admin privileges to use the aggregationRule")
        }
    }

    private func checkBinding(_ request: AdmissionRequest) async throws {
        let reference = request.object["roleRef"] ?? [:]
        let isClusterRole = reference.text("kind") == "ClusterRole"
        let name = reference.text("name")
        let resource = isClusterRole ? "clusterroles" : "roles"
        if isClusterRole || reference.text("kind") == "Role",
           await allows(request, verb: "bind", resource: resource, name: name, group: reference.text("apiGroup")) { return }
        guard isClusterRole || reference.text("kind") == "Role" else {
            throw APIStatusError.internalError("unsupported role reference kind: \(FieldError.quoted(reference.text("kind")))")
        }
        guard let rules = resolver.rules(ofClusterRole: isClusterRole, name: name, namespace: request.namespace) else {
            throw APIStatusError.notFound(group: RBAC.group, resource: isClusterRole ? "clusterrole" : "role", name: name)
        }
        try confirm(request, rules)
    }

    /// - Throws: 403 when the user lacks any of the rules.
    private func confirm(_ request: AdmissionRequest, _ rules: [PolicyRule]) throws {
        let held = resolver.rules(for: request.user, namespace: request.namespace)
        let missing = RuleCoverage.missing(rules, from: held.rules)
        guard !missing.isEmpty else { return }
        var message = "user \(FieldError.quoted(request.user.name)) (groups=\(RuleCoverage.quoted(request.user.groups))) "
            + "is attempting to grant RBAC permissions not currently held:\n\(RuleCoverage.description(missing))"
        if !held.errors.isEmpty { message += "; resolution errors: [" + held.errors.joined(separator: " ") + "]" }
        throw forbidden(request, message)
    }

    private func allows(_ request: AdmissionRequest, verb: String, resource: String, name: String, group: String = RBAC.group) async -> Bool {
        let attributes = RequestAttributes(
            user: request.user, verb: verb, apiGroup: group, apiVersion: "*", resource: resource, namespace: request.namespace, name: name)
        if case .allow = await authorizer.authorize(attributes) { return true }
        return false
    }

    private func forbidden(_ request: AdmissionRequest, _ message: String) -> APIStatusError {
        .forbidden(group: request.group, resource: request.resource, name: request.object["metadata"]?.text("name") ?? "", message)
    }

    private static func aggregates(_ role: JSONValue) -> Bool { role["aggregationRule"]?.has("clusterRoleSelectors") ?? false }

    /// Whether an update only touches what the garbage collector needs to touch.
    private static func changesOnlyHousekeeping(_ request: AdmissionRequest) -> Bool {
        func rest(_ object: JSONValue) -> JSONValue {
            var object = object
            object.edit("metadata") { metadata in
                for field in ["ownerReferences", "finalizers", "managedFields", "resourceVersion"] { metadata[field] = nil }
            }
            return object
        }
        return rest(request.object) == rest(request.old)
    }
}
