import JSON

/// What all kinds with a pod template share.
enum TemplateRules {
    /// The defaults of `spec.template`.
    static func applyDefaults(_ spec: inout JSONValue) {
        spec.edit("template") { template in
            template.setDefault("metadata", [:])
            template.edit("spec", PodDefaults.applyToTemplate)
        }
    }

    /// What is wrong with selector and template of a workload.
    static func validate(_ spec: JSONValue, kind: String, selectorDetail: String? = "invalid label selector") -> [FieldError] {
        var errors: [FieldError] = []
        let labels = spec["template"]?["metadata"]?["labels"]
        let mismatch = FieldError.invalid(
            "spec.template.metadata.labels", GoText.json(labels), "`selector` does not match template `labels`")
        if let selector = spec["selector"], !selector.isNull {
            let selectorErrors = SelectorValidation.labelSelector(selector, "spec.selector")
            errors += selectorErrors
            if !selector.has("matchLabels"), !selector.has("matchExpressions") {
                errors.append(.invalid("spec.selector", GoText.json(selector), "empty selector is invalid for \(kind)"))
            } else if !selectorErrors.isEmpty {
                if let selectorDetail { errors.append(.invalid("spec.selector", GoText.json(selector), selectorDetail)) }
            } else if !SelectorValidation.matches(selector, labels) {
                errors.append(mismatch)
            }
        } else {
            if kind != "daemonset" { errors.append(.required("spec.selector")) }
            errors.append(mismatch)
        }
        return errors + template(spec["template"], "spec.template")
    }

    /// What is wrong with a pod template; `restartPolicies` nil allows all.
    static func template(_ template: JSONValue?, _ field: String, restartPolicies: [String]? = ["Always"]) -> [FieldError] {
        let template = template ?? [:]
        var errors = MetadataValidation.labels(template["metadata"]?["labels"], "\(field).labels")
        let spec = template["spec"] ?? [:]
        errors += PodValidation.spec(spec, "\(field).spec")
        if let restartPolicies, let policy = spec["restartPolicy"]?.string, !restartPolicies.contains(policy),
            ["Always", "OnFailure", "Never"].contains(policy)
        {
            errors.append(.notSupported("\(field).spec.restartPolicy", policy, restartPolicies))
        }
        return errors
    }

    /// What is wrong with a field that must not be negative.
    static func nonNegative(_ object: JSONValue, _ key: String, _ prefix: String) -> [FieldError] {
        guard let value = object[key]?.int, value < 0 else { return [] }
        return [.invalid("\(prefix).\(key)", "\(value)", "must be greater than or equal to 0")]
    }

    /// What is wrong when a field differs from what it was.
    static func immutable(_ new: JSONValue?, _ old: JSONValue?, _ field: String) -> [FieldError] {
        new == old ? [] : [.invalid(field, GoText.value(new), "field is immutable")]
    }

    /// What is wrong with a count or percentage.
    static func countOrPercent(_ value: JSONValue?, _ field: String) -> [FieldError] {
        switch value {
        case .string(let text)?:
            let digits = text.dropLast()
            guard text.hasSuffix("%"), !digits.isEmpty, digits.utf8.allSatisfy({ (48...57).contains($0) }) else {
                return [
                    .invalid(
                        field, string: text,
                        "a valid percent string must be a numeric string followed by an ending '%' (e.g. '1%',  or '93%', regex "
                            + "used for validation is '[0-9]+%')")
                ]
            }
            return []
        case .int(let number)? where number < 0:
            return [.invalid(field, "\(number)", "must be greater than or equal to 0")]
        default:
            return []
        }
    }

    /// Whether a count or percentage is zero.
    static func isZero(_ value: JSONValue?) -> Bool {
        switch value {
        case .int(let number)?: number == 0
        case .string(let text)?: text.hasSuffix("%") && Int(text.dropLast()) == 0
        default: false
        }
    }
}
