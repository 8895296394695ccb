import KubernetesAPI

/// One entry of a log file as CRI runtimes write it: `2026-01-02T15:04:05.123456789Z stdout F the text`.
struct CRILogLine {
    var time: Instant
    var isStderr: Bool
    /// The line goes on in the next entry: the runtime cuts long lines.
    var isPartial: Bool
    var content: ArraySlice<UInt8>

    /// Reads an entry without its line feed; `nil` when it is not one.
    init?(_ entry: ArraySlice<UInt8>) {
        var rest = entry
        func word() -> ArraySlice<UInt8>? {
            guard let space = rest.firstIndex(of: UInt8(ascii: " ")) else { return nil }
            defer { rest = rest[(space + 1)...] }
            return rest[..<space]
        }
        guard let stamp = word(), let stream = word(),
            let time = RFC3339.parse(String(decoding: stamp, as: UTF8.self))
        else { return nil }
        self.time = Instant(seconds: time.seconds, nanoseconds: time.nanoseconds)
        switch String(decoding: stream, as: UTF8.self) {
        case "stdout": isStderr = false
        case "stderr": isStderr = true
        default: return nil
        }
        // Several tags are joined by colons; the first says whether the line is whole. An empty line may end with its tag.
        guard let tags = word() ?? (rest.isEmpty ? nil : { defer { rest = [] }; return rest }()) else { return nil }
        switch tags.first {
        case UInt8(ascii: "F"): isPartial = false
        case UInt8(ascii: "P"): isPartial = true
        default: return nil
        }
        content = rest
    }

    /// The time as `kubectl logs --timestamps` shows it: nine digits behind the point.
    static func stamp(_ time: Instant) -> String {
        let digits = String(time.nanoseconds)
        let fraction = String(repeating: "0", count: max(0, 9 - digits.count)) + digits
        return RFC3339.text(seconds: time.seconds, fraction: fraction)
    }
}
