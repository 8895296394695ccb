import JSON
import KubernetesAPI

/// What Kubernetes refuses in the specification of a HorizontalPodAutoscaler.
enum AutoscalingValidation {
    /// What is wrong with a specification, in the form of autoscaling/v2.
    static func spec(_ spec: JSONValue, _ field: String) -> [FieldError] {
        var errors: [FieldError] = []
        let minimum = spec["minReplicas"]?.int ?? 1
        let maximum = spec["maxReplicas"]?.int ?? 0
        if minimum < 1 { errors.append(.invalid("\(field).minReplicas", "\(minimum)", "must be greater than or equal to 1")) }
        if maximum < 1 { errors.append(.invalid("\(field).maxReplicas", "\(maximum)", "must be greater than 0")) }
        if maximum < minimum {
            errors.append(.invalid("\(field).maxReplicas", "\(maximum)", "must be greater than or equal to `minReplicas`"))
        }
        errors += reference(spec["scaleTargetRef"] ?? [:], "\(field).scaleTargetRef", needsGroup: true)
        for (i, metric) in spec.items("metrics").enumerated() { errors += self.metric(metric, "\(field).metrics[\(i)]") }
        if let behavior = spec["behavior"], !behavior.isNull {
            for direction in ["scaleUp", "scaleDown"] {
                if let rules = behavior[direction], !rules.isNull { errors += scaling(rules, "\(field).behavior.\(direction)") }
            }
        }
        return errors
    }

    private static func reference(_ reference: JSONValue, _ field: String, needsGroup: Bool) -> [FieldError] {
        var errors: [FieldError] = []
        errors.requiredName(reference, "kind", field, NameRules.pathSegment)
        errors.requiredName(reference, "name", field, NameRules.pathSegment)
        let version = reference.text("apiVersion")
        let parts = version.split(separator: "/", omittingEmptySubsequences: false)
        if parts.count > 2 {
            errors.append(.invalid("\(field).apiVersion", string: version, "unexpected GroupVersion string: \(version)"))
        } else if needsGroup, parts.count < 2, reference.text("kind") != "ReplicationController" {
            errors.append(.invalid("\(field).apiVersion", string: version, "apiVersion must specify API group"))
        }
        return errors
    }

    /// The types of metrics and the fields that belong to them, in the order in which Kubernetes looks at them.
    private static let sources = [
        ("Object", "object"), ("External", "external"), ("Pods", "pods"), ("Resource", "resource"), ("ContainerResource", "containerResource"),
    ]

    private static func metric(_ metric: JSONValue, _ field: String) -> [FieldError] {
        var errors: [FieldError] = []
        let type = metric.text("type")
        let types = sources.map(\.0).sorted()
        if type.isEmpty { errors.append(.required("\(field).type", "must specify a metric source type")) }
        if !types.contains(type) { errors.append(.notSupported("\(field).type", type, types)) }
        let given = sources.map(\.1).filter(metric.isSet)
        if let first = given.first { errors += source(first, metric[first] ?? [:], "\(field).\(first)") }
        if let expected = sources.first(where: { $0.0 == type })?.1 {
            if !given.contains(expected) {
                errors.append(.required("\(field).\(expected)", "must populate information for the given metric source"))
            }
            if given.count != 1 {
                errors += given.filter { $0 != expected }.map { .forbidden("\(field).\($0)", "must populate the given metric source only") }
            }
        } else {
            // Kubernetes looks, and says so, twice.
            errors.append(.notSupported("\(field).type", type, types))
        }
        return errors
    }

    private static func source(_ kind: String, _ source: JSONValue, _ field: String) -> [FieldError] {
        var errors: [FieldError] = []
        let target = source["target"] ?? [:]
        let path = "\(field).target"
        switch kind {
        case "object":
            errors += reference(source["describedObject"] ?? [:], "\(field).describedObject", needsGroup: false)
            errors += identifier(source, field) + self.target(target, path)
            if !target.isSet("value"), !target.isSet("averageValue") {
                errors.append(.required("\(path).averageValue", "must set either a target value or averageValue"))
            }
        case "external":
            errors += identifier(source, field) + self.target(target, path)
            let (hasValue, hasAverage) = (target.isSet("value"), target.isSet("averageValue"))
            if !hasValue, !hasAverage {
                errors.append(.required("\(path).averageValue", "must set either a target value for metric or a per-pod target"))
            } else if hasValue, hasAverage {
                errors.append(.forbidden("\(path).value", "may not set both a target value for metric and a per-pod target"))
            }
        case "pods":
            errors += identifier(source, field) + self.target(target, path)
            if target["averageValue"].flatMap(ResourceValidation.parse).map({ $0 <= 0 }) ?? true {
                errors.append(.required("\(path).averageValue", "must specify a positive target averageValue"))
            }
        default:
            errors.required(source, "name", field, "must specify a resource name")
            if kind == "containerResource" { errors.required(source, "container", field, "must specify a container name") }
            errors += self.target(target, path)
            let (hasUtilization, hasAverage) = (target.isSet("averageUtilization"), target.isSet("averageValue"))
            if !hasUtilization, !hasAverage {
                errors.append(.required("\(path).averageUtilization", "must set either a target raw value or a target utilization"))
            } else if hasUtilization, hasAverage {
                errors.append(.forbidden("\(path).averageValue", "may not set both a target raw value and a target utilization"))
            }
        }
        return errors
    }

    private static func identifier(_ source: JSONValue, _ field: String) -> [FieldError] {
        var errors: [FieldError] = []
        let name = source["metric"]?.text("name") ?? ""
        if name.isEmpty {
            errors.append(.required("\(field).metric.name", "must specify a metric name"))
        } else {
            errors.names(name, "\(field).metric.name", NameRules.pathSegment)
        }
        if let selector = source["metric"]?["selector"], !selector.isNull {
            errors += SelectorValidation.labelSelector(selector, "\(field).metric.selector")
        }
        return errors
    }

    private static func target(_ target: JSONValue, _ field: String) -> [FieldError] {
        var errors: [FieldError] = []
        let type = target.text("type")
        if type.isEmpty { errors.append(.required("\(field).type", "must specify a metric target type")) }
        if !["Utilization", "Value", "AverageValue"].contains(type) {
            errors.append(.invalid("\(field).type", string: type, "must be either Utilization, Value, or AverageValue"))
        }
        for key in ["value", "averageValue"] {
            if let value = target[key].flatMap(ResourceValidation.parse), value <= 0 {
                errors.append(.invalid("\(field).\(key)", string: value.description, "must be positive"))
            }
        }
        if let percent = target["averageUtilization"]?.int, percent < 1 {
            errors.append(.invalid("\(field).averageUtilization", "\(percent)", "must be greater than 0"))
        }
        return errors
    }

    private static func scaling(_ rules: JSONValue, _ field: String) -> [FieldError] {
        var errors: [FieldError] = []
        if let window = rules["stabilizationWindowSeconds"]?.int {
            let path = "\(field).stabilizationWindowSeconds"
            if window < 0 { errors.append(.invalid(path, "\(window)", "must be greater than or equal to zero")) }
            if window > 3600 { errors.append(.invalid(path, "\(window)", "must be less than or equal to 3600")) }
        }
        errors.oneOf(rules, "selectPolicy", field, ["Disabled", "Max", "Min"], required: false)
        let policies = rules.items("policies")
        if policies.isEmpty { errors.append(.required("\(field).policies", "must specify at least one Policy")) }
        for (i, policy) in policies.enumerated() {
            let path = "\(field).policies[\(i)]"
            let type = policy.text("type")
            if !["Percent", "Pods"].contains(type) { errors.append(.notSupported("\(path).type", type, ["Percent", "Pods"])) }
            for key in ["value", "periodSeconds"] {
                let value = policy[key]?.int ?? 0
                if value <= 0 { errors.append(.invalid("\(path).\(key)", "\(value)", "must be greater than zero")) }
                if key == "periodSeconds", value > 1800 {
                    errors.append(.invalid("\(path).\(key)", "\(value)", "must be less than or equal to 1800"))
                }
            }
        }
        if let tolerance = rules["tolerance"].flatMap(ResourceValidation.parse), tolerance < 0 {
            errors.append(.invalid("\(field).tolerance", string: tolerance.description, "must be greater or equal to zero"))
        }
        return errors
    }
}
