import CEL
import JSON

/// The CEL rules in the schema of a custom resource.
struct SchemaExpressions {
    private let root: JSONValue

    init(root: JSONValue) { self.root = root }

    /// What is wrong with the expressions of a schema and everything below it.
    func validate(_ schema: JSONValue, _ field: String) -> [FieldError] { walk(schema, field, isRoot: true, uncorrelated: nil) }

    private func walk(_ schema: JSONValue, _ field: String, isRoot: Bool, uncorrelated: String?) -> [FieldError] {
        var errors: [FieldError] = []
        if let additional = schema["additionalProperties"], additional.object != nil {
            errors += walk(additional, "\(field).additionalProperties", isRoot: false, uncorrelated: uncorrelated)
        }
        let isAtomic = schema["x-kubernetes-map-type"]?.string == "atomic"
        for (name, property) in schema.members("properties") {
            let lost = uncorrelated ?? (isAtomic ? field : nil)
            errors += walk(property, "\(field).properties[\(name)]", isRoot: false, uncorrelated: lost)
        }
        if let items = schema["items"], items.object != nil {
            let isMap = schema["x-kubernetes-list-type"]?.string == "map"
            errors += walk(items, "\(field).items", isRoot: false, uncorrelated: uncorrelated ?? (isMap ? nil : field))
        }
        let rules = schema.items("x-kubernetes-validations")
        guard !rules.isEmpty else { return errors }
        var environment = CELEnvironment.kubernetes
        let type = Self.type(schema, "selfType", isRoot: isRoot, &environment)
        environment.variables["self"] = type
        for (i, rule) in rules.enumerated() {
            errors += self.rule(rule, "\(field).x-kubernetes-validations[\(i)]", environment, type, uncorrelated)
        }
        return errors
    }

    private func rule(
        _ rule: JSONValue, _ field: String, _ base: CELEnvironment, _ type: CELType, _ uncorrelated: String?
    ) -> [FieldError] {
        var environment = base
        let isOptional = rule["optionalOldSelf"]?.bool ?? false
        environment.variables["oldSelf"] = isOptional ? .optional(type) : type
        let shown: JSONValue = [
            "Rule": .string(rule.text("rule")), "Message": .string(rule.text("message")),
            "MessageExpression": .string(rule.text("messageExpression")), "Reason": rule["reason"] ?? .null,
            "FieldPath": .string(rule.text("fieldPath")), "OptionalOldSelf": rule["optionalOldSelf"] ?? .null,
        ]
        var errors: [FieldError] = []
        let text = rule.text("rule")
        switch CELChecker(environment).compile(text) {
        case .failure(let failure): errors.append(.invalid("\(field).rule", shown.description, "compilation failed: \(failure)"))
        case .success(let checked) where checked.type != .bool:
            errors.append(.invalid("\(field).rule", shown.description, "cel expression must evaluate to a bool"))
        case .success:
            // A rule that is sound without it does not use it.
            var without = environment
            without.variables["oldSelf"] = nil
            let usesOld = if case .failure = CELChecker(without).compile(text) { true } else { false }
            if usesOld, let uncorrelated {
                errors.append(
                    .invalid(
                        "\(field).rule", string: text,
                        "oldSelf cannot be used on the uncorrelatable portion of the schema within \(uncorrelated)"))
            } else if !usesOld, let optional = rule["optionalOldSelf"] {
                errors.append(.invalid("\(field).optionalOldSelf", optional.description, "may not be set if oldSelf is not used in rule"))
            }
        }
        let message = rule.text("messageExpression")
        guard !message.isEmpty else { return errors }
        switch CELChecker(environment).compile(message) {
        case .failure(let failure):
            errors.append(
                .invalid("\(field).messageExpression", shown.description, "messageExpression compilation failed: \(failure)"))
        case .success(let checked) where checked.type != .string:
            errors.append(.invalid("\(field).messageExpression", shown.description, "messageExpression must evaluate to a string"))
        case .success: break
        }
        return errors
    }

    /// The type of the values that a schema describes; its structures are added to the environment.
    private static func type(_ schema: JSONValue, _ name: String, isRoot: Bool, _ environment: inout CELEnvironment) -> CELType {
        if schema["x-kubernetes-int-or-string"]?.bool ?? false { return .dyn }
        let isEmbedded = schema["x-kubernetes-embedded-resource"]?.bool ?? false
        switch schema.text("type") {
        case "array":
            return .list(schema["items"].map { type($0, "\(name).@idx", isRoot: false, &environment) } ?? .dyn)
        case "object":
            if let additional = schema["additionalProperties"], additional.object != nil {
                return .map(.string, type(additional, "\(name).@elem", isRoot: false, &environment))
            }
            let isOpen = schema["x-kubernetes-preserve-unknown-fields"]?.bool ?? false
            guard schema.has("properties") || isRoot || isEmbedded else { return isOpen ? .dyn : .object(empty(name, &environment)) }
            var fields: [String: CELType] = [:]
            for (key, property) in schema.members("properties") {
                guard let field = CELSyntax.escaped(key) else { continue }
                fields[field] = type(property, "\(name).\(key)", isRoot: false, &environment)
            }
            if isRoot || isEmbedded {
                fields["apiVersion"] = .string
                fields["kind"] = .string
                fields["metadata"] = .object("\(name).metadata")
                environment.structures["\(name).metadata"] = ["name": .string, "generateName": .string]
            }
            environment.structures[name] = fields
            return .object(name)
        case "boolean": return .bool
        case "number": return .double
        case "integer": return .int
        case "string":
            switch schema.text("format") {
            case "byte": return .bytes
            case "duration": return .duration
            case "date", "date-time": return .timestamp
            default: return .string
            }
        default: return .dyn
        }
    }

    private static func empty(_ name: String, _ environment: inout CELEnvironment) -> String {
        environment.structures[name] = [:]
        return name
    }
}
