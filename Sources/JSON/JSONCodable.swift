/// A type that reads itself from JSON and prints itself as JSON, without a tree in between.
public protocol JSONCodable {
    init(from reader: inout JSONReader) throws(JSONError)
    func write(to writer: inout JSONWriter)
}

extension JSONCodable {
    /// Parses a whole text.
    public init(json bytes: [UInt8]) throws(JSONError) {
        self = try JSONReader.read(bytes) { (reader) throws(JSONError) in try Self(from: &reader) }
    }

    /// Reads a tree.
    public init(json value: JSONValue) throws(JSONError) { try self.init(json: value.serialized()) }

    /// The shortest JSON text.
    public func jsonBytes() -> [UInt8] {
        var writer = JSONWriter()
        write(to: &writer)
        return writer.bytes
    }

    /// The value as a tree. What a type prints is JSON, so only a defect could make this null.
    public func jsonValue() -> JSONValue { (try? JSONValue(parsing: jsonBytes())) ?? .null }
}

extension String: JSONCodable {
    public init(from reader: inout JSONReader) throws(JSONError) { self = try reader.readString() }
    public func write(to writer: inout JSONWriter) { writer.write(self) }
}

extension Bool: JSONCodable {
    public init(from reader: inout JSONReader) throws(JSONError) { self = try reader.readBool() }
    public func write(to writer: inout JSONWriter) { writer.write(self) }
}

extension Int: JSONCodable {
    public init(from reader: inout JSONReader) throws(JSONError) {
        guard case .int(let value) = try reader.readNumber() else { throw JSONError("cannot unmarshal number into Go value of type int64") }
        self = Int(value)
    }
    public func write(to writer: inout JSONWriter) { writer.write(Int64(self)) }
}

extension Double: JSONCodable {
    public init(from reader: inout JSONReader) throws(JSONError) { self = try reader.readNumber().double ?? 0 }
    public func write(to writer: inout JSONWriter) { writer.write(self) }
}

extension Array: JSONCodable where Element: JSONCodable {
    public init(from reader: inout JSONReader) throws(JSONError) { self = try reader.readArray() }
    public func write(to writer: inout JSONWriter) {
        writer.beginArray()
        for element in self { element.write(to: &writer) }
        writer.endArray()
    }
}

extension Dictionary: JSONCodable where Key == String, Value: JSONCodable {
    public init(from reader: inout JSONReader) throws(JSONError) { self = try reader.readMap() }
    public func write(to writer: inout JSONWriter) {
        writer.beginObject()
        for (key, value) in sorted(by: { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }) {
            writer.key(key)
            value.write(to: &writer)
        }
        writer.endObject()
    }
}
