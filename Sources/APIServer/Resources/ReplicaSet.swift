import JSON

/// `ReplicaSet` of apps/v1.
struct ReplicaSetRules: ResourceRules {
    var tracksGeneration: Bool { true }

    func applyDefaults(_ object: inout JSONValue) {
        object.edit("spec") { spec in
            TemplateRules.applyDefaults(&spec)
            spec.setDefault("replicas", 1)
        }
    }

    func validate(_ object: JSONValue) -> [FieldError] {
        let spec = object["spec"] ?? [:]
        var errors: [FieldError] = []
        errors.nonNegative(spec, "replicas", "spec")
        errors.nonNegative(spec, "minReadySeconds", "spec")
        return errors + TemplateRules.validate(spec, kind: "ReplicaSet", emptyName: "deployment")
    }

    func validateUpdate(_ object: JSONValue, old: JSONValue) -> [FieldError] {
        validate(object) + TemplateRules.immutable(object["spec"]?["selector"], old["spec"]?["selector"], "spec.selector")
    }

    func warnings(_ object: JSONValue, old: JSONValue?) -> [String] {
        old.map { $0["spec"] == object["spec"] } ?? false
            ? [] : PodWarnings.workload(object, template: object["spec"]?["template"], "spec.template")
    }

    func validateStatusUpdate(_ object: JSONValue, old: JSONValue) -> [FieldError] {
        TemplateRules.status(
            object, old: old, parts: ["fullyLabeledReplicas", "readyReplicas", "availableReplicas"], counts: ["terminatingReplicas"])
    }

    func selectableFields(_ object: JSONValue) -> [(String, String)] {
        [("status.replicas", "\(object["status"]?["replicas"]?.int ?? 0)")]
    }
}
