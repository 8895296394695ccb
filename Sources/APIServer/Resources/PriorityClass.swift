import JSON

/// `PriorityClass` of scheduling.k8s.io/v1.
struct PriorityClassRules: ResourceRules {
    var tracksGeneration: Bool { true }

    /// The classes that the system makes for itself, and their values.
    static let system: [(name: String, value: Int64)] = [
        ("system-node-critical", 2_000_001_000), ("system-cluster-critical", 2_000_000_000),
    ]

    func applyDefaults(_ object: inout JSONValue) {
        object.setDefault("preemptionPolicy", "PreemptLowerPriority")
    }

    func validate(_ object: JSONValue) -> [FieldError] {
        let name = object["metadata"]?.text("name") ?? ""
        let value = object["value"]?.int ?? 0
        var errors: [FieldError] = []
        if name.hasPrefix("system-") {
            if let problem = systemProblem(name, value, object["globalDefault"]?.bool ?? false) {
                errors.append(
                    .forbidden(
                        "metadata.name",
                        "priority class names with 'system-' prefix are reserved for system use only. error: \(problem)"))
            }
        } else if value > 1_000_000_000 {
            errors.append(.forbidden("value", "maximum allowed value of a user defined priority is 1000000000"))
        }
        let policies = ["PreemptLowerPriority", "Never"]
        if let policy = object["preemptionPolicy"]?.string, !policies.contains(policy) {
            errors.append(policy.isEmpty ? .required("preemptionPolicy") : .notSupported("preemptionPolicy", policy, policies))
        }
        return errors
    }

    private func systemProblem(_ name: String, _ value: Int64, _ isDefault: Bool) -> String? {
        guard let known = Self.system.first(where: { $0.name == name }) else { return "\(name) is not a known system priority class" }
        if known.value != value { return "value of \(name) PriorityClass must be \(known.value)" }
        return isDefault ? "globalDefault of \(name) PriorityClass must be false" : nil
    }

    func validateUpdate(_ object: JSONValue, old: JSONValue) -> [FieldError] {
        var errors: [FieldError] = []
        if object["value"] != old["value"] { errors.append(.forbidden("value", "may not be changed in an update.")) }
        errors += TemplateRules.immutable(object["preemptionPolicy"], old["preemptionPolicy"], "preemptionPolicy")
        return errors
    }
}
