import Foundation

/// The schedules of CronJobs as texts: five fields, or a name such as `@daily`.
enum CronText {
    private struct Problem: Error { var text: String }

    private static let fields: [(range: ClosedRange<Int>, names: [String])] = [
        (0...59, []), (0...23, []), (1...31, []),
        (1...12, ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]),
        (0...6, ["sun", "mon", "tue", "wed", "thu", "fri", "sat"]),
    ]
    private static let descriptors: Set<String> = ["@yearly", "@annually", "@monthly", "@weekly", "@daily", "@midnight", "@hourly"]

    /// What is wrong with a schedule, in the words of the parser that Kubernetes uses; nil when nothing is.
    static func problem(_ schedule: String) -> String? {
        var text = Substring(schedule)
        if text.isEmpty { return "empty spec string" }
        if text.hasPrefix("TZ=") || text.hasPrefix("CRON_TZ=") {
            let zone = text.prefix { $0 != " " }.drop { $0 != "=" }.dropFirst()
            if !isZone(String(zone)) { return "provided bad location \(zone): unknown time zone \(zone)" }
            text = text.drop { $0 != " " }.drop { $0.isWhitespace }
        }
        if text.hasPrefix("@") { return descriptor(String(text)) }
        let parts = text.split(whereSeparator: \.isWhitespace).map(String.init)
        guard parts.count == fields.count else {
            return "expected exactly 5 fields, found \(parts.count): [\(parts.joined(separator: " "))]"
        }
        do throws(Problem) {
            for (part, field) in zip(parts, fields) {
                for expression in part.split(separator: ",") { try check(String(expression), field.range, field.names) }
            }
        } catch {
            return error.text
        }
        return nil
    }

    /// Whether the name is one of the IANA's time zones.
    static func isZone(_ name: String) -> Bool {
        if name == "UTC" || name.isEmpty { return true }
        guard !name.contains(".."), !name.hasPrefix("/"), !name.contains("\\") else { return false }
        return TimeZone.knownTimeZoneIdentifiers.contains(name) || FileManager.default.isReadableFile(atPath: "/usr/share/zoneinfo/" + name)
    }

    private static func descriptor(_ text: String) -> String? {
        if descriptors.contains(text) { return nil }
        guard text.hasPrefix("@every ") else { return "unrecognized descriptor: \(text)" }
        let duration = text.dropFirst("@every ".count)
        if duration.wholeMatch(of: /[-+]?(0|(([0-9]+(\.[0-9]*)?|\.[0-9]+)(ns|us|µs|ms|s|m|h))+)/) != nil { return nil }
        return "failed to parse duration \(text): time: invalid duration \(FieldError.quoted(String(duration)))"
    }

    private static func check(_ expression: String, _ range: ClosedRange<Int>, _ names: [String]) throws(Problem) {
        let parts = expression.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
        let limits = (parts.first ?? "").split(separator: "-", omittingEmptySubsequences: false).map(String.init)
        var start = range.lowerBound
        var end = range.upperBound
        if let low = limits.first, low != "*", low != "?" {
            start = try number(low, names, first: range.lowerBound)
            switch limits.count {
            case 1: end = start
            case 2: end = try number(limits[1], names, first: range.lowerBound)
            default: throw Problem(text: "too many hyphens: \(expression)")
            }
        }
        var step = 1
        switch parts.count {
        case 1: break
        case 2:
            step = try number(parts[1], [], first: 0)
            if limits.count == 1 { end = range.upperBound }
        default: throw Problem(text: "too many slashes: \(expression)")
        }
        if start < range.lowerBound { throw Problem(text: "beginning of range (\(start)) below minimum (\(range.lowerBound)): \(expression)") }
        if end > range.upperBound { throw Problem(text: "end of range (\(end)) above maximum (\(range.upperBound)): \(expression)") }
        if start > end { throw Problem(text: "beginning of range (\(start)) beyond end of range (\(end)): \(expression)") }
        if step == 0 { throw Problem(text: "step of range should be a positive number: \(expression)") }
    }

    private static func number(_ text: String, _ names: [String], first: Int) throws(Problem) -> Int {
        if let named = names.firstIndex(of: text.lowercased()) { return named + first }
        guard let number = Int(text) else {
            throw Problem(text: "failed to parse int from \(text): strconv.Atoi: parsing \(FieldError.quoted(text)): invalid syntax")
        }
        if number < 0 { throw Problem(text: "negative number (\(number)) not allowed: \(text)") }
        return number
    }
}
