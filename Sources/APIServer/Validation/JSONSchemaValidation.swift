import Foundation
import JSON

/// Judges values by an OpenAPI schema, in the words that Kubernetes has for custom resources.
enum JSONSchemaValidation {
    /// What is wrong with a value; `name` is where it stands in the whole, as messages say it.
    static func validate(_ value: JSONValue, _ schema: JSONValue, _ field: String, name: String = "") -> [FieldError] {
        if value.isNull, schema["nullable"]?.bool ?? false { return [] }
        var errors: [FieldError] = []
        let type = schema.text("type")
        if let problem = typeProblem(value, schema, type) {
            let found = FieldError.quoted(problem)
            return [FieldError(type: .typeInvalid, field: field, body: "Invalid value: \(found): \(name) in body must be of type \(type): \(found)")]
        }
        if let choices = schema["enum"]?.array, !choices.contains(value) {
            let shown = choices.map { $0.string.map(FieldError.quoted) ?? $0.description }.joined(separator: ", ")
            errors.append(
                FieldError(type: .notSupported, field: field, body: "Unsupported value: \(GoText.value(value)): supported values: \(shown)"))
        }
        switch value {
        case .string(let text): errors += string(text, schema, field, name)
        case .int(let number): errors += self.number(Double(number), value, schema, field, name)
        case .double(let number): errors += self.number(number, value, schema, field, name)
        case .array(let items): errors += list(items, schema, field, name)
        case .object(let members): errors += object(members, schema, field, name)
        default: break
        }
        return errors + junctors(value, schema, field, name)
    }

    /// The name of a value's type, where it is not the one wanted.
    private static func typeProblem(_ value: JSONValue, _ schema: JSONValue, _ type: String) -> String? {
        let name: String
        switch value {
        case .null: name = "null"
        case .bool: name = "boolean"
        case .int: name = "integer"
        case .double(let number): name = number == number.rounded() ? "integer" : "number"
        case .string: name = "string"
        case .array: name = "array"
        case .object: name = "object"
        default: name = "number"
        }
        if schema["x-kubernetes-int-or-string"]?.bool ?? false { return ["integer", "string"].contains(name) ? nil : name }
        if type.isEmpty || type == name || type == "number" && name == "integer" { return nil }
        return name
    }

    private static func string(_ text: String, _ schema: JSONValue, _ field: String, _ name: String) -> [FieldError] {
        var errors: [FieldError] = []
        let count = text.unicodeScalars.count
        if let limit = schema["maxLength"]?.int, count > limit { errors.append(.tooLong(field, limit: Int(clamping: limit))) }
        if let least = schema["minLength"]?.int, count < least {
            errors.append(.invalid(field, string: text, "\(name) in body should be at least \(least) chars long"))
        }
        let pattern = schema.text("pattern")
        if !pattern.isEmpty, let regex = try? NSRegularExpression(pattern: pattern),
            regex.firstMatch(in: text, range: NSRange(text.startIndex..., in: text)) == nil
        {
            errors.append(.invalid(field, string: text, "\(name) in body should match '\(pattern)'"))
        }
        return errors
    }

    private static func bound(_ value: JSONValue?) -> Double? {
        switch value {
        case .int(let number)?: Double(number)
        case .double(let number)?: number
        default: nil
        }
    }

    private static func number(_ number: Double, _ value: JSONValue, _ schema: JSONValue, _ field: String, _ name: String) -> [FieldError] {
        var errors: [FieldError] = []
        func refuse(_ detail: String) { errors.append(.invalid(field, value.description, "\(name) in body should be \(detail)")) }
        if let most = bound(schema["maximum"]) {
            let isExclusive = schema["exclusiveMaximum"]?.bool ?? false
            if number > most || isExclusive && number == most {
                refuse("less than \(isExclusive ? "" : "or equal to ")\(schema["maximum"]?.description ?? "")")
            }
        }
        if let least = bound(schema["minimum"]) {
            let isExclusive = schema["exclusiveMinimum"]?.bool ?? false
            if number < least || isExclusive && number == least {
                refuse("greater than \(isExclusive ? "" : "or equal to ")\(schema["minimum"]?.description ?? "")")
            }
        }
        if let factor = bound(schema["multipleOf"]), factor > 0, number.truncatingRemainder(dividingBy: factor) != 0 {
            refuse("a multiple of \(schema["multipleOf"]?.description ?? "")")
        }
        return errors
    }

    private static func list(_ items: [JSONValue], _ schema: JSONValue, _ field: String, _ name: String) -> [FieldError] {
        var errors: [FieldError] = []
        if let limit = schema["maxItems"]?.int, items.count > limit {
            errors.append(.tooMany(field, count: items.count, limit: Int(clamping: limit)))
        }
        if let least = schema["minItems"]?.int, items.count < least {
            errors.append(.invalid(field, "\(items.count)", "\(name) in body should have at least \(least) items"))
        }
        guard let inner = schema["items"], inner.object != nil else { return errors }
        for (i, item) in items.enumerated() { errors += validate(item, inner, "\(field)[\(i)]", name: "\(name)[\(i)]") }
        return errors
    }

    private static func object(_ members: JSONObject, _ schema: JSONValue, _ field: String, _ name: String) -> [FieldError] {
        var errors: [FieldError] = []
        if let limit = schema["maxProperties"]?.int, members.count > limit {
            errors.append(.tooMany(field, count: members.count, limit: Int(clamping: limit)))
        }
        if let least = schema["minProperties"]?.int, members.count < least {
            errors.append(.invalid(field, "\(members.count)", "\(name) in body should have at least \(least) properties"))
        }
        for key in schema.items("required").compactMap(\.string) where members[key] == nil { errors.append(.required("\(field).\(key)")) }
        for (key, value) in members {
            let place = name.isEmpty ? key : "\(name).\(key)"
            if let property = schema["properties"]?[key] {
                errors += validate(value, property, "\(field).\(key)", name: place)
            } else if let additional = schema["additionalProperties"], additional.object != nil {
                errors += validate(value, additional, "\(field).\(key)", name: place)
            }
        }
        return errors
    }

    private static func junctors(_ value: JSONValue, _ schema: JSONValue, _ field: String, _ name: String) -> [FieldError] {
        var errors: [FieldError] = []
        func holds(_ part: JSONValue) -> Bool { validate(value, part, field, name: name).isEmpty }
        func refuse(_ detail: String) { errors.append(.invalid(field, GoText.value(value), "\(name) in body must validate \(detail)")) }
        for part in schema.items("allOf") { errors += validate(value, part, field, name: name) }
        if schema.has("anyOf"), !schema.items("anyOf").contains(where: holds) { refuse("at least one schema (anyOf)") }
        if schema.has("oneOf") {
            let count = schema.items("oneOf").count(where: holds)
            if count != 1 { refuse("one and only one schema (oneOf)" + (count == 0 ? ". Found none valid" : ". Found \(count) valid alternatives")) }
        }
        if let not = schema["not"], holds(not) {
            errors.append(.invalid(field, GoText.value(value), "\(name) in body must not validate the schema (not)"))
        }
        return errors
    }
}
