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
                        // Labels that the client has set stay, to be refused where they are others.
                        labels.setDefault("batch.kubernetes.io/controller-uid", uid)
                        labels.setDefault("batch.kubernetes.io/job-name", name)
                        labels.setDefault("controller-uid", uid)
                        labels.setDefault("job-name", name)
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
        var errors = generatedSelector(object)
        let spec = object["spec"] ?? [:]
        errors += JobValidation.specAndSelector(spec, "spec")
        if spec.text("completionMode") == "Indexed", let completions = spec["completions"]?.int, completions > 0 {
            let name = object["metadata"]?.text("name") ?? ""
            let last = "\(name)-\(completions - 1)"
            if !NameRules.dnsLabel(last).isEmpty {
                errors.append(.invalid("metadata.name", string: name, "will not able to create pod with invalid DNS label: \(last)"))
            }
        }
        return errors
    }

    /// What is wrong with labels and selector that the system makes itself, where the client has had a hand in it.
    private func generatedSelector(_ object: JSONValue) -> [FieldError] {
        let spec = object["spec"] ?? [:]
        guard spec["manualSelector"]?.bool != true, let selector = spec["selector"], !selector.isNull else { return [] }
        var errors: [FieldError] = []
        let metadata = object["metadata"] ?? [:]
        let expected: JSONValue = [
            "controller-uid": metadata["uid"] ?? "", "job-name": metadata["name"] ?? "",
            "batch.kubernetes.io/controller-uid": metadata["uid"] ?? "", "batch.kubernetes.io/job-name": metadata["name"] ?? "",
        ]
        let labels = spec["template"]?["metadata"]?["labels"]
        for (key, value) in expected.object ?? [:] {
            let field = "spec.template.metadata.labels[\(key)]"
            let detail = "must be '\(value.string ?? "")'"
            if let label = labels?[key] {
                if label != value { errors.append(.invalid(field, GoText.json(labels), detail)) }
            } else {
                errors.append(.required(field, detail))
            }
        }
        if SelectorValidation.labelSelector(selector, "").isEmpty, !SelectorValidation.matches(selector, expected) {
            errors.append(.invalid("spec.selector", GoText.json(selector), "`selector` not auto-generated"))
        }
        return errors
    }

    func validateUpdate(_ object: JSONValue, old: JSONValue) -> [FieldError] {
        validate(object) + JobValidation.update(object, old: old)
    }

    func warnings(_ object: JSONValue, old: JSONValue?) -> [String] {
        old.map { $0["spec"] == object["spec"] } ?? false
            ? [] : PodWarnings.workload(object, template: object["spec"]?["template"], "spec.template")
    }

    func validateStatusUpdate(_ object: JSONValue, old: JSONValue) -> [FieldError] { JobStatusValidation.errors(object, old: old) }
}
