import Foundation
import JSON

/// `Job` of batch/v1.
struct JobRules: ResourceRules {
    var tracksGeneration: Bool { true }
    var returnsDeletedObject: Bool { true }
    var orphansDependents: Bool { true }

    func applyDefaults(_ object: inout JSONValue) {
        let labels = object["spec"]?["template"]?["metadata"]?["labels"]
        object.edit("spec") { spec in
            TemplateRules.applyDefaults(&spec)
            if spec["completions"] == nil, spec["parallelism"] == nil { spec["completions"] = 1 }
            spec.setDefault("parallelism", 1)
            spec.setDefault("backoffLimit", spec["backoffLimitPerIndex"] == nil ? 6 : 2_147_483_647)
            spec.setDefault("completionMode", "NonIndexed")
            spec.setDefault("suspend", false)
            spec.setDefault("manualSelector", false)
            spec.setDefault("podReplacementPolicy", spec["podFailurePolicy"] == nil ? "TerminatingOrFailed" : "Failed")
            spec.edit("podFailurePolicy") { policy in
                policy.editEach("rules") { rule in
                    rule.editEach("onPodConditions") { $0.setDefault("status", "True") }
                }
            }
        }
        if let labels, !(object["metadata"] ?? [:]).has("labels") { object.edit("metadata") { $0["labels"] = labels } }
    }

    func prepareForCreate(_ object: inout JSONValue, _ context: RuleContext) {
        guard object["spec"]?["manualSelector"]?.bool != true else { return }
        let uid = object["metadata"]?["uid"] ?? ""
        let name = object["metadata"]?["name"] ?? ""
        object.edit("spec") { spec in
            spec.edit("template") { template in
                template.setDefault("metadata", [:])
                template.edit("metadata") { metadata in
                    metadata.setDefault("labels", [:])
                    metadata.edit("labels") { labels in
                        labels["batch.kubernetes.io/controller-uid"] = uid
                        labels["batch.kubernetes.io/job-name"] = name
                        labels["controller-uid"] = uid
                        labels["job-name"] = name
                    }
                }
            }
            spec.setDefault("selector", [:])
            spec.edit("selector") { selector in
                selector.setDefault("matchLabels", [:])
                selector.edit("matchLabels") { $0["batch.kubernetes.io/controller-uid"] = uid }
            }
        }
        if let labels = object["spec"]?["template"]?["metadata"]?["labels"], !(object["metadata"] ?? [:]).has("labels") {
            object.edit("metadata") { $0["labels"] = labels }
        }
    }

    func selectableFields(_ object: JSONValue) -> [(String, String)] {
        [("status.successful", "\(object["status"]?["succeeded"]?.int ?? 0)")]
    }

    func validate(_ object: JSONValue) -> [FieldError] {
        let spec = object["spec"] ?? [:]
        var errors: [FieldError] = []
        for field in ["parallelism", "completions", "backoffLimit", "activeDeadlineSeconds", "ttlSecondsAfterFinished"] {
            errors += TemplateRules.nonNegative(spec, field, "spec")
        }
        if let limit = spec["backoffLimitPerIndex"]?.int, spec.text("completionMode") != "Indexed" {
            errors.append(.invalid("spec.backoffLimitPerIndex", "\(limit)", "requires indexed completion mode"))
        }
        if spec.text("completionMode") == "Indexed", spec["completions"] == nil {
            errors.append(.required("spec.completions", "when completion mode is Indexed"))
        }
        for (i, rule) in (spec["podFailurePolicy"]?.items("rules") ?? []).enumerated() {
            let codes = rule["onExitCodes"] ?? [:]
            for (j, value) in codes.items("values").enumerated() where value == 0 && codes.text("operator") == "In" {
                errors.append(
                    .invalid(
                        "spec.podFailurePolicy.rules[\(i)].onExitCodes.values[\(j)]", "0", "must not be 0 for the In operator"))
            }
        }
        return errors + Self.template(spec["template"], "spec.template")
    }

    /// What is wrong with a job's pod template.
    static func template(_ template: JSONValue?, _ field: String) -> [FieldError] {
        var errors = TemplateRules.template(template, field, restartPolicies: nil)
        let policy = template?["spec"]?.text("restartPolicy") ?? ""
        if policy == "Always" {
            errors.append(.required("\(field).spec.restartPolicy", "valid values: \"OnFailure\", \"Never\""))
        }
        return errors
    }

    func validateCreate(_ object: JSONValue, _ context: RuleContext) -> [FieldError] {
        var errors = validate(object)
        let spec = object["spec"] ?? [:]
        let labels = spec["template"]?["metadata"]?["labels"]
        let selector = spec["selector"] ?? [:]
        if spec["manualSelector"]?.bool != true, selector.members("matchLabels").count > 1 || selector.has("matchExpressions") {
            errors.append(.invalid("spec.selector", GoText.json(selector), "`selector` not auto-generated"))
        }
        if !SelectorValidation.matches(selector, labels) {
            errors.append(
                .invalid("spec.template.metadata.labels", GoText.json(labels), "`selector` does not match template `labels`"))
        }
        return errors
    }

    func validateUpdate(_ object: JSONValue, old: JSONValue) -> [FieldError] {
        var errors = validate(object)
        let spec = object["spec"] ?? [:]
        let before = old["spec"] ?? [:]
        for field in ["selector", "completionMode", "podFailurePolicy", "backoffLimitPerIndex", "managedBy"] {
            errors += TemplateRules.immutable(spec[field], before[field], "spec.\(field)")
        }
        if spec["completions"] != before["completions"] {
            if spec.text("completionMode") == "Indexed" {
                if spec["completions"] != spec["parallelism"] {
                    errors.append(
                        .invalid("spec.completions", GoText.json(spec["completions"]), "can only be modified in tandem with spec.parallelism"))
                }
            } else {
                errors += TemplateRules.immutable(spec["completions"], before["completions"], "spec.completions")
            }
        }
        // While suspended, the scheduling directives may still change.
        if before["suspend"]?.bool != true || old["status"]?["startTime"] != nil {
            errors += TemplateRules.immutable(spec["template"], before["template"], "spec.template")
        }
        return errors
    }
}

/// `CronJob` of batch/v1.
struct CronJobRules: ResourceRules {
    var tracksGeneration: Bool { true }

    func validateName(_ name: String) -> [String] {
        // Jobs are named after it with eleven more characters.
        NameRules.dnsSubdomain(name) + (name.utf8.count > 52 ? ["must be no more than 52 characters"] : [])
    }

    func applyDefaults(_ object: inout JSONValue) {
        object.edit("spec") { spec in
            spec.setDefault("concurrencyPolicy", "Allow")
            spec.setDefault("suspend", false)
            spec.setDefault("successfulJobsHistoryLimit", 3)
            spec.setDefault("failedJobsHistoryLimit", 1)
            spec.edit("jobTemplate") { job in
                job.setDefault("metadata", [:])
                job.edit("spec", TemplateRules.applyDefaults)
            }
        }
    }

    func validate(_ object: JSONValue) -> [FieldError] {
        let spec = object["spec"] ?? [:]
        var errors: [FieldError] = []
        let schedule = spec.text("schedule")
        if schedule.isEmpty {
            errors.append(.required("spec.schedule"))
        } else if !schedule.hasPrefix("@") {
            let fields = schedule.split(separator: " ")
            if fields.count != 5 {
                let shown = "[" + fields.joined(separator: " ") + "]"
                errors.append(.invalid("spec.schedule", string: schedule, "expected exactly 5 fields, found \(fields.count): \(shown)"))
            }
        }
        let zone = spec.text("timeZone")
        if !zone.isEmpty, TimeZone(identifier: zone) == nil {
            errors.append(.invalid("spec.timeZone", string: zone, "unknown time zone \(zone)"))
        }
        for field in ["startingDeadlineSeconds", "successfulJobsHistoryLimit", "failedJobsHistoryLimit"] {
            errors += TemplateRules.nonNegative(spec, field, "spec")
        }
        let policy = spec.text("concurrencyPolicy")
        if !["Allow", "Forbid", "Replace"].contains(policy) {
            errors.append(.notSupported("spec.concurrencyPolicy", policy, ["Allow", "Forbid", "Replace"]))
        }
        return errors + JobRules.template(spec["jobTemplate"]?["spec"]?["template"], "spec.jobTemplate.spec.template")
    }
}
