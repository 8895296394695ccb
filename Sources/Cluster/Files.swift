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

    /// The text of a file; nil when there is none.
    static func text(_ path: String) -> String? {
        FileManager.default.contents(atPath: path).map { String(decoding: $0, as: UTF8.self) }
    }
}
