/// One field that validation refuses: Kubernetes' `field.Error`.
public struct FieldError: Error, Hashable, Sendable, CustomStringConvertible {
    /// What is wrong with it; the raw value is the cause's reason in a `Status`.
    public enum Kind: String, Hashable, Sendable {
        case required = "FieldValueRequired"
        case invalid = "FieldValueInvalid"
        case duplicate = "FieldValueDuplicate"
        case notFound = "FieldValueNotFound"
        case notSupported = "FieldValueNotSupported"
        case forbidden = "FieldValueForbidden"
        case tooLong = "FieldValueTooLong"
        case tooMany = "FieldValueTooMany"
        case internalError = "InternalError"
        case typeInvalid = "FieldValueTypeInvalid"
    }

    public var type: Kind
    /// The path of the field, such as `spec.ports[0].port`.
    public var field: String
    /// What is wrong, as the cause's message says it.
    public var body: String

    public init(type: Kind, field: String, body: String) {
        self.type = type
        self.field = field
        self.body = body
    }

    public var description: String { "\(field): \(body)" }

    /// The field must have a value.
    public static func required(_ field: String, _ detail: String = "") -> FieldError {
        FieldError(type: .required, field: field, body: detail.isEmpty ? "Required value" : "Required value: \(detail)")
    }

    /// The value, already printed as Go does, is not allowed.
    public static func invalid(_ field: String, _ value: String, _ detail: String) -> FieldError {
        FieldError(type: .invalid, field: field, body: "Invalid value: \(value)" + (detail.isEmpty ? "" : ": \(detail)"))
    }

    /// A string value is not allowed.
    public static func invalid(_ field: String, string value: String, _ detail: String) -> FieldError {
        invalid(field, quoted(value), detail)
    }

    /// Another item has the same value.
    public static func duplicate(_ field: String, _ value: String) -> FieldError {
        FieldError(type: .duplicate, field: field, body: "Duplicate value: \(value)")
    }

    /// The value refers to nothing.
    public static func notFound(_ field: String, _ value: String) -> FieldError {
        FieldError(type: .notFound, field: field, body: "Not found: \(value)")
    }

    /// The value is none of those supported.
    public static func notSupported(_ field: String, _ value: String, _ supported: [String]) -> FieldError {
        let list = supported.isEmpty ? "" : ": supported values: " + supported.map(quoted).joined(separator: ", ")
        return FieldError(type: .notSupported, field: field, body: "Unsupported value: \(quoted(value))\(list)")
    }

    /// The value is not allowed, and is not repeated.
    static func invalid(_ field: String, omitting detail: String) -> FieldError {
        FieldError(type: .invalid, field: field, body: "Invalid value: \(detail)")
    }

    /// The field may not be set, or not so.
    public static func forbidden(_ field: String, _ detail: String) -> FieldError {
        FieldError(type: .forbidden, field: field, body: detail.isEmpty ? "Forbidden" : "Forbidden: \(detail)")
    }

    /// The value has more than `limit` bytes.
    public static func tooLong(_ field: String, limit: Int) -> FieldError {
        FieldError(type: .tooLong, field: field, body: "Too long: may not be more than \(limit) bytes")
    }

    /// The list has more than `limit` items.
    public static func tooMany(_ field: String, count: Int, limit: Int) -> FieldError {
        FieldError(type: .tooMany, field: field, body: "Too many: \(count): must have at most \(limit) items")
    }

    /// A string in double quotes, escaped as Go's `%q` does.
    public static func quoted(_ text: String) -> String {
        var result = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": result += "\\\""
            case "\\": result += "\\\\"
            case "\n": result += "\\n"
            case "\r": result += "\\r"
            case "\t": result += "\\t"
            case let control where control.value < 0x20 || control.value == 0x7f:
                let hex = String(control.value, radix: 16)
                result += "\\x" + String(repeating: "0", count: 2 - hex.count) + hex
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result + "\""
    }
}
