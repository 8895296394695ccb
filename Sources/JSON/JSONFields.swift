// What generated types read and print their fields with. A null counts as absent, as in Go.

extension JSONReader {
    /// A value, or nil for null.
    public mutating func optional<T: JSONCodable>(_ type: T.Type = T.self) throws(JSONError) -> T? {
        if try readNull() { return nil }
        return try T(from: &self)
    }

    /// A value, or for null what it was before.
    public mutating func value<T: JSONCodable>(or current: T) throws(JSONError) -> T {
        if try readNull() { return current }
        return try T(from: &self)
    }

    /// The elements; null is the empty array.
    public mutating func readArray<T: JSONCodable>(_ type: T.Type = T.self) throws(JSONError) -> [T] {
        var result: [T] = []
        guard try beginArray() else { return result }
        while try nextElement() { result.append(try T(from: &self)) }
        return result
    }

    /// The members; null is the empty map.
    public mutating func readMap<T: JSONCodable>(_ type: T.Type = T.self) throws(JSONError) -> [String: T] {
        var result: [String: T] = [:]
        guard try beginObject() else { return result }
        while let key = try nextKey() { result[key] = try T(from: &self) }
        return result
    }

    /// Bytes, which JSON holds as base64; null is empty.
    public mutating func readBytes() throws(JSONError) -> [UInt8] {
        if try readNull() { return [] }
        let at = position
        let text = try readString()
        guard let bytes = Base64.decode(text) else { throw JSONError("illegal base64 data at input byte 0", offset: at) }
        return bytes
    }

    /// A map of bytes, as in Secret.data.
    public mutating func readBytesMap() throws(JSONError) -> [String: [UInt8]] {
        var result: [String: [UInt8]] = [:]
        guard try beginObject() else { return result }
        while let key = try nextKey() { result[key] = try readBytes() }
        return result
    }
}

extension JSONWriter {
    /// A required field: always printed.
    public mutating func required<T: JSONCodable>(_ name: StaticString, _ value: T) {
        key(name)
        value.write(to: &self)
    }

    /// An optional field: left out when nil.
    public mutating func optional<T: JSONCodable>(_ name: StaticString, _ value: T?) {
        guard let value else { return }
        key(name)
        value.write(to: &self)
    }

    /// A list: left out when empty.
    public mutating func list<T: JSONCodable>(_ name: StaticString, _ value: [T]) {
        if value.isEmpty { return }
        key(name)
        value.write(to: &self)
    }

    /// A map: left out when empty; names in ascending order.
    public mutating func map<T: JSONCodable>(_ name: StaticString, _ value: [String: T]) {
        if value.isEmpty { return }
        key(name)
        value.write(to: &self)
    }

    /// A string that is left out when empty.
    public mutating func text(_ name: StaticString, _ value: String) {
        if value.isEmpty { return }
        key(name)
        write(value)
    }

    /// An embedded structure: left out when it prints as `{}`.
    public mutating func embedded<T: JSONCodable>(_ name: StaticString, _ value: T) {
        let mark = mark
        key(name)
        let start = bytes.count
        value.write(to: &self)
        if bytes.count == start + 2 { rollBack(to: mark.count, comma: mark.comma) }
    }

    /// Bytes as base64: left out when empty unless required.
    public mutating func bytes(_ name: StaticString, _ value: [UInt8], required: Bool = false) {
        if value.isEmpty, !required { return }
        key(name)
        write(Base64.encode(value))
    }

    /// A map of bytes as base64: left out when empty.
    public mutating func bytesMap(_ name: StaticString, _ value: [String: [UInt8]]) {
        if value.isEmpty { return }
        key(name)
        beginObject()
        for (name, bytes) in value.sorted(by: { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }) {
            key(name)
            write(Base64.encode(bytes))
        }
        endObject()
    }
}
