import APISchema
import JSON

/// Checks an applied configuration against its type, in the words of Kubernetes' structured merge.
enum TypedValidation {
    /// All errors, each as `.path: what`.
    static func errors(in value: JSONValue, _ type: TypeShape) -> [String] {
        var errors: [String] = []
        check(value, type, "", &errors)
        return errors
    }

    private static func check(_ value: JSONValue, _ type: TypeShape, _ path: String, _ errors: inout [String]) {
        if value.isNull { return }
        func fail(_ message: String) { errors.append(path.isEmpty ? message : "\(path): \(message)") }
        switch type.type {
        case .string, .bytes, .time, .microTime:
            if value.string == nil { fail("expected string, got \(goSyntax(value))") }
        case .quantity, .intOrString:
            if value.array != nil || value.object != nil { fail("expected any scalar, got \(goValue(value))") }
        case .bool:
            if value.bool == nil { fail("expected boolean, got \(goValue(value))") }
        case .int32, .int64, .double:
            if value.double == nil { fail("expected numeric (int or float), got \(goType(value))") }
        case .any: return
        case .object(let schema):
            guard let object = value.object else { return fail("expected map, got \(goValue(value))") }
            for (key, child) in object {
                guard let field = schema[key] else {
                    errors.append("\(path).\(key): field not declared in schema")
                    continue
                }
                check(child, TypeShape(field), "\(path).\(key)", &errors)
            }
        case .map(let element):
            guard let object = value.object else { return fail("expected map, got \(goValue(value))") }
            for (key, child) in object { check(child, TypeShape(element: element), "\(path).\(key)", &errors) }
        case .array(let item):
            guard let array = value.array else { return fail("expected list, got \(goValue(value))") }
            var seen: Set<PathElement> = []
            for (position, child) in array.enumerated() {
                var element = PathElement.index(position)
                if case .list(_, let listType) = type.form {
                    do {
                        element = try type.element(for: child, item, listType)
                    } catch {
                        fail("element \(position): \(error.message)")
                        return
                    }
                    if !seen.insert(element).inserted { fail("duplicate entries for key \(element.described)") }
                }
                check(child, TypeShape(element: item), path + element.described, &errors)
            }
        }
    }

    /// As Go prints the value with %v.
    private static func goValue(_ value: JSONValue) -> String { "&{\(inner(value))}" }

    /// As Go prints the value with %#v.
    private static func goSyntax(_ value: JSONValue) -> String {
        let text: String
        switch value {
        case .object, .array: text = inner(value)
        default: text = value.description
        }
        return "&value.valueUnstructured{Value:\(text)}"
    }

    private static func inner(_ value: JSONValue) -> String {
        switch value {
        case .null: "<nil>"
        case .string(let text): text
        case .array(let items): "[" + items.map(inner).joined(separator: " ") + "]"
        case .object(let object): "map[" + object.sortedByKey().map { "\($0.key):\(inner($0.value))" }.joined(separator: " ") + "]"
        default: value.description
        }
    }

    private static func goType(_ value: JSONValue) -> String {
        switch value {
        case .null: "<nil>"
        case .bool: "bool"
        case .int: "int64"
        case .double: "float64"
        case .string: "string"
        case .array: "[]interface {}"
        case .object: "map[string]interface {}"
        }
    }
}
