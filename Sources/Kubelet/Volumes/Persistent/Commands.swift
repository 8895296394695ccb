import Subprocess

/// What a program said and how it ended.
struct CommandResult: Sendable, Equatable {
    /// The exit code; 128 when a signal ended it.
    var code: Int
    /// Both outputs together.
    var output: String
}

/// Runs the system's own programs for file systems: mount, mkfs, fsck, blkid. Tests have one that only remembers.
protocol CommandRunner: Sendable {
    /// - Throws: when the program cannot be started.
    func run(_ program: String, _ arguments: [String]) async throws -> CommandResult
}

/// Really runs them; they are killed when the task is cancelled.
struct SystemCommands: CommandRunner {
    func run(_ program: String, _ arguments: [String]) async throws -> CommandResult {
        do {
            let result = try await Subprocess.run(
                .name(program), arguments: Arguments(arguments), output: .string(limit: 1 << 16), error: .string(limit: 1 << 16))
            var code = 128
            if case .exited(let status) = result.terminationStatus { code = Int(status) }
            return CommandResult(code: code, output: result.standardOutput + result.standardError)
        } catch {
            try Task.checkCancellation()
            throw VolumeFileError("cannot run \(program): \(error)")
        }
    }
}
