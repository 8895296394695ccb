import ContainerRuntime
import Foundation

/// The last words of a container: what it wrote to its termination message file, or the end of its log.
enum TerminationMessage {
    static let maximumBytes = 4096
    static let maximumLogBytes = 2048
    static let maximumLogLines = 80

    /// - Parameters:
    ///   - status: of a container that has exited.
    ///   - annotations: those the kubelet gave it, which say where the file is and whether the log stands in.
    static func read(_ status: CRIContainerStatus, _ annotations: [String: String]) -> String {
        var message = ""
        if let path = annotations[RuntimeLabels.containerTerminationMessagePath],
            let mount = status.mounts.first(where: { $0.containerPath == path })
        {
            message = head(mount.hostPath, maximumBytes)
        }
        let fallback = annotations[RuntimeLabels.containerTerminationMessagePolicy] == "FallbackToLogsOnError"
        if message.isEmpty && fallback && status.exitCode != 0 {
            message = logTail(status.logPath)
        }
        if message.isEmpty { return status.message }
        return status.message.isEmpty ? message : status.message + ": " + message
    }

    private static func head(_ path: String, _ count: Int) -> String {
        guard let file = FileHandle(forReadingAtPath: path) else { return "" }
        defer { try? file.close() }
        guard let data = try? file.read(upToCount: count) else { return "" }
        return String(decoding: data, as: UTF8.self)
    }

    /// The last lines of a log in CRI's format (`time stream tag text`), without its prefixes.
    static func logTail(_ path: String) -> String {
        guard let file = FileHandle(forReadingAtPath: path) else { return "" }
        defer { try? file.close() }
        // The prefixes take up to some 45 bytes a line.
        let window = UInt64(maximumLogBytes + maximumLogLines * 64)
        guard let end = try? file.seekToEnd() else { return "" }
        let start = end > window ? end - window : 0
        guard (try? file.seek(toOffset: start)) != nil, let data = try? file.readToEnd() else { return "" }
        var lines = data.split(separator: 10, omittingEmptySubsequences: true)
        if start > 0 && !lines.isEmpty { lines.removeFirst() }
        return text(lines.suffix(maximumLogLines).map { Array($0) })
    }

    static func text(_ lines: [[UInt8]]) -> String {
        var out: [UInt8] = []
        for line in lines {
            let parts = line.split(separator: 32, maxSplits: 3, omittingEmptySubsequences: false)
            guard parts.count == 4 else { continue }
            out += parts[3]
            // A line that the runtime cut in pieces (tag P) goes on in the next one.
            if parts[2].first != UInt8(ascii: "P") { out.append(10) }
        }
        return String(decoding: out.suffix(maximumLogBytes), as: UTF8.self)
    }
}
