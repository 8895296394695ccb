import ArgumentParser
import Cluster
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
    func logger(_ label: String) -> Logger { Self.logger(label, verbosity: verbosity, format: loggingFormat) }

    /// A logger whose verbosity may be changed while it is used.
    static func logger(_ label: String, _ verbosity: LogVerbosity, format: String) -> Logger {
        Logger(label: label) { _ in KlogHandler(format: format == "json" ? .json : .text, verbosity: verbosity) }
    }

    static func logger(_ label: String, verbosity: Int, format: String) -> Logger {
        self.logger(label, LogVerbosity(verbosity), format: format)
    }
}
