import JSON
import KubernetesAPI

/// `ResourceQuota` of v1.
struct ResourceQuotaRules: ResourceRules {
    var returnsDeletedObject: Bool { true }

    func validate(_ object: JSONValue) -> [FieldError] {
        let spec = object["spec"] ?? [:]
        return amountErrors(spec, "spec.hard") + scopeErrors(spec) + selectorErrors(spec)
    }

    func validateUpdate(_ object: JSONValue, old: JSONValue) -> [FieldError] {
        var errors = validate(object)
        let scopes = object["spec"]?.items("scopes") ?? []
        if Set(scopes) != Set(old["spec"]?.items("scopes") ?? []) {
            errors.append(.invalid("spec.scopes", JSONValue.array(scopes).description, "field is immutable"))
        }
        return errors
    }

    func validateStatusUpdate(_ object: JSONValue, old: JSONValue) -> [FieldError] {
        let status = object["status"] ?? [:]
        return amountErrors(status, "status.hard") + amountErrors(status, "status.used")
    }

    // MARK: Amounts

    private static let integers: Set<String> = [
        "pods", "services", "replicationcontrollers", "resourcequotas", "secrets", "configmaps", "persistentvolumeclaims",
        "services.nodeports", "services.loadbalancers",
    ]

    private func amountErrors(_ holder: JSONValue, _ field: String) -> [FieldError] {
        var errors: [FieldError] = []
        for (name, quantity) in holder.members(String(field.split(separator: ".").last ?? "")) {
            let field = "\(field)[\(name)]"
            let wrong = ResourceNames.errors(name, field)
            errors += wrong
            if !name.contains("/"), !ResourceNames.isStandardForQuota(name) {
                errors.append(.invalid(field, string: name, "must be a standard resource for quota"))
            }
            guard let amount = ResourceValidation.parse(quantity) else { continue }
            let shown = FieldError.quoted(amount.description)
            if amount < 0 { errors.append(.invalid(field, shown, "must be greater than or equal to 0")) }
            let isWhole = Self.integers.contains(name) || ResourceValidation.isExtended(name)
            if isWhole, amount.milliValue % 1000 != 0 { errors.append(.invalid(field, shown, "must be an integer")) }
        }
        return errors
    }

    // MARK: Scopes

    private static let scopes: Set<String> = [
        "Terminating", "NotTerminating", "BestEffort", "NotBestEffort", "PriorityClass", "CrossNamespacePodAffinity", "VolumeAttributesClass",
    ]
    private static let contradictions = [["BestEffort", "NotBestEffort"], ["Terminating", "NotTerminating"]]

    private static func canCount(_ resource: String, _ scope: String) -> Bool {
        switch scope {
        case "BestEffort": return resource == "pods"
        case "Terminating", "NotTerminating", "NotBestEffort", "PriorityClass", "CrossNamespacePodAffinity":
            return ["pods", "cpu", "memory", "limits.cpu", "limits.memory", "requests.cpu", "requests.memory"].contains(resource)
        case "VolumeAttributesClass": return ["persistentvolumeclaims", "requests.storage"].contains(resource)
        default: return true
        }
    }

    /// How many of the quota's resources a scope cannot be about.
    private func misfits(_ spec: JSONValue, _ scope: String) -> Int {
        spec.members("hard").keys.count { ResourceNames.isStandardForQuota($0) && !Self.canCount($0, scope) }
    }

    private func scopeErrors(_ spec: JSONValue) -> [FieldError] {
        let field = "spec.scopes"
        let scopes = spec.items("scopes").compactMap(\.string)
        let shown = JSONValue.array(spec.items("scopes")).description
        var errors: [FieldError] = []
        for scope in scopes {
            if !Self.scopes.contains(scope) { errors.append(.invalid(field, shown, "unsupported scope")) }
            errors += [FieldError](repeating: .invalid(field, shown, "unsupported scope applied to resource"), count: misfits(spec, scope))
        }
        for pair in Self.contradictions where pair.allSatisfy(scopes.contains) { errors.append(.invalid(field, shown, "conflicting scopes")) }
        return errors
    }

    private func selectorErrors(_ spec: JSONValue) -> [FieldError] {
        let field = "spec.scopeSelector.matchExpressions"
        let expressions = spec["scopeSelector"]?.items("matchExpressions") ?? []
        // The structure as Go prints it.
        let shown: JSONValue = [
            "MatchExpressions": .array(
                expressions.map { ["ScopeName": $0["scopeName"] ?? "", "Operator": $0["operator"] ?? "", "Values": $0["values"] ?? .null] })
        ]
        var errors: [FieldError] = []
        for expression in expressions {
            let scope = expression.text("scopeName")
            let values = expression.items("values")
            if !Self.scopes.contains(scope) { errors.append(.invalid("\(field).scopeName", string: scope, "unsupported scope")) }
            errors += [FieldError](
                repeating: .invalid(field, shown.description, "unsupported scope applied to resource"), count: misfits(spec, scope))
            let onlyExists = ["BestEffort", "NotBestEffort", "Terminating", "NotTerminating", "CrossNamespacePodAffinity"]
            if onlyExists.contains(scope), expression.text("operator") != "Exists" {
                errors.append(
                    .invalid(
                        "\(field).operator", string: expression.text("operator"),
                        "must be 'Exist' when scope is any of ResourceQuotaScopeTerminating, ResourceQuotaScopeNotTerminating, "
                            + "ResourceQuotaScopeBestEffort, ResourceQuotaScopeNotBestEffort or ResourceQuotaScopeCrossNamespacePodAffinity"))
            }
            switch expression.text("operator") {
            case "In", "NotIn":
                if values.isEmpty {
                    errors.append(
                        .required("\(field).values", "must be at least one value when `operator` is 'In' or 'NotIn' for scope selector"))
                }
            case "Exists", "DoesNotExist":
                if !values.isEmpty {
                    errors.append(
                        .invalid(
                            "\(field).values", JSONValue.array(values).description,
                            "must be no value when `operator` is 'Exist' or 'DoesNotExist' for scope selector"))
                }
            default: errors.append(.invalid("\(field).operator", string: expression.text("operator"), "not a valid selector operator"))
            }
        }
        let names = expressions.map { $0.text("scopeName") }
        let scopes = spec["scopes"].map(\.description) ?? "null"
        for pair in Self.contradictions where pair.allSatisfy(names.contains) { errors.append(.invalid(field, scopes, "conflicting scopes")) }
        return errors
    }
}

/// The names that amounts of resources can have.
enum ResourceNames {
    private static let forQuota: Set<String> = [
        "cpu", "memory", "ephemeral-storage", "requests.cpu", "requests.memory", "requests.storage", "requests.ephemeral-storage",
        "limits.cpu", "limits.memory", "limits.ephemeral-storage", "pods", "services", "replicationcontrollers", "resourcequotas",
        "secrets", "configmaps", "persistentvolumeclaims", "services.nodeports", "services.loadbalancers",
    ]

    /// Whether a quota can be about this resource, one of Kubernetes' own.
    static func isStandardForQuota(_ name: String) -> Bool {
        forQuota.contains(name) || name.hasPrefix("hugepages-") || name.hasPrefix("requests.hugepages-")
    }

    /// What is wrong with the name of a resource of any kind.
    static func errors(_ name: String, _ field: String) -> [FieldError] {
        let errors: [FieldError] = NameRules.qualifiedName(name).map { .invalid(field, string: name, $0) }
        if !errors.isEmpty || name.contains("/") || name == "storage" || isStandardForQuota(name) { return errors }
        return [.invalid(field, string: name, "must be a standard resource type or fully qualified")]
    }
}
