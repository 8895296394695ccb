/// Durations as Go writes them: `300ms`, `1m30s`, `1h`.
enum GoDurationText {
    /// Nil when it is none, or one that no clock could wait for.
    static func parse(_ text: String) -> Duration? {
        var rest = Substring(text)
        var isNegative = false
        if let sign = rest.first, sign == "-" || sign == "+" {
            isNegative = sign == "-"
            rest = rest.dropFirst()
        }
        if rest == "0" { return .zero }
        var total = Duration.zero
        guard !rest.isEmpty else { return nil }
        while !rest.isEmpty {
            let number = rest.prefix { ("0"..."9").contains($0) || $0 == "." }
            guard let value = Double(number), value < 1e10 else { return nil }
            rest = rest.dropFirst(number.count)
            let unit = rest.prefix { !("0"..."9").contains($0) && $0 != "." }
            rest = rest.dropFirst(unit.count)
            switch unit {
            case "ns": total += .nanoseconds(Int64(value))
            case "us", "µs", "μs": total += .seconds(value / 1e6)
            case "ms": total += .seconds(value / 1e3)
            case "s": total += .seconds(value)
            case "m": total += .seconds(value * 60)
            case "h": total += .seconds(value * 3600)
            default: return nil
            }
        }
        // Go's durations end here.
        guard total < .seconds(9_223_372_036) else { return nil }
        return isNegative ? .zero - total : total
    }
}
