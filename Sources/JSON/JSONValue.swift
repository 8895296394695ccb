/// Any JSON value, as a tree.
public enum JSONValue: Hashable, Sendable {
    case null
    case bool(Bool)
    case int(Int64)
    case double(Double)
    case string(String)
    case array([JSONValue])
    case object(JSONObject)
}

extension JSONValue {
    public var isNull: Bool { if case .null = self { true } else { false } }
    /// The string, or nil for every other type.
    public var string: String? { if case .string(let s) = self { s } else { nil } }
    /// The integer, or nil for every other type.
    public var int: Int64? { if case .int(let i) = self { i } else { nil } }
    /// The number, whole or not, or nil for every other type.
    public var double: Double? {
        switch self {
        case .double(let d): d
        case .int(let i): Double(i)
        default: nil
        }
    }
    /// The truth value, or nil for every other type.
    public var bool: Bool? { if case .bool(let b) = self { b } else { nil } }
    /// The elements, or nil for every other type.
    public var array: [JSONValue]? { if case .array(let a) = self { a } else { nil } }
    /// The members, or nil for every other type.
    public var object: JSONObject? { if case .object(let o) = self { o } else { nil } }

    /// The member of an object; nil when it is absent or this is no object.
    /// Setting makes an object of whatever else was here.
    public subscript(key: String) -> JSONValue? {
        get { object?[key] }
        set {
            var o = takeObject()
            o[key] = newValue
            self = .object(o)
        }
        _modify {
            var o = takeObject()
            defer { self = .object(o) }
            yield &o[key]
        }
    }

    /// The value at a path of member names.
    public subscript(path path: [String]) -> JSONValue? {
        var value = self
        for key in path {
            guard let next = value[key] else { return nil }
            value = next
        }
        return value
    }

    /// The element of an array; nil when out of bounds or no array.
    public subscript(index: Int) -> JSONValue? {
        guard let array, array.indices.contains(index) else { return nil }
        return array[index]
    }

    private mutating func takeObject() -> JSONObject {
        guard case .object(let o) = self else { return JSONObject() }
        self = .null  // Leaves `o` as the only reference, so that changing it does not copy.
        return o
    }

    /// What Go's `encoding/json` calls this type in its messages.
    public var goTypeName: String {
        switch self {
        case .null: "null"
        case .bool: "bool"
        case .int, .double: "number"
        case .string: "string"
        case .array: "array"
        case .object: "object"
        }
    }
}

extension JSONValue: ExpressibleByNilLiteral, ExpressibleByBooleanLiteral, ExpressibleByIntegerLiteral, ExpressibleByFloatLiteral,
    ExpressibleByStringLiteral, ExpressibleByStringInterpolation, ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral
{
    public init(nilLiteral: ()) { self = .null }
    public init(booleanLiteral value: Bool) { self = .bool(value) }
    public init(integerLiteral value: Int64) { self = .int(value) }
    public init(floatLiteral value: Double) { self = .double(value) }
    public init(stringLiteral value: String) { self = .string(value) }
    public init(arrayLiteral elements: JSONValue...) { self = .array(elements) }
    public init(dictionaryLiteral elements: (String, JSONValue)...) { self = .object(JSONObject(elements)) }
}

extension JSONValue: JSONCodable {
    public init(from reader: inout JSONReader) throws(JSONError) { self = try reader.readValue() }
    public func write(to writer: inout JSONWriter) { writer.write(value: self) }

    /// Parses one JSON text.
    /// - Parameter onDuplicate: called with the path of a member that stands twice in its object; the later value is kept.
    /// - Throws: `JSONError` with the offset of the first thing wrong.
    public init(parsing bytes: [UInt8], onDuplicate: (([String]) -> Void)? = nil) throws(JSONError) {
        var sawDuplicate = false
        self = try JSONReader.read(bytes) { (reader) throws(JSONError) in
            let value = try reader.readValue()
            sawDuplicate = reader.sawDuplicate
            return value
        }
        // Where the members stand is only worth knowing when there is something to tell.
        if sawDuplicate, let onDuplicate {
            _ = try JSONReader.read(bytes) { (reader) throws(JSONError) in try reader.readValue(path: [], onDuplicate: onDuplicate) }
        }
    }

    /// The shortest text of this value, names in their order.
    public func serialized() -> [UInt8] { jsonBytes() }

    /// The text of this value; `pretty` indents: by two spaces as the API server does, or four as `kubectl -o json`.
    public func serialized(pretty: Bool, width: Int = 4) -> [UInt8] {
        guard pretty else { return jsonBytes() }
        var writer = JSONWriter()
        writer.write(pretty: self, indent: 0, width: width)
        return writer.bytes
    }
}

extension JSONValue: CustomStringConvertible {
    public var description: String { String(decoding: serialized(), as: UTF8.self) }
}
