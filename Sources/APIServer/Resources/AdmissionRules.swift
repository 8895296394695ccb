import CEL
import JSON

/// What webhook configurations and admission policies share: which requests they are about.
enum AdmissionRules {
    static let failurePolicies = ["Fail", "Ignore"]
    static let matchPolicies = ["Equivalent", "Exact"]

    /// The defaults of `matchConstraints` and `matchResources`.
    static func matchDefaults(_ match: inout JSONValue) {
        match.setDefault("matchPolicy", "Equivalent")
        match.setDefault("namespaceSelector", [:])
        match.setDefault("objectSelector", [:])
        for list in ["resourceRules", "excludeResourceRules"] { match.editEach(list) { $0.setDefault("scope", "*") } }
    }

    /// What is wrong with a field that has one of a few values; absent is wrong only where it is required.
    static func choice(_ value: JSONValue?, _ field: String, _ choices: [String], isRequired: Bool) -> [FieldError] {
        guard let value = value?.string else { return isRequired ? [.required(field)] : [] }
        return choices.contains(value) ? [] : [.notSupported(field, value, choices)]
    }

    /// What is wrong with a `MatchResources`.
    static func match(_ match: JSONValue, _ field: String) -> [FieldError] {
        var errors = choice(match["matchPolicy"], "\(field).matchPolicy", matchPolicies, isRequired: true)
        for selector in ["namespaceSelector", "objectSelector"] {
            if let value = match[selector] {
                errors += SelectorValidation.labelSelector(value, "\(field).\(selector)")
            } else {
                errors.append(.required("\(field).\(selector)"))
            }
        }
        for list in ["resourceRules", "excludeResourceRules"] {
            for (i, rule) in match.items(list).enumerated() {
                let path = "\(field).\(list)[\(i)]"
                var names: Set<String> = []
                for (j, name) in rule.items("resourceNames").compactMap(\.string).enumerated() {
                    errors += NameRules.errors("\(path).resourceNames[\(j)]", name, NameRules.pathSegment)
                    if !names.insert(name).inserted { errors.append(.duplicate("\(path).resourceNames[\(j)]", FieldError.quoted(name))) }
                }
                errors += self.rule(rule, path)
            }
        }
        return errors
    }

    /// What is wrong with a rule about operations and resources.
    static func rule(_ rule: JSONValue, _ field: String) -> [FieldError] {
        let operations = rule.items("operations").compactMap(\.string)
        var errors: [FieldError] = []
        func list(_ name: String, _ what: String) -> [String] {
            let values = rule.items(name).compactMap(\.string)
            if values.isEmpty { errors.append(.required("\(field).\(name)")) }
            if values.count > 1, values.contains("*") {
                errors.append(.invalid("\(field).\(name)", GoText.json(rule[name]), "if '*' is present, must not specify other \(what)"))
            }
            return values
        }
        _ = list("operations", "operations")
        let known = ["*", "CONNECT", "CREATE", "DELETE", "UPDATE"]
        for (i, operation) in operations.enumerated() where !known.contains(operation) {
            errors.append(.notSupported("\(field).operations[\(i)]", operation, known))
        }
        _ = list("apiGroups", "API groups")
        for (i, version) in list("apiVersions", "API versions").enumerated() where version.isEmpty {
            errors.append(.required("\(field).apiVersions[\(i)]"))
        }
        errors += resources(rule, "\(field).resources")
        return errors + choice(rule["scope"], "\(field).scope", ["*", "Cluster", "Namespaced"], isRequired: false)
    }

    private static func resources(_ rule: JSONValue, _ field: String) -> [FieldError] {
        let resources = rule.items("resources").compactMap(\.string)
        if resources.isEmpty { return [.required(field)] }
        var errors: [FieldError] = []
        var allSubresources: Set<String> = []
        var ofAllResources: Set<String> = []
        var hasPlain = false
        for (i, text) in resources.enumerated() {
            if text.isEmpty {
                errors.append(.required("\(field)[\(i)]"))
                continue
            }
            let parts = text.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
            guard parts.count == 2 else {
                hasPlain = text != "*"
                continue
            }
            let (resource, sub) = (parts[0], parts[1])
            if allSubresources.contains(resource) {
                errors.append(.invalid("\(field)[\(i)]", string: text, "if '\(resource)/*' is present, must not specify \(text)"))
            }
            if ofAllResources.contains(sub) {
                errors.append(.invalid("\(field)[\(i)]", string: text, "if '*/\(sub)' is present, must not specify \(text)"))
            }
            if sub == "*" { allSubresources.insert(resource) }
            if resource == "*" { ofAllResources.insert(sub) }
        }
        let all = GoText.json(rule["resources"])
        if resources.count > 1, resources.contains("*/*") {
            errors.append(.invalid(field, all, "if '*/*' is present, must not specify other resources"))
        }
        if resources.contains("*"), hasPlain {
            errors.append(.invalid(field, all, "if '*' is present, must not specify other resources without subresources"))
        }
        return errors
    }

    /// What is wrong with conditions that a request must meet.
    static func conditions(_ conditions: [JSONValue], _ field: String, hasParams: Bool) -> [FieldError] {
        var errors: [FieldError] = []
        if conditions.count > 64 { errors.append(.tooMany(field, count: conditions.count, limit: 64)) }
        var names: Set<String> = []
        for (i, condition) in conditions.enumerated() {
            let path = "\(field)[\(i)]"
            let expression = PolicyExpressions.trimmed(condition.text("expression"))
            if expression.isEmpty {
                errors.append(.required("\(path).expression"))
            } else {
                errors += PolicyExpressions(hasParams: hasParams).check(expression, "\(path).expression", yields: [.bool])
            }
            let name = condition.text("name")
            if name.isEmpty {
                errors.append(.required("\(path).name"))
            } else {
                errors += NameRules.labelName("\(path).name", name)
                if !names.insert(name).inserted { errors.append(.duplicate("\(path).name", FieldError.quoted(name))) }
            }
        }
        return errors
    }
}
