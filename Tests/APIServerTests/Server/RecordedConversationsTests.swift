import Foundation
import Logging
import Synchronization
import Testing

@testable import APIServer

/// Conversations that were recorded with Kubernetes itself, held again with this server, where they and their player are at hand:
/// `APUS_COMPAT` names their directory, or it lies beside the package.
@Suite struct RecordedConversationsTests {
    /// What cannot be the same, and why.
    private static let known: Set<String> = [
        // Its host and port are those of the server that was recorded.
        "discovery and version documents",
        // Its URLs hold the hashes of documents whose descriptions are Kubernetes' own words.
        "openapi and other documents are served",
    ]

    /// What differs still: each of these is a defect, and goes from this list when it is mended.
    private static let open: Set<String> = []

    /// What the player is written in.
    private static let hasPython = ["/usr/bin", "/usr/local/bin"].contains { FileManager.default.isExecutableFile(atPath: $0 + "/python3") }

    @Test(
        .enabled(if: Recorded.directory("compat", variable: "APUS_COMPAT") != nil, "no recorded conversations at hand: set APUS_COMPAT to their directory"),
        .enabled(if: hasPython, "no python3, which the player of the conversations needs"))
    func theServerAnswersAsRecorded() async throws {
        let recorded = try #require(Recorded.directory("compat", variable: "APUS_COMPAT"))
        let cases = try FileManager.default.contentsOfDirectory(atPath: recorded + "/cases").filter { $0.hasSuffix(".json") && $0 != "custom.json" }
        let directory = FileManager.default.temporaryDirectory.appendingPathComponent("apiserver-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: directory) }
        let tokens = directory.appendingPathComponent("tokens.csv")
        try "admin-token,admin,1,\"system:masters\"\nalice-token,alice,2,\"dev\"\n".write(to: tokens, atomically: true, encoding: .utf8)
        var options = APIServerOptions()
        options.bindAddress = "127.0.0.1"
        options.securePort = 0
        options.certDir = directory.path
        options.tokenAuthFile = tokens.path
        options.disableAdmissionPlugins = ["ServiceAccount"]
        let server = APIServer(options: options, logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
        let outputs = try await withThrowingTaskGroup(of: Void.self) { group -> [String] in
            group.addTask { try await server.run() }
            try await server.waitUntilReady()
            let port = try #require(server.boundPort)
            defer { group.cancelAll() }
            // Entries of managedFields are sorted by their second: a conversation that began in one and went on in the next answers
            // otherwise than the recorded one, with Kubernetes, too. Such a thing does not happen three times.
            var outputs: [String] = []
            repeat {
                outputs.append(try await Self.play(recorded, cases.sorted(), port: port))
            } while outputs.count < 3 && !Self.unknown(outputs).isEmpty
            return outputs
        }
        #expect(outputs.allSatisfy { $0.contains(" agree, ") })
        #expect(Self.unknown(outputs).isEmpty, "\(outputs.last ?? "")")
    }

    /// The conversations that differed each time, and are not known to.
    private static func unknown(_ outputs: [String]) -> Set<String> {
        let different = outputs.map { output in
            Set(output.split(separator: "\n").filter { $0.hasPrefix("DIFFERS ") }.map { String($0.dropFirst("DIFFERS ".count)) })
        }
        guard let first = different.first else { return [] }
        return different.dropFirst().reduce(first) { $0.intersection($1) }.subtracting(known).subtracting(open)
    }

    /// What the player prints.
    private static func play(_ directory: String, _ cases: [String], port: Int) async throws -> String {
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = ["python3", directory + "/compat", "check", "--server", "https://127.0.0.1:\(port)", "--token", "admin-token"]
            + cases.map { "\(directory)/cases/\($0)" }
        let pipe = Pipe()
        process.standardOutput = pipe
        process.standardError = pipe
        // Another thread reads, so that the server of this process goes on meanwhile.
        return try await withCheckedThrowingContinuation { continuation in
            do {
                try process.run()
            } catch {
                continuation.resume(throwing: error)
                return
            }
            Thread.detachNewThread {
                let data = pipe.fileHandleForReading.readDataToEndOfFile()
                process.waitUntilExit()
                continuation.resume(returning: String(decoding: data, as: UTF8.self))
            }
        }
    }
}
