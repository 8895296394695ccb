import JSON

/// `CSINode` of storage.k8s.io/v1.
struct CSINodeRules: ResourceRules {
    var allowsUnconditionalUpdate: Bool { false }

    func prepareForCreate(_ object: inout JSONValue, _ context: RuleContext) { object.edit("spec", Self.leaveOutEmpty) }
    func prepareForUpdate(_ object: inout JSONValue, old: JSONValue, _ context: RuleContext) { object.edit("spec", Self.leaveOutEmpty) }

    private static func leaveOutEmpty(_ spec: inout JSONValue) {
        if spec["drivers"] == [] { spec["drivers"] = .some(.null) }
    }

    func validate(_ object: JSONValue) -> [FieldError] {
        var errors: [FieldError] = []
        var names: Set<String> = []
        for (i, driver) in (object["spec"]?.items("drivers") ?? []).enumerated() {
            let field = "spec.drivers[\(i)]"
            let name = driver.text("name")
            errors += NameRules.driverName("\(field).name", name)
            let id = driver.text("nodeID")
            if id.isEmpty { errors.append(.required("\(field).nodeID")) }
            if id.utf8.count > 256 { errors.append(.invalid("\(field).nodeID", string: id, "must be 256 characters or less")) }
            if let allocatable = driver["allocatable"] { errors += TemplateRules.nonNegative(allocatable, "count", "\(field).allocatable") }
            if !names.insert(name).inserted { errors.append(.duplicate("\(field).name", FieldError.quoted(name))) }
            var keys: Set<String> = []
            for key in driver.items("topologyKeys").compactMap(\.string) {
                if key.isEmpty { errors.append(.required(field)) }
                if !keys.insert(key).inserted { errors.append(.duplicate(field, FieldError.quoted(key))) }
                errors += NameRules.labelName(field, key)
            }
        }
        return errors
    }

    func validateUpdate(_ object: JSONValue, old: JSONValue) -> [FieldError] {
        var errors = validate(object)
        let drivers = object["spec"]?.items("drivers") ?? []
        for before in old["spec"]?.items("drivers") ?? [] {
            for driver in drivers where driver.text("name") == before.text("name") {
                // How many volumes a node takes may change.
                let (was, now) = (Self.fixed(before), Self.fixed(driver))
                if was != now { errors.append(.invalid("spec.drivers", now.description, "field is immutable")) }
            }
        }
        return errors
    }

    /// What may not change of a driver, with Go's names.
    private static func fixed(_ driver: JSONValue) -> JSONValue {
        [
            "Name": .string(driver.text("name")), "NodeID": .string(driver.text("nodeID")),
            "TopologyKeys": driver.has("topologyKeys") ? driver["topologyKeys"] ?? .null : .null, "Allocatable": .null,
        ]
    }
}
