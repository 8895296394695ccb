import CEL
import JSON
import KubernetesAPI

/// What the kinds of resource.k8s.io/v1 share: names, selectors, configurations, taints and tolerations of devices.
enum DeviceRules {
    /// What is wrong with the items of a list, which may have at most `limit`.
    static func each(_ items: [JSONValue], _ field: String, limit: Int, _ rule: (JSONValue, String) -> [FieldError]) -> [FieldError] {
        if items.count > limit { return [.tooMany(field, count: items.count, limit: limit)] }
        return items.enumerated().flatMap { rule($1, "\(field)[\($0)]") }
    }

    /// The same, where a key may not repeat.
    static func set(
        _ items: [JSONValue], _ field: String, limit: Int, key: (JSONValue) -> String, _ rule: (JSONValue, String) -> [FieldError]
    ) -> [FieldError] {
        var errors = each(items, field, limit: limit, rule)
        guard items.count <= limit else { return errors }
        var seen: Set<String> = []
        for (i, item) in items.enumerated() where !seen.insert(key(item)).inserted {
            errors.append(.duplicate("\(field)[\(i)]", FieldError.quoted(key(item))))
        }
        return errors
    }

    /// The name of a pool: subdomains with slashes between them.
    static func poolName(_ field: String, _ name: String) -> [FieldError] {
        if name.isEmpty { return [.required(field)] }
        var errors: [FieldError] = name.utf8.count > 253 ? [.tooLong(field, limit: 253)] : []
        for part in name.split(separator: "/", omittingEmptySubsequences: false) {
            errors += NameRules.errors(field, String(part), NameRules.dnsSubdomain)
        }
        return errors
    }

    /// The name of an attribute or capacity: a C identifier, with or without a domain before it.
    static func qualifiedName(_ field: String, _ name: String) -> [FieldError] {
        let parts = name.split(separator: "/", maxSplits: 2, omittingEmptySubsequences: false).map(String.init)
        func identifier(_ name: String) -> [FieldError] {
            (name.utf8.count > 32 ? [.tooLong(field, limit: 32)] : []) + NameRules.errors(field, name, NameRules.cIdentifier)
        }
        switch parts.count {
        case 1: return identifier(parts[0])
        case 2:
            return (parts[0].isEmpty ? [.invalid(field, string: "", "the domain must not be empty")] : NameRules.driverName(field, parts[0]))
                + (parts[1].isEmpty ? [.invalid(field, string: "", "the name must not be empty")] : identifier(parts[1]))
        default: return []
        }
    }

    /// The same with a domain.
    static func fullyQualifiedName(_ field: String, _ name: String) -> [FieldError] {
        qualifiedName(field, name)
            + (name.contains("/")
                ? [] : [.invalid(field, string: name, "a fully qualified name must be a domain and a name separated by a slash")])
    }

    static func selectors(_ selectors: [JSONValue], _ field: String, stored: Bool) -> [FieldError] {
        each(selectors, field, limit: 32) { selector, field in
            guard let cel = selector["cel"] else { return [.required("\(field).cel")] }
            if stored { return [] }
            let expression = cel.text("expression")
            let place = "\(field).cel.expression"
            if expression.utf8.count > 10 * 1024 { return [.tooLong(place, limit: 10 * 1024)] }
            switch CELChecker(environment).compile(expression) {
            case .failure(let failure): return [.invalid(place, string: expression, "compilation failed: \(failure)")]
            case .success(let checked):
                return checked.type == .bool || checked.type == .dyn
                    ? [] : [.invalid(place, string: expression, "must evaluate to bool or the unknown type, not \(checked.type)")]
            }
        }
    }

    /// What expressions about devices see.
    private static let environment: CELEnvironment = {
        var environment = CELEnvironment.kubernetes
        environment.variables["device"] = .object("kubernetes.DRADevice")
        environment.structures["kubernetes.DRADevice"] = [
            "driver": .string, "attributes": .map(.string, .map(.string, .dyn)),
            "capacity": .map(.string, .map(.string, .object("kubernetes.Quantity"))), "allowMultipleAllocations": .bool,
        ]
        return environment
    }()

    static func configuration(_ configuration: JSONValue, _ field: String, stored: Bool) -> [FieldError] {
        guard let opaque = configuration["opaque"] else { return [.required("\(field).opaque")] }
        return NameRules.driverName("\(field).opaque.driver", opaque.text("driver"))
            + raw(opaque["parameters"], "\(field).opaque.parameters", limit: stored ? .max : 10 * 1024)
    }

    /// What is wrong with an object that only others understand.
    static func raw(_ value: JSONValue?, _ field: String, limit: Int) -> [FieldError] {
        guard let value, !value.isNull else { return [.required(field)] }
        if value.serialized().count > limit { return [.tooLong(field, limit: limit)] }
        return value.object == nil ? [.invalid(field, string: "<value omitted>", "must be a valid JSON object")] : []
    }

    private static let effects = ["NoExecute", "NoSchedule", "None"]

    static func taint(_ taint: JSONValue, _ field: String) -> [FieldError] {
        var errors = NameRules.labelName("\(field).key", taint.text("key"))
        errors += NameRules.errors("\(field).value", taint.text("value"), NameRules.labelValue)
        let effect = taint.text("effect")
        if effect.isEmpty {
            errors.append(.required("\(field).effect"))
        } else if !effects.contains(effect) {
            errors.append(.notSupported("\(field).effect", effect, effects))
        }
        return errors
    }

    static func toleration(_ toleration: JSONValue, _ field: String) -> [FieldError] {
        var errors = toleration.text("key").isEmpty ? [] : NameRules.labelName("\(field).key", toleration.text("key"))
        let value = toleration.text("value")
        switch toleration.text("operator") {
        case "Exists":
            if !value.isEmpty { errors.append(.invalid("\(field).value", string: value, "must be empty for operator `Exists`")) }
        case "Equal": errors += NameRules.errors("\(field).value", value, NameRules.labelValue)
        case "": errors.append(.required("\(field).operator"))
        case let op: errors.append(.notSupported("\(field).operator", op, ["Equal", "Exists"]))
        }
        let effect = toleration.text("effect")
        if !effect.isEmpty, !effects.contains(effect) { errors.append(.notSupported("\(field).effect", effect, effects)) }
        return errors
    }

    /// What is wrong with the conditions that a device waits for before pods are bound.
    static func bindingConditions(_ object: JSONValue, _ field: String) -> [FieldError] {
        let (names, failures) = ("bindingConditions", "bindingFailureConditions")
        let (wanted, failed) = (object.items(names).compactMap(\.string), object.items(failures).compactMap(\.string))
        var errors: [FieldError] = []
        for name in [names, failures] {
            errors += each(object.items(name), "\(field).\(name)", limit: 4) { NameRules.labelName($1, $0.string ?? "") }
        }
        for (i, name) in wanted.enumerated() where wanted[..<i].contains(name) {
            errors.append(.duplicate("\(field).\(names)[\(i)]", FieldError.quoted(name)))
        }
        for (i, name) in failed.enumerated() {
            if failed[..<i].contains(name) { errors.append(.duplicate("\(field).\(failures)[\(i)]", FieldError.quoted(name))) }
            if wanted.contains(name) {
                errors.append(
                    .invalid("\(field).\(failures)[\(i)]", string: name, "bindingFailureConditions must not overlap with bindingConditions"))
            }
        }
        if wanted.isEmpty, !failed.isEmpty {
            errors.append(.invalid("\(field).\(names)", "null", "bindingConditions are required to use bindingFailureConditions"))
        }
        if failed.isEmpty, !wanted.isEmpty {
            errors.append(.invalid("\(field).\(failures)", "null", "bindingFailureConditions are required to use bindingConditions"))
        }
        return errors
    }

    static func nodeSelector(_ selector: JSONValue, _ field: String) -> [FieldError] {
        let terms = selector.items("nodeSelectorTerms")
        if terms.isEmpty { return [.required("\(field).nodeSelectorTerms", "must have at least one node selector term")] }
        var errors: [FieldError] = []
        for (i, term) in terms.enumerated() {
            for (j, expression) in term.items("matchExpressions").enumerated() {
                let path = "\(field).nodeSelectorTerms[\(i)].matchExpressions[\(j)]"
                let values = expression.items("values")
                switch expression.text("operator") {
                case "In", "NotIn":
                    if values.isEmpty { errors.append(.required("\(path).values", "must be specified when `operator` is 'In' or 'NotIn'")) }
                case "Exists", "DoesNotExist":
                    if !values.isEmpty {
                        errors.append(.forbidden("\(path).values", "may not be specified when `operator` is 'Exists' or 'DoesNotExist'"))
                    }
                case "Gt", "Lt":
                    if values.count != 1 {
                        errors.append(.required("\(path).values", "must be specified single value when `operator` is 'Lt' or 'Gt'"))
                    }
                case let op: errors.append(.invalid("\(path).operator", string: op, "not a valid selector operator"))
                }
                errors += NameRules.labelName("\(path).key", expression.text("key"))
            }
        }
        return errors
    }
}
