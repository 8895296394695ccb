/// A pull parser over bytes that outlive it.
///
/// Types read themselves with `beginObject`, `nextKey` and the typed readers, so nothing is built that is not kept.
/// Not for storing: it points into the buffer that `read(_:_:)` was given.
public struct JSONReader {
    let base: UnsafePointer<UInt8>
    let count: Int
    var position = 0
    var depth = 0
    /// True between an opening bracket and its first element.
    var first = false
    /// Whether a member stood twice in an object that was read as a tree.
    var sawDuplicate = false

    /// Deeper nesting than this is refused, so that hostile input cannot exhaust the stack.
    public static let maximumDepth = 1000

    init(base: UnsafePointer<UInt8>, count: Int) {
        self.base = base
        self.count = count
    }

    /// Runs `body` over a whole text and checks that nothing follows the value.
    public static func read<T>(_ bytes: [UInt8], _ body: (inout JSONReader) throws(JSONError) -> T) throws(JSONError) -> T {
        let result: Result<T, JSONError> = bytes.withUnsafeBufferPointer { buffer in
            guard let base = buffer.baseAddress, buffer.count > 0 else { return .failure(JSONError("unexpected end of JSON input")) }
            var reader = JSONReader(base: base, count: buffer.count)
            do throws(JSONError) {
                let value = try body(&reader)
                reader.skipSpace()
                if reader.position < reader.count { throw reader.unexpected("after top-level value") }
                return .success(value)
            } catch {
                return .failure(error)
            }
        }
        return try result.get()
    }

    // MARK: Structure

    /// Enters an object; returns false when the value is null instead.
    public mutating func beginObject() throws(JSONError) -> Bool {
        if try readNull() { return false }
        try open(0x7B, "object")
        return true
    }

    /// The next name in the object, or nil at its end.
    public mutating func nextKey() throws(JSONError) -> String? {
        guard try advance(closing: 0x7D, context: "object key:value pair") else { return nil }
        guard peek() == 0x22 else { throw unexpected("looking for beginning of object key string") }
        let key = try readString()
        skipSpace()
        guard position < count, base[position] == 0x3A else { throw unexpected("after object key") }
        position += 1
        return key
    }

    /// Enters an array; returns false when the value is null instead.
    public mutating func beginArray() throws(JSONError) -> Bool {
        if try readNull() { return false }
        try open(0x5B, "array")
        return true
    }

    /// Whether another element follows in the array.
    public mutating func nextElement() throws(JSONError) -> Bool {
        try advance(closing: 0x5D, context: "array element")
    }

    private mutating func open(_ bracket: UInt8, _ what: String) throws(JSONError) {
        guard let byte = peek() else { throw end() }
        guard byte == bracket else { throw try mismatch(what) }
        position += 1
        depth += 1
        if depth > Self.maximumDepth { throw JSONError("exceeded max depth", offset: position) }
        first = true
    }

    private mutating func advance(closing: UInt8, context: String) throws(JSONError) -> Bool {
        guard let byte = peek() else { throw end() }
        if byte == closing {
            position += 1
            depth -= 1
            first = false
            return false
        }
        if first {
            first = false
        } else {
            guard byte == 0x2C else { throw unexpected("after " + context) }
            position += 1
            if peek() == closing { throw unexpected(closing == 0x7D ? "looking for beginning of object key string" : "looking for beginning of value") }
        }
        return true
    }

    // MARK: Scalars

    /// Reads null if that is what comes next.
    public mutating func readNull() throws(JSONError) -> Bool {
        guard peek() == 0x6E else { return false }
        try literal("null")
        return true
    }

    public mutating func readBool() throws(JSONError) -> Bool {
        switch peek() {
        case 0x74: try literal("true"); return true
        case 0x66: try literal("false"); return false
        case nil: throw end()
        default: throw try mismatch("bool")
        }
    }

    /// Reads a number: whole if it is written without fraction and exponent and fits 64 bits.
    public mutating func readNumber() throws(JSONError) -> JSONValue {
        guard let lead = peek() else { throw end() }
        guard lead == 0x2D || (0x30...0x39).contains(lead) else { throw try mismatch("number") }
        let start = position
        var i = position
        let negative = lead == 0x2D
        if negative { i += 1 }
        var magnitude: UInt64 = 0
        var overflow = false
        let digits = i
        while i < count, case let d = base[i] &- 0x30, d < 10 {
            let (m, o1) = magnitude.multipliedReportingOverflow(by: 10)
            let (s, o2) = m.addingReportingOverflow(UInt64(d))
            magnitude = s
            overflow = overflow || o1 || o2
            i += 1
        }
        guard i > digits else { position = i; throw unexpected("in numeric literal") }
        if base[digits] == 0x30, i - digits > 1 { position = digits + 1; throw unexpected("after top-level value") }
        var whole = true
        if i < count, base[i] == 0x2E {
            whole = false
            i += 1
            let fraction = i
            while i < count, base[i] &- 0x30 < 10 { i += 1 }
            guard i > fraction else { position = i; throw unexpected("after decimal point in numeric literal") }
        }
        if i < count, base[i] | 0x20 == 0x65 {
            whole = false
            i += 1
            if i < count, base[i] == 0x2B || base[i] == 0x2D { i += 1 }
            let exponent = i
            while i < count, base[i] &- 0x30 < 10 { i += 1 }
            guard i > exponent else { position = i; throw unexpected("in exponent of numeric literal") }
        }
        position = i
        if whole, !overflow {
            if negative {
                if magnitude <= UInt64(Int64.max) { return .int(-Int64(magnitude)) }
                if magnitude == UInt64(Int64.max) + 1 { return .int(.min) }
            } else if magnitude <= UInt64(Int64.max) {
                return .int(Int64(magnitude))
            }
        }
        let text = String(decoding: UnsafeBufferPointer(start: base + start, count: i - start), as: UTF8.self)
        guard let value = Double(text), value.isFinite else { throw JSONError("cannot unmarshal number \(text) into Go value of type float64", offset: start) }
        return .double(value)
    }

    public mutating func readString() throws(JSONError) -> String {
        guard let byte = peek() else { throw end() }
        guard byte == 0x22 else { throw try mismatch("string") }
        position += 1
        let start = position
        while position < count {
            let c = base[position]
            if c == 0x22 {
                let s = String(decoding: UnsafeBufferPointer(start: base + start, count: position - start), as: UTF8.self)
                position += 1
                return s
            }
            if c == 0x5C { return try readEscapedString(from: start) }
            if c < 0x20 { throw unexpected("in string literal") }
            position += 1
        }
        throw end()
    }

    /// The slow path: the string has at least one escape, at `position`.
    private mutating func readEscapedString(from start: Int) throws(JSONError) -> String {
        var out = [UInt8](UnsafeBufferPointer(start: base + start, count: position - start))
        while position < count {
            let c = base[position]
            position += 1
            switch c {
            case 0x22:
                return String(decoding: out, as: UTF8.self)
            case 0x5C:
                guard position < count else { throw end() }
                let e = base[position]
                position += 1
                switch e {
                case 0x22, 0x5C, 0x2F: out.append(e)
                case 0x62: out.append(0x08)
                case 0x66: out.append(0x0C)
                case 0x6E: out.append(0x0A)
                case 0x72: out.append(0x0D)
                case 0x74: out.append(0x09)
                case 0x75: try readUnicodeEscape(into: &out)
                default: position -= 1; throw unexpected("in string escape code")
                }
            case 0..<0x20:
                position -= 1
                throw unexpected("in string literal")
            default:
                out.append(c)
            }
        }
        throw end()
    }

    private mutating func readUnicodeEscape(into out: inout [UInt8]) throws(JSONError) {
        var unit = try readHex4()
        var scalar = Unicode.Scalar(0xFFFD as UInt16)
        if (0xD800..<0xDC00).contains(unit) {
            // A high surrogate needs its partner; alone it becomes U+FFFD, as in Go.
            if position + 6 <= count, base[position] == 0x5C, base[position + 1] == 0x75 {
                let mark = position
                position += 2
                let low = try readHex4()
                if (0xDC00..<0xE000).contains(low) {
                    scalar = Unicode.Scalar(0x10000 + (unit - 0xD800) << 10 + (low - 0xDC00))
                } else {
                    position = mark
                }
            }
        } else {
            if (0xDC00..<0xE000).contains(unit) { unit = 0xFFFD }
            scalar = Unicode.Scalar(unit)
        }
        out.append(contentsOf: String(Character(scalar ?? "\u{FFFD}")).utf8)
    }

    private mutating func readHex4() throws(JSONError) -> UInt32 {
        guard position + 4 <= count else { throw end() }
        var value: UInt32 = 0
        for _ in 0..<4 {
            let c = base[position]
            let digit: UInt8
            switch c {
            case 0x30...0x39: digit = c - 0x30
            case 0x41...0x46: digit = c - 0x41 + 10
            case 0x61...0x66: digit = c - 0x61 + 10
            default: throw unexpected("in \\u hexadecimal character escape")
            }
            value = value << 4 | UInt32(digit)
            position += 1
        }
        return value
    }

    // MARK: Whole values

    /// Reads any value as a tree.
    public mutating func readValue() throws(JSONError) -> JSONValue {
        guard let byte = peek() else { throw end() }
        switch byte {
        case 0x7B:
            _ = try beginObject()
            var object = JSONObject()
            while let key = try nextKey() {
                let value = try readValue()
                if object.contains(key) {
                    sawDuplicate = true
                    object[key] = value
                } else {
                    object.append(key, value)
                }
            }
            return .object(object)
        case 0x5B:
            _ = try beginArray()
            var array: [JSONValue] = []
            while try nextElement() { array.append(try readValue()) }
            return .array(array)
        case 0x22: return .string(try readString())
        case 0x74, 0x66: return .bool(try readBool())
        case 0x6E: try literal("null"); return .null
        default:
            if byte == 0x2D || (0x30...0x39).contains(byte) { return try readNumber() }
            throw unexpected("looking for beginning of value")
        }
    }

    /// Reads any value as a tree and reports members that stand twice.
    mutating func readValue(path: [String], onDuplicate: ([String]) -> Void) throws(JSONError) -> JSONValue {
        switch peek() {
        case 0x7B:
            _ = try beginObject()
            var object = JSONObject()
            while let key = try nextKey() {
                if object.contains(key) { onDuplicate(path + [key]) }
                object[key] = try readValue(path: path + [key], onDuplicate: onDuplicate)
            }
            return .object(object)
        case 0x5B:
            _ = try beginArray()
            var array: [JSONValue] = []
            while try nextElement() {
                let here = Array(path.dropLast()) + [(path.last ?? "") + "[\(array.count)]"]
                array.append(try readValue(path: here, onDuplicate: onDuplicate))
            }
            return .array(array)
        default: return try readValue()
        }
    }

    /// Passes over any value.
    public mutating func skipValue() throws(JSONError) {
        switch peek() {
        case 0x7B:
            _ = try beginObject()
            while try nextKey() != nil { try skipValue() }
        case 0x5B:
            _ = try beginArray()
            while try nextElement() { try skipValue() }
        default: _ = try readValue()
        }
    }

    // MARK: Bytes

    @inline(__always)
    mutating func skipSpace() {
        while position < count {
            switch base[position] {
            case 0x20, 0x0A, 0x0D, 0x09: position += 1
            default: return
            }
        }
    }

    /// The next byte that is no space.
    @inline(__always)
    mutating func peek() -> UInt8? {
        skipSpace()
        return position < count ? base[position] : nil
    }

    private mutating func literal(_ word: StaticString) throws(JSONError) {
        let n = word.utf8CodeUnitCount
        for i in 0..<n {
            guard position < count else { throw end() }
            guard base[position] == word.utf8Start[i] else { throw unexpected("in literal \(word) (expecting \(quoted(word.utf8Start[i])))") }
            position += 1
        }
    }

    private func quoted(_ byte: UInt8) -> String { "'\(Character(Unicode.Scalar(byte)))'" }

    private func end() -> JSONError { JSONError("unexpected end of JSON input", offset: count) }

    private func unexpected(_ context: String) -> JSONError {
        guard position < count else { return end() }
        return JSONError("invalid character \(quoted(base[position])) \(context)", offset: position)
    }

    /// The error of a value that is well-formed but of another type than was asked for.
    private mutating func mismatch(_ wanted: String) throws(JSONError) -> JSONError {
        let at = position
        let value = try readValue()
        return JSONError("cannot unmarshal \(value.goTypeName) into Go value of type \(wanted)", offset: at)
    }
}
