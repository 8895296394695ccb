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

    /// What is wrong with selector and template of a workload; `selectorDetail` is what is said of a selector that
    /// cannot be used, besides what is wrong in it.
    static func validate(
        _ spec: JSONValue, kind: String, selectorDetail: String = "invalid label selector", emptyName: String? = nil
    ) -> [FieldError] {
        var errors: [FieldError] = []
        guard let selector = spec["selector"], !selector.isNull else {
            return [.required("spec.selector"), mismatch(spec)] + restarting(spec, kind: kind)
        }
        let found = SelectorValidation.labelSelector(selector, "spec.selector")
        errors += found
        let isEmpty = !selector.has("matchLabels") && !selector.has("matchExpressions")
        if isEmpty { errors.append(.invalid("spec.selector", GoText.json(selector), "empty selector is invalid for \(emptyName ?? kind.lowercased())")) }
        if !found.isEmpty {
            return errors + [.invalid("spec.selector", GoText.json(selector), selectorDetail)]
        }
        if !isEmpty, !SelectorValidation.matches(selector, spec["template"]?["metadata"]?["labels"]) { errors.append(mismatch(spec)) }
        return errors + restarting(spec, kind: kind)
    }

    /// What is said of a selector that selects other pods than those that are made.
    static func mismatch(_ spec: JSONValue) -> FieldError {
        .invalid(
            "spec.template.metadata.labels", GoText.json(spec["template"]?["metadata"]?["labels"]), "`selector` does not match template `labels`")
    }

    /// What is wrong with the template of pods that always run.
    static func restarting(_ spec: JSONValue, kind: String) -> [FieldError] {
        var errors = template(spec["template"], "spec.template")
        let pod = spec["template"]?["spec"] ?? [:]
        if pod.text("restartPolicy") != "Always" {
            errors.append(.notSupported("spec.template.spec.restartPolicy", pod.text("restartPolicy"), ["Always"]))
        }
        if pod.isSet("activeDeadlineSeconds") {
            errors.append(.forbidden("spec.template.spec.activeDeadlineSeconds", "activeDeadlineSeconds in \(kind) is not Supported"))
        }
        return errors
    }

    /// What is wrong with a pod template.
    static func template(_ template: JSONValue?, _ field: String) -> [FieldError] {
        let template = template ?? [:]
        let metadata = template["metadata"]
        var errors: [FieldError] = []
        if metadata?.has("labels") == true { errors += MetadataValidation.labels(metadata?["labels"], "\(field).labels") }
        if metadata?.has("annotations") == true { errors += MetadataValidation.annotations(metadata?["annotations"], "\(field).annotations") }
        let spec = template["spec"] ?? [:]
        errors += PodValidation.spec(spec, metadata: nil, "\(field).spec")
        if spec.has("ephemeralContainers") {
            errors.append(.forbidden("\(field).spec.ephemeralContainers", "ephemeral containers not allowed in pod template"))
        }
        return errors
    }

    /// What is wrong with a workload's status: counts that are negative, or greater than those that they are part of.
    static func status(_ object: JSONValue, old: JSONValue, parts: [String], counts: [String] = []) -> [FieldError] {
        var errors: [FieldError] = []
        let (status, before) = (object["status"] ?? [:], old["status"] ?? [:])
        for key in ["observedGeneration", "replicas"] + parts + counts + ["collisionCount"] { errors.nonNegative(status, key, "status") }
        func count(_ key: String) -> Int64 { status[key]?.int ?? 0 }
        for key in parts where count(key) > count("replicas") {
            errors.append(.invalid("status.\(key)", "\(count(key))", "cannot be greater than status.replicas"))
        }
        if parts.contains("availableReplicas"), count("availableReplicas") > count("readyReplicas") {
            errors.append(.invalid("status.availableReplicas", "\(count("availableReplicas"))", "cannot be greater than readyReplicas"))
        }
        if let collisions = before["collisionCount"]?.int, count("collisionCount") < collisions {
            errors.append(.invalid("status.collisionCount", GoText.json(status["collisionCount"]), "cannot be decremented"))
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
        case .string(let text)?: (Int(text.hasSuffix("%") ? String(text.dropLast()) : text) ?? 0) == 0
        default: false
        }
    }

    /// What is wrong with a percentage of more than all.
    static func notMoreThanAll(_ value: JSONValue?, _ field: String) -> [FieldError] {
        guard let text = value?.string, text.hasSuffix("%"), let percent = Int(text.dropLast()), percent > 100 else { return [] }
        return [.invalid(field, string: text, "must not be greater than 100%")]
    }
}
