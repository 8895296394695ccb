import Foundation
import JSON
public import KubernetesAPI
public import Logging

/// Writes a line a message in the layout of klog, Kubernetes' logging library.
///
/// Text: `I1121 12:46:18.123456   12345 Module/File.swift:42] "Message" key="value"`. JSON: an object with ts (milliseconds
/// since 1970), caller, msg, v, and the facts.
public struct KlogHandler: LogHandler {
    public enum Format: Sendable { case text, json }

    /// What was set on this logger, or what the program's verbosity stands for.
    public var logLevel: Logger.Level {
        get {
            if let own { return own }
            let value = verbosity?.value ?? 0
            return value >= 6 ? .trace : value >= 4 ? .debug : .info
        }
        set { own = newValue }
    }
    private var own: Logger.Level?
    private let verbosity: LogVerbosity?
    public var metadata: Logger.Metadata = [:]
    private let format: Format
    private let clock: any WallClock
    private let write: @Sendable (String) -> Void

    /// - Parameters:
    ///   - verbosity: how much is logged, also when that is changed later.
    ///   - clock: what says the time; the machine's unless said.
    ///   - write: takes a line with its end; standard error unless said.
    public init(format: Format, verbosity: LogVerbosity? = nil, clock: (any WallClock)? = nil, write: (@Sendable (String) -> Void)? = nil) {
        self.format = format
        self.verbosity = verbosity
        self.clock = clock ?? SystemClock()
        self.write = write ?? { FileHandle.standardError.write(Data($0.utf8)) }
    }

    public subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    public func log(event: LogEvent) {
        let (level, message) = (event.level, event.message)
        var facts = metadata.merging(event.metadata ?? [:]) { $1 }
        if let error = event.error { facts["error"] = "\(error)" }
        let caller = "\(event.source)/\(event.file.split(separator: "/").last ?? ""):\(event.line)"
        switch format {
        case .text:
            let letter = switch level {
            case .trace, .debug, .info, .notice: "I"
            case .warning: "W"
            case .error: "E"
            case .critical: "F"
            }
            let values = facts.sorted { $0.key < $1.key }.map { " \($0.key)=\(Self.value($0.value.description))" }.joined()
            write("\(letter)\(timestamp) \(Self.processID) \(caller)] \(JSONValue.string(message.description))\(values)\n")
        case .json:
            let now = clock.now
            let milliseconds = Double(now.seconds) * 1000 + Double(now.nanoseconds / 1000) / 1000
            var object: JSONObject = ["ts": .double(milliseconds), "caller": .string(caller), "msg": .string(message.description)]
            switch level {
            case .trace: object["v"] = 6
            case .debug: object["v"] = 4
            case .info, .notice: object["v"] = 0
            case .warning, .error, .critical: object["level"] = .string(level.rawValue)
            }
            for (key, value) in facts { object[key == "error" ? "err" : key] = .string(value.description) }
            write("\(JSONValue.object(object))\n")
        }
    }

    /// Numbers and truth values as they are, all else in quotes.
    private static func value(_ text: String) -> String {
        let isPlain = Int(text) != nil || text == "true" || text == "false"
        return isPlain ? text : JSONValue.string(text).description
    }

    private static let processID: String = {
        let text = "\(getpid())"
        return String(repeating: " ", count: max(0, 7 - text.count)) + text
    }()

    /// `mmdd hh:mm:ss.uuuuuu`, of UTC.
    private var timestamp: String {
        // 2026-11-21T12:46:18.123456Z
        let text = clock.microTime.description
        let parts = text.split(separator: "T")
        guard parts.count == 2 else { return text }
        return parts[0].split(separator: "-").dropFirst().joined() + " " + parts[1].dropLast()
    }
}
