import JSON

/// What is wrong with the OpenAPI schema of a custom resource.
struct CRDSchemaValidation {
    /// Whether the status is a subresource, which forbids some things at the root.
    var hasStatus: Bool

    private static let types = ["array", "boolean", "integer", "number", "object", "string"]
    private static let atRoot: [(json: String, go: String)] = [
        ("description", "Description"), ("type", "Type"), ("format", "Format"), ("title", "Title"), ("maximum", "Maximum"),
        ("exclusiveMaximum", "ExclusiveMaximum"), ("minimum", "Minimum"), ("exclusiveMinimum", "ExclusiveMinimum"),
        ("maxLength", "MaxLength"), ("minLength", "MinLength"), ("pattern", "Pattern"), ("maxItems", "MaxItems"),
        ("minItems", "MinItems"), ("uniqueItems", "UniqueItems"), ("multipleOf", "MultipleOf"), ("required", "Required"),
        ("items", "Items"), ("properties", "Properties"), ("externalDocs", "ExternalDocs"), ("example", "Example"),
        ("x-kubernetes-preserve-unknown-fields", "XPreserveUnknownFields"), ("x-kubernetes-validations", "XValidations"),
    ]

    /// All errors; expressions of a schema that is as it was before are not judged again.
    func validate(_ schema: JSONValue, _ field: String, isUnchanged: Bool) -> [FieldError] {
        var errors: [FieldError] = []
        if hasStatus {
            let type = schema.text("type")
            if !type.isEmpty, type != "object" {
                errors.append(
                    .invalid(
                        "\(field).type", string: type,
                        "only \"object\" is allowed as the type at the root of the schema if the status subresource is enabled"))
            } else if schema.object?.keys.contains(where: { name in !Self.atRoot.contains { $0.json == name } }) ?? false {
                let allowed = Self.atRoot.map(\.go).joined(separator: " ")
                errors.append(
                    .invalid(
                        field, GoText.json(schema),
                        "only [\(allowed)] fields are allowed at the root of the schema if the status subresource is enabled"))
            }
        }
        if schema["nullable"]?.bool ?? false { errors.append(.forbidden("\(field).nullable", "nullable cannot be true at the root")) }
        var structural = StructuralSchema().validate(schema, field)
        if structural.isEmpty { structural = SchemaDefaultsValidation.validate(schema, field) }
        errors += structural
        let rules = walk(schema, field, Place(isRoot: true))
        errors += rules
        if structural.isEmpty, rules.isEmpty, !isUnchanged { errors += SchemaExpressions(root: schema).validate(schema, field) }
        return errors
    }

    /// Where in the schema a part stands.
    private struct Place {
        var isRoot = false
        /// Why defaults may not be set here.
        var noDefaults: String?
        var isInsideMetadata = false
    }

    private func walk(_ schema: JSONValue, _ field: String, _ place: Place) -> [FieldError] {
        var errors = plain(schema, field, place)
        var inner = place
        inner.isRoot = false
        if let additional = schema["additionalProperties"] {
            if schema.has("properties"), additional.object != nil || additional.bool == false {
                errors.append(.forbidden("\(field).additionalProperties", "additionalProperties and properties are mutual exclusive"))
            }
            if additional.object != nil {
                var below = inner
                if place.isInsideMetadata { below.noDefaults = "inside additionalProperties applying to object metadata" }
                errors += walk(additional, "\(field).additionalProperties", below)
            }
        }
        for (name, property) in schema.members("properties") {
            var below = inner
            if place.isRoot || schema["x-kubernetes-embedded-resource"]?.bool ?? false, ["metadata", "kind", "apiVersion"].contains(name) {
                below.isInsideMetadata = true
                if place.isRoot { below.noDefaults = "in top-level \(name)" }
            }
            errors += walk(property, "\(field).properties[\(name)]", below)
        }
        if let not = schema["not"] { errors += walk(not, "\(field).not", inner) }
        for list in ["allOf", "oneOf", "anyOf"] {
            for (i, part) in schema.items(list).enumerated() { errors += walk(part, "\(field).\(list)[\(i)]", inner) }
        }
        if let items = schema["items"], items.object != nil { errors += walk(items, "\(field).items", inner) }
        errors += lists(schema, field)
        return errors + texts(schema, field)
    }

    /// What a part may not have at all.
    private func plain(_ schema: JSONValue, _ field: String, _ place: Place) -> [FieldError] {
        var errors: [FieldError] = []
        let type = schema.text("type")
        if !type.isEmpty, !Self.types.contains(type) { errors.append(.notSupported("\(field).type", type, Self.types)) }
        if schema["default"] != nil, let reason = place.noDefaults {
            errors.append(.forbidden("\(field).default", "must not be set \(reason)"))
        }
        for name in ["id", "additionalItems", "patternProperties", "definitions", "dependencies", "$ref"] where schema.has(name) {
            errors.append(.forbidden("\(field).\(name)", "\(name) is not supported"))
        }
        if type == "null" { errors.append(.forbidden("\(field).type", "type cannot be set to null, use nullable as an alternative")) }
        if schema["items"]?.array != nil { errors.append(.forbidden("\(field).items", "items must be a schema object and not an array")) }
        if place.isInsideMetadata, schema["x-kubernetes-embedded-resource"]?.bool ?? false {
            errors.append(.forbidden("\(field).x-kubernetes-embedded-resource", "must not be used inside of resource meta"))
        }
        if schema["uniqueItems"]?.bool ?? false {
            errors.append(
                .forbidden("\(field).uniqueItems", "uniqueItems cannot be set to true since the runtime complexity becomes quadratic"))
        }
        if schema["x-kubernetes-preserve-unknown-fields"]?.bool == false {
            errors.append(.invalid("\(field).x-kubernetes-preserve-unknown-fields", "false", "must be true or undefined"))
        }
        return errors
    }

    /// How lists and maps are merged.
    private func lists(_ schema: JSONValue, _ field: String) -> [FieldError] {
        var errors: [FieldError] = []
        let type = schema.text("type")
        func wants(_ wanted: String, _ extension: String) {
            guard type != wanted else { return }
            let detail = "must be \(wanted) if \(`extension`) is specified"
            errors.append(type.isEmpty ? .required("\(field).type", detail) : .invalid("\(field).type", string: type, detail))
        }
        let (mapType, listType) = ("x-kubernetes-map-type", "x-kubernetes-list-type")
        if let value = schema[mapType]?.string {
            wants("object", mapType)
            if !["atomic", "granular"].contains(value) {
                errors.append(.notSupported("\(field).\(mapType)", value, ["atomic", "granular"]))
            }
        }
        let items = schema["items"]?.object.map { JSONValue.object($0) }
        let kind = schema[listType]?.string
        if let kind {
            let before = errors.count
            wants("array", listType)
            if errors.count == before, kind == "set", let items {
                let member = ["array": listType, "object": mapType][items.text("type")]
                let isAtomic = member.map { items[$0]?.string ?? ($0 == listType ? "atomic" : "granular") == "atomic" } ?? true
                if !isAtomic, let member {
                    errors.append(
                        .invalid(
                            "\(field).items.\(member)", GoText.value(items[listType]),
                            "must be atomic as item of a list with x-kubernetes-list-type=set"))
                }
            }
            if !["atomic", "set", "map"].contains(kind) {
                errors.append(.notSupported("\(field).\(listType)", kind, ["atomic", "set", "map"]))
            }
        }
        let keys = schema.items("x-kubernetes-list-map-keys").compactMap(\.string)
        if !keys.isEmpty, kind != "map" {
            let detail = "must be map if x-kubernetes-list-map-keys is non-empty"
            errors.append(kind.map { .invalid("\(field).\(listType)", string: $0, detail) } ?? .required("\(field).\(listType)", detail))
        }
        if kind == "map" { errors += mapList(schema, keys, items, field) }
        if let kind, ["set", "map"].contains(kind), let items { errors += required(keys, items, field, kind) }
        return errors
    }

    private func mapList(_ schema: JSONValue, _ keys: [String], _ items: JSONValue?, _ field: String) -> [FieldError] {
        let place = "\(field).x-kubernetes-list-map-keys"
        var errors: [FieldError] = keys.isEmpty ? [.required(place, "must not be empty if x-kubernetes-list-type is map")] : []
        guard let items else { return errors + [.required("\(field).items", "must have a schema if x-kubernetes-list-type is map")] }
        let type = items.text("type")
        if type != "object" {
            return errors + [.invalid("\(field).items.type", string: type, "must be object if parent array's x-kubernetes-list-type is map")]
        }
        let shown = GoText.json(schema["x-kubernetes-list-map-keys"])
        for (i, key) in keys.enumerated() {
            if let property = items["properties"]?[key] {
                if ["array", "object"].contains(property.text("type")) {
                    errors.append(
                        .invalid(
                            "\(field).items.properties[\(key)].type", string: type,
                            "must be a scalar type if parent array's x-kubernetes-list-type is map"))
                }
            } else {
                errors.append(.invalid(place, shown, "entries must all be names of item properties"))
            }
            if keys[..<i].contains(key) { errors.append(.invalid(place, shown, "must not contain duplicate entries")) }
        }
        return errors
    }

    private func required(_ keys: [String], _ items: JSONValue, _ field: String, _ kind: String) -> [FieldError] {
        var errors: [FieldError] = []
        if items["nullable"]?.bool ?? false {
            errors.append(.forbidden("\(field).items.nullable", "cannot be nullable when x-kubernetes-list-type is \(kind)"))
        }
        for key in keys where kind == "map" {
            guard let property = items["properties"]?[key] else { continue }
            let place = "\(field).items.properties[\(key)]"
            if !items.items("required").contains(.string(key)), property["default"] == nil {
                errors.append(
                    .required(
                        "\(place).default",
                        "this property is in x-kubernetes-list-map-keys, so it must have a default or be a required property"))
            }
            if property["nullable"]?.bool ?? false {
                errors.append(.forbidden("\(place).nullable", "this property is in x-kubernetes-list-map-keys, so it cannot be nullable"))
            }
        }
        return errors
    }

    /// The texts of rules, apart from the expressions themselves.
    private func texts(_ schema: JSONValue, _ field: String) -> [FieldError] {
        var errors: [FieldError] = []
        let reasons = ["FieldValueDuplicate", "FieldValueForbidden", "FieldValueInvalid", "FieldValueRequired"]
        for (i, rule) in schema.items("x-kubernetes-validations").enumerated() {
            let place = "\(field).x-kubernetes-validations[\(i)]"
            let (expression, message) = (PolicyExpressions.trimmed(rule.text("rule")), rule.text("message"))
            let trimmed = PolicyExpressions.trimmed(message)
            if expression.isEmpty {
                errors.append(.required("\(place).rule", "rule is not specified"))
            } else if !message.isEmpty, trimmed.isEmpty {
                errors.append(.invalid("\(place).message", string: message, "message must be non-empty if specified"))
            } else if trimmed.contains(where: \.isNewline) {
                errors.append(.invalid("\(place).message", string: message, "message must not contain line breaks"))
            } else if expression.contains(where: \.isNewline), trimmed.isEmpty {
                errors.append(.required("\(place).message", "message must be specified if rule contains line breaks"))
            }
            if !rule.text("messageExpression").isEmpty, PolicyExpressions.trimmed(rule.text("messageExpression")).isEmpty {
                errors.append(.required("\(place).messageExpression", "messageExpression must be non-empty if specified"))
            }
            errors += AdmissionRules.choice(rule["reason"], "\(place).reason", reasons, isRequired: false)
            let path = rule.text("fieldPath")
            guard !path.isEmpty else { continue }
            if PolicyExpressions.trimmed(path).isEmpty {
                errors.append(.invalid("\(place).fieldPath", string: path, "fieldPath must be non-empty if specified"))
            }
            if path.contains(where: \.isNewline) {
                errors.append(.invalid("\(place).fieldPath", string: path, "fieldPath must not contain line breaks"))
            }
            if CRDSelectableFields.find(path, in: schema, allowsArrays: true) == nil {
                errors.append(.invalid("\(place).fieldPath", string: path, "fieldPath must be a valid path"))
            }
        }
        return errors
    }
}
