/// The type of a value of CEL.
public indirect enum CELType: Hashable, Sendable, CustomStringConvertible {
    /// A type that is known only when the expression is evaluated; it fits everywhere.
    case dyn
    case null, bool, int, uint, double, string, bytes, timestamp, duration
    case list(CELType)
    case map(CELType, CELType)
    /// The type of a type.
    case type(CELType)
    case optional(CELType)
    /// A structure or another type of a library, by its name.
    case object(String)
    /// A parameter in the declaration of a function.
    case parameter(String)

    public var description: String {
        switch self {
        case .dyn: "dyn"
        case .null: "null"
        case .bool: "bool"
        case .int: "int"
        case .uint: "uint"
        case .double: "double"
        case .string: "string"
        case .bytes: "bytes"
        case .timestamp: "timestamp"
        case .duration: "duration"
        case .list(let item): "list(\(item))"
        case .map(let key, let value): "map(\(key), \(value))"
        case .type(let type): "type(\(type))"
        case .optional(let type): "optional_type(\(type))"
        case .object(let name): name
        case .parameter(let name): name
        }
    }

    /// Reads a type as declarations write it: one letter is a parameter.
    init(declaration text: Substring) {
        let text = text.drop { $0 == " " }
        func inner(_ prefix: String) -> Substring? {
            text.hasPrefix(prefix + "(") && text.hasSuffix(")") ? text.dropFirst(prefix.count + 1).dropLast() : nil
        }
        if let item = inner("list") {
            self = .list(CELType(declaration: item))
        } else if let members = inner("map"), let comma = members.firstIndex(of: ",") {
            self = .map(CELType(declaration: members[..<comma]), CELType(declaration: members[members.index(after: comma)...]))
        } else if let item = inner("optional") {
            self = .optional(CELType(declaration: item))
        } else if let item = inner("type") {
            self = .type(CELType(declaration: item))
        } else if text.count == 1 {
            self = .parameter(String(text))
        } else {
            let simple: [Substring: CELType] = [
                "dyn": .dyn, "null": .null, "bool": .bool, "int": .int, "uint": .uint, "double": .double, "string": .string,
                "bytes": .bytes, "timestamp": .timestamp, "duration": .duration,
            ]
            self = simple[text] ?? .object(String(text))
        }
    }

    /// Whether a value of another type may stand where this one is wanted. Binds parameters.
    func accepts(_ other: CELType, _ bound: inout [String: CELType]) -> Bool {
        switch (self, other) {
        case (.parameter(let name), _):
            guard let present = bound[name] else {
                bound[name] = other
                return true
            }
            if present == .dyn || other == .dyn {
                bound[name] = .dyn
                return true
            }
            var none: [String: CELType] = [:]
            if present.accepts(other, &none) { return true }
            guard other.accepts(present, &none) else { return false }
            bound[name] = other
            return true
        case (.dyn, _), (_, .dyn): return true
        case (.list(let a), .list(let b)), (.optional(let a), .optional(let b)): return a.accepts(b, &bound)
        case (.map(let a, let c), .map(let b, let d)): return a.accepts(b, &bound) && c.accepts(d, &bound)
        case (.type, .type): return true
        // What may be absent may be null.
        case (.object, .null), (.timestamp, .null), (.duration, .null), (.null, .object), (.null, .timestamp), (.null, .duration): return true
        default: return self == other
        }
    }

    /// The type with its parameters replaced; those that are not bound may be anything.
    func bound(_ parameters: [String: CELType]) -> CELType {
        switch self {
        case .parameter(let name): parameters[name] ?? .dyn
        case .list(let item): .list(item.bound(parameters))
        case .map(let key, let value): .map(key.bound(parameters), value.bound(parameters))
        case .type(let type): .type(type.bound(parameters))
        case .optional(let type): .optional(type.bound(parameters))
        default: self
        }
    }
}
