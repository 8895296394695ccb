import JSON

/// `Event` of v1 and of events.k8s.io/v1.
struct EventRules: ResourceRules {
    var createsOnUpdate: Bool { true }

    func selectableFields(_ object: JSONValue) -> [(String, String)] {
        let involved = object["involvedObject"] ?? [:]
        var fields = ["kind", "namespace", "name", "uid", "apiVersion", "resourceVersion", "fieldPath"].map {
            ("involvedObject.\($0)", involved.text($0))
        }
        let component = object["source"]?.text("component") ?? ""
        fields += [
            ("reason", object.text("reason")), ("reportingComponent", object.text("reportingComponent")),
            ("source", component.isEmpty ? object.text("reportingComponent") : component), ("type", object.text("type")),
        ]
        return fields
    }

    func validate(_ object: JSONValue) -> [FieldError] {
        let involved = object["involvedObject"]?.text("namespace") ?? ""
        let namespace = object["metadata"]?.text("namespace") ?? ""
        if involved.isEmpty {
            // Events of things without namespace live in these two.
            return ["default", "kube-system"].contains(namespace) || object["involvedObject"]?.text("kind").isEmpty ?? true
                ? [] : [.invalid("involvedObject.namespace", string: involved, "does not match event.namespace")]
        }
        return involved == namespace
            ? [] : [.invalid("involvedObject.namespace", string: involved, "does not match event.namespace")]
    }

    /// Between the two versions, which name the same things differently. The core one is stored.
    static let conversion = VersionConversion(
        toStorage: { event in
            rename(event, to: "v1", pairs.map { ($0.new, $0.core) })
        },
        fromStorage: { event in
            rename(event, to: "events.k8s.io/v1", pairs.map { ($0.core, $0.new) })
        })

    private static let pairs: [(core: String, new: String)] = [
        ("involvedObject", "regarding"), ("message", "note"), ("source", "deprecatedSource"),
        ("firstTimestamp", "deprecatedFirstTimestamp"), ("lastTimestamp", "deprecatedLastTimestamp"), ("count", "deprecatedCount"),
        ("reportingComponent", "reportingController"),
    ]

    private static func rename(_ event: JSONValue, to apiVersion: String, _ names: [(String, String)]) -> JSONValue {
        var result = JSONObject()
        let table = Dictionary(names, uniquingKeysWith: { first, _ in first })
        for (key, value) in event.object ?? JSONObject() { result[table[key] ?? key] = value }
        result["apiVersion"] = .string(apiVersion)
        return .object(result)
    }
}
