import JSON
import KubernetesAPI

/// What autoscaling/v1 has no fields for, in annotations of its objects: so a client of v1 that writes back what it read loses
/// nothing. The forms are those of Kubernetes, older than autoscaling/v2.
enum AutoscalingAnnotations {
    static let metrics = "autoscaling.alpha.kubernetes.io/metrics"
    static let currentMetrics = "autoscaling.alpha.kubernetes.io/current-metrics"
    static let conditions = "autoscaling.alpha.kubernetes.io/conditions"
    static let behavior = "autoscaling.alpha.kubernetes.io/behavior"
    static let all = [metrics, currentMetrics, conditions, behavior]

    /// The text of a list that is not empty.
    static func text(_ list: [JSONValue]) -> String? { list.isEmpty ? nil : String(decoding: JSONValue.array(list).serialized(), as: UTF8.self) }

    /// The list of an annotation; empty when it is none.
    static func list(_ text: String?) -> [JSONValue] {
        guard let text, !text.isEmpty else { return [] }
        return (try? JSONValue(parsing: Array(text.utf8)))?.array ?? []
    }

    // MARK: Metrics

    /// A metric of v2, its specification or its status, in the form of v1.
    /// - Parameter part: `target` of a specification, `current` of a status.
    static func old(_ metric: JSONValue, _ part: String) -> JSONValue {
        let isStatus = part == "current"
        var result: JSONObject = ["type": metric["type"] ?? ""]
        func names(_ average: String, _ value: String) -> (average: String, value: String) {
            isStatus ? ("current\(average)", "current\(value)") : ("target\(average)", "target\(value)")
        }
        for kind in ["object", "pods", "resource", "containerResource", "external"] {
            guard let source = metric[kind], !source.isNull else { continue }
            let amounts = source[part] ?? [:]
            var new = JSONObject()
            switch kind {
            case "resource", "containerResource":
                new["name"] = source["name"]
                new["container"] = source["container"]
                let utilization = names("AverageUtilization", "").average
                new[utilization] = amounts["averageUtilization"]
                new[names("AverageValue", "").average] = amounts["averageValue"]
            case "pods":
                new["metricName"] = source["metric"]?["name"]
                new["selector"] = source["metric"]?["selector"]
                new[names("AverageValue", "").average] = amounts["averageValue"]
            case "object":
                new["target"] = source["describedObject"]
                new["metricName"] = source["metric"]?["name"]
                new["selector"] = source["metric"]?["selector"]
                // The value was not optional once.
                new[names("", "Value").value] = amounts["value"] ?? "0"
                new["averageValue"] = amounts["averageValue"]
            default:
                new["metricName"] = source["metric"]?["name"]
                new["metricSelector"] = source["metric"]?["selector"]
                new[names("", "Value").value] = amounts["value"]
                new[names("AverageValue", "").average] = amounts["averageValue"]
            }
            result[kind] = .object(new)
        }
        return .object(result)
    }

    /// The reverse of ``old(_:_:)``.
    static func new(_ metric: JSONValue, _ part: String) -> JSONValue {
        let prefix = part == "current" ? "current" : "target"
        var result: JSONObject = ["type": metric["type"] ?? ""]
        for kind in ["object", "pods", "resource", "containerResource", "external"] {
            guard let source = metric[kind], !source.isNull else { continue }
            var amounts = JSONObject()
            func take(_ name: String, _ old: String) { if let value = source[old], !value.isNull { amounts[name] = value } }
            var new = JSONObject()
            switch kind {
            case "resource", "containerResource":
                new["name"] = source["name"]
                new["container"] = source["container"]
                take("averageUtilization", prefix + "AverageUtilization")
                take("averageValue", prefix + "AverageValue")
            case "object":
                new["describedObject"] = source["target"]
                take("averageValue", "averageValue")
                if amounts.isEmpty || source[prefix + "Value"]?.string != "0" { take("value", prefix + "Value") }
            default:
                take("averageValue", prefix + "AverageValue")
                if kind == "external" { take("value", prefix + "Value") }
            }
            if !["resource", "containerResource"].contains(kind) {
                var identifier: JSONObject = ["name": source["metricName"] ?? ""]
                identifier["selector"] = source[kind == "external" ? "metricSelector" : "selector"]
                new["metric"] = .object(identifier)
            }
            if part == "target" {
                let type = amounts["averageUtilization"] != nil ? "Utilization" : amounts["averageValue"] != nil ? "AverageValue" : "Value"
                amounts["type"] = .string(type)
            }
            new[part] = .object(amounts)
            result[kind] = .object(new)
        }
        return .object(result)
    }

    // MARK: Behaviour

    /// The names in the annotation, which are Go's.
    private static let goNames = [
        "scaleUp": "ScaleUp", "scaleDown": "ScaleDown", "stabilizationWindowSeconds": "StabilizationWindowSeconds", "selectPolicy": "SelectPolicy",
        "policies": "Policies", "tolerance": "Tolerance", "type": "Type", "value": "Value", "periodSeconds": "PeriodSeconds",
    ]

    static func behaviorText(_ behavior: JSONValue) -> String { String(decoding: renamed(behavior) { goNames[$0] ?? $0 }.serialized(), as: UTF8.self) }

    /// The behaviour of an annotation; nil when it is none.
    static func behavior(_ text: String?) -> JSONValue? {
        guard let text, let value = try? JSONValue(parsing: Array(text.utf8)), value.object != nil else { return nil }
        // Go reads names in any case.
        let names = Dictionary(uniqueKeysWithValues: goNames.keys.map { ($0.lowercased(), $0) })
        return renamed(value) { names[$0.lowercased()] ?? $0 }
    }

    private static func renamed(_ value: JSONValue, _ name: (String) -> String) -> JSONValue {
        if let list = value.array { return .array(list.map { renamed($0, name) }) }
        guard let object = value.object else { return value }
        return .object(JSONObject(object.filter { !$0.value.isNull }.map { (name($0.key), renamed($0.value, name)) }))
    }
}
