import Logging
import Synchronization

/// One driver of FlexVolumes: a program that is called with a command, what that is about, and the volume's options as JSON.
/// Safe to use from any task.
public final class FlexDriver: Sendable {
    /// `vendor/driver`
    public let name: String
    /// What the driver said that it can do when it was found.
    public let capabilities: FlexCapabilities
    private let path: String
    private let runner: any FlexRunning
    private let logger: Logger
    /// The commands of which the driver has said that it does not know them; it is not asked again.
    private let unsupported = Mutex<Set<String>>([])

    /// Asks the driver what it can do.
    /// - Throws: when it does not answer as a driver does.
    init(name: String, path: String, runner: any FlexRunning, logger: Logger) async throws {
        self.name = name
        self.path = path
        self.runner = runner
        self.logger = logger
        capabilities = try await Self.call(path, "init", [], nil, runner, logger).capabilities
    }

    /// What its volumes are called in the status of nodes.
    public func uniqueName(_ volume: String) -> String { Self.uniqueName(driver: name, volume) }

    /// The same for a driver that is known by its name only.
    public static func uniqueName(driver: String, _ volume: String) -> String { "\(prefix)\(driver)/\(volume)" }
    /// What such names begin with.
    public static let prefix = "flexvolume-"

    /// - Parameter timeout: nil for as long as it takes.
    /// - Throws: `FlexError`; `.notSupported` when the driver has no such command.
    @discardableResult
    public func call(_ command: String, _ arguments: [String], timeout: Duration? = nil) async throws -> FlexAnswer {
        if unsupported.withLock({ $0.contains(command) }) { throw FlexError.notSupported }
        do {
            return try await Self.call(path, command, arguments, timeout, runner, logger)
        } catch let error as FlexError where error == .notSupported {
            unsupported.withLock { _ = $0.insert(command) }
            throw error
        }
    }

    private static func call(
        _ path: String, _ command: String, _ arguments: [String], _ timeout: Duration?, _ runner: any FlexRunning, _ logger: Logger
    ) async throws -> FlexAnswer {
        let (output, failure) = try await runner.run(path, [command] + arguments, timeout: timeout)
        do {
            let answer = try FlexAnswer(output, of: command)
            guard let failure else { return answer }
            logger.error("FlexVolume: driver bug: an error, but none in the response", metadata: ["executable": "\(path)", "error": "\(failure)"])
            throw FlexError(failure)
        } catch let error as FlexError where error != .notSupported && failure != nil {
            // Not the arguments: there are secrets among them.
            logger.warning("FlexVolume: driver call failed", metadata: [
                "executable": "\(path)", "command": "\(command)", "error": "\(error)", "output": "\(String(decoding: output.prefix(1024), as: UTF8.self))",
            ])
            throw error
        }
    }

    /// Does a call, or what is usual where the driver has none.
    public func call(_ command: String, _ arguments: [String], timeout: Duration? = nil, orElse usual: () async throws -> Void) async throws {
        do {
            try await call(command, arguments, timeout: timeout)
        } catch let error as FlexError where error == .notSupported {
            try await usual()
        }
    }
}
