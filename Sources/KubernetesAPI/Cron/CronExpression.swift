/// A schedule as Kubernetes reads it: the five fields of cron, a descriptor such as `@hourly`, or `@every 90m`, perhaps after
/// the name of a time zone (`TZ=Asia/Tokyo 0 9 * * *`).
public struct CronExpression: Equatable, Sendable {
    /// When it is time.
    public enum Rule: Equatable, Sendable {
        case fields(CronFields)
        /// So many seconds after the last time.
        case every(seconds: Int64)
    }

    /// The zone in front of the schedule, which nobody has looked up yet.
    public let zone: String?
    public let rule: Rule

    /// Why a text is no schedule, in the words of the parser that Kubernetes uses.
    public struct Unparseable: Error, Equatable, CustomStringConvertible {
        public let description: String
        init(_ description: String) { self.description = description }
    }

    private static let descriptors = [
        "@yearly": "0 0 1 1 *", "@annually": "0 0 1 1 *", "@monthly": "0 0 1 * *", "@weekly": "0 0 * * 0", "@daily": "0 0 * * *",
        "@midnight": "0 0 * * *", "@hourly": "0 * * * *",
    ]

    public init(_ schedule: String) throws(Unparseable) {
        var text = Substring(schedule)
        if text.isEmpty { throw Unparseable("empty spec string") }
        if text.hasPrefix("TZ=") || text.hasPrefix("CRON_TZ=") {
            zone = String(text.prefix { $0 != " " }.drop { $0 != "=" }.dropFirst())
            text = text.drop { $0 != " " }.drop { $0.isWhitespace }
        } else {
            zone = nil
        }
        if text.hasPrefix("@every ") {
            rule = .every(seconds: try Self.duration(text))
        } else if text.hasPrefix("@") {
            guard let fields = Self.descriptors[String(text)] else { throw Unparseable("unrecognized descriptor: \(text)") }
            rule = .fields(try CronFields(Substring(fields)))
        } else {
            rule = .fields(try CronFields(text))
        }
    }

    /// Whole seconds, one at least.
    private static func duration(_ text: Substring) throws(Unparseable) -> Int64 {
        do throws(GoDurationText.Failure) {
            return max(1, try GoDurationText.parse(String(text.dropFirst("@every ".count))).components.seconds)
        } catch {
            throw Unparseable("failed to parse duration \(text): \(error.description)")
        }
    }
}
