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

    /// Clients of the newer version must say more.
    func validateCreate(_ object: JSONValue, _ context: RuleContext) -> [FieldError] {
        var errors = validate(object)
        guard context.apiVersion == "events.k8s.io/v1" else { return errors }
        if !object.isSet("eventTime") { errors.append(.required("eventTime")) }
        let type = object.text("type")
        if !["Normal", "Warning"].contains(type) { errors.append(.invalid("type", string: "", "has invalid value: \(type)")) }
        for key in ["firstTimestamp", "lastTimestamp"] where object.isSet(key) {
            errors.append(.invalid(key, string: "", "needs to be unset"))
        }
        if object["count"]?.int ?? 0 != 0 { errors.append(.invalid("count", string: "", "needs to be unset")) }
        for key in ["component", "host"] where !(object["source"]?.text(key) ?? "").isEmpty {
            errors.append(.invalid("source", string: "", "needs to be unset"))
            break
        }
        let controller = object.text("reportingComponent")
        if controller.isEmpty {
            errors.append(.required("reportingController"))
        } else {
            errors.names(controller, "reportingController", NameRules.qualifiedName)
        }
        for (key, name) in [("reportingInstance", "reportingInstance"), ("action", "action"), ("reason", "reason")] {
            let text = object.text(key)
            if text.isEmpty { errors.append(.required(name)) }
            if text.utf8.count > 128 { errors.append(.invalid(name, string: "", "can have at most 128 characters")) }
        }
        if object.text("message").utf8.count > 1024 { errors.append(.invalid("message", string: "", "can have at most 1024 characters")) }
        return errors
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
