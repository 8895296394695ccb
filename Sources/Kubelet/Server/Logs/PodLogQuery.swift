import KubernetesAPI
import Streaming

/// Which part of a container's log is asked for, and in what form: PodLogOptions.
struct PodLogQuery: Sendable {
    /// Which of the container's outputs.
    enum Source: String, Sendable {
        case all = "All"
        case stdout = "Stdout"
        case stderr = "Stderr"
    }

    var follow = false
    /// The log of the container's run before this one.
    var previous = false
    var timestamps = false
    /// Only lines from then on.
    var since: Instant?
    /// Only so many lines from the end.
    var tailLines: Int?
    /// Only so many bytes.
    var limitBytes: Int?
    var source = Source.all

    init() {}

    /// Reads the query. Throws 400 with the name of the parameter that is wrong.
    init(_ query: QueryItems, now: Instant) throws(KubeletServerError) {
        follow = try Self.flag(query, "follow")
        previous = try Self.flag(query, "previous")
        timestamps = try Self.flag(query, "timestamps")
        tailLines = try Self.number(query, "tailLines", atLeast: 0)
        limitBytes = try Self.number(query, "limitBytes", atLeast: 1)
        if let seconds = try Self.number(query, "sinceSeconds", atLeast: 1) {
            since = Instant(seconds: now.seconds - Int64(min(seconds, 1 << 40)), nanoseconds: now.nanoseconds)
        }
        if let text = query["sinceTime"], !text.isEmpty {
            guard let time = RFC3339.parse(text) else { throw .badRequest("sinceTime: invalid time \"\(text)\"") }
            guard since == nil else { throw .badRequest("at most one of sinceTime or sinceSeconds may be specified") }
            since = Instant(seconds: time.seconds, nanoseconds: time.nanoseconds)
        }
        if let name = query["stream"], !name.isEmpty {
            guard let source = Source(rawValue: name) else { throw .badRequest("stream: unsupported value \"\(name)\"") }
            self.source = source
        }
    }

    private static func flag(_ query: QueryItems, _ name: String) throws(KubeletServerError) -> Bool {
        switch query[name] {
        case nil, "", "false", "0": return false
        case "true", "1": return true
        case let text?: throw .badRequest("\(name): invalid boolean \"\(text)\"")
        }
    }

    private static func number(
        _ query: QueryItems, _ name: String, atLeast least: Int
    ) throws(KubeletServerError) -> Int? {
        guard let text = query[name], !text.isEmpty else { return nil }
        guard let number = Int(text), number >= least else { throw .badRequest("\(name): invalid value \"\(text)\"") }
        return number
    }
}
