import ContainerRuntime
import Foundation
import KubernetesAPI

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
        // One that could not be started at all has no log.
        var fallback = annotations[RuntimeLabels.containerTerminationMessagePolicy] == "FallbackToLogsOnError"
            && status.exitCode != 0 && status.reason != "ContainerCannotRun"
        if let path = annotations[RuntimeLabels.containerTerminationMessagePath], !path.isEmpty,
            let mount = status.mounts.first(where: { $0.containerPath == path })
        {
            switch tail(mount.hostPath, maximumBytes) {
            case .success(let text): message = text
            case .failure(let error):
                message = "Error on reading termination log \(mount.hostPath): \(error)"
                fallback = false
            }
        }
        if message.isEmpty && fallback { message = logTail(status.logPath) }
        if message.isEmpty { return status.message }
        return status.message.isEmpty ? message : status.message + ": " + message
    }

    /// The end of a file; empty when there is none. What is no ordinary file is not waited for.
    private static func tail(_ path: String, _ count: Int) -> Result<String, FileError> {
        let file = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard file >= 0 else { return errno == ENOENT ? .success("") : .failure(FileError("open", path)) }
        defer { close(file) }
        let end = lseek(file, 0, SEEK_END)
        var bytes = [UInt8](repeating: 0, count: count)
        guard end >= 0, lseek(file, max(0, end - off_t(count)), SEEK_SET) >= 0 else { return .failure(FileError("seek", path)) }
        let read = bytes.withUnsafeMutableBytes { Foundation.read(file, $0.baseAddress, $0.count) }
        guard read >= 0 else { return .failure(FileError("read", path)) }
        return .success(String(decoding: bytes[..<read], as: UTF8.self))
    }

    /// The most that the messages of one pod may take together, in bytes.
    static let maximumPodBytes = 12 << 10

    /// Shortens the messages of a pod's containers, so that together they stay within bounds.
    static func shorten(_ status: inout PodStatus, of pod: Pod) {
        let limit = maximumPodBytes / max(1, pod.spec.containers.count + pod.spec.initContainers.count + pod.spec.ephemeralContainers.count)
        for list in [\PodStatus.containerStatuses, \PodStatus.initContainerStatuses, \PodStatus.ephemeralContainerStatuses] {
            for index in status[keyPath: list].indices {
                cut(&status[keyPath: list][index].state, limit)
                cut(&status[keyPath: list][index].lastState, limit)
            }
        }
    }

    private static func cut(_ state: inout ContainerState, _ limit: Int) {
        guard let message = state.terminated?.message, message.utf8.count > limit else { return }
        state.terminated?.message = String(decoding: message.utf8.prefix(limit), as: UTF8.self)
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
