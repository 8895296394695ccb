import JSON

/// `HorizontalPodAutoscaler` of autoscaling/v2.
struct HorizontalPodAutoscalerRules: ResourceRules {
    func applyDefaults(_ object: inout JSONValue) {
        let isOld = object.text("apiVersion") == "autoscaling/v1"
        object.edit("spec") { spec in
            spec.setDefault("minReplicas", 1)
            if !isOld, !spec.has("metrics") {
                spec["metrics"] = [
                    ["type": "Resource", "resource": ["name": "cpu", "target": ["type": "Utilization", "averageUtilization": 80]]]
                ]
            }
            spec.edit("behavior") { behavior in
                let up: JSONValue = [
                    ["type": "Pods", "value": 4, "periodSeconds": 15], ["type": "Percent", "value": 100, "periodSeconds": 15],
                ]
                let down: JSONValue = [["type": "Percent", "value": 100, "periodSeconds": 15]]
                for (name, policies) in [("scaleUp", up), ("scaleDown", down)] {
                    behavior.setDefault(name, [:])
                    behavior.edit(name) { rules in
                        if name == "scaleUp" { rules.setDefault("stabilizationWindowSeconds", 0) }
                        rules.setDefault("selectPolicy", "Max")
                        if !rules.has("policies") { rules["policies"] = policies }
                    }
                }
            }
        }
    }

    func validate(_ object: JSONValue) -> [FieldError] { AutoscalingValidation.spec(object["spec"] ?? [:], "spec") }

    func validateStatusUpdate(_ object: JSONValue, old: JSONValue) -> [FieldError] {
        var errors: [FieldError] = []
        for key in ["currentReplicas", "desiredReplicas"] { errors.nonNegative(object["status"] ?? [:], key, "status") }
        return errors
    }

    /// Between v1, which knows only one metric and keeps the rest in annotations, and v2, which is stored.
    static let conversion = VersionConversion(toStorage: toStorage, fromStorage: fromStorage)

    private static func toStorage(_ old: JSONValue) -> JSONValue {
        var new = old
        new["apiVersion"] = "autoscaling/v2"
        let annotations = old["metadata"]?["annotations"]
        new.edit("metadata") { metadata in
            guard let given = metadata["annotations"]?.object else { return }
            let kept = given.filter { !AutoscalingAnnotations.all.contains($0.key) }
            metadata["annotations"] = kept.isEmpty ? nil : .object(JSONObject(kept.map { ($0.key, $0.value) }))
        }
        let others = AutoscalingAnnotations.list(annotations?[AutoscalingAnnotations.metrics]?.string).map { AutoscalingAnnotations.new($0, "target") }
        let percentage = old["spec"]?["targetCPUUtilizationPercentage"]
        new.edit("spec") { spec in
            spec["targetCPUUtilizationPercentage"] = nil
            // Who says nothing at all means as much CPU as in v2.
            let standard: Int64? = others.isEmpty ? 80 : nil
            let target: JSONValue? = percentage ?? standard.map(JSONValue.int)
            let cpu = target.map { target -> JSONValue in
                ["type": "Resource", "resource": ["name": "cpu", "target": ["type": "Utilization", "averageUtilization": target]]]
            }
            spec["metrics"] = .array((cpu.map { [$0] } ?? []) + others)
            if let behavior = AutoscalingAnnotations.behavior(annotations?[AutoscalingAnnotations.behavior]?.string) { spec["behavior"] = behavior }
        }
        let current = old["status"]?["currentCPUUtilizationPercentage"]
        let otherCurrent = AutoscalingAnnotations.list(annotations?[AutoscalingAnnotations.currentMetrics]?.string)
        let conditions = AutoscalingAnnotations.list(annotations?[AutoscalingAnnotations.conditions]?.string)
        new.edit("status") { status in
            status["currentCPUUtilizationPercentage"] = nil
            let cpu = current.map { current -> JSONValue in ["type": "Resource", "resource": ["name": "cpu", "current": ["averageUtilization": current]]] }
            // The annotation has all of them, and more of that one.
            let metrics = otherCurrent.isEmpty ? cpu.map { [$0] } ?? [] : otherCurrent.map { AutoscalingAnnotations.new($0, "current") }
            if !metrics.isEmpty { status["currentMetrics"] = .array(metrics) }
            if !conditions.isEmpty { status["conditions"] = .array(conditions) }
        }
        return new
    }

    private static func fromStorage(_ new: JSONValue) -> JSONValue {
        func isCPU(_ metric: JSONValue, _ part: String) -> Bool {
            metric["resource"]?.text("name") == "cpu" && metric["resource"]?[part]?.isSet("averageUtilization") == true
        }
        let metrics = new["spec"]?.items("metrics") ?? []
        let currents = new["status"]?.items("currentMetrics") ?? []
        let cpu = metrics.firstIndex { isCPU($0, "target") }
        var annotations: [(String, String)] = []
        let others = metrics.indices.filter { $0 != cpu }.map { AutoscalingAnnotations.old(metrics[$0], "target") }
        let all: [(String, String?)] = [
            (AutoscalingAnnotations.metrics, AutoscalingAnnotations.text(others)),
            (AutoscalingAnnotations.currentMetrics, AutoscalingAnnotations.text(currents.map { AutoscalingAnnotations.old($0, "current") })),
            (AutoscalingAnnotations.conditions, AutoscalingAnnotations.text(new["status"]?.items("conditions") ?? [])),
            (AutoscalingAnnotations.behavior, new["spec"]?["behavior"].flatMap { $0.isNull ? nil : AutoscalingAnnotations.behaviorText($0) }),
        ]
        for (name, text) in all { if let text { annotations.append((name, text)) } }
        var old = new
        old["apiVersion"] = "autoscaling/v1"
        if !annotations.isEmpty {
            old.edit("metadata") { metadata in
                var object = metadata["annotations"]?.object ?? JSONObject()
                for (name, text) in annotations { object[name] = .string(text) }
                metadata["annotations"] = .object(object)
            }
        }
        old.edit("spec") { spec in
            spec["targetCPUUtilizationPercentage"] = cpu.flatMap { metrics[$0]["resource"]?["target"]?["averageUtilization"] }
            spec["metrics"] = nil
            spec["behavior"] = nil
        }
        old.edit("status") { status in
            let current = currents.first { isCPU($0, "current") }
            status["currentCPUUtilizationPercentage"] = current?["resource"]?["current"]?["averageUtilization"]
            status["currentMetrics"] = nil
            status["conditions"] = nil
            status.setDefault("currentReplicas", 0)
        }
        return old
    }
}

/// `PodDisruptionBudget` of policy/v1.
struct PodDisruptionBudgetRules: ResourceRules {
    var tracksGeneration: Bool { true }
    var allowsUnconditionalUpdate: Bool { false }

    func validate(_ object: JSONValue) -> [FieldError] {
        let spec = object["spec"] ?? [:]
        var errors: [FieldError] = []
        if spec.isSet("minAvailable"), spec.isSet("maxUnavailable") {
            let shown = GoStruct.text("policy.v1.PodDisruptionBudgetSpec", spec)
            errors.append(.invalid("spec", shown, "minAvailable and maxUnavailable cannot be both set"))
        }
        for key in ["minAvailable", "maxUnavailable"] {
            errors += TemplateRules.countOrPercent(spec[key], "spec.\(key)")
            errors += TemplateRules.notMoreThanAll(spec[key], "spec.\(key)")
        }
        if let selector = spec["selector"], !selector.isNull { errors += SelectorValidation.labelSelector(selector, "spec.selector") }
        errors.oneOf(spec, "unhealthyPodEvictionPolicy", "spec", ["AlwaysAllow", "IfHealthyBudget"], required: false)
        return errors
    }

    func validateStatusUpdate(_ object: JSONValue, old: JSONValue) -> [FieldError] {
        var errors: [FieldError] = []
        let status = object["status"] ?? [:]
        for key in ["disruptionsAllowed", "currentHealthy", "desiredHealthy", "expectedPods"] { errors.nonNegative(status, key, "status") }
        return errors
    }
}
