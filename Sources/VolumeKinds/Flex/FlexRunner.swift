import KubernetesAPI
import Subprocess
import SystemPackage

/// Runs a driver's program.
public protocol FlexRunning: Sendable {
    /// - Parameter timeout: after which the program is killed; nil for none.
    /// - Returns: everything it wrote, and how it ended: nil for success, else such as `exit status 1`.
    /// - Throws: `FlexError.timeout`, `CancellationError`
    func run(_ path: String, _ arguments: [String], timeout: Duration?) async throws -> (output: [UInt8], failure: String?)
}

/// Really runs it.
public struct FlexPrograms: FlexRunning {
    private let clock: any WallClock
    private static let outputLimit = 1 << 20

    /// - Parameter clock: measures the timeouts.
    public init(clock: any WallClock) { self.clock = clock }

    /// Runs the program and waits for its end.
    public func run(_ path: String, _ arguments: [String], timeout: Duration?) async throws -> (output: [UInt8], failure: String?) {
        guard let timeout else { return try await Self.start(path, arguments) }
        return try await withThrowingTaskGroup(of: (output: [UInt8], failure: String?).self) { [clock] group in
            group.addTask { try await Self.start(path, arguments) }
            group.addTask {
                try await clock.sleep(for: timeout)
                throw FlexError.timeout
            }
            defer { group.cancelAll() }
            guard let first = try await group.next() else { throw CancellationError() }
            return first
        }
    }

    private static func start(_ path: String, _ arguments: [String]) async throws -> (output: [UInt8], failure: String?) {
        do {
            let result = try await Subprocess.run(
                .path(FilePath(path)), arguments: Arguments(arguments), output: .string(limit: outputLimit), error: .string(limit: outputLimit))
            let output = Array((result.standardOutput + result.standardError).utf8)
            switch result.terminationStatus {
            case .exited(0): return (output, nil)
            case .exited(let code): return (output, "exit status \(code)")
            default: return (output, "signal: killed")
            }
        } catch {
            try Task.checkCancellation()
            return ([], "fork/exec \(path): \(error)")
        }
    }
}
