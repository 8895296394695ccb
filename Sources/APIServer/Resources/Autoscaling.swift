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

    /// Between v1, which knows only one metric, and v2, which is stored.
    static let conversion = VersionConversion(
        toStorage: { old in
            var new = old
            new["apiVersion"] = "autoscaling/v2"
            let percentage = old["spec"]?["targetCPUUtilizationPercentage"]
            new.edit("spec") { spec in
                spec["targetCPUUtilizationPercentage"] = nil
                if let percentage {
                    let target: JSONValue = ["type": "Utilization", "averageUtilization": percentage]
                    spec["metrics"] = [["type": "Resource", "resource": ["name": "cpu", "target": target]]]
                }
            }
            let current = old["status"]?["currentCPUUtilizationPercentage"]
            new.edit("status") { status in
                status["currentCPUUtilizationPercentage"] = nil
                if let current {
                    status["currentMetrics"] = [
                        ["type": "Resource", "resource": ["name": "cpu", "current": ["averageUtilization": current]]]
                    ]
                }
            }
            return new
        },
        fromStorage: { new in
            func utilization(_ metrics: [JSONValue], _ part: String) -> JSONValue? {
                metrics.first { $0["resource"]?.text("name") == "cpu" }?["resource"]?[part]?["averageUtilization"]
            }
            var old = new
            old["apiVersion"] = "autoscaling/v1"
            old.edit("spec") { spec in
                spec["targetCPUUtilizationPercentage"] = utilization(spec.items("metrics"), "target")
                spec["metrics"] = nil
                spec["behavior"] = nil
            }
            old.edit("status") { status in
                status["currentCPUUtilizationPercentage"] = utilization(status.items("currentMetrics"), "current")
                status["currentMetrics"] = nil
                status["conditions"] = nil
                status.setDefault("currentReplicas", 0)
            }
            return old
        })
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
