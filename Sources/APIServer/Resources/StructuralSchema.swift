import Foundation
import JSON

/// The rules of structural schemas: every field has its type said once, outside of anyOf and the like, which only
/// restrict values.
struct StructuralSchema {
    private enum Level { case root, item, field }

    /// All errors in the order of their texts.
    func validate(_ schema: JSONValue, _ field: String) -> [FieldError] {
        (invariants(schema, .root, field) + completeness(schema, field)).sorted { "\($0)" < "\($1)" }
    }

    private func flag(_ schema: JSONValue, _ name: String) -> Bool { schema["x-kubernetes-\(name)"]?.bool ?? false }

    private func invariants(_ schema: JSONValue, _ level: Level, _ field: String) -> [FieldError] {
        var errors: [FieldError] = []
        let type = schema.text("type")
        if type == "array", schema["items"] == nil { errors.append(.required("\(field).items", "must be specified")) }
        if let items = schema["items"], items.object != nil { errors += invariants(items, .item, "\(field).items") }
        for (name, property) in schema.members("properties") { errors += invariants(property, .field, "\(field).properties[\(name)]") }
        let isEmbedded = flag(schema, "embedded-resource")
        let (isIntOrString, keepsUnknown) = (flag(schema, "int-or-string"), flag(schema, "preserve-unknown-fields"))
        if let additional = schema["additionalProperties"] {
            if level == .root { errors.append(.forbidden("\(field).additionalProperties", "must not be used at the root")) }
            if additional.object != nil { errors += invariants(additional, .field, "\(field).additionalProperties") }
            if isEmbedded {
                errors.append(.forbidden("\(field).additionalProperties", "must not be used if x-kubernetes-embedded-resource is set"))
            }
        }
        for (name, value) in [("preserve-unknown-fields", keepsUnknown), ("embedded-resource", isEmbedded)] where isIntOrString && value {
            errors.append(.invalid("\(field).x-kubernetes-\(name)", "true", "must be false if x-kubernetes-int-or-string is true"))
        }
        errors += values(schema, field)
        if isEmbedded, type != "object" {
            let detail = "must be object if x-kubernetes-embedded-resource is true"
            errors.append(type.isEmpty ? .required("\(field).type", detail) : .invalid("\(field).type", string: type, detail))
        } else if type.isEmpty, !isIntOrString, !keepsUnknown {
            let what = [Level.root: "at the root", .item: "for specified array items", .field: "for specified object fields"][level] ?? ""
            errors.append(.required("\(field).type", "must not be empty \(what)"))
        }
        if level == .root, !type.isEmpty, type != "object" {
            errors.append(.invalid("\(field).type", string: type, "must be object at the root"))
        }
        if level == .root || isEmbedded {
            for name in ["kind", "apiVersion"] {
                guard let property = schema["properties"]?[name], property.text("type") != "string" else { continue }
                errors.append(.invalid("\(field).properties[\(name)].type", string: property.text("type"), "must be string"))
            }
        }
        if let metadata = schema["properties"]?["metadata"] {
            errors += self.metadata(metadata, isChecked: level == .root || isEmbedded, isRoot: level == .root, "\(field).properties[metadata]")
        }
        if isEmbedded, !keepsUnknown, !schema.has("properties") {
            errors.append(
                .required(
                    "\(field).properties",
                    "must not be empty if x-kubernetes-embedded-resource is true without x-kubernetes-preserve-unknown-fields"))
        }
        return errors
    }

    private func metadata(_ schema: JSONValue, isChecked: Bool, isRoot: Bool, _ field: String) -> [FieldError] {
        var errors: [FieldError] = []
        let type = schema.text("type")
        if isChecked, type != "object" { errors.append(.invalid("\(field).type", string: type, "must be object")) }
        let only = schema.members("properties").keys.allSatisfy { ["name", "generateName"].contains($0) }
        let others = (schema.object?.keys ?? []).contains { !["type", "properties", "default"].contains($0) }
        if isRoot, !only || others {
            errors.append(
                .forbidden(field, "must not specify anything other than name and generateName, but metadata is implicitly specified"))
        }
        return errors
    }

    private static let eitherType: JSONValue = [["type": "integer"], ["type": "string"]]

    /// What restricts values, at a place that has a type.
    private func values(_ schema: JSONValue, _ field: String, skipsAnyOf: Bool? = nil) -> [FieldError] {
        var errors: [FieldError] = []
        // The two ways to write a number or a text may name types.
        let skips = skipsAnyOf ?? (schema["anyOf"] == Self.eitherType)
        if !skips {
            for (i, part) in schema.items("anyOf").enumerated() { errors += nested(part, "\(field).anyOf[\(i)]") }
        }
        for (i, part) in schema.items("allOf").enumerated() {
            errors += nested(part, "\(field).allOf[\(i)]", skipsAnyOf: skipsAnyOf == nil && i == 0 && part["anyOf"] == Self.eitherType)
        }
        for (i, part) in schema.items("oneOf").enumerated() { errors += nested(part, "\(field).oneOf[\(i)]") }
        if let not = schema["not"] { errors += nested(not, "\(field).not") }
        let pattern = schema.text("pattern")
        if !pattern.isEmpty, (try? NSRegularExpression(pattern: pattern)) == nil {
            errors.append(
                .invalid(
                    "\(field).pattern", string: pattern,
                    "must be a valid regular expression, but isn't: error parsing regexp: invalid pattern: `\(pattern)`"))
        }
        return errors
    }

    /// What stands inside of anyOf and the like.
    private func nested(_ schema: JSONValue, _ field: String, skipsAnyOf: Bool = false) -> [FieldError] {
        var errors = values(schema, field, skipsAnyOf: skipsAnyOf)
        if let items = schema["items"], items.object != nil { errors += nested(items, "\(field).items") }
        for (name, property) in schema.members("properties") { errors += nested(property, "\(field).properties[\(name)]") }
        func forbid(_ name: String, _ detail: String) { errors.append(.forbidden("\(field).\(name)", "must be \(detail) to be structural")) }
        if !schema.text("type").isEmpty { forbid("type", "empty") }
        if let additional = schema["additionalProperties"], additional != .bool(true) { forbid("additionalProperties", "undefined") }
        if let value = schema["default"], !value.isNull { forbid("default", "undefined") }
        for name in ["title", "description"] where !schema.text(name).isEmpty { forbid(name, "empty") }
        if schema["nullable"]?.bool ?? false { forbid("nullable", "false") }
        if schema["externalDocs"] != nil { forbid("externalDocs", "undefined") }
        for name in ["preserve-unknown-fields", "embedded-resource", "int-or-string"] where flag(schema, name) {
            forbid("x-kubernetes-\(name)", "false")
        }
        if schema.has("x-kubernetes-list-map-keys") { forbid("x-kubernetes-list-map-keys", "empty") }
        for name in ["list-type", "map-type"] where schema["x-kubernetes-\(name)"] != nil { forbid("x-kubernetes-\(name)", "undefined") }
        if schema.has("x-kubernetes-validations") { forbid("x-kubernetes-validations", "empty") }
        if schema["properties"]?["metadata"] != nil {
            errors.append(.forbidden("\(field).properties[metadata]", "must not be specified in a nested context"))
        }
        return errors
    }

    /// Whatever anyOf and the like restrict must be there outside of them.
    private func completeness(_ schema: JSONValue, _ field: String) -> [FieldError] {
        var errors: [FieldError] = []
        for (part, path) in parts(schema, field) { errors += complete(part, path, in: schema, field) }
        if let items = schema["items"], items.object != nil { errors += completeness(items, "\(field).items") }
        for (name, property) in schema.members("properties") { errors += completeness(property, "\(field).properties[\(name)]") }
        if let additional = schema["additionalProperties"], additional.object != nil {
            errors += completeness(additional, "\(field).additionalProperties")
        }
        return errors
    }

    private func parts(_ schema: JSONValue, _ field: String) -> [(JSONValue, String)] {
        var parts = ["allOf", "anyOf", "oneOf"].flatMap { list in
            schema.items(list).enumerated().map { ($0.element, "\(field).\(list)[\($0.offset)]") }
        }
        if let not = schema["not"] { parts.append((not, "\(field).not")) }
        return parts
    }

    private func complete(_ part: JSONValue, _ path: String, in schema: JSONValue?, _ field: String) -> [FieldError] {
        var errors: [FieldError] = []
        if let items = part["items"], items.object != nil {
            if let outer = schema?["items"] {
                errors += complete(items, "\(path).items", in: outer, "\(field).items")
            } else {
                errors.append(.required("\(field).items", "because it is defined in \(path).items"))
            }
        }
        for (name, property) in part.members("properties") {
            if let outer = schema?["properties"]?[name] {
                errors += complete(property, "\(path).properties[\(name)]", in: outer, "\(field).properties[\(name)]")
            } else {
                errors.append(.required("\(field).properties[\(name)]", "because it is defined in \(path).properties[\(name)]"))
            }
        }
        for (inner, place) in parts(part, path) { errors += complete(inner, place, in: schema, field) }
        return errors
    }
}
