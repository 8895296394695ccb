import JSON

/// The bindings of admission policies of admissionregistration.k8s.io/v1.
struct AdmissionPolicyBindingRules: ResourceRules {
    var allowsUnconditionalUpdate: Bool { false }
    var tracksGeneration: Bool { true }
    var isMutating: Bool

    func applyDefaults(_ object: inout JSONValue) {
        object.edit("spec") { spec in
            spec.edit("paramRef") { $0.setDefault("parameterNotFoundAction", "Deny") }
            spec.edit("matchResources", AdmissionRules.matchDefaults)
        }
    }

    func validate(_ object: JSONValue) -> [FieldError] {
        let spec = object["spec"] ?? [:]
        let policy = spec.text("policyName")
        var errors: [FieldError] =
            policy.isEmpty ? [.required("spec.policyName")] : NameRules.errors("spec.policyName", policy, NameRules.dnsSubdomain)
        if let reference = spec["paramRef"] { errors += params(reference, "spec.paramRef") }
        // Kubernetes spells the field so.
        if let match = spec["matchResources"] { errors += AdmissionRules.match(match, "spec.matchResouces") }
        return isMutating ? errors : errors + actions(spec)
    }

    private func params(_ reference: JSONValue, _ field: String) -> [FieldError] {
        let name = reference.text("name")
        let selector = reference["selector"]
        var errors: [FieldError] = []
        if !name.isEmpty {
            errors += NameRules.errors("\(field).name", name, NameRules.pathSegment)
            if selector != nil { errors.append(.forbidden("\(field).name", "name and selector are mutually exclusive")) }
        }
        if let selector {
            errors += SelectorValidation.labelSelector(selector, "\(field).selector")
            if !name.isEmpty { errors.append(.forbidden("\(field).selector", "name and selector are mutually exclusive")) }
        } else if name.isEmpty {
            errors.append(.required(field, "one of name or selector must be specified"))
        }
        let action = reference.text("parameterNotFoundAction")
        if action.isEmpty {
            errors.append(.required("\(field).parameterNotFoundAction"))
        } else if !["Deny", "Allow"].contains(action) {
            errors.append(.notSupported("\(field).parameterNotFoundAction", action, ["Deny", "Allow"]))
        }
        return errors
    }

    private func actions(_ spec: JSONValue) -> [FieldError] {
        let field = "spec.validationActions"
        var errors: [FieldError] = []
        var seen: Set<String> = []
        for (i, action) in spec.items("validationActions").compactMap(\.string).enumerated() {
            if !["Audit", "Deny", "Warn"].contains(action) {
                errors.append(.notSupported("\(field)[\(i)]", action, ["Audit", "Deny", "Warn"]))
            }
            if !seen.insert(action).inserted { errors.append(.duplicate("\(field)[\(i)]", FieldError.quoted(action))) }
        }
        if seen.contains("Deny"), seen.contains("Warn") {
            errors.append(
                .invalid(
                    field, GoText.json(spec["validationActions"]),
                    "must not contain both Deny and Warn (repeating the same validation failure information in the API response "
                        + "and headers serves no purpose)"))
        }
        if seen.isEmpty { errors.append(.required(field, "at least one validation action is required")) }
        return errors
    }
}
