import JSON

/// `DaemonSet` of apps/v1.
struct DaemonSetRules: ResourceRules {
    private static let generationAnnotation = "deprecated.daemonset.template.generation"

    var tracksGeneration: Bool { true }

    func applyDefaults(_ object: inout JSONValue) {
        if object["metadata"]?["annotations"]?[Self.generationAnnotation] == nil { setTemplateGeneration(0, &object) }
        object.edit("spec") { spec in
            TemplateRules.applyDefaults(&spec)
            spec.setDefault("updateStrategy", [:])
            spec.edit("updateStrategy") { strategy in
                strategy.setDefault("type", "RollingUpdate")
                guard strategy.text("type") == "RollingUpdate" else { return }
                strategy.setDefault("rollingUpdate", [:])
                strategy.edit("rollingUpdate") { rolling in
                    rolling.setDefault("maxUnavailable", 1)
                    rolling.setDefault("maxSurge", 0)
                }
            }
            spec.setDefault("revisionHistoryLimit", 10)
        }
    }

    func prepareForCreate(_ object: inout JSONValue, _ context: RuleContext) { setTemplateGeneration(1, &object) }

    func prepareForUpdate(_ object: inout JSONValue, old: JSONValue, _ context: RuleContext) {
        let before = old["metadata"]?["annotations"]?[Self.generationAnnotation]?.string
        let changed = object["spec"]?["template"] != old["spec"]?["template"]
        setTemplateGeneration((before.flatMap(Int.init) ?? 1) + (changed ? 1 : 0), &object)
    }

    private func setTemplateGeneration(_ generation: Int, _ object: inout JSONValue) {
        object.edit("metadata") { metadata in
            metadata.setDefault("annotations", [:])
            metadata.edit("annotations") { $0[Self.generationAnnotation] = .string("\(generation)") }
        }
    }

    func validate(_ object: JSONValue) -> [FieldError] {
        let spec = object["spec"] ?? [:]
        var errors = TemplateRules.validate(spec, kind: "daemonset", selectorDetail: nil)
        errors += TemplateRules.nonNegative(spec, "minReadySeconds", "spec")
        errors += TemplateRules.nonNegative(spec, "revisionHistoryLimit", "spec")
        switch spec["updateStrategy"]?.text("type") ?? "" {
        case "OnDelete": break
        case "RollingUpdate":
            let rolling = spec["updateStrategy"]?["rollingUpdate"]
            let field = "spec.updateStrategy.rollingUpdate"
            errors += TemplateRules.countOrPercent(rolling?["maxUnavailable"], "\(field).maxUnavailable")
            errors += TemplateRules.countOrPercent(rolling?["maxSurge"], "\(field).maxSurge")
            let noSurge = TemplateRules.isZero(rolling?["maxSurge"])
            let noUnavailable = TemplateRules.isZero(rolling?["maxUnavailable"])
            if noSurge, noUnavailable {
                errors.append(.required("\(field).maxUnavailable", "cannot be 0 when maxSurge is 0"))
            } else if !noSurge, !noUnavailable {
                let value = GoText.value(rolling?["maxSurge"])
                errors.append(.invalid("\(field).maxSurge", value, "may not be set when maxUnavailable is non-zero"))
            }
        case let type:
            errors.append(.notSupported("spec.updateStrategy.type", type, ["RollingUpdate", "OnDelete"]))
        }
        return errors
    }

    func validateUpdate(_ object: JSONValue, old: JSONValue) -> [FieldError] {
        validate(object) + TemplateRules.immutable(object["spec"]?["selector"], old["spec"]?["selector"], "spec.selector")
    }
}
