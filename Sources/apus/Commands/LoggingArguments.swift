import ArgumentParser
import Foundation
import KubernetesAPI
import Logging

/// `-v` and `--logging-format`, as Kubernetes' programs have them.
struct LoggingArguments: ParsableArguments {
    @Option(name: .customShort("v"), help: "How much is logged: 0 to 10.")
    var verbosity = 0
    @Option(help: "text or json.")
    var loggingFormat = "text"

    func validate() throws {
        guard ["text", "json"].contains(loggingFormat) else { throw ValidationError("--logging-format must be text or json") }
    }

    /// A logger that writes to standard error.
    func logger(_ label: String) -> Logger {
        var logger = Logger(label: label) { _ in LineLogHandler(label: label, json: loggingFormat == "json", clock: SystemClock()) }
        logger.logLevel = verbosity >= 6 ? .trace : verbosity >= 4 ? .debug : .info
        return logger
    }
}

/// A line a message, in the layout of klog: level, time, where, what, and the facts as key="value".
struct LineLogHandler: LogHandler {
    var label: String
    var json: Bool
    var clock: any WallClock
    var logLevel: Logger.Level = .info
    var metadata: Logger.Metadata = [:]

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(level: Logger.Level, message: Logger.Message, metadata own: Logger.Metadata?, source: String, file: String, function: String, line: UInt) {
        let facts = metadata.merging(own ?? [:]) { $1 }.sorted { $0.key < $1.key }
        let time = clock.microTime.description
        let text: String
        if json {
            var object: JSONObject = ["ts": .string(time), "level": .string(level.rawValue), "caller": .string("\(source)/\(file.split(separator: "/").last ?? ""):\(line)"), "msg": .string(message.description)]
            for (key, value) in facts { object[key] = .string(value.description) }
            text = JSONValue.object(object).description
        } else {
            let letter = switch level {
            case .trace, .debug: "D"
            case .info, .notice: "I"
            case .warning: "W"
            case .error: "E"
            case .critical: "F"
            }
            text = "\(letter) \(time) \(source)/\(file.split(separator: "/").last ?? ""):\(line)] \(message)" + facts.map { " \($0.key)=\"\($0.value)\"" }.joined()
        }
        FileHandle.standardError.write(Data((text + "\n").utf8))
    }
}
