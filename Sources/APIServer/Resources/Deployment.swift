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
        errors.nonNegative(spec, "replicas", "spec")
        errors += TemplateRules.validate(spec, kind: "ReplicaSet", emptyName: "deployment")
        errors += strategy(spec["strategy"] ?? [:], "spec.strategy")
        errors.nonNegative(spec, "minReadySeconds", "spec")
        errors.nonNegative(spec, "revisionHistoryLimit", "spec")
        errors.nonNegative(spec, "progressDeadlineSeconds", "spec")
        if let deadline = spec["progressDeadlineSeconds"]?.int, deadline <= spec["minReadySeconds"]?.int ?? 0 {
            errors.append(.invalid("spec.progressDeadlineSeconds", "\(deadline)", "must be greater than minReadySeconds"))
        }
        return errors
    }

    private func strategy(_ strategy: JSONValue, _ field: String) -> [FieldError] {
        let rolling = strategy["rollingUpdate"]
        let path = "\(field).rollingUpdate"
        switch strategy.text("type") {
        case "Recreate":
            return strategy.isSet("rollingUpdate") ? [.forbidden(path, "may not be specified when strategy `type` is 'Recreate'")] : []
        case "RollingUpdate":
            var errors = TemplateRules.countOrPercent(rolling?["maxUnavailable"], "\(path).maxUnavailable")
            errors += TemplateRules.countOrPercent(rolling?["maxSurge"], "\(path).maxSurge")
            if TemplateRules.isZero(rolling?["maxUnavailable"]), TemplateRules.isZero(rolling?["maxSurge"]) {
                errors.append(.invalid("\(path).maxUnavailable", GoText.value(rolling?["maxUnavailable"]), "may not be 0 when `maxSurge` is 0"))
            }
            return errors + TemplateRules.notMoreThanAll(rolling?["maxUnavailable"], "\(path).maxUnavailable")
        default:
            return [.notSupported(field, printed: GoStruct.text("apps.v1.DeploymentStrategy", strategy), ["Recreate", "RollingUpdate"])]
        }
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
            object, old: old, parts: ["updatedReplicas", "readyReplicas", "availableReplicas"], counts: ["unavailableReplicas", "terminatingReplicas"])
    }
}
