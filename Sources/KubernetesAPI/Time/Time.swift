/// `metav1.Time`: a moment in whole seconds, printed as RFC 3339 in UTC.
public struct Time: Hashable, Comparable, Sendable, JSONCodable, CustomStringConvertible {
    /// Seconds since 1970-01-01T00:00:00Z.
    public var seconds: Int64

    public init(seconds: Int64) { self.seconds = seconds }

    /// Go's zero time, the first moment of year 1, which JSON shows as null.
    public static let zero = Time(seconds: -62_135_596_800)

    /// Reads RFC 3339 with any offset and fraction (which is dropped); nil when the text is none.
    public init?(_ text: String) {
        guard let parsed = RFC3339.parse(text) else { return nil }
        seconds = parsed.seconds
    }

    public init(from reader: inout JSONReader) throws(JSONError) {
        if try reader.readNull() { self = .zero; return }
        let text = try reader.readString()
        guard let parsed = Time(text) else { throw JSONError(RFC3339.complaint(text)) }
        self = parsed
    }

    public func write(to writer: inout JSONWriter) { if self == .zero { writer.writeNull() } else { writer.write(description) } }
    public var description: String { RFC3339.text(seconds: seconds) }
    public static func < (a: Time, b: Time) -> Bool { a.seconds < b.seconds }
    /// Later (or, negative, earlier) by so many seconds.
    public static func + (a: Time, seconds: Int) -> Time { Time(seconds: a.seconds + Int64(seconds)) }
    /// Whole seconds from one to the other.
    public static func - (a: Time, b: Time) -> Int { Int(a.seconds - b.seconds) }
}

/// `metav1.MicroTime`: a moment in microseconds, printed as RFC 3339 with six decimals.
public struct MicroTime: Hashable, Comparable, Sendable, JSONCodable, CustomStringConvertible {
    /// Microseconds since 1970-01-01T00:00:00Z.
    public var microseconds: Int64

    public init(microseconds: Int64) { self.microseconds = microseconds }

    /// Reads RFC 3339 with any offset and fraction; nil when the text is none.
    public init?(_ text: String) {
        guard let parsed = RFC3339.parse(text) else { return nil }
        microseconds = parsed.seconds * 1_000_000 + Int64(parsed.nanoseconds) / 1000
    }

    public init(from reader: inout JSONReader) throws(JSONError) {
        let text = try reader.readString()
        guard let parsed = MicroTime(text) else { throw JSONError(RFC3339.complaint(text)) }
        self = parsed
    }

    public func write(to writer: inout JSONWriter) { writer.write(description) }
    public var description: String {
        let seconds = microseconds >= 0 ? microseconds / 1_000_000 : (microseconds - 999_999) / 1_000_000
        return RFC3339.text(seconds: seconds, fraction: RFC3339.padded(microseconds - seconds * 1_000_000, 6))
    }
    public static func < (a: MicroTime, b: MicroTime) -> Bool { a.microseconds < b.microseconds }
    /// The same moment in whole seconds.
    public var time: Time { Time(seconds: microseconds >= 0 ? microseconds / 1_000_000 : (microseconds - 999_999) / 1_000_000) }
}
