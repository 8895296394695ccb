import JSON

/// `Deployment` of apps/v1.
struct DeploymentRules: ResourceRules {
    var tracksGeneration: Bool { true }

    func applyDefaults(_ object: inout JSONValue) {
        object.edit("spec") { spec in
            TemplateRules.applyDefaults(&spec)
            spec.setDefault("replicas", 1)
            spec.setDefault("strategy", [:])
            spec.edit("strategy") { strategy in
                strategy.setDefault("type", "RollingUpdate")
                guard strategy.text("type") == "RollingUpdate" else { return }
                strategy.setDefault("rollingUpdate", [:])
                strategy.edit("rollingUpdate") { rolling in
                    rolling.setDefault("maxUnavailable", "25%")
                    rolling.setDefault("maxSurge", "25%")
                }
            }
            spec.setDefault("revisionHistoryLimit", 10)
            spec.setDefault("progressDeadlineSeconds", 600)
        }
    }

    func prepareForStatusUpdate(_ object: inout JSONValue, old: JSONValue, _ context: RuleContext) {
        object.edit("metadata") { $0["labels"] = old["metadata"]?["labels"] }
    }

    func validate(_ object: JSONValue) -> [FieldError] {
        let spec = object["spec"] ?? [:]
        var errors: [FieldError] = []
        for field in ["replicas", "minReadySeconds", "revisionHistoryLimit", "progressDeadlineSeconds"] {
            errors += TemplateRules.nonNegative(spec, field, "spec")
        }
        errors += TemplateRules.validate(spec, kind: "deployment")
        let rolling = spec["strategy"]?["rollingUpdate"]
        let field = "spec.strategy.rollingUpdate"
        switch spec["strategy"]?.text("type") ?? "" {
        case "Recreate":
            if rolling != nil {
                errors.append(.forbidden(field, "may not be specified when strategy `type` is 'Recreate'"))
            }
        case "RollingUpdate":
            errors += TemplateRules.countOrPercent(rolling?["maxUnavailable"], "\(field).maxUnavailable")
            errors += TemplateRules.countOrPercent(rolling?["maxSurge"], "\(field).maxSurge")
            if TemplateRules.isZero(rolling?["maxUnavailable"]), TemplateRules.isZero(rolling?["maxSurge"]) {
                let value = GoText.value(rolling?["maxUnavailable"])
                errors.append(.invalid("\(field).maxUnavailable", value, "may not be 0 when `maxSurge` is 0"))
            }
        case let type:
            errors.append(.notSupported("spec.strategy.type", type, ["Recreate", "RollingUpdate"]))
        }
        return errors
    }

    func validateUpdate(_ object: JSONValue, old: JSONValue) -> [FieldError] {
        validate(object) + TemplateRules.immutable(object["spec"]?["selector"], old["spec"]?["selector"], "spec.selector")
    }
}
