/// A number or a string: a port by number or by name, a count or a percentage.
public enum IntOrString: Hashable, Sendable, JSONCodable, CustomStringConvertible, ExpressibleByIntegerLiteral, ExpressibleByStringLiteral {
    case int(Int)
    case string(String)

    public init(integerLiteral value: Int) { self = .int(value) }
    public init(stringLiteral value: String) { self = .string(value) }

    public init(from reader: inout JSONReader) throws(JSONError) {
        switch try reader.readValue() {
        case .int(let value):
            guard Int32(exactly: value) != nil else { throw JSONError("cannot unmarshal number \(value) into Go value of type int32") }
            self = .int(Int(value))
        case .string(let value): self = .string(value)
        case let other: throw JSONError("cannot unmarshal \(other.goTypeName) into Go value of type intstr.IntOrString")
        }
    }

    public func write(to writer: inout JSONWriter) {
        switch self {
        case .int(let value): writer.write(Int64(value))
        case .string(let value): writer.write(value)
        }
    }

    public var description: String {
        switch self {
        case .int(let value): "\(value)"
        case .string(let value): value
        }
    }

    /// The count that this is of a total: itself, or for `"25%"` the part of the total, rounded up or down.
    /// Nil when it is a string that is no percentage.
    public func scaled(of total: Int, roundUp: Bool) -> Int? {
        switch self {
        case .int(let value): return value
        case .string(let text):
            guard text.hasSuffix("%"), let percent = Int(text.dropLast()), percent.magnitude <= 1_000_000, total.magnitude <= 1_000_000_000 else { return nil }
            let product = percent * total
            return roundUp ? (product + 99) / 100 : product / 100
        }
    }
}
