import Foundation

/// Small files that must never be seen half-written.
enum Files {
    /// Makes a directory and those above it.
    static func makeDirectory(_ path: String, mode: Int = 0o755) throws {
        do {
            try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true, attributes: [.posixPermissions: mode])
        } catch {
            throw ClusterError("cannot make the directory \(path): \(error.localizedDescription)")
        }
    }

    /// Writes beside the file and renames, so that a reader finds the old or the new content.
    static func write(_ text: String, to path: String, mode: Int = 0o644) throws {
        try write(Data(text.utf8), to: path, mode: mode)
    }

    static func write(_ data: Data, to path: String, mode: Int = 0o644) throws {
        let temporary = path + ".new"
        guard FileManager.default.createFile(atPath: temporary, contents: data, attributes: [.posixPermissions: mode]) else {
            throw ClusterError("cannot write \(path)")
        }
        guard rename(temporary, path) == 0 else { throw ClusterError("cannot write \(path): \(String(cString: strerror(errno)))") }
    }

    /// The text of a file; nil when there is none. Also right for the kernel's tables, which say no size and come in pieces.
    static func text(_ path: String) -> String? {
        let file = open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { return nil }
        defer { close(file) }
        var content: [UInt8] = []
        var piece = [UInt8](repeating: 0, count: 16384)
        while true {
            let count = piece.withUnsafeMutableBytes { read(file, $0.baseAddress, $0.count) }
            if count < 0 && errno == EINTR { continue }
            guard count >= 0 else { return nil }
            if count == 0 { return String(decoding: content, as: UTF8.self) }
            content += piece[..<count]
        }
    }
}
