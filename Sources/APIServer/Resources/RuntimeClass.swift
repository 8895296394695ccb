import JSON

/// `RuntimeClass` of node.k8s.io/v1.
struct RuntimeClassRules: ResourceRules {
    var allowsUnconditionalUpdate: Bool { false }

    func validate(_ object: JSONValue) -> [FieldError] {
        var errors = NameRules.errors("handler", object.text("handler"), NameRules.dnsLabel)
        if let overhead = object["overhead"] {
            errors += ResourceValidation.container(["limits": overhead["podFixed"] ?? [:]], [], "overhead")
        }
        if let scheduling = object["scheduling"] {
            errors += MetadataValidation.labels(scheduling["nodeSelector"], "scheduling.nodeSelector")
            errors += SchedulingValidation.tolerations(scheduling.items("tolerations"), "scheduling.tolerations")
        }
        return errors
    }

    func validateUpdate(_ object: JSONValue, old: JSONValue) -> [FieldError] {
        TemplateRules.immutable(object["handler"], old["handler"], "handler")
    }
}
