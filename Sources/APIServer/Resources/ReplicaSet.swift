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
        return TemplateRules.nonNegative(spec, "replicas", "spec") + TemplateRules.nonNegative(spec, "minReadySeconds", "spec")
            + TemplateRules.validate(spec, kind: "deployment")
    }

    func validateUpdate(_ object: JSONValue, old: JSONValue) -> [FieldError] {
        validate(object) + TemplateRules.immutable(object["spec"]?["selector"], old["spec"]?["selector"], "spec.selector")
    }

    func selectableFields(_ object: JSONValue) -> [(String, String)] {
        [("status.replicas", "\(object["status"]?["replicas"]?.int ?? 0)")]
    }
}
