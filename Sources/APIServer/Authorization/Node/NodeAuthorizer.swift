import KubernetesAPI

/// Allows kubelets what they need for the pods of their own node, and no more: `--authorization-mode=Node`.
///
/// A kubelet is a user `system:node:NAME` of the group `system:nodes`. It reads secrets, config maps, claims, volumes and
/// accounts that one of its pods refers to, and the node, pods and leases that are its own; for everything else the
/// rules of the cluster role `system:node` hold. What it may write of its node and pods is checked further by the
/// admission plug-in NodeRestriction.
struct NodeAuthorizer: Authorizer, RuleResolver {
    private let graph: NodeGraph
    private let rules: [PolicyRule]

    init(graph: NodeGraph) {
        self.graph = graph
        rules = DefaultRoles.rules(of: "system:node")
    }

    /// The name of the node that a user is; nil for somebody else, empty for a node without a name.
    static func node(_ user: APIUser) -> String? {
        let prefix = "system:node:"
        guard user.name.hasPrefix(prefix), user.groups.contains("system:nodes") else { return nil }
        return String(user.name.dropFirst(prefix.count))
    }

    func rules(for user: APIUser, namespace: String) -> ResolvedRules {
        guard Self.node(user) != nil else { return ResolvedRules() }
        return ResolvedRules(errors: ["node authorizer does not support user rule resolution"], isIncomplete: true)
    }

    func authorize(_ request: RequestAttributes) async -> AuthorizationDecision {
        guard let node = Self.node(request.user) else { return .noOpinion(reason: "") }
        guard !node.isEmpty else { return .noOpinion(reason: "unknown node for user \(FieldError.quoted(request.user.name))") }
        if request.isResourceRequest, let decision = special(request, node) { return decision }
        let combined = request.combinedResource
        return rules.contains { $0.allows(request, combined: combined) } ? .allow(reason: "") : .noOpinion(reason: "")
    }

    /// The decision about a resource that is not the same for all nodes; nil for other resources.
    private func special(_ request: RequestAttributes, _ node: String) -> AuthorizationDecision? {
        switch (request.apiGroup, request.resource) {
        case ("", "secrets"): return read(request, node, .secret)
        case ("", "configmaps"): return read(request, node, .configMap)
        case ("", "persistentvolumeclaims"):
            guard request.subresource == "status" else { return get(request, node, .claim) }
            guard ["update", "patch"].contains(request.verb) else { return .noOpinion(reason: "can only get/update/patch this type") }
            return related(request, node, .claim)
        case ("", "persistentvolumes"): return get(request, node, .volume)
        case ("resource.k8s.io", "resourceclaims"): return get(request, node, .resourceClaim)
        case ("storage.k8s.io", "volumeattachments"): return get(request, node, .volumeAttachment)
        case ("", "serviceaccounts"): return serviceAccount(request, node)
        case ("coordination.k8s.io", "leases"): return lease(request, node)
        case ("storage.k8s.io", "csinodes"): return csiNode(request, node)
        case ("resource.k8s.io", "resourceslices"): return resourceSlice(request, node)
        case ("", "nodes"): return self.node(request, node)
        case ("", "pods"): return pod(request, node)
        default: return nil
        }
    }

    private func related(_ request: RequestAttributes, _ node: String, _ kind: NodeGraph.Kind) -> AuthorizationDecision {
        guard !request.name.isEmpty else { return .noOpinion(reason: "No Object name found") }
        if graph.isRelated(kind, namespace: request.namespace, name: request.name, to: node) { return .allow(reason: "") }
        return .noOpinion(reason: "no relationship found between node '\(node)' and this object")
    }

    private func get(_ request: RequestAttributes, _ node: String, _ kind: NodeGraph.Kind) -> AuthorizationDecision {
        guard request.verb == "get" else { return .noOpinion(reason: "can only get individual resources of this type") }
        guard request.subresource.isEmpty else { return .noOpinion(reason: "cannot get subresource") }
        return related(request, node, kind)
    }

    private func read(_ request: RequestAttributes, _ node: String, _ kind: NodeGraph.Kind) -> AuthorizationDecision {
        guard ["get", "list", "watch"].contains(request.verb) else { return .noOpinion(reason: "can only read resources of this type") }
        guard request.subresource.isEmpty else { return .noOpinion(reason: "cannot read subresource") }
        guard !request.namespace.isEmpty else { return .noOpinion(reason: "can only read namespaced object of this type") }
        return related(request, node, kind)
    }

    private func serviceAccount(_ request: RequestAttributes, _ node: String) -> AuthorizationDecision {
        // A credential provider of the kubelet may be configured by the account's annotations.
        if request.verb == "get", request.subresource.isEmpty { return related(request, node, .serviceAccount) }
        guard request.verb == "create", !request.name.isEmpty else {
            return .noOpinion(reason: "can only create tokens for individual service accounts")
        }
        guard request.subresource == "token" else { return .noOpinion(reason: "can only create token subresource of serviceaccount") }
        return related(request, node, .serviceAccount)
    }

    private static let ownVerbs = ["get", "create", "update", "patch", "delete"]

    // At a creation the name is not known here; the admission plug-in NodeRestriction looks at it.

    private func lease(_ request: RequestAttributes, _ node: String) -> AuthorizationDecision {
        guard Self.ownVerbs.contains(request.verb) else {
            return .noOpinion(reason: "can only get, create, update, patch, or delete a node lease")
        }
        guard request.namespace == "kube-node-lease" else {
            return .noOpinion(reason: "can only access leases in the \"kube-node-lease\" system namespace")
        }
        guard request.verb == "create" || request.name == node else {
            return .noOpinion(reason: "can only access node lease with the same name as the requesting node")
        }
        return .allow(reason: "")
    }

    private func csiNode(_ request: RequestAttributes, _ node: String) -> AuthorizationDecision {
        guard Self.ownVerbs.contains(request.verb) else {
            return .noOpinion(reason: "can only get, create, update, patch, or delete a CSINode")
        }
        guard request.subresource.isEmpty else { return .noOpinion(reason: "cannot authorize CSINode subresources") }
        guard request.verb == "create" || request.name == node else {
            return .noOpinion(reason: "can only access CSINode with the same name as the requesting node")
        }
        return .allow(reason: "")
    }

    private func resourceSlice(_ request: RequestAttributes, _ node: String) -> AuthorizationDecision {
        guard request.subresource.isEmpty else { return .noOpinion(reason: "cannot authorize ResourceSlice subresources") }
        switch request.verb {
        case "create": return .allow(reason: "")
        case "get", "update", "patch", "delete": return related(request, node, .resourceSlice)
        case "list", "watch", "deletecollection":
            if selects(request, field: "spec.nodeName", node) || selects(request, field: "nodeName", node) { return .allow(reason: "") }
            return .noOpinion(reason: "can only list/watch/deletecollection resourceslices with nodeName field selector")
        default:
            return .noOpinion(
                reason: "only the following verbs are allowed for a ResourceSlice: get, watch, list, create, update, patch, delete, deletecollection")
        }
    }

    private func node(_ request: RequestAttributes, _ node: String) -> AuthorizationDecision {
        switch (request.subresource, request.verb) {
        case ("", "create"), ("", "update"), ("", "patch"), ("status", "update"), ("status", "patch"): return .allow(reason: "")
        case ("", "get"), ("", "list"), ("", "watch"):
            if request.name == node { return .allow(reason: "") }
            let what = request.name.isEmpty ? "all nodes" : "'\(request.name)'"
            return .noOpinion(reason: "node '\(node)' cannot read \(what), only its own Node object")
        default: return .noOpinion(reason: "")
        }
    }

    private func pod(_ request: RequestAttributes, _ node: String) -> AuthorizationDecision {
        switch (request.subresource, request.verb) {
        case ("", "get"): return related(request, node, .pod)
        case ("", "list"), ("", "watch"):
            if selects(request, field: "spec.nodeName", node) { return .allow(reason: "") }
            if !request.name.isEmpty { return related(request, node, .pod) }
            return .noOpinion(reason: "can only list/watch pods with spec.nodeName field selector")
        case ("", "create"), ("", "delete"), ("status", "update"), ("status", "patch"), ("eviction", "create"): return .allow(reason: "")
        default: return .noOpinion(reason: "")
        }
    }

    /// Whether the request is limited to objects with the node's name in a field.
    private func selects(_ request: RequestAttributes, field: String, _ node: String) -> Bool {
        guard let text = request.fieldSelector, let selector = try? FieldSelector(parsing: text) else { return false }
        return selector.requirements.contains { $0.isEqual && $0.field == field && $0.value == node }
    }
}
