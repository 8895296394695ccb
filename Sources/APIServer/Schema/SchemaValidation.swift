import APISchema
import JSON

/// Checks what a schema alone says about an object: required fields, and items that must not repeat.
enum SchemaValidation {
    /// The errors, in the order of the schema. Metadata is left to the validation that all kinds share.
    static func validate(_ object: JSONValue, schema: Schema) -> [FieldError] {
        var errors: [FieldError] = []
        for field in schema.fields where field.name != "metadata" && field.name != "status" {
            check(object[field.name], field, field.name, &errors)
        }
        return errors
    }

    private static func check(_ value: JSONValue?, _ field: Field, _ path: String, _ errors: inout [FieldError]) {
        guard let value, !value.isNull, value.string != "", value.array?.isEmpty != true else {
            if field.isRequired, needsValue(field) { errors.append(.required(path)) }
            return
        }
        if case .array(let item) = field.type, let items = value.array {
            duplicates(items, field, item, path, &errors)
        }
        descend(value, field.type, path, &errors)
    }

    /// Numbers and booleans always have a value, and Kubernetes allows empty lists of rules and the like.
    private static func needsValue(_ field: Field) -> Bool {
        switch field.type {
        case .string, .time, .microTime: true
        case .object: !field.isEmbedded
        default: false
        }
    }

    private static func descend(_ value: JSONValue, _ type: FieldType, _ path: String, _ errors: inout [FieldError]) {
        switch type {
        case .object(let schema):
            guard value.object != nil else { return }
            for field in schema.fields { check(value[field.name], field, "\(path).\(field.name)", &errors) }
        case .array(let item):
            for (position, element) in (value.array ?? []).enumerated() { descend(element, item, "\(path)[\(position)]", &errors) }
        case .map(let item):
            for (key, element) in value.object ?? [:] { descend(element, item, "\(path)[\(key)]", &errors) }
        default: return
        }
    }

    private static func duplicates(_ items: [JSONValue], _ field: Field, _ item: FieldType, _ path: String, _ errors: inout [FieldError]) {
        guard let listType = field.listType, listType != .atomic else { return }
        let type = TypeShape(field)
        var seen: Set<PathElement> = []
        for (position, value) in items.enumerated() {
            guard let element = try? type.element(for: value, item, listType), !seen.insert(element).inserted else { continue }
            let shown: JSONValue
            switch element {
            case .key(let keys): shown = .object(JSONObject(keys.map { ($0.name, $0.value) }))
            default: shown = value
            }
            errors.append(.duplicate("\(path)[\(position)]", shown.description))
        }
    }
}
