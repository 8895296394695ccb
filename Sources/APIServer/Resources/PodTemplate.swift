import JSON

/// `PodTemplate` of v1.
struct PodTemplateRules: ResourceRules {
    var tracksGeneration: Bool { true }
    var returnsDeletedObject: Bool { true }

    func applyDefaults(_ object: inout JSONValue) { TemplateRules.applyDefaults(&object) }

    func validate(_ object: JSONValue) -> [FieldError] {
        TemplateRules.template(object["template"], "template")
    }
}

/// `ControllerRevision` of apps/v1, whose data never changes.
struct ControllerRevisionRules: ResourceRules {
    var textMember: String? { "data" }

    func validate(_ object: JSONValue) -> [FieldError] {
        var errors: [FieldError] = []
        if let revision = object["revision"]?.int, revision < 0 {
            errors.append(.invalid("revision", "\(revision)", "must be greater than or equal to 0"))
        }
        if !object.isSet("data") { errors.append(.required("data", "data is mandatory")) }
        return errors
    }

    func validateUpdate(_ object: JSONValue, old: JSONValue) -> [FieldError] {
        TemplateRules.immutable(object["data"], old["data"], "data") + validate(object)
    }
}
