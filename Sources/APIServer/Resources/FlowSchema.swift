import JSON

/// `FlowSchema` of flowcontrol.apiserver.k8s.io/v1.
struct FlowSchemaRules: ResourceRules {
    var tracksGeneration: Bool { true }

    func applyDefaults(_ object: inout JSONValue) {
        object.edit("spec") { spec in
            // As in Go, zero is the same as none.
            if spec["matchingPrecedence"]?.int ?? 0 == 0 { spec["matchingPrecedence"] = 1000 }
        }
    }

    /// The specifications that nobody may change, by the name of their schema.
    private static let mandatory: [String: JSONValue] = {
        func group(_ name: String) -> JSONValue { ["kind": "Group", "group": ["name": .string(name)]] }
        func rules(_ subjects: [JSONValue]) -> JSONValue {
            [
                [
                    "subjects": .array(subjects),
                    "resourceRules": [["verbs": ["*"], "apiGroups": ["*"], "resources": ["*"], "clusterScope": true, "namespaces": ["*"]]],
                    "nonResourceRules": [["verbs": ["*"], "nonResourceURLs": ["*"]]],
                ]
            ]
        }
        return [
            "exempt": [
                "priorityLevelConfiguration": ["name": "exempt"], "matchingPrecedence": 1, "rules": rules([group("system:masters")]),
            ],
            "catch-all": [
                "priorityLevelConfiguration": ["name": "catch-all"], "matchingPrecedence": 10000,
                "distinguisherMethod": ["type": "ByUser"],
                "rules": rules([group("system:unauthenticated"), group("system:authenticated")]),
            ],
        ]
    }()

    func validate(_ object: JSONValue) -> [FieldError] {
        let spec = object["spec"] ?? [:]
        let name = object["metadata"]?.text("name") ?? ""
        let precedence = spec["matchingPrecedence"]?.int ?? 0
        var errors: [FieldError] = []
        func refuse(_ detail: String) { errors.append(.invalid("spec.matchingPrecedence", "\(precedence)", detail)) }
        if precedence <= 0 { refuse("must be a positive value") }
        if precedence > 10000 { refuse("must not be greater than 10000") }
        if precedence == 1, name != "exempt" { refuse("only the schema named 'exempt' may have matchingPrecedence 1") }
        if let type = spec["distinguisherMethod"]?.text("type"), !["ByNamespace", "ByUser"].contains(type) {
            errors.append(.notSupported("spec.distinguisherMethod.type", type, ["ByNamespace", "ByUser"]))
        }
        let level = spec["priorityLevelConfiguration"]?.text("name") ?? ""
        errors += level.isEmpty
            ? [.required("spec.priorityLevelConfiguration.name", "must reference a priority level")]
            : NameRules.errors("spec.priorityLevelConfiguration.name", level, NameRules.dnsSubdomain)
        for (i, rule) in spec.items("rules").enumerated() { errors += self.rule(rule, "spec.rules[\(i)]") }
        if let fixed = Self.mandatory[name], fixed != spec {
            errors.append(.invalid("spec", GoText.json(spec), "spec of '\(name)' must equal the fixed value"))
        }
        return errors + Self.conditions(object)
    }

    func validateStatusUpdate(_ object: JSONValue, old: JSONValue) -> [FieldError] { Self.conditions(object) }

    /// What is wrong with the conditions of a status.
    static func conditions(_ object: JSONValue) -> [FieldError] {
        var errors: [FieldError] = []
        var seen: Set<String> = []
        for (i, condition) in (object["status"]?.items("conditions") ?? []).enumerated() {
            let type = condition.text("type")
            if !seen.insert(type).inserted { errors.append(.duplicate("status.conditions[\(i)].type", FieldError.quoted(type))) }
            if type.isEmpty { errors.append(.required("status.conditions[\(i)].type", "must not be empty")) }
        }
        return errors
    }

    private func rule(_ rule: JSONValue, _ field: String) -> [FieldError] {
        var errors: [FieldError] = rule.has("subjects") ? [] : [.required("\(field).subjects", "subjects must contain at least one value")]
        for (i, subject) in rule.items("subjects").enumerated() { errors += self.subject(subject, "\(field).subjects[\(i)]") }
        if !rule.has("resourceRules"), !rule.has("nonResourceRules") {
            errors.append(.required(field, "at least one of resourceRules and nonResourceRules has to be non-empty"))
        }
        for (i, rule) in rule.items("resourceRules").enumerated() { errors += resources(rule, "\(field).resourceRules[\(i)]") }
        for (i, rule) in rule.items("nonResourceRules").enumerated() { errors += urls(rule, "\(field).nonResourceRules[\(i)]") }
        return errors
    }

    private static let kinds = ["Group": "group", "ServiceAccount": "serviceAccount", "User": "user"]

    private func subject(_ subject: JSONValue, _ field: String) -> [FieldError] {
        let kind = subject.text("kind")
        guard let member = Self.kinds[kind] else { return [.notSupported("\(field).kind", kind, Self.kinds.keys.sorted())] }
        var errors: [FieldError] = []
        if let value = subject[member] {
            let name = value.text("name")
            if name.isEmpty {
                errors.append(.required("\(field).\(member).name"))
            } else if kind == "ServiceAccount", name != "*" {
                errors += NameRules.errors("\(field).\(member).name", name, NameRules.dnsSubdomain)
            }
            if kind == "ServiceAccount" {
                let namespace = value.text("namespace")
                errors += namespace.isEmpty
                    ? [.required("\(field).\(member).namespace", "must specify namespace for service account")]
                    : NameRules.errors("\(field).\(member).namespace", namespace, NameRules.dnsLabel)
            }
        } else {
            errors.append(.required("\(field).\(member)", "\(member) is required when subject kind is '\(kind)'"))
        }
        for (other, name) in [("ServiceAccount", "serviceAccount"), ("User", "user"), ("Group", "group")] where other != kind {
            if subject[name] != nil { errors.append(.forbidden("\(field).\(name)", "\(name) is forbidden when subject kind is not '\(other)'")) }
        }
        return errors
    }

    private static let verbs = ["create", "delete", "deletecollection", "get", "list", "patch", "proxy", "update", "watch"]

    private func verbs(_ rule: JSONValue, _ field: String) -> [FieldError] {
        let verbs = rule.items("verbs").compactMap(\.string)
        if verbs.isEmpty { return [.required("\(field).verbs", "verbs must contain at least one value")] }
        if verbs.contains("*") {
            return verbs.count == 1
                ? [] : [.invalid("\(field).verbs", GoText.json(rule["verbs"]), "if '*' is present, must not specify other verbs")]
        }
        return verbs.allSatisfy(Self.verbs.contains)
            ? [] : [.notSupported("\(field).verbs", printed: GoText.json(rule["verbs"]), Self.verbs)]
    }

    private func resources(_ rule: JSONValue, _ field: String) -> [FieldError] {
        var errors = verbs(rule, field)
        for (member, one, others) in [("apiGroups", "api group", "api groups"), ("resources", "resource", "resources")] {
            let values = rule.items(member).compactMap(\.string)
            if values.isEmpty {
                errors.append(.required("\(field).\(member)", "resource rules must supply at least one \(one)"))
            } else if values.count > 1, values.contains("*") {
                errors.append(
                    .invalid("\(field).\(member)", GoText.json(rule[member]), "if '*' is present, must not specify other \(others)"))
            }
        }
        let namespaces = rule.items("namespaces").compactMap(\.string)
        if namespaces.isEmpty, rule["clusterScope"]?.bool != true {
            errors.append(
                .required("\(field).namespaces", "resource rules that are not cluster scoped must supply at least one namespace"))
        } else if namespaces.contains("*") {
            if namespaces.count > 1 {
                errors.append(
                    .invalid("\(field).namespaces", GoText.json(rule["namespaces"]), "if '*' is present, must not specify other namespaces"))
            }
        } else {
            for (i, namespace) in namespaces.enumerated() {
                errors += NameRules.dnsLabel(namespace).map {
                    .invalid(
                        "\(field).namespaces[\(i)]", string: namespace, "each member of this list must be '*' or a DNS-1123 label; \($0)")
                }
            }
        }
        return errors
    }

    private func urls(_ rule: JSONValue, _ field: String) -> [FieldError] {
        var errors = verbs(rule, field)
        let urls = rule.items("nonResourceURLs").compactMap(\.string)
        if urls.isEmpty {
            errors.append(.required("\(field).nonResourceURLs", "nonResourceURLs must contain at least one value"))
        } else if urls.contains("*") {
            if urls.count > 1 {
                errors.append(
                    .invalid(
                        "\(field).nonResourceURLs", GoText.json(rule["nonResourceURLs"]),
                        "if '*' is present, must not specify other non-resource URLs"))
            }
        } else {
            for (i, url) in urls.enumerated() {
                if let problem = Self.urlProblem(url) { errors.append(.invalid("\(field).nonResourceURLs[\(i)]", string: url, problem)) }
            }
        }
        return errors
    }

    private static func urlProblem(_ path: String) -> String? {
        if path.isEmpty { return "must not be empty" }
        if path == "/" { return nil }
        if !path.hasPrefix("/") { return "must start with slash" }
        if path.contains(" ") { return "must not contain white-space" }
        if path.contains("//") { return "must not contain double slash" }
        let stars = path.count { $0 == "*" }
        return stars > 1 || stars == 1 && !path.hasSuffix("/*") ? "wildcard can only do suffix matching" : nil
    }
}
