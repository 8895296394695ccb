import Foundation
import KubernetesAPI

/// A schedule in cron's five fields: minute, hour, day of month, month, day of week.
///
/// When both days are restricted, either one is enough, as cron has always had it.
struct CronSchedule: Equatable, Sendable {
    private let minutes: Set<Int>
    private let hours: Set<Int>
    private let days: Set<Int>
    private let months: Set<Int>
    private let weekdays: Set<Int>
    private let anyDay: Bool
    private let anyWeekday: Bool

    struct Unparseable: Error, Equatable, CustomStringConvertible {
        let description: String
    }

    private static let macros = [
        "@yearly": "0 0 1 1 *", "@annually": "0 0 1 1 *", "@monthly": "0 0 1 * *", "@weekly": "0 0 * * 0", "@daily": "0 0 * * *",
        "@midnight": "0 0 * * *", "@hourly": "0 * * * *",
    ]
    private static let monthNames = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
    private static let weekdayNames = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"]

    init(_ text: String) throws(Unparseable) {
        let fields = (Self.macros[text.lowercased()] ?? text).split(whereSeparator: { $0 == " " || $0 == "\t" })
        guard fields.count == 5 else { throw Unparseable(description: "expected exactly 5 fields, found \(fields.count): [\(text)]") }
        minutes = try Self.parse(fields[0], 0...59)
        hours = try Self.parse(fields[1], 0...23)
        days = try Self.parse(fields[2], 1...31)
        months = try Self.parse(fields[3], 1...12, names: Self.monthNames, firstName: 1)
        weekdays = Set(try Self.parse(fields[4], 0...7, names: Self.weekdayNames, firstName: 0).map { $0 % 7 })
        anyDay = fields[2].hasPrefix("*") || fields[2].hasPrefix("?")
        anyWeekday = fields[4].hasPrefix("*") || fields[4].hasPrefix("?")
    }

    private static func parse(
        _ field: Substring, _ range: ClosedRange<Int>, names: [String] = [], firstName: Int = 0
    ) throws(Unparseable) -> Set<Int> {
        var result: Set<Int> = []
        for part in field.split(separator: ",", omittingEmptySubsequences: false) {
            let pieces = part.split(separator: "/", omittingEmptySubsequences: false)
            guard pieces.count <= 2, let body = pieces.first, !body.isEmpty else { throw Unparseable(description: "failed to parse \(part)") }
            let step = try pieces.count == 2 ? number(pieces[1], [], 0) : 1
            guard step > 0 else { throw Unparseable(description: "step of range should be a positive number: \(part)") }
            var bounds = range
            if body != "*" && body != "?" {
                let ends = body.split(separator: "-", omittingEmptySubsequences: false)
                guard ends.count <= 2, let from = ends.first else { throw Unparseable(description: "too many hyphens: \(part)") }
                let first = try number(from, names, firstName)
                // A start with a step runs to the end: 5/15 is 5-59/15.
                let last = try ends.count == 2 ? number(ends[1], names, firstName) : (pieces.count == 2 ? range.upperBound : first)
                guard range.contains(first), range.contains(last), first <= last else {
                    throw Unparseable(description: "value out of range (\(range.lowerBound) to \(range.upperBound)): \(part)")
                }
                bounds = first...last
            }
            result.formUnion(stride(from: bounds.lowerBound, through: bounds.upperBound, by: step))
        }
        return result
    }

    private static func number(_ text: Substring, _ names: [String], _ firstName: Int) throws(Unparseable) -> Int {
        if let index = names.firstIndex(of: text.lowercased()) { return index + firstName }
        guard let number = Int(text), number >= 0, number <= 1000 else { throw Unparseable(description: "failed to parse int from \(text)") }
        return number
    }

    /// The first time after `time` that the schedule names, by the clocks of the zone; nil if there is none within five years.
    func next(after time: Time, in zone: TimeZone) -> Time? {
        let start = (time.seconds / 60 + 1) * 60
        let localDay = Self.floorDivide(start &+ Self.offset(start, zone), 86400)
        let orderedHours = hours.sorted()
        let orderedMinutes = minutes.sorted()
        for day in localDay...(localDay + 5 * 366) where matches(day) {
            for hour in orderedHours {
                for minute in orderedMinutes {
                    let local = day * 86400 + Int64(hour * 3600 + minute * 60)
                    let guess = local - Self.offset(local, zone)
                    let moment = local - Self.offset(guess, zone)
                    // Clocks that are put forward leave out an hour; what falls in it does not take place.
                    if moment + Self.offset(moment, zone) == local, moment >= start { return Time(seconds: moment) }
                }
            }
        }
        return nil
    }

    private func matches(_ day: Int64) -> Bool {
        let date = Self.civil(day)
        guard months.contains(date.month) else { return false }
        // The first of January 1970 was a Thursday.
        let weekday = Int(((day % 7) + 11) % 7)
        let byDay = days.contains(date.day)
        let byWeekday = weekdays.contains(weekday)
        return anyDay || anyWeekday ? byDay && byWeekday : byDay || byWeekday
    }

    private static func offset(_ seconds: Int64, _ zone: TimeZone) -> Int64 {
        Int64(zone.secondsFromGMT(for: Date(timeIntervalSince1970: Double(seconds))))
    }

    private static func floorDivide(_ a: Int64, _ b: Int64) -> Int64 { a >= 0 ? a / b : (a - b + 1) / b }

    /// The date of a day counted from 1970-01-01, in the Gregorian calendar with years that begin in March.
    private static func civil(_ days: Int64) -> (month: Int, day: Int) {
        let z = days + 719_468
        let era = floorDivide(z, 146_097)
        let dayOfEra = z - era * 146_097
        let year = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * year + year / 4 - year / 100)
        let month = (5 * dayOfYear + 2) / 153
        return (Int(month < 10 ? month + 3 : month - 9), Int(dayOfYear - (153 * month + 2) / 5 + 1))
    }
}
