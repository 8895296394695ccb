import JSON

/// `DaemonSet` of apps/v1.
struct DaemonSetRules: ResourceRules {
    private static let generationAnnotation = "deprecated.daemonset.template.generation"

    var tracksGeneration: Bool { true }
    var annotationWithoutView: String? { Self.generationAnnotation }

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
        let selector = spec["selector"] ?? .null
        let found = selector.isNull ? [] : SelectorValidation.labelSelector(selector, "spec.selector")
        var errors = found
        if found.isEmpty, selector.isNull || !SelectorValidation.matches(selector, spec["template"]?["metadata"]?["labels"]) {
            errors.append(TemplateRules.mismatch(spec))
        }
        if !selector.isNull, !selector.has("matchLabels"), !selector.has("matchExpressions") {
            errors.append(.invalid("spec.selector", GoText.json(selector), "empty selector is invalid for daemonset"))
        }
        errors += TemplateRules.restarting(spec, kind: "DaemonSet")
        errors.nonNegative(spec, "minReadySeconds", "spec")
        errors += strategy(spec["updateStrategy"] ?? [:], "spec.updateStrategy")
        errors.nonNegative(spec, "revisionHistoryLimit", "spec")
        return errors
    }

    private func strategy(_ strategy: JSONValue, _ field: String) -> [FieldError] {
        switch strategy.text("type") {
        case "OnDelete": return []
        case "RollingUpdate":
            let path = "\(field).rollingUpdate"
            guard let rolling = strategy["rollingUpdate"], !rolling.isNull else { return [.required(path)] }
            let (unavailable, surge) = (rolling["maxUnavailable"], rolling["maxSurge"])
            var errors = TemplateRules.countOrPercent(unavailable, "\(path).maxUnavailable")
            errors += TemplateRules.countOrPercent(surge, "\(path).maxSurge")
            errors += TemplateRules.notMoreThanAll(unavailable, "\(path).maxUnavailable")
            errors += TemplateRules.notMoreThanAll(surge, "\(path).maxSurge")
            let (noSurge, noUnavailable) = (TemplateRules.isZero(surge), TemplateRules.isZero(unavailable))
            if noSurge, noUnavailable {
                errors.append(.required("\(path).maxUnavailable", "cannot be 0 when maxSurge is 0"))
            } else if !noSurge, !noUnavailable {
                errors.append(.invalid("\(path).maxSurge", GoText.value(surge), "may not be set when maxUnavailable is non-zero"))
            }
            return errors
        default:
            return [.notSupported(field, printed: GoStruct.text("apps.v1.DaemonSetUpdateStrategy", strategy), ["RollingUpdate", "OnDelete"])]
        }
    }

    func warnings(_ object: JSONValue, old: JSONValue?) -> [String] {
        old.map { $0["spec"] == object["spec"] } ?? false
            ? [] : PodWarnings.workload(object, template: object["spec"]?["template"], "spec.template")
    }

    func validateUpdate(_ object: JSONValue, old: JSONValue) -> [FieldError] {
        TemplateRules.immutable(object["spec"]?["selector"], old["spec"]?["selector"], "spec.selector") + validate(object)
    }

    func validateStatusUpdate(_ object: JSONValue, old: JSONValue) -> [FieldError] {
        var errors: [FieldError] = []
        let status = object["status"] ?? [:]
        let counts = [
            "currentNumberScheduled", "numberMisscheduled", "desiredNumberScheduled", "numberReady", "observedGeneration",
            "updatedNumberScheduled", "numberAvailable", "numberUnavailable", "collisionCount",
        ]
        for key in counts { errors.nonNegative(status, key, "status") }
        if let before = old["status"]?["collisionCount"]?.int, status["collisionCount"]?.int ?? 0 < before {
            errors.append(.invalid("status.collisionCount", GoText.json(status["collisionCount"]), "cannot be decremented"))
        }
        return errors
    }
}
