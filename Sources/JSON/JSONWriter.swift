/// Prints JSON into a byte array, without spaces, in the order it is told, escaping as Go's `encoding/json` does.
public struct JSONWriter {
    /// What was printed so far.
    public private(set) var bytes: [UInt8] = []
    /// Whether the next element needs a comma before it.
    private var comma = false

    public init(capacity: Int = 256) { bytes.reserveCapacity(capacity) }

    // MARK: Structure

    public mutating func beginObject() { separate(); bytes.append(0x7B); comma = false }
    public mutating func endObject() { bytes.append(0x7D); comma = true }
    public mutating func beginArray() { separate(); bytes.append(0x5B); comma = false }
    public mutating func endArray() { bytes.append(0x5D); comma = true }

    /// The name of the member that is written next.
    public mutating func key(_ name: StaticString) {
        separate()
        bytes.append(0x22)
        bytes.append(contentsOf: UnsafeBufferPointer(start: name.utf8Start, count: name.utf8CodeUnitCount))
        bytes.append(0x22)
        bytes.append(0x3A)
        comma = false
    }

    /// The name of the member that is written next; escaped as needed.
    public mutating func key(_ name: String) {
        separate()
        append(quoted: name)
        bytes.append(0x3A)
        comma = false
    }

    private mutating func separate() {
        if comma { bytes.append(0x2C) }
        comma = true
    }

    // MARK: Scalars

    public mutating func writeNull() { separate(); bytes.append(contentsOf: "null".utf8) }
    public mutating func write(_ value: Bool) { separate(); bytes.append(contentsOf: value ? "true".utf8 : "false".utf8) }
    public mutating func write(_ value: String) { separate(); append(quoted: value) }
    public mutating func write(_ value: Int64) { separate(); append(value) }

    /// A number as Go prints it: without exponent between 1e-6 and 1e21. What is not finite has no JSON and becomes null.
    public mutating func write(_ value: Double) {
        separate()
        guard value.isFinite else { bytes.append(contentsOf: "null".utf8); return }
        if abs(value) < 9e15, let whole = Int64(exactly: value) {
            if value == 0, value.sign == .minus { bytes.append(0x2D) }
            append(whole)
            return
        }
        bytes.append(contentsOf: GoNumber.text(value).utf8)
    }

    /// A value that is JSON already.
    public mutating func write(raw json: some Sequence<UInt8>) { separate(); bytes.append(contentsOf: json) }

    public mutating func write(value: JSONValue) {
        switch value {
        case .null: writeNull()
        case .bool(let b): write(b)
        case .int(let i): write(i)
        case .double(let d): write(d)
        case .string(let s): write(s)
        case .array(let a):
            beginArray()
            for element in a { write(value: element) }
            endArray()
        case .object(let o):
            beginObject()
            for (name, value) in o.elements {
                key(name)
                write(value: value)
            }
            endObject()
        }
    }

    /// Indented by so many spaces a level.
    mutating func write(pretty value: JSONValue, indent: Int, width: Int) {
        func line(_ level: Int, _ bytes: inout [UInt8]) {
            bytes.append(0x0A)
            bytes.append(contentsOf: repeatElement(0x20, count: level * width))
        }
        switch value {
        case .array(let a) where !a.isEmpty:
            bytes.append(0x5B)
            for (i, element) in a.enumerated() {
                if i > 0 { bytes.append(0x2C) }
                line(indent + 1, &bytes)
                comma = false
                write(pretty: element, indent: indent + 1, width: width)
            }
            line(indent, &bytes)
            bytes.append(0x5D)
        case .object(let o) where !o.isEmpty:
            bytes.append(0x7B)
            for (i, member) in o.enumerated() {
                if i > 0 { bytes.append(0x2C) }
                line(indent + 1, &bytes)
                append(quoted: member.key)
                bytes.append(contentsOf: ": ".utf8)
                comma = false
                write(pretty: member.value, indent: indent + 1, width: width)
            }
            line(indent, &bytes)
            bytes.append(0x7D)
        default:
            comma = false
            write(value: value)
        }
    }

    /// Takes back what was printed since there were `count` bytes, with the comma state of then.
    mutating func rollBack(to count: Int, comma: Bool) {
        bytes.removeLast(bytes.count - count)
        self.comma = comma
    }

    /// The state that `rollBack` returns to.
    var mark: (count: Int, comma: Bool) { (bytes.count, comma) }

    // MARK: Bytes

    private mutating func append(_ value: Int64) {
        if value < 0 { bytes.append(0x2D) }
        var magnitude = value.magnitude
        if magnitude < 10 { bytes.append(0x30 + UInt8(magnitude)); return }
        let start = bytes.count
        while magnitude > 0 {
            bytes.append(0x30 + UInt8(magnitude % 10))
            magnitude /= 10
        }
        bytes[start...].reverse()
    }

    private mutating func append(quoted string: String) {
        bytes.append(0x22)
        var string = string
        string.withUTF8 { utf8 in
            var clean = 0
            var i = 0
            while i < utf8.count {
                let c = utf8[i]
                if Self.plain(c) && c != 0xE2 { i += 1; continue }
                if c == 0xE2 {
                    // U+2028 and U+2029 end a line in JavaScript; Go escapes them.
                    guard i + 2 < utf8.count, utf8[i + 1] == 0x80, utf8[i + 2] == 0xA8 || utf8[i + 2] == 0xA9 else { i += 1; continue }
                    bytes.append(contentsOf: utf8[clean..<i])
                    bytes.append(contentsOf: (utf8[i + 2] == 0xA8 ? "\\u2028" : "\\u2029").utf8)
                    i += 3
                } else {
                    bytes.append(contentsOf: utf8[clean..<i])
                    appendEscape(c)
                    i += 1
                }
                clean = i
            }
            bytes.append(contentsOf: utf8[clean...])
        }
        bytes.append(0x22)
    }

    @inline(__always)
    private static func plain(_ c: UInt8) -> Bool {
        c >= 0x20 && c != 0x22 && c != 0x5C && c != 0x3C && c != 0x3E && c != 0x26
    }

    private mutating func appendEscape(_ c: UInt8) {
        bytes.append(0x5C)
        switch c {
        case 0x22, 0x5C: bytes.append(c)
        case 0x0A: bytes.append(0x6E)
        case 0x0D: bytes.append(0x72)
        case 0x09: bytes.append(0x74)
        case 0x08: bytes.append(0x62)
        case 0x0C: bytes.append(0x66)
        default:
            let hex: [UInt8] = Array("0123456789abcdef".utf8)
            bytes.append(contentsOf: "u00".utf8)
            bytes.append(hex[Int(c >> 4)])
            bytes.append(hex[Int(c & 15)])
        }
    }
}

/// Numbers as Go's `strconv.FormatFloat(v, 'g'|'f', -1, 64)` prints them inside JSON.
enum GoNumber {
    static func text(_ value: Double) -> String {
        // Swift gives the same shortest digits; only the layout differs.
        var text = "\(abs(value))"
        var exponent = 0
        if let e = text.firstIndex(of: "e") {
            exponent = Int(text[text.index(after: e)...]) ?? 0
            text = String(text[..<e])
        }
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        var fraction = parts.count > 1 ? String(parts[1]) : ""
        if fraction == "0" { fraction = "" }
        var digits = String(parts[0]) + fraction
        var point = parts[0].count + exponent  // the value is 0.digits × 10^point, before leading zeros go
        let zeros = digits.prefix { $0 == "0" }.count
        digits.removeFirst(zeros)
        point -= zeros
        while digits.last == "0" { digits.removeLast() }
        let sign = value < 0 ? "-" : ""
        let magnitude = abs(value)
        if magnitude < 1e-6 || magnitude >= 1e21 {
            let e = point - 1
            let mantissa = digits.count > 1 ? "\(digits.prefix(1)).\(digits.dropFirst())" : digits
            let exponentText = abs(e) < 10 && e < 0 ? "\(abs(e))" : (abs(e) < 10 ? "0\(abs(e))" : "\(abs(e))")
            return "\(sign)\(mantissa)e\(e < 0 ? "-" : "+")\(exponentText)"
        }
        if point <= 0 { return sign + "0." + String(repeating: "0", count: -point) + digits }
        if point >= digits.count { return sign + digits + String(repeating: "0", count: point - digits.count) }
        return sign + digits.prefix(point) + "." + digits.dropFirst(point)
    }
}
