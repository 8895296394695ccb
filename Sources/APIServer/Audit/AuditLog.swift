import Foundation
import JSON
import KubernetesAPI
import Logging
import Synchronization

/// Where events go: `--audit-log-path`, a file that is renamed and begun anew when it is large, or `-` for standard output.
///
/// Thread-safe. An event is written when it happens, before the request goes on (`--audit-log-mode=blocking`).
final class AuditLog: Sendable {
    /// How large and old the files may become.
    struct Limits: Sendable {
        /// `--audit-log-maxsize` in megabytes; 0 for 100.
        var maximumSize = 0
        /// `--audit-log-maxbackup`: how many old files are kept; 0 for all.
        var maximumBackups = 0
        /// `--audit-log-maxage` in days; 0 for ever.
        var maximumAge = 0
    }

    private struct State {
        var file: FileHandle?
        var size = 0
    }

    private let path: String
    private let limits: Limits
    private let clock: any WallClock
    private let logger: Logger
    private let state = Mutex(State())

    /// - Throws: when the file cannot be opened.
    init(path: String, limits: Limits, clock: any WallClock, logger: Logger) throws {
        self.path = path
        self.limits = limits
        self.clock = clock
        self.logger = logger
        try state.withLock { try open(&$0) }
    }

    private func open(_ state: inout State) throws {
        if path == "-" {
            state.file = .standardOutput
            return
        }
        let directory = URL(filePath: path).deletingLastPathComponent().path
        try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        if !FileManager.default.fileExists(atPath: path),
           !FileManager.default.createFile(atPath: path, contents: nil, attributes: [.posixPermissions: 0o600]) {
            throw Assembly.BadOption(description: "cannot create the audit log \(path)")
        }
        let file = try FileHandle(forWritingTo: URL(filePath: path))
        state.size = Int(try file.seekToEnd())
        state.file = file
    }

    /// Writes a line.
    func write(_ line: [UInt8]) {
        state.withLock { state in
            do {
                let limit = (limits.maximumSize > 0 ? limits.maximumSize : 100) * 1_000_000
                if path != "-", state.size > 0, state.size + line.count + 1 > limit { try rotate(&state) }
                try state.file?.write(contentsOf: line + [UInt8(ascii: "\n")])
                state.size += line.count + 1
            } catch {
                logger.error("Cannot write to the audit log", metadata: ["path": "\(path)", "error": "\(error)"])
            }
        }
    }

    /// Renames the file by the time, as `audit-2006-01-02T15-04-05.000.log`, begins a new one, and removes old ones.
    private func rotate(_ state: inout State) throws {
        try state.file?.close()
        state.file = nil
        let url = URL(filePath: path)
        let base = url.deletingPathExtension().lastPathComponent
        let suffix = url.pathExtension.isEmpty ? "" : ".\(url.pathExtension)"
        let directory = url.deletingLastPathComponent()
        let stamp = String(clock.microTime.description.dropLast(4)).replacingOccurrences(of: ":", with: "-")
        try FileManager.default.moveItem(at: url, to: directory.appending(path: "\(base)-\(stamp)\(suffix)"))
        try open(&state)
        // The names sort by time.
        let old = try FileManager.default.contentsOfDirectory(atPath: directory.path)
            .filter { $0.hasPrefix("\(base)-") && $0.hasSuffix(suffix) && $0.count == base.count + 1 + stamp.count + suffix.count }.sorted()
        var surplus = limits.maximumBackups > 0 ? Array(old.dropLast(limits.maximumBackups)) : []
        if limits.maximumAge > 0 {
            let oldest = Time(seconds: clock.now.seconds - Int64(limits.maximumAge) * 86400).description.replacingOccurrences(of: ":", with: "-")
            surplus += old.filter { $0.dropFirst(base.count + 1) < oldest[...] && !surplus.contains($0) }
        }
        for name in surplus { try FileManager.default.removeItem(at: directory.appending(path: name)) }
    }
}
