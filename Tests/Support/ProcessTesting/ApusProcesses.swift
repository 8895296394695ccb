import Foundation
import Synchronization

/// The program's components as processes of their own, on loopback, which a test may kill and start again: an API server that knows users by
/// tokens, and what else the test begins. Safe to use from anywhere.
public final class ApusProcesses: Sendable {
    /// The program that was built with the tests.
    public static let program = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath().deletingLastPathComponent()
        .appendingPathComponent("apus").path
    /// Whether it is there.
    public static var isBuilt: Bool { FileManager.default.isExecutableFile(atPath: program) }
    /// The token of the user `admin`, who may do everything.
    public static let administrator = "admin-token"

    /// Where tokens, kubeconfigs, logs and the API server's data are.
    public let directory: String
    /// The API server's.
    public let port: Int
    private let processes = Mutex<[String: Process]>([:])

    /// Nothing runs yet.
    /// - Parameters:
    ///   - directory: is made if it is missing; nil for one in /tmp.
    ///   - users: besides `admin`, by their short names: `NAME-token` and `NAME.conf` are theirs.
    public init(directory: String? = nil, users: [String: String] = [:]) throws {
        port = 20000 + Int.random(in: 0..<9000)
        self.directory = directory ?? "/tmp/apus-processes-\(getpid())-\(port)"
        try FileManager.default.createDirectory(atPath: self.directory + "/api", withIntermediateDirectories: true)
        var lines = ["\(Self.administrator),admin,1,\"system:masters\""]
        for (name, user) in users { lines.append("\(name)-token,\(user),\(name)") }
        try (lines.joined(separator: "\n") + "\n").write(toFile: self.directory + "/tokens.csv", atomically: true, encoding: .utf8)
        for name in ["admin"] + users.keys {
            let text = """
                apiVersion: v1
                kind: Config
                current-context: c
                clusters: [{name: c, cluster: {server: "https://127.0.0.1:\(port)", insecure-skip-tls-verify: true}}]
                users: [{name: u, user: {token: \(name)-token}}]
                contexts: [{name: c, context: {cluster: c, user: u}}]
                """
            try text.write(toFile: kubeconfig(name), atomically: true, encoding: .utf8)
        }
    }

    /// The path of a user's kubeconfig.
    public func kubeconfig(_ name: String = "admin") -> String { "\(directory)/\(name).conf" }

    /// Begins the API server `server`. It keeps what it has on disk.
    public func startServer(_ more: [String] = []) throws {
        try start("server", [
            "kube-apiserver", "--bind-address", "127.0.0.1", "--secure-port", "\(port)", "--cert-dir", directory + "/api", "--data-dir", directory + "/api",
            "--token-auth-file", directory + "/tokens.csv", "--disable-admission-plugins=ServiceAccount",
        ] + more)
    }

    /// Begins the program with these arguments; what it says is added to `NAME.log`.
    public func start(_ name: String, _ arguments: [String]) throws {
        let process = try Self.start(arguments, log: directory + "/\(name).log")
        processes.withLock { $0[name] = process }
    }

    /// Begins the program; what it says is added to the file.
    public static func start(_ arguments: [String], log: String) throws -> Process {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: program)
        process.arguments = arguments
        if !FileManager.default.fileExists(atPath: log) { _ = FileManager.default.createFile(atPath: log, contents: nil) }
        let handle = FileHandle(forWritingAtPath: log)
        _ = try? handle?.seekToEnd()
        process.standardOutput = handle
        process.standardError = handle
        process.standardInput = FileHandle.nullDevice
        try process.run()
        return process
    }

    /// As `kill -9`. Returns when the process is gone.
    public func kill(_ name: String) {
        guard let process = processes.withLock({ $0.removeValue(forKey: name) }) else { return }
        Foundation.kill(process.processIdentifier, SIGKILL)
        process.waitUntilExit()
    }

    /// Kills all that runs.
    public func stop() { for name in processes.withLock({ Array($0.keys) }) { kill(name) } }

    /// The ends of the logs of all that was begun and not killed.
    public var logs: String {
        processes.withLock { Array($0.keys) }.sorted().map { name in
            let text = FileManager.default.contents(atPath: directory + "/\(name).log").map { String(decoding: $0, as: UTF8.self) } ?? ""
            return "== \(name)\n" + text.split(separator: "\n").suffix(15).joined(separator: "\n")
        }.joined(separator: "\n")
    }
}
