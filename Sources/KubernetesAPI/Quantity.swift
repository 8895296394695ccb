/// `resource.Quantity`: an exact decimal number with a suffix, as `500m`, `1.5Gi`, `2e3`.
///
/// Printed in Kubernetes' canonical form: no fraction, the largest suffix that leaves none, in the format it was written in.
public struct Quantity: Sendable, JSONCodable {
    /// The suffixes that a quantity is printed with.
    public enum Format: Sendable {
        /// powers of 1024: Ki, Mi, …
        case binarySI
        /// powers of 1000: m, k, M, …
        case decimalSI
        /// an exponent: e3, e6, …
        case decimalExponent
    }

    /// The value in nanos: Kubernetes keeps nothing finer, and what is finer is rounded away from zero.
    private var nanos: Int128
    public var format: Format

    private static let nano: Int128 = 1_000_000_000
    /// Kubernetes' own bound: 2^63 - 1 units, beyond which a quantity is cut down to it.
    private static let limit: Int128 = Int128(Int64.max) * nano

    private init(nanos: Int128, format: Format) {
        self.nanos = max(-Self.limit, min(Self.limit, nanos))
        self.format = format
    }

    public init(_ value: Int, format: Format = .decimalSI) { self.init(nanos: Int128(value) * Self.nano, format: format) }
    /// A number of thousandths, as CPU is counted.
    public init(milli: Int, format: Format = .decimalSI) { self.init(nanos: Int128(milli) * 1_000_000, format: format) }

    /// The value, rounded up to a whole number.
    public var value: Int { Self.clamp(Self.dividedUp(nanos, Self.nano)) }
    /// The value in thousandths, rounded up.
    public var milliValue: Int { Self.clamp(Self.dividedUp(nanos, 1_000_000)) }
    public var isZero: Bool { nanos == 0 }

    private static func clamp(_ value: Int128) -> Int { Int(max(Int128(Int.min), min(Int128(Int.max), value))) }

    /// Division that rounds away from zero.
    private static func dividedUp(_ a: Int128, _ b: Int128) -> Int128 {
        let (quotient, remainder) = a.quotientAndRemainder(dividingBy: b)
        return remainder == 0 ? quotient : quotient + (a > 0 ? 1 : -1)
    }

    // MARK: Arithmetic

    public static func + (a: Quantity, b: Quantity) -> Quantity { Quantity(nanos: a.nanos + b.nanos, format: a.nanos == 0 ? b.format : a.format) }
    public static func - (a: Quantity, b: Quantity) -> Quantity { Quantity(nanos: a.nanos - b.nanos, format: a.nanos == 0 ? b.format : a.format) }
    public static func += (a: inout Quantity, b: Quantity) { a = a + b }
    public static func -= (a: inout Quantity, b: Quantity) { a = a - b }

    // MARK: Text

    private static let binary: [(suffix: String, shift: Int128)] = [("Ki", 10), ("Mi", 20), ("Gi", 30), ("Ti", 40), ("Pi", 50), ("Ei", 60)]
    private static let decimal: [(suffix: String, exponent: Int)] = [
        ("n", -9), ("u", -6), ("m", -3), ("", 0), ("k", 3), ("M", 6), ("G", 9), ("T", 12), ("P", 15), ("E", 18),
    ]

    /// What Kubernetes says of a text that is no quantity.
    public struct ParseError: Error, CustomStringConvertible {
        public let description = "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'"
    }

    /// Reads a quantity.
    /// - Throws: `ParseError` for every text that Kubernetes refuses.
    public init(parsing text: String) throws(ParseError) {
        let bytes = Array(text.utf8)
        guard !bytes.isEmpty, bytes.count <= 512 else { throw ParseError() }
        var i = 0
        var negative = false
        if bytes[i] == 0x2B || bytes[i] == 0x2D {
            negative = bytes[i] == 0x2D
            i += 1
        }
        // Digits with their decimal point, cut where they no longer matter.
        var digits: [UInt8] = []
        var point: Int?
        while i < bytes.count {
            if bytes[i] == 0x2E {
                guard point == nil else { throw ParseError() }
                point = digits.count
            } else if bytes[i] >= 0x30, bytes[i] <= 0x39 {
                digits.append(bytes[i] - 0x30)
            } else {
                break
            }
            i += 1
        }
        guard !digits.isEmpty else { throw ParseError() }
        let whole = point ?? digits.count
        let suffix = String(decoding: bytes[i...], as: UTF8.self)
        var exponent = 0
        var shift: Int128 = 0
        if let found = Self.binary.first(where: { $0.suffix == suffix }) {
            format = .binarySI
            shift = found.shift
        } else if let found = Self.decimal.first(where: { $0.suffix == suffix }) {
            format = .decimalSI
            exponent = found.exponent
        } else if let first = suffix.utf8.first, first | 0x20 == 0x65, let value = Int(suffix.dropFirst()), (-999...999).contains(value) {
            format = .decimalExponent
            exponent = value
        } else {
            throw ParseError()
        }
        nanos = Self.scaled(digits, whole: whole + exponent + 9, shift: shift)
        if negative { nanos = -nanos }
    }

    /// digits × 2^shift with the point after `whole` digits, rounded up, no larger than the limit.
    private static func scaled(_ digits: [UInt8], whole: Int, shift: Int128) -> Int128 {
        // With a binary suffix the fraction matters to the last digit before the shift: keep twenty more.
        let keep = shift > 0 ? 18 : 0
        var value: Int128 = 0
        var lost = false
        let wanted = whole + keep
        if wanted > 0 {
            for position in 0..<min(wanted, 64) {
                let digit = position < digits.count ? Int128(digits[position]) : 0
                let (m, o1) = value.multipliedReportingOverflow(by: 10)
                let (s, o2) = m.addingReportingOverflow(digit)
                if o1 || o2 { return limit }
                value = s
                if position >= digits.count, value == 0 { break }
            }
            if wanted > 64, value != 0 { return limit }
        }
        for position in max(0, wanted)..<max(digits.count, max(0, wanted)) where digits[position] != 0 { lost = true }
        if shift > 0 {
            let (shifted, overflow) = value.multipliedReportingOverflow(by: Int128(1) << shift)
            if overflow {
                // Too large to keep the extra digits exactly; the value is near or over the limit anyway.
                let (coarse, o) = (value / 1_000_000_000_000_000_000).multipliedReportingOverflow(by: Int128(1) << shift)
                return o ? limit : min(limit, coarse)
            }
            let (quotient, remainder) = shifted.quotientAndRemainder(dividingBy: 1_000_000_000_000_000_000)
            value = quotient
            if remainder != 0 { lost = true }
        }
        return min(limit, lost ? value + 1 : value)
    }

    public init(from reader: inout JSONReader) throws(JSONError) {
        let value = try reader.readValue()
        let text: String
        switch value {
        case .string(let string): text = string
        case .int, .double: text = value.description
        default: throw JSONError("cannot unmarshal \(value.goTypeName) into Go value of type resource.Quantity")
        }
        do { self = try Quantity(parsing: text) } catch { throw JSONError(error.description) }
    }

    public func write(to writer: inout JSONWriter) { writer.write(description) }
}

extension Quantity: CustomStringConvertible {
    /// The canonical form.
    public var description: String {
        if nanos == 0 { return "0" }
        let sign = nanos < 0 ? "-" : ""
        let magnitude = nanos < 0 ? -nanos : nanos
        if format == .binarySI, magnitude % Self.nano == 0, magnitude >= 1024 * Self.nano {
            var value = magnitude / Self.nano
            var suffix = ""
            for (next, _) in Self.binary {
                guard value % 1024 == 0 else { break }
                value /= 1024
                suffix = next
            }
            return "\(sign)\(value)\(suffix)"
        }
        // Below 1024, and with a fraction, a binary quantity is printed as a decimal one.
        var value = magnitude
        var exponent = -9
        while exponent < 18, value % 1000 == 0 {
            value /= 1000
            exponent += 3
        }
        if format == .decimalExponent { return exponent == 0 ? "\(sign)\(value)" : "\(sign)\(value)e\(exponent)" }
        let suffix = Self.decimal.first { $0.exponent == exponent }?.suffix ?? ""
        return "\(sign)\(value)\(suffix)"
    }
}

/// Quantities are compared by value: `1` equals `1000m`.
extension Quantity: Hashable, Comparable {
    public static func == (a: Quantity, b: Quantity) -> Bool { a.nanos == b.nanos }
    public static func < (a: Quantity, b: Quantity) -> Bool { a.nanos < b.nanos }
    public func hash(into hasher: inout Hasher) { hasher.combine(nanos) }
}

extension Quantity: ExpressibleByIntegerLiteral, ExpressibleByStringLiteral {
    public init(integerLiteral value: Int) { self.init(value) }
    /// For literals in the source; one that is no quantity is a defect of the program.
    public init(stringLiteral value: String) {
        do { self = try Quantity(parsing: value) } catch { preconditionFailure("\"\(value)\" is no quantity") }
    }
}
