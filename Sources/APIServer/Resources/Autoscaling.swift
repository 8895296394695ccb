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

    func validate(_ object: JSONValue) -> [FieldError] {
        let spec = object["spec"] ?? [:]
        var errors: [FieldError] = []
        let minimum = spec["minReplicas"]?.int ?? 1
        let maximum = spec["maxReplicas"]?.int ?? 0
        if minimum < 1 { errors.append(.invalid("spec.minReplicas", "\(minimum)", "must be greater than or equal to 1")) }
        if maximum < 1 { errors.append(.invalid("spec.maxReplicas", "\(maximum)", "must be greater than 0")) }
        if maximum < minimum {
            errors.append(.invalid("spec.maxReplicas", "\(maximum)", "must be greater than or equal to `minReplicas`"))
        }
        let target = spec["scaleTargetRef"] ?? [:]
        if target.text("apiVersion").isEmpty, object.text("apiVersion") == "autoscaling/v2", target.text("kind") != "ReplicationController" {
            errors.append(.invalid("spec.scaleTargetRef.apiVersion", string: "", "apiVersion must specify API group"))
        }
        for field in ["kind", "name"] where target.text(field).isEmpty { errors.append(.required("spec.scaleTargetRef.\(field)")) }
        for direction in ["scaleUp", "scaleDown"] {
            if let window = spec["behavior"]?[direction]?["stabilizationWindowSeconds"]?.int {
                let field = "spec.behavior.\(direction).stabilizationWindowSeconds"
                if window < 0 { errors.append(.invalid(field, "\(window)", "must be greater than or equal to zero")) }
                if window > 3600 { errors.append(.invalid(field, "\(window)", "must be less than or equal to 3600")) }
            }
        }
        for (i, metric) in spec.items("metrics").enumerated() {
            let types = ["ContainerResource", "External", "Object", "Pods", "Resource"]
            let type = metric.text("type")
            if !types.contains(type) { errors.append(.notSupported("spec.metrics[\(i)].type", type, types)) }
            guard type == "Resource", let target = metric["resource"]?["target"] else { continue }
            if target["averageUtilization"] == nil, target["averageValue"] == nil {
                errors.append(
                    .required(
                        "spec.metrics[\(i)].resource.target.averageUtilization",
                        "must set either a target raw value or a target utilization"))
            }
        }
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
        if spec["minAvailable"] != nil, spec["maxUnavailable"] != nil {
            let shown: JSONValue = [
                "MinAvailable": spec["minAvailable"] ?? .null, "Selector": spec["selector"] ?? .null,
                "MaxUnavailable": spec["maxUnavailable"] ?? .null,
                "UnhealthyPodEvictionPolicy": spec["unhealthyPodEvictionPolicy"] ?? .null,
            ]
            errors.append(.invalid("spec", shown.description, "minAvailable and maxUnavailable cannot be both set"))
        }
        for field in ["minAvailable", "maxUnavailable"] {
            errors += TemplateRules.countOrPercent(spec[field], "spec.\(field)")
            if let text = spec[field]?.string, text.hasSuffix("%"), let value = Int(text.dropLast()), value > 100 {
                errors.append(.invalid("spec.\(field)", string: text, "must not be greater than 100%"))
            }
        }
        if let selector = spec["selector"] { errors += SelectorValidation.labelSelector(selector, "spec.selector") }
        return errors
    }
}
