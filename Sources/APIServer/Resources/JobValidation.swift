import JSON

/// What Kubernetes refuses in the specification of a job.
enum JobValidation {
    private static let most: Int64 = 100_000
    private static let mostWithManyCompletions: Int64 = 10_000

    /// What is wrong with the specification of a job that exists, whose selector has been made.
    static func specAndSelector(_ spec: JSONValue, _ field: String) -> [FieldError] {
        var errors = self.spec(spec, field)
        guard let selector = spec["selector"], !selector.isNull else {
            return errors + [.required("\(field).selector"), TemplateRules.mismatch(spec)]
        }
        let found = SelectorValidation.labelSelector(selector, "\(field).selector")
        errors += found
        if found.isEmpty, !SelectorValidation.matches(selector, spec["template"]?["metadata"]?["labels"]) {
            errors.append(TemplateRules.mismatch(spec))
        }
        return errors
    }

    /// What is wrong with a specification, but for its selector.
    static func spec(_ spec: JSONValue, _ field: String) -> [FieldError] {
        var errors: [FieldError] = []
        for key in ["parallelism", "completions", "activeDeadlineSeconds", "backoffLimit", "ttlSecondsAfterFinished", "backoffLimitPerIndex"] {
            errors.nonNegative(spec, key, field)
        }
        if spec.isSet("maxFailedIndexes") {
            errors.nonNegative(spec, "maxFailedIndexes", field)
            if !spec.isSet("backoffLimitPerIndex") { errors.append(.required("\(field).backoffLimitPerIndex", "when maxFailedIndexes is specified")) }
        }
        if let manager = spec["managedBy"]?.string { errors += managedBy(manager, "\(field).managedBy") }
        errors += completionMode(spec, field)
        if let policy = spec["podFailurePolicy"], !policy.isNull {
            errors += JobPolicyValidation.failure(policy, spec, "\(field).podFailurePolicy")
        }
        if let policy = spec["successPolicy"], !policy.isNull {
            if spec.text("completionMode") == "Indexed" {
                errors += JobPolicyValidation.success(policy, spec, "\(field).successPolicy")
            } else {
                errors.append(
                    .invalid("\(field).successPolicy", GoStruct.text("batch.v1.SuccessPolicy", policy), "requires indexed completion mode"))
            }
        }
        let replacements = spec.isSet("podFailurePolicy") ? ["Failed"] : ["Failed", "TerminatingOrFailed"]
        if let policy = spec["podReplacementPolicy"]?.string, !replacements.contains(policy) {
            errors.append(.notSupported("\(field).podReplacementPolicy", policy, replacements))
        }
        errors += TemplateRules.template(spec["template"], "\(field).template")
        let restart = spec["template"]?["spec"]?.text("restartPolicy") ?? ""
        if !["OnFailure", "Never"].contains(restart) {
            errors.append(.required("\(field).template.spec.restartPolicy", "valid values: \"OnFailure\", \"Never\""))
        } else if spec.isSet("podFailurePolicy"), restart != "Never" {
            errors.append(
                .invalid(
                    "\(field).template.spec.restartPolicy", string: restart,
                    "only \"Never\" is supported when podFailurePolicy is specified"))
        }
        return errors
    }

    private static func managedBy(_ name: String, _ field: String) -> [FieldError] {
        var errors: [FieldError] = []
        let parts = name.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
        if name.isEmpty {
            errors.append(.required(field))
        } else if parts.count != 2 || parts[0].isEmpty || parts[1].isEmpty {
            errors.append(.invalid(field, string: name, "must be a domain-prefixed path (such as \"acme.io/foo\")"))
        } else {
            errors += NameRules.dnsSubdomain(String(parts[0])).map { .invalid(field, string: String(parts[0]), $0) }
            if parts[1].wholeMatch(of: /[A-Za-z0-9\/\-._~%!$&'()*+,;=:]+/) == nil {
                errors.append(.invalid(field, string: String(parts[1]), "Invalid path"))
            }
        }
        if name.utf8.count > 63 { errors.append(.tooLong(field, limit: 63)) }
        return errors
    }

    private static func completionMode(_ spec: JSONValue, _ field: String) -> [FieldError] {
        var errors: [FieldError] = []
        errors.oneOf(spec, "completionMode", field, ["NonIndexed", "Indexed"], required: false)
        let perIndex = spec.isSet("backoffLimitPerIndex")
        let failed = spec["maxFailedIndexes"]?.int
        guard spec.text("completionMode") == "Indexed" else {
            if spec.isSet("completionMode"), spec.text("completionMode") != "NonIndexed" { return errors }
            for key in ["backoffLimitPerIndex", "maxFailedIndexes"] {
                if let value = spec[key]?.int { errors.append(.invalid("\(field).\(key)", "\(value)", "requires indexed completion mode")) }
            }
            return errors
        }
        let completions = spec["completions"]?.int
        let parallelism = spec["parallelism"]?.int ?? 0
        if completions == nil { errors.append(.required("\(field).completions", "when completion mode is Indexed")) }
        if parallelism > most {
            errors.append(
                .invalid("\(field).parallelism", "\(parallelism)", "must be less than or equal to \(most) when completion mode is Indexed"))
        }
        if let failed, let completions, failed > completions {
            errors.append(.invalid("\(field).maxFailedIndexes", "\(failed)", "must be less than or equal to completions"))
        }
        if let failed, failed > most { errors.append(.invalid("\(field).maxFailedIndexes", "\(failed)", "must be less than or equal to \(most)")) }
        if let completions, completions > most, perIndex {
            let limit = mostWithManyCompletions
            let detail = "must be less than or equal to \(limit) when completions are above \(most) and used with backoff limit per index"
            if failed == nil { errors.append(.required("\(field).maxFailedIndexes", "must be specified when completions is above \(most)")) }
            if parallelism > limit { errors.append(.invalid("\(field).parallelism", "\(parallelism)", detail)) }
            if let failed, failed > limit { errors.append(.invalid("\(field).maxFailedIndexes", "\(failed)", detail)) }
        }
        return errors
    }

    /// What is wrong with a change, besides what is wrong with the new job.
    static func update(_ object: JSONValue, old: JSONValue) -> [FieldError] {
        let (spec, before) = (object["spec"] ?? [:], old["spec"] ?? [:])
        var errors = specAndSelector(spec, "spec")
        errors += completions(spec, before)
        errors.immutable(spec["selector"], before["selector"], "spec.selector")
        var template = before["template"] ?? [:]
        if before["suspend"]?.bool == true, !(old["status"]?.isSet("startTime") ?? false) { mutable(&template, spec["template"] ?? [:]) }
        if spec["template"] != template {
            errors.append(
                .invalid("spec.template", GoStruct.text("core.v1.PodTemplateSpec", spec["template"]), "field is immutable"))
        }
        errors.immutable(spec["completionMode"], before["completionMode"], "spec.completionMode")
        if spec["podFailurePolicy"] != before["podFailurePolicy"] {
            let text = spec.isSet("podFailurePolicy") ? GoStruct.text("batch.v1.PodFailurePolicy", spec["podFailurePolicy"]) : "null"
            errors.append(.invalid("spec.podFailurePolicy", text, "field is immutable"))
        }
        errors.immutable(spec["backoffLimitPerIndex"], before["backoffLimitPerIndex"], "spec.backoffLimitPerIndex")
        errors.immutable(spec["managedBy"], before["managedBy"], "spec.managedBy")
        if spec["successPolicy"] != before["successPolicy"] {
            let text = spec.isSet("successPolicy") ? GoStruct.text("batch.v1.SuccessPolicy", spec["successPolicy"]) : "null"
            errors.append(.invalid("spec.successPolicy", text, "field is immutable"))
        }
        return errors
    }

    /// Takes over into the old template what may change as long as the job is suspended and has not started.
    private static func mutable(_ template: inout JSONValue, _ new: JSONValue) {
        template.setDefault("metadata", [:])
        template.edit("metadata") { metadata in
            for key in ["labels", "annotations"] { metadata[key] = new["metadata"]?[key] }
        }
        template.edit("spec") { spec in
            for key in ["nodeSelector", "tolerations", "schedulingGates"] { spec[key] = new["spec"]?[key] }
            let node = new["spec"]?["affinity"]?["nodeAffinity"]
            if node != nil || spec["affinity"] != nil {
                spec.setDefault("affinity", [:])
                spec.edit("affinity") { $0["nodeAffinity"] = node }
                if spec["affinity"]?.object?.isEmpty == true, new["spec"]?["affinity"] == nil { spec["affinity"] = nil }
            }
            for list in ["containers", "initContainers"] {
                let wanted = new["spec"]?.items(list) ?? []
                spec.editEach(list) { container in
                    if let other = wanted.first(where: { $0["name"] == container["name"] }) { container["resources"] = other["resources"] }
                }
            }
        }
    }

    private static func completions(_ spec: JSONValue, _ before: JSONValue) -> [FieldError] {
        if spec["completions"] == before["completions"] { return [] }
        if spec.text("completionMode") != "Indexed" {
            return TemplateRules.immutable(spec["completions"], before["completions"], "spec.completions")
        }
        guard let completions = spec["completions"]?.int else { return [.required("spec.completions", "cannot be unset for Indexed jobs")] }
        if completions != spec["parallelism"]?.int ?? 0 {
            return [.invalid("spec.completions", "\(completions)", "can only be modified in tandem with spec.parallelism")]
        }
        return []
    }
}
