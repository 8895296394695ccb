import JSON

/// The roles and bindings that every cluster has from its start.
///
/// They are written down in `DefaultRoles+Users.swift`, `DefaultRoles+Controllers.swift` and `DefaultRoles+Optional.swift`, a line a thing:
/// ```
/// ClusterRole NAME [from=LEVEL] [into=LEVEL]      gathers its rules from the roles labelled for a level; is labelled for one
/// Role NAMESPACE NAME
///   VERBS GROUPS RESOURCES [NAMES]                a rule of the role above; the core group is called `core`
///   VERBS url PATHS
/// ClusterRoleBinding NAME KIND/ROLE SUBJECT…      a subject is User/NAME, Group/NAME or ServiceAccount/NAMESPACE/NAME
/// RoleBinding NAMESPACE NAME KIND/ROLE SUBJECT…
/// ```
enum DefaultRoles {
    /// All of them, as they would be posted.
    /// - Parameter serves: whether a resource is served, by group and plural name, that is served only where it is asked for.
    static func objects(serves: (_ group: String, _ plural: String) -> Bool = { _, _ in false }) -> [JSONValue] {
        var objects: [JSONValue] = []
        read(users + "\n" + controllers, into: &objects)
        for part in optional where serves(part.group, part.plural) { read(part.lines, into: &objects, mayKnow: true) }
        return objects
    }

    /// - Parameter mayKnow: whether the lines may add rules to roles that are there already.
    private static func read(_ lines: String, into objects: inout [JSONValue], mayKnow: Bool = false) {
        var last = -1
        for line in lines.split(separator: "\n") {
            let words = line.split(separator: " ").map(String.init)
            if line.hasPrefix(" ") {
                guard let rule = rule(words), objects.indices.contains(last) else { continue }
                let rules = objects[last].items("rules") + [rule.tree]
                objects[last]["rules"] = .array(rules)
            } else if let object = object(words) {
                let known = mayKnow ? objects.firstIndex { $0["kind"] == object["kind"] && $0["metadata"]?["name"] == object["metadata"]?["name"] } : nil
                if known == nil { objects.append(object) }
                last = known ?? objects.count - 1
            }
        }
    }

    /// The rules of one of the default cluster roles.
    static func rules(of clusterRole: String) -> [PolicyRule] {
        let role = objects().first { $0.text("kind") == "ClusterRole" && $0["metadata"]?.text("name") == clusterRole }
        return (role?.items("rules") ?? []).map { PolicyRule($0) }
    }

    private static func rule(_ words: [String]) -> PolicyRule? {
        func list(_ index: Int) -> [String] {
            index < words.count ? words[index].split(separator: ",").map { $0 == "core" ? "" : String($0) } : []
        }
        guard words.count >= 3 else { return nil }
        if words[1] == "url" { return PolicyRule(verbs: list(0), nonResourceURLs: list(2)) }
        return PolicyRule(verbs: list(0), apiGroups: list(1), resources: list(2), resourceNames: list(3))
    }

    private static func object(_ words: [String]) -> JSONValue? {
        var words = words[...]
        guard let kind = words.popFirst() else { return nil }
        var metadata: JSONValue = [:]
        if !kind.hasPrefix("Cluster") { metadata["namespace"] = words.popFirst().map { .string($0) } }
        guard let name = words.popFirst() else { return nil }
        metadata["name"] = .string(name)
        var labels: JSONValue = ["kubernetes.io/bootstrapping": "rbac-defaults"]
        var object: JSONValue = ["kind": .string(kind), "apiVersion": "rbac.authorization.k8s.io/v1"]
        if kind.hasSuffix("Binding") {
            if words.count > 1 { object["subjects"] = .array(words.dropFirst().map(subject)) }
            let role = (words.first ?? "").split(separator: "/", maxSplits: 1).map(String.init)
            object["roleRef"] = ["apiGroup": .string(RBAC.group), "kind": .string(role.first ?? ""), "name": .string(role.last ?? "")]
        } else {
            object["rules"] = .null
            for word in words {
                let parts = word.split(separator: "=").map(String.init)
                let label = "rbac.authorization.k8s.io/aggregate-to-\(parts.last ?? "")"
                if parts.first == "into" { labels[label] = "true" }
                if parts.first == "from" { object["aggregationRule"] = ["clusterRoleSelectors": [["matchLabels": [label: "true"]]]] }
            }
        }
        metadata["labels"] = labels
        metadata["annotations"] = [DefaultRolesReconciler.autoupdate: "true"]
        object["metadata"] = metadata
        return object
    }

    private static func subject(_ word: String) -> JSONValue {
        let parts = word.split(separator: "/").map(String.init)
        if parts.count == 3 { return ["kind": .string(parts[0]), "name": .string(parts[2]), "namespace": .string(parts[1])] }
        return ["kind": .string(parts.first ?? ""), "apiGroup": .string(RBAC.group), "name": .string(parts.last ?? "")]
    }
}
