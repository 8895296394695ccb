/// Writes metrics in Prometheus' text format 0.0.4.
public struct MetricsText {
    /// What a page of metrics says of itself in `Content-Type`.
    public static let contentType = "text/plain; version=0.0.4; charset=utf-8"
    /// What was written.
    public private(set) var text = ""

    public init() {}

    /// Begins a family of metrics; `type` is counter, gauge or histogram.
    public mutating func family(_ name: String, _ type: String, _ help: String) {
        text += "# HELP \(name) \(help)\n# TYPE \(name) \(type)\n"
    }

    /// One sample; `milliseconds` is when it was measured, if not now.
    public mutating func sample(
        _ name: String, _ labels: KeyValuePairs<String, String> = [:], _ value: Double, milliseconds: Int64? = nil
    ) {
        sample(name, labels.map(\.key), labels.map(\.value), value, milliseconds: milliseconds)
    }

    /// One sample, with its labels' names and values side by side.
    public mutating func sample(_ name: String, _ labels: [String], _ values: [String], _ value: Double, milliseconds: Int64? = nil) {
        text += name
        if !labels.isEmpty {
            text += "{"
            var first = true
            for (label, value) in zip(labels, values) {
                if !first { text += "," }
                first = false
                text += "\(label)=\"\(Self.escaped(value))\""
            }
            text += "}"
        }
        text += " \(Self.number(value))"
        if let milliseconds { text += " \(milliseconds)" }
        text += "\n"
    }

    /// Whole numbers without a point, else as short as it can be said.
    public static func number(_ value: Double) -> String {
        if value.isNaN { return "NaN" }
        if value.isInfinite { return value > 0 ? "+Inf" : "-Inf" }
        guard let whole = Int64(exactly: value) else { return "\(value)" }
        return "\(whole)"
    }

    private static func escaped(_ value: String) -> String {
        guard value.utf8.contains(where: { $0 == UInt8(ascii: "\\") || $0 == UInt8(ascii: "\"") || $0 == UInt8(ascii: "\n") }) else { return value }
        return value.unicodeScalars.reduce(into: "") { result, scalar in
            switch scalar {
            case "\\": result += "\\\\"
            case "\"": result += "\\\""
            case "\n": result += "\\n"
            default: result.unicodeScalars.append(scalar)
            }
        }
    }
}
