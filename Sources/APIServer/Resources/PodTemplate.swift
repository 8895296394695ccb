import JSON

/// `PodTemplate` of v1.
struct PodTemplateRules: ResourceRules {
    var tracksGeneration: Bool { true }
    var returnsDeletedObject: Bool { true }

    func applyDefaults(_ object: inout JSONValue) { TemplateRules.applyDefaults(&object) }

    func validate(_ object: JSONValue) -> [FieldError] {
        TemplateRules.template(object["template"], "template", restartPolicies: nil)
    }
}

/// `ControllerRevision` of apps/v1, whose data never changes.
struct ControllerRevisionRules: ResourceRules {
    func validateUpdate(_ object: JSONValue, old: JSONValue) -> [FieldError] {
        TemplateRules.immutable(object["data"], old["data"], "data")
    }
}
