import ArgumentParser
import Cluster
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

    static func logger(_ label: String, verbosity: Int, format: String) -> Logger {
        var logger = Logger(label: label) { _ in KlogHandler(format: format == "json" ? .json : .text) }
        logger.logLevel = verbosity >= 6 ? .trace : verbosity >= 4 ? .debug : .info
        return logger
    }
}
