import Foundation
import Subprocess

/// A program that was run to its end.
struct Command: Sendable, CustomStringConvertible {
    var words: [String]
    /// The exit status; 128 and more for a signal, and 124 when it did not end in time.
    var status: Int32
    var output: String
    var error: String

    var succeeded: Bool { status == 0 }
    var lines: [String] { output.split(separator: "\n").map(String.init) }
    var description: String { "\(words.joined(separator: " ")): status \(status)\n\(output)\(error)" }

    /// Runs a program and takes its output; whoever does not end within `seconds` is ended.
    static func run(_ words: [String], input: String = "", environment: [String: String] = [:], seconds: Int = 60) async throws -> Command {
        var variables: [Environment.Key: String?] = [:]
        for (key, value) in environment { variables[Environment.Key(stringLiteral: key)] = value }
        let result = try await Subprocess.run(
            .name("timeout"), arguments: Arguments(["--kill-after=5", "\(seconds)"] + words), environment: .inherit.updating(variables), input: .string(input),
            output: .string(limit: 16 << 20), error: .string(limit: 1 << 20))
        let status: Int32 =
            switch result.terminationStatus {
            case .exited(let code): Int32(code)
            case .signaled(let signal): 128 + Int32(signal)
            }
        return Command(words: words, status: status, output: result.standardOutput, error: result.standardError)
    }

    /// The same, for a program that must succeed.
    @discardableResult
    static func check(_ words: [String], input: String = "", environment: [String: String] = [:], seconds: Int = 60) async throws -> Command {
        let command = try await run(words, input: input, environment: environment, seconds: seconds)
        guard command.succeeded else { throw Failure("\(command)") }
        return command
    }
}

/// Why a test cannot go on.
struct Failure: Error, CustomStringConvertible {
    var description: String
    init(_ description: String) { self.description = description }
}

/// Asks again and again until there is an answer; what the last try threw is told when the time is over.
@discardableResult
func eventually<T>(_ what: String, within limit: Duration = .seconds(90), _ answer: () async throws -> T?) async throws -> T {
    let clock = ContinuousClock()
    let deadline = clock.now + limit
    var last = ""
    while true {
        do {
            if let answer = try await answer() { return answer }
            last = ""
        } catch {
            last = ": \(error)"
        }
        guard clock.now < deadline else { throw Failure("within \(limit) it was not so that \(what)\(last)") }
        try await clock.sleep(for: .milliseconds(100))
    }
}

/// The same for a condition.
func eventually(_ what: String, within limit: Duration = .seconds(90), _ condition: () async throws -> Bool) async throws {
    try await eventually(what, within: limit) { () async throws -> Void? in try await condition() ? () : nil }
}
