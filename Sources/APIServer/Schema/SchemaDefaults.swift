import APISchema
import JSON

/// Fills in the values that a schema gives to absent fields.
enum SchemaDefaults {
    /// Sets every absent field that has a default; structures that are absent stay so unless they are always there.
    static func apply(to object: inout JSONValue, schema: Schema) {
        guard case .object(var members) = object else { return }
        object = .null
        for field in schema.fields {
            if var value = members[field.name], !value.isNull {
                guard touches(field.type) else { continue }
                members[field.name] = .null
                apply(to: &value, type: field.type)
                members[field.name] = value
            } else if let value = field.defaultValue, !value.isZero {
                var value = value
                apply(to: &value, type: field.type)
                members[field.name] = value
            }
        }
        object = .object(members)
    }

    private static func touches(_ type: FieldType) -> Bool {
        switch type {
        case .object: true
        case .array(let item), .map(let item): touches(item)
        default: false
        }
    }

    private static func apply(to value: inout JSONValue, type: FieldType) {
        switch type {
        case .object(let schema): apply(to: &value, schema: schema)
        case .array(let item):
            guard touches(item), case .array(var items) = value else { return }
            value = .null
            for position in items.indices { apply(to: &items[position], type: item) }
            value = .array(items)
        case .map(let item):
            guard touches(item), case .object(var members) = value else { return }
            value = .null
            for key in members.keys {
                guard var member = members[key] else { continue }
                apply(to: &member, type: item)
                members[key] = member
            }
            value = .object(members)
        default: return
        }
    }
}
