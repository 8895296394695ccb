import Synchronization

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// The `date` header's text, made once a second.
final class HTTPDate: Sendable {
    /// The system's wall clock in seconds since 1970.
    static let systemNow: @Sendable () -> Int64 = { Int64(time(nil)) }

    private let now: @Sendable () -> Int64
    private let cached = Mutex<(second: Int64, text: String)>((.min, ""))

    init(now: @escaping @Sendable () -> Int64) {
        self.now = now
    }

    /// The time now, as HTTP writes it.
    var current: String {
        let second = now()
        return cached.withLock { cached in
            if cached.second != second {
                cached = (second, HTTPDate.format(second))
            }
            return cached.text
        }
    }

    /// `Sun, 06 Nov 1994 08:49:37 GMT`.
    static func format(_ seconds: Int64) -> String {
        var time = time_t(clamping: seconds)
        var parts = tm()
        guard gmtime_r(&time, &parts) != nil else { return "Thu, 01 Jan 1970 00:00:00 GMT" }
        let days = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"]
        let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
        func two(_ value: Int32) -> String { value < 10 ? "0\(value)" : "\(value)" }
        let day = days[Int(parts.tm_wday) % 7]
        let month = months[Int(parts.tm_mon) % 12]
        return "\(day), \(two(parts.tm_mday)) \(month) \(Int(parts.tm_year) + 1900) "
            + "\(two(parts.tm_hour)):\(two(parts.tm_min)):\(two(parts.tm_sec)) GMT"
    }
}
