import Foundation
import JSON
import KubernetesAPI
import Logging
import Synchronization

/// systemd-logind as the one that tells of shutdowns, through systemd's own tools: `systemd-inhibit` holds the lock, `busctl`
/// listens. Both are children that end with this process, because they wait for the end of what they read. Safe to use from anywhere.
final class Logind: ShutdownSource {
    private static let configuration = "/etc/systemd/logind.conf.d/99-kubelet.conf"
    private static let manager = ["org.freedesktop.login1", "/org/freedesktop/login1", "org.freedesktop.login1.Manager"]

    private let logger: Logger
    /// The inhibitor's input: closing it lets go.
    private let lock = Mutex<FileHandle?>(nil)

    init(logger: Logger) { self.logger = logger }

    /// Whether systemd is there and its tools are.
    static var isAvailable: Bool {
        POSIXFiles.isDirectory("/run/systemd/system") && access("/run/dbus/system_bus_socket", F_OK) == 0
            && ["systemd-inhibit", "busctl", "systemctl"].allSatisfy { access("/usr/bin/" + $0, X_OK) == 0 }
    }

    func hold(atMost limit: Duration) async throws {
        if lock.withLock({ $0 != nil }) { return }
        try await allow(limit)
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/systemd-inhibit")
        process.arguments = ["--what=shutdown", "--mode=delay", "--who=kubelet", "--why=Kubelet needs time to handle node shutdown", "/bin/cat"]
        let input = Pipe()
        process.standardInput = input
        process.standardOutput = FileHandle.nullDevice
        try process.run()
        lock.withLock { $0 = input.fileHandleForWriting }
    }

    func release() { try? lock.withLock { lock in defer { lock = nil }; return lock }?.close() }

    /// logind waits no longer than it is configured to: has that raised when it is too short.
    private func allow(_ limit: Duration) async throws {
        let wanted = limit.components.seconds
        if try await delay() >= wanted { return }
        try FileManager.default.createDirectory(
            atPath: (Self.configuration as NSString).deletingLastPathComponent, withIntermediateDirectories: true)
        let text = "# Kubelet logind override\n[Login]\nInhibitDelayMaxSec=\(wanted)\n"
        try POSIXFiles.write(Array(text.utf8), to: Self.configuration, mode: 0o644)
        _ = try await Self.output("/usr/bin/systemctl", ["kill", "-s", "HUP", "systemd-logind.service"])
        let now = try await delay()
        guard now >= wanted else {
            throw LogindError(
                description: "node shutdown manager was unable to update logind InhibitDelayMaxSec to \(limit.goText) (ShutdownGracePeriod), "
                    + "current value of InhibitDelayMaxSec (\(now)s) is less than requested ShutdownGracePeriod")
        }
    }

    /// The longest that a shutdown can be held up, in seconds.
    private func delay() async throws -> Int64 {
        let text = try await Self.output("/usr/bin/busctl", ["--system", "get-property"] + Self.manager + ["InhibitDelayMaxUSec"])
        guard let microseconds = text.split(whereSeparator: \.isWhitespace).last.flatMap({ Int64($0) }) else {
            throw LogindError(description: "logind does not say how long it lets a shutdown be held up")
        }
        return microseconds / 1_000_000
    }

    func announcements() -> AsyncStream<Bool> {
        let (stream, continuation) = AsyncStream.makeStream(of: Bool.self)
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/bin/sh")
        let match = "type='signal',interface='org.freedesktop.login1.Manager',member='PrepareForShutdown'"
        // The shell ends the listener when its own input ends.
        process.arguments = ["-c", "busctl --system --json=short monitor --match=\"$0\" < /dev/null & cat > /dev/null; kill $!", match]
        let input = Pipe()
        let output = Pipe()
        process.standardInput = input
        process.standardOutput = output
        process.standardError = FileHandle.nullDevice
        do { try process.run() } catch {
            logger.warning("cannot listen to logind", metadata: ["error": "\(error)"])
            continuation.finish()
            return stream
        }
        let keep = input.fileHandleForWriting
        continuation.onTermination = { _ in try? keep.close() }
        DispatchQueue.global(qos: .utility).async {
            var pending: [UInt8] = []
            while true {
                let data = output.fileHandleForReading.availableData
                if data.isEmpty { break }
                pending += data
                while let end = pending.firstIndex(of: UInt8(ascii: "\n")) {
                    if let isGoing = Self.parse(Array(pending[..<end])) { continuation.yield(isGoing) }
                    pending.removeSubrange(...end)
                }
            }
            process.waitUntilExit()
            continuation.finish()
        }
        return stream
    }

    /// What one line of `busctl --json=short monitor` says; nil when it is about something else.
    static func parse(_ line: [UInt8]) -> Bool? {
        guard let message = try? JSONValue(parsing: line), message["member"]?.string == "PrepareForShutdown",
            case .bool(let isGoing)? = message["payload"]?["data"]?.array?.first
        else { return nil }
        return isGoing
    }

    private static func output(_ program: String, _ arguments: [String]) async throws -> String {
        try await withCheckedThrowingContinuation { (continuation: CheckedContinuation<String, any Error>) in
            DispatchQueue.global(qos: .utility).async {
                continuation.resume(with: Result {
                    let process = Process()
                    process.executableURL = URL(fileURLWithPath: program)
                    process.arguments = arguments
                    let output = Pipe()
                    process.standardOutput = output
                    process.standardError = FileHandle.nullDevice
                    process.standardInput = FileHandle.nullDevice
                    try process.run()
                    let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
                    process.waitUntilExit()
                    guard process.terminationStatus == 0 else { throw LogindError(description: "\(program) \(arguments.joined(separator: " ")) failed") }
                    return text
                })
            }
        }
    }
}

/// Why logind could not be asked.
struct LogindError: Error, CustomStringConvertible {
    var description: String
}
