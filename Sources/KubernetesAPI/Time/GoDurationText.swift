/// Durations as Go writes them: `1h2m3.5s`, `300ms`.
public enum GoDurationText {
    /// Why a text is no duration, in Go's words.
    public struct Failure: Error, CustomStringConvertible {
        public let description: String
    }

    /// The duration that a text says.
    public static func parse(_ text: String) throws(Failure) -> Duration {
        func invalid() -> Failure { Failure(description: "time: invalid duration \(quoted(text))") }
        var rest = Substring(text)
        var isNegative = false
        if let sign = rest.first, sign == "-" || sign == "+" {
            isNegative = sign == "-"
            rest = rest.dropFirst()
        }
        if rest == "0" { return .zero }
        guard !rest.isEmpty else { throw invalid() }
        var seconds = 0.0
        while !rest.isEmpty {
            let number = rest.prefix { ("0"..."9").contains($0) || $0 == "." }
            guard !number.isEmpty, let value = Double(number.hasSuffix(".") ? number + "0" : number), value < 1e12 else { throw invalid() }
            rest = rest.dropFirst(number.count)
            let unit = rest.prefix { !("0"..."9").contains($0) && $0 != "." }
            guard !unit.isEmpty else { throw Failure(description: "time: missing unit in duration \(quoted(text))") }
            guard let size = units[String(unit)] else {
                throw Failure(description: "time: unknown unit \(quoted(String(unit))) in duration \(quoted(text))")
            }
            seconds += value * size
            rest = rest.dropFirst(unit.count)
        }
        // Go counts nanoseconds in 64 bits.
        guard seconds < 9.2e9 else { throw invalid() }
        return .nanoseconds(Int64((seconds * 1e9).rounded()) * (isNegative ? -1 : 1))
    }

    private static func quoted(_ text: String) -> String {
        "\"" + text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"") + "\""
    }

    private static let units = ["ns": 1e-9, "us": 1e-6, "µs": 1e-6, "μs": 1e-6, "ms": 1e-3, "s": 1, "m": 60, "h": 3600]

    /// The text of a duration: `1m0s`, `1.5ms`.
    public static func format(_ duration: Duration) -> String {
        let (whole, attoseconds) = duration.components
        let nanoseconds = attoseconds / 1_000_000_000
        if whole == 0, nanoseconds == 0 { return "0s" }
        let sign = whole < 0 || nanoseconds < 0 ? "-" : ""
        let (seconds, rest) = (whole.magnitude, nanoseconds.magnitude)
        if seconds == 0 {
            if rest < 1000 { return "\(sign)\(rest)ns" }
            if rest < 1_000_000 { return sign + fraction(rest, 3) + "µs" }
            return sign + fraction(rest, 6) + "ms"
        }
        let tail = fraction((seconds % 60) * 1_000_000_000 + rest, 9) + "s"
        if seconds < 60 { return sign + tail }
        if seconds < 3600 { return "\(sign)\(seconds / 60)m\(tail)" }
        return "\(sign)\(seconds / 3600)h\(seconds / 60 % 60)m\(tail)"
    }

    /// A number with so many digits behind the point, without zeros at its end.
    private static func fraction(_ value: UInt64, _ digits: Int) -> String {
        let scale = (0..<digits).reduce(UInt64(1)) { product, _ in product * 10 }
        var text = String(value % scale)
        text = String(repeating: "0", count: digits - text.count) + text
        while text.last == "0" { text.removeLast() }
        return text.isEmpty ? "\(value / scale)" : "\(value / scale).\(text)"
    }
}

extension Duration {
    /// The duration in seconds.
    public var inSeconds: Double { Double(components.seconds) + Double(components.attoseconds) * 1e-18 }
}
