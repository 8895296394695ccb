import JSON

/// `Role` and `ClusterRole` of rbac.authorization.k8s.io/v1.
struct RoleRules: ResourceRules {
    var isCluster: Bool

    func validateName(_ name: String) -> [String] { NameRules.pathSegment(name) }

    func validate(_ object: JSONValue) -> [FieldError] {
        var errors: [FieldError] = []
        for (i, rule) in object.items("rules").enumerated() {
            let field = "rules[\(i)]"
            if !rule.has("verbs") { errors.append(.required("\(field).verbs", "verbs must contain at least one value")) }
            if let urls = rule["nonResourceURLs"], rule.has("nonResourceURLs") {
                if !isCluster {
                    errors.append(
                        .invalid("\(field).nonResourceURLs", GoText.json(urls), "namespaced rules cannot apply to non-resource URLs"))
                } else if rule.has("apiGroups") || rule.has("resources") || rule.has("resourceNames") {
                    errors.append(
                        .invalid(
                            "\(field).nonResourceURLs", GoText.json(urls),
                            "rules cannot apply to both regular resources and non-resource URLs"))
                }
                continue
            }
            if !rule.has("apiGroups") {
                errors.append(.required("\(field).apiGroups", "resource rules must supply at least one api group"))
            }
            if !rule.has("resources") {
                errors.append(.required("\(field).resources", "resource rules must supply at least one resource"))
            }
        }
        return errors
    }
}

/// `RoleBinding` and `ClusterRoleBinding` of rbac.authorization.k8s.io/v1.
struct RoleBindingRules: ResourceRules {
    private static let group = "rbac.authorization.k8s.io"

    func validateName(_ name: String) -> [String] { NameRules.pathSegment(name) }

    func applyDefaults(_ object: inout JSONValue) {
        object.edit("roleRef") { reference in
            if reference.text("apiGroup").isEmpty { reference["apiGroup"] = .string(Self.group) }
        }
        object.editEach("subjects") { subject in
            guard subject.text("apiGroup").isEmpty, ["User", "Group"].contains(subject.text("kind")) else { return }
            subject["apiGroup"] = .string(Self.group)
        }
    }

    func validate(_ object: JSONValue) -> [FieldError] {
        var errors: [FieldError] = []
        let reference = object["roleRef"] ?? [:]
        let isCluster = object.text("kind") == "ClusterRoleBinding"
        if reference.text("apiGroup") != Self.group {
            errors.append(.notSupported("roleRef.apiGroup", reference.text("apiGroup"), [Self.group]))
        }
        let kinds = isCluster ? ["ClusterRole"] : ["Role", "ClusterRole"]
        if !kinds.contains(reference.text("kind")) { errors.append(.notSupported("roleRef.kind", reference.text("kind"), kinds)) }
        if reference.text("name").isEmpty { errors.append(.required("roleRef.name")) }
        for (i, subject) in object.items("subjects").enumerated() {
            let field = "subjects[\(i)]"
            if subject.text("name").isEmpty { errors.append(.required("\(field).name")) }
            switch subject.text("kind") {
            case "ServiceAccount":
                // In a namespaced binding the account's namespace may be left out, and then binds nobody.
                if isCluster, subject.text("namespace").isEmpty { errors.append(.required("\(field).namespace")) }
                if !subject.text("apiGroup").isEmpty {
                    errors.append(.notSupported("\(field).apiGroup", subject.text("apiGroup"), [""]))
                }
            case "User", "Group":
                if subject.text("apiGroup") != Self.group {
                    errors.append(.notSupported("\(field).apiGroup", subject.text("apiGroup"), [Self.group]))
                }
            case let kind:
                errors.append(.notSupported("\(field).kind", kind, ["ServiceAccount", "User", "Group"]))
            }
        }
        return errors
    }

    func validateUpdate(_ object: JSONValue, old: JSONValue) -> [FieldError] {
        var errors = validate(object)
        if object["roleRef"] != old["roleRef"] {
            let reference = object["roleRef"] ?? [:]
            let shown: JSONValue = [
                "APIGroup": .string(reference.text("apiGroup")), "Kind": .string(reference.text("kind")),
                "Name": .string(reference.text("name")),
            ]
            errors.append(.invalid("roleRef", shown.description, "cannot change roleRef"))
        }
        return errors
    }
}
