import Foundation
import Streaming

/// The files of one container's log: `0.log`, which the runtime writes, and what it was before: `0.log.20060102-150405`, and
/// compressed `0.log.20060102-150405.gz`.
struct ContainerLogFiles {
    /// Of the file that the runtime writes.
    var path: String

    private var directory: String { (path as NSString).deletingLastPathComponent }

    /// The rotated files, the oldest first, without unfinished ones.
    var rotated: [String] {
        let name = (path as NSString).lastPathComponent + "."
        return PodFiles.list(directory).filter { $0.hasPrefix(name) && !$0.hasSuffix(".tmp") }.sorted().map { directory + "/" + $0 }
    }

    /// Removes what an interrupted compression left: unfinished files, and logs that are there compressed too.
    func tidy() {
        let name = (path as NSString).lastPathComponent + "."
        let names = Set(PodFiles.list(directory).filter { $0.hasPrefix(name) })
        for name in names where name.hasSuffix(".tmp") || names.contains(name + ".gz") { unlink(directory + "/" + name) }
    }

    /// Removes the oldest, so that at most `count` rotated files are left.
    func removeOldest(leaving count: Int) {
        for path in rotated.dropLast(max(0, count)) { unlink(path) }
    }

    /// Compresses the rotated files that are not compressed yet.
    /// - Throws: `FileError`; nothing is lost then.
    func compressAll() throws {
        for path in rotated where !path.hasSuffix(".gz") { try Self.compress(path) }
    }

    /// Makes `path.gz` of a file. Who reads it meanwhile finds one of both, whole.
    static func compress(_ path: String) throws(FileError) {
        let temporary = path + ".tmp"
        let source = open(path, O_RDONLY | O_CLOEXEC)
        guard source >= 0 else { throw FileError("open", path) }
        defer { close(source) }
        guard var target = GzipFile(path: temporary) else { throw FileError("open", temporary) }
        var piece = [UInt8](repeating: 0, count: 64 << 10)
        var isWhole = false
        while true {
            let count = piece.withUnsafeMutableBytes { Foundation.read(source, $0.baseAddress, $0.count) }
            if count < 0 && errno == EINTR { continue }
            if count == 0 { isWhole = true }
            guard count > 0, target.write(piece[..<count]) else { break }
        }
        let isClosed = target.close()
        guard isClosed, isWhole else {
            let error = FileError("compress", path)
            unlink(temporary)
            throw error
        }
        guard rename(temporary, path + ".gz") == 0 else {
            let error = FileError("rename", temporary)
            unlink(temporary)
            throw error
        }
        unlink(path)
    }

    /// Removes the log of a container that is gone, with all that was rotated.
    static func remove(_ path: String) {
        guard path.hasPrefix("/"), path.hasSuffix(".log") else { return }
        let files = ContainerLogFiles(path: path)
        files.tidy()
        files.removeOldest(leaving: 0)
        unlink(path)
    }
}
