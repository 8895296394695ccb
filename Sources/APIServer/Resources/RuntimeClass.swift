import JSON

/// `RuntimeClass` of node.k8s.io/v1.
struct RuntimeClassRules: ResourceRules {
    var allowsUnconditionalUpdate: Bool { false }

    func validate(_ object: JSONValue) -> [FieldError] {
        var errors = NameRules.errors("handler", object.text("handler"), NameRules.dnsLabel)
        if let overhead = object["overhead"] {
            errors += ResourceValidation.requirements(["limits": overhead["podFixed"] ?? [:]], "overhead")
        }
        if let scheduling = object["scheduling"] {
            errors += MetadataValidation.labels(scheduling["nodeSelector"], "scheduling.nodeSelector")
            for (i, toleration) in scheduling.items("tolerations").enumerated() {
                errors += PodValidation.tolerationErrors(toleration, "scheduling.tolerations[\(i)]")
            }
        }
        return errors
    }

    func validateUpdate(_ object: JSONValue, old: JSONValue) -> [FieldError] {
        TemplateRules.immutable(object["handler"], old["handler"], "handler")
    }
}
