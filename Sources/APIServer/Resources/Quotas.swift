import JSON
import KubernetesAPI

/// `LimitRange` of v1.
struct LimitRangeRules: ResourceRules {
    func applyDefaults(_ object: inout JSONValue) {
        object.edit("spec") { spec in
            spec.editEach("limits") { limit in
                guard limit.text("type") == "Container" else { return }
                func fill(_ target: String, from source: String) {
                    guard let values = limit[source]?.object else { return }
                    limit.setDefault(target, [:])
                    limit.edit(target) { for (key, value) in values { $0.setDefault(key, value) } }
                }
                fill("default", from: "max")
                fill("defaultRequest", from: "default")
                fill("defaultRequest", from: "min")
            }
        }
    }

    func validate(_ object: JSONValue) -> [FieldError] {
        var errors: [FieldError] = []
        var types: Set<String> = []
        for (i, limit) in (object["spec"]?.items("limits") ?? []).enumerated() {
            let field = "spec.limits[\(i)]"
            if !types.insert(limit.text("type")).inserted {
                errors.append(.duplicate("\(field).type", FieldError.quoted(limit.text("type"))))
            }
            errors += order(limit, field)
        }
        return errors
    }

    /// min ≤ defaultRequest ≤ default ≤ max, for each resource.
    private func order(_ limit: JSONValue, _ field: String) -> [FieldError] {
        var errors: [FieldError] = []
        let parts = ["min", "defaultRequest", "default", "max"]
        let names = ["min": "min", "defaultRequest": "default request", "default": "default", "max": "max"]
        let resources = Set(parts.flatMap { limit.members($0).keys }).sorted()
        func check(_ low: String, _ high: String, tells told: String, _ resource: String) {
            guard let lowValue = limit[low]?[resource], let highValue = limit[high]?[resource],
                let lowAmount = ResourceValidation.parse(lowValue), let highAmount = ResourceValidation.parse(highValue),
                lowAmount > highAmount
            else { return }
            let shown = told == low ? lowAmount : highAmount
            errors.append(
                .invalid(
                    "\(field).\(told)[\(resource)]", FieldError.quoted(shown.description),
                    "\(names[low] ?? low) value \(lowAmount) is greater than \(names[high] ?? high) value \(highAmount)"))
        }
        for resource in resources {
            check("min", "max", tells: "min", resource)
            check("min", "defaultRequest", tells: "defaultRequest", resource)
            check("min", "default", tells: "default", resource)
            check("defaultRequest", "max", tells: "defaultRequest", resource)
            check("defaultRequest", "default", tells: "defaultRequest", resource)
            check("default", "max", tells: "default", resource)
        }
        return errors
    }
}

/// `ResourceQuota` of v1.
struct ResourceQuotaRules: ResourceRules {
    var returnsDeletedObject: Bool { true }

    private static let standard: Set<String> = [
        "cpu", "memory", "ephemeral-storage", "requests.cpu", "requests.memory", "requests.storage", "requests.ephemeral-storage",
        "limits.cpu", "limits.memory", "limits.ephemeral-storage", "pods", "services", "replicationcontrollers", "resourcequotas",
        "secrets", "configmaps", "persistentvolumeclaims", "services.nodeports", "services.loadbalancers",
    ]

    func validate(_ object: JSONValue) -> [FieldError] {
        var errors: [FieldError] = []
        let spec = object["spec"] ?? [:]
        for (name, quantity) in spec.members("hard") {
            let field = "spec.hard[\(name)]"
            let known = Self.standard.contains(name) || name.contains("/") || name.hasPrefix("hugepages-")
                || name.hasPrefix("requests.hugepages-")
            if !known {
                errors.append(.invalid(field, string: name, "must be a standard resource type or fully qualified"))
                errors.append(.invalid(field, string: name, "must be a standard resource for quota"))
            }
            if let amount = ResourceValidation.parse(quantity), amount < 0 {
                errors.append(.invalid(field, FieldError.quoted(amount.description), "must be greater than or equal to 0"))
            }
        }
        return errors
    }
}
