import Foundation
import KubernetesAPI
import Logging

/// Reads the kernel's log for processes that it killed because the whole machine was out of memory, and tells of them. Those that a
/// container's own limit killed are told by the container's status.
struct OOMWatcher: Sendable {
    /// Usually `/dev/kmsg`.
    var path = "/dev/kmsg"
    /// Records a warning on the node: reason, message.
    var nodeEvent: @Sendable (String, String) -> Void
    var clock: any WallClock
    var logger: Logger

    private static let interval: Duration = .seconds(5)

    /// What of a kill has been read so far.
    struct Parser {
        private var isSystem = false

        /// - Returns: the killed process, when the line ends the report of a kill for the machine's sake.
        mutating func line(_ line: Substring) -> (name: String, pid: Int)? {
            if line.contains("oom-kill:constraint=") {
                isSystem = line.contains("global_oom") || line.contains("task_memcg=/,")
                return nil
            }
            guard isSystem, let mark = line.firstRange(of: "Killed process ") else { return nil }
            let rest = line[mark.upperBound...]
            guard let pid = Int(rest.prefix { $0.isNumber }), let open = rest.firstIndex(of: "("),
                let close = rest[open...].firstIndex(of: ")")
            else { return nil }
            isSystem = false
            return (String(rest[rest.index(after: open)..<close]), pid)
        }
    }

    /// Works until it is cancelled; ends at once, with a line in the log, where the kernel's log may not be read.
    func run() async {
        let file = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC)
        guard file >= 0 else {
            logger.info("the kernel's log cannot be read; no events for what it kills", metadata: ["path": "\(path)", "error": "\(String(cString: strerror(errno)))"])
            return
        }
        defer { close(file) }
        // What was before is not news.
        lseek(file, 0, SEEK_END)
        var parser = Parser()
        while !Task.isCancelled {
            for line in Self.records(file) {
                guard let killed = parser.line(line) else { continue }
                nodeEvent("SystemOOM", "System OOM encountered, victim process: \(killed.name), pid: \(killed.pid)")
            }
            do { try await clock.sleep(for: Self.interval) } catch { return }
        }
    }

    /// What has come since the last time: each read gives one record, `priority,number,time,flags;text`.
    private static func records(_ file: Int32) -> [Substring] {
        var lines: [Substring] = []
        var buffer = [UInt8](repeating: 0, count: 8192)
        for _ in 0..<10_000 {
            let count = buffer.withUnsafeMutableBytes { read(file, $0.baseAddress, $0.count) }
            if count < 0 {
                // EPIPE: some were overwritten before they were read.
                if errno == EPIPE || errno == EINTR { continue }
                break
            }
            if count == 0 { break }
            let record = String(decoding: buffer[..<count], as: UTF8.self)
            if let text = record.split(separator: ";", maxSplits: 1).last { lines += text.split(separator: "\n").prefix(1) }
        }
        return lines
    }
}
