/// Cron's five fields as the sets of numbers they name: minute, hour, day of month, month, day of week.
public struct CronFields: Equatable, Sendable {
    public let minutes: Set<Int>
    public let hours: Set<Int>
    public let months: Set<Int>
    private let days: Set<Int>
    private let weekdays: Set<Int>
    /// Whether a day must satisfy both of its fields, as one of them is a star; else either is enough, as cron has always had it.
    private let needsBothDays: Bool

    private struct Limits {
        let range: ClosedRange<Int>
        var names: [String] = []
    }

    private static let limits = [
        Limits(range: 0...59), Limits(range: 0...23), Limits(range: 1...31),
        Limits(range: 1...12, names: ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]),
        Limits(range: 0...6, names: ["sun", "mon", "tue", "wed", "thu", "fri", "sat"]),
    ]

    init(_ text: Substring) throws(CronExpression.Unparseable) {
        let fields = text.split(whereSeparator: \.isWhitespace)
        guard fields.count == 5 else {
            throw CronExpression.Unparseable("expected exactly 5 fields, found \(fields.count): [\(fields.joined(separator: " "))]")
        }
        var sets: [(values: Set<Int>, isStar: Bool)] = []
        for (field, limits) in zip(fields, Self.limits) { sets.append(try Self.field(field, limits)) }
        (minutes, hours, days, months, weekdays) = (sets[0].values, sets[1].values, sets[2].values, sets[3].values, sets[4].values)
        needsBothDays = sets[2].isStar || sets[4].isStar
    }

    /// Whether the day may be, by day of month (from 1) and day of week (from 0, Sunday).
    public func matches(day: Int, weekday: Int) -> Bool {
        needsBothDays ? days.contains(day) && weekdays.contains(weekday) : days.contains(day) || weekdays.contains(weekday)
    }

    private static func field(_ field: Substring, _ limits: Limits) throws(CronExpression.Unparseable) -> (values: Set<Int>, isStar: Bool) {
        var values: Set<Int> = []
        var isStar = false
        for part in field.split(separator: ",") {
            let (range, step, star) = try Self.range(String(part), limits)
            values.formUnion(stride(from: range.lowerBound, through: range.upperBound, by: step))
            isStar = isStar || star
        }
        return (values, isStar)
    }

    private static func range(_ text: String, _ limits: Limits) throws(CronExpression.Unparseable) -> (ClosedRange<Int>, step: Int, isStar: Bool) {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
        let ends = (parts.first ?? "").split(separator: "-", omittingEmptySubsequences: false).map(String.init)
        var start = limits.range.lowerBound
        var end = limits.range.upperBound
        var isStar = true
        if let low = ends.first, low != "*", low != "?" {
            isStar = false
            start = try number(low, limits)
            switch ends.count {
            case 1: end = start
            case 2: end = try number(ends[1], limits)
            default: throw CronExpression.Unparseable("too many hyphens: \(text)")
            }
        }
        var step = 1
        switch parts.count {
        case 1: break
        case 2:
            step = try number(parts[1], Limits(range: 0...0))
            // A start with a step runs to the end: 5/15 is 5-59/15.
            if ends.count == 1 { end = limits.range.upperBound }
            if step > 1 { isStar = false }
        default: throw CronExpression.Unparseable("too many slashes: \(text)")
        }
        let (least, most) = (limits.range.lowerBound, limits.range.upperBound)
        if start < least { throw CronExpression.Unparseable("beginning of range (\(start)) below minimum (\(least)): \(text)") }
        if end > most { throw CronExpression.Unparseable("end of range (\(end)) above maximum (\(most)): \(text)") }
        if start > end { throw CronExpression.Unparseable("beginning of range (\(start)) beyond end of range (\(end)): \(text)") }
        if step == 0 { throw CronExpression.Unparseable("step of range should be a positive number: \(text)") }
        return (start...end, step, isStar)
    }

    private static func number(_ text: String, _ limits: Limits) throws(CronExpression.Unparseable) -> Int {
        if let named = limits.names.firstIndex(of: text.lowercased()) { return named + limits.range.lowerBound }
        guard let number = Int(text) else {
            throw CronExpression.Unparseable("failed to parse int from \(text): strconv.Atoi: parsing \"\(text)\": invalid syntax")
        }
        if number < 0 { throw CronExpression.Unparseable("negative number (\(number)) not allowed: \(text)") }
        return number
    }
}
