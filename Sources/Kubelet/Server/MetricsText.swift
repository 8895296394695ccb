/// Writes metrics in Prometheus' text format 0.0.4.
struct MetricsText {
    static let contentType = "text/plain; version=0.0.4; charset=utf-8"
    private(set) var text = ""

    /// Begins a family of metrics.
    mutating func family(_ name: String, _ type: String, _ help: String) {
        text += "# HELP \(name) \(help)\n# TYPE \(name) \(type)\n"
    }

    /// One sample; `milliseconds` is when it was measured, if not now.
    mutating func sample(
        _ name: String, _ labels: KeyValuePairs<String, String> = [:], _ value: Double, milliseconds: Int64? = nil
    ) {
        sample(name, labels.map(\.key), labels.map(\.value), value, milliseconds: milliseconds)
    }

    /// One sample, with its labels' names and values side by side.
    mutating func sample(_ name: String, _ labels: [String], _ values: [String], _ value: Double, milliseconds: Int64? = nil) {
        text += name
        if !labels.isEmpty {
            text += "{"
            for (index, (label, value)) in zip(labels, values).enumerated() {
                text += "\(index == 0 ? "" : ",")\(label)=\"\(Self.escape(value))\""
            }
            text += "}"
        }
        text += " " + Self.number(value)
        if let milliseconds { text += " \(milliseconds)" }
        text += "\n"
    }

    /// Whole numbers without a point, else as short as it can be said.
    static func number(_ value: Double) -> String {
        if value.isNaN { return "NaN" }
        if value.isInfinite { return value > 0 ? "+Inf" : "-Inf" }
        guard let whole = Int64(exactly: value) else { return "\(value)" }
        return "\(whole)"
    }

    private static func escape(_ text: String) -> String {
        guard text.utf8.contains(where: { $0 == UInt8(ascii: "\\") || $0 == UInt8(ascii: "\"") || $0 == UInt8(ascii: "\n") }) else { return text }
        return text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"").replacing("\n", with: "\\n")
    }
}
