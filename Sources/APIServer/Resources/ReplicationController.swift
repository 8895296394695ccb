import JSON

/// `ReplicationController` of v1, whose selector is a plain map.
struct ReplicationControllerRules: ResourceRules {
    var tracksGeneration: Bool { true }
    var returnsDeletedObject: Bool { true }
    var orphansDependents: Bool { true }

    func applyDefaults(_ object: inout JSONValue) {
        let labels = object["spec"]?["template"]?["metadata"]?["labels"]
        object.edit("spec") { spec in
            TemplateRules.applyDefaults(&spec)
            spec.setDefault("replicas", 1)
            if let labels, !spec.has("selector") { spec["selector"] = labels }
        }
        if let labels, !(object["metadata"] ?? [:]).has("labels") { object.edit("metadata") { $0["labels"] = labels } }
    }

    func validate(_ object: JSONValue) -> [FieldError] {
        let spec = object["spec"] ?? [:]
        var errors: [FieldError] = []
        errors.nonNegative(spec, "minReadySeconds", "spec")
        let selector = spec.members("selector")
        if selector.isEmpty { errors.append(.required("spec.selector")) }
        errors.nonNegative(spec, "replicas", "spec")
        guard let template = spec["template"], !template.isNull else { return errors + [.required("spec.template")] }
        let labels = template["metadata"]?["labels"]
        if !selector.isEmpty, !selector.allSatisfy({ labels?[$0.key] == $0.value }) {
            errors.append(
                .invalid("spec.template.metadata.labels", GoText.json(labels), "`selector` does not match template `labels`"))
        }
        return errors + TemplateRules.restarting(spec, kind: "ReplicationController")
    }

    func warnings(_ object: JSONValue, old: JSONValue?) -> [String] {
        old.map { $0["spec"] == object["spec"] } ?? false
            ? [] : PodWarnings.workload(object, template: object["spec"]?["template"], "spec.template")
    }

    func validateStatusUpdate(_ object: JSONValue, old: JSONValue) -> [FieldError] {
        TemplateRules.status(object, old: old, parts: ["fullyLabeledReplicas", "readyReplicas", "availableReplicas"])
    }

    func selectableFields(_ object: JSONValue) -> [(String, String)] {
        [("status.replicas", "\(object["status"]?["replicas"]?.int ?? 0)")]
    }
}
