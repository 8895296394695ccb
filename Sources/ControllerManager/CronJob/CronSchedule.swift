import Foundation
import KubernetesAPI

/// The times that a schedule names, by the clocks of a time zone.
struct CronSchedule: Sendable {
    private let expression: CronExpression
    private let zone: TimeZone

    /// - Parameter zone: The zone of a schedule that names none itself.
    init(_ text: String, in zone: TimeZone = .gmt) throws(CronExpression.Unparseable) {
        expression = try CronExpression(text)
        self.zone = expression.zone.flatMap { TimeZone(identifier: $0) } ?? zone
    }

    /// The first time after `time`; nil if there is none within five years.
    ///
    /// Clocks that are put forward leave out an hour: what falls in it does not take place. Those that are put back show an hour twice,
    /// and what falls in it takes place twice.
    func next(after time: Time) -> Time? {
        switch expression.rule {
        case .every(let seconds): return Time(seconds: time.seconds &+ seconds)
        case .fields(let fields): return next(after: time, fields)
        }
    }

    private func next(after time: Time, _ fields: CronFields) -> Time? {
        let start = (Self.floorDivide(time.seconds, 60) + 1) * 60
        let hours = fields.hours.sorted()
        let minutes = fields.minutes.sorted()
        let today = Self.floorDivide(start &+ offset(start), 86400)
        // The day before too: what its clocks showed twice may still come.
        for day in (today - 1)...(today + 5 * 366) where Self.matches(fields, day) {
            let midnight = day * 86400
            let (before, after) = (offset(midnight - offset(midnight) - 43200), offset(midnight - offset(midnight) + 129_600))
            if day < today && before == after { continue }
            var soonest: Int64?
            search: for hour in hours {
                for minute in minutes {
                    let local = midnight + Int64(hour * 3600 + minute * 60)
                    for moment in Set([local - before, local - after]) where moment >= start && moment + offset(moment) == local {
                        soonest = min(soonest ?? moment, moment)
                    }
                    // On a day without a change of the clocks the first is the soonest.
                    if soonest != nil && before == after { break search }
                }
            }
            if let soonest { return Time(seconds: soonest) }
        }
        return nil
    }

    private static func matches(_ fields: CronFields, _ day: Int64) -> Bool {
        let date = civil(day)
        // The first of January 1970 was a Thursday.
        return fields.months.contains(date.month) && fields.matches(day: date.day, weekday: Int(((day % 7) + 11) % 7))
    }

    private func offset(_ seconds: Int64) -> Int64 {
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
