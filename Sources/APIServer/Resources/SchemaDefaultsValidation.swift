import JSON

/// The defaults in the schema of a custom resource: each must fit the schema it stands in.
enum SchemaDefaultsValidation {
    static func validate(_ schema: JSONValue, _ field: String) -> [FieldError] {
        var errors: [FieldError] = []
        if let value = schema["default"] { errors += JSONSchemaValidation.validate(value, schema, "\(field).default") }
        for (name, property) in schema.members("properties") { errors += validate(property, "\(field).properties[\(name)]") }
        if let items = schema["items"], items.object != nil { errors += validate(items, "\(field).items") }
        if let additional = schema["additionalProperties"], additional.object != nil {
            errors += validate(additional, "\(field).additionalProperties")
        }
        return errors
    }
}
