import CoreFoundation
import Foundation

/// What went wrong with a file, in the system's words.
struct FileError: Error, CustomStringConvertible {
    var description: String

    /// After a failed system call.
    init(_ call: String, _ path: String) { description = "\(call) \(path): \(String(cString: strerror(errno)))" }
}

/// The system calls on files that volumes are made with; each throws `FileError`.
enum POSIXFiles {
    static func write(_ bytes: [UInt8], to path: String, mode: Int) throws(FileError) {
        let file = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, mode_t(mode & 0o777))
        guard file >= 0 else { throw FileError("open", path) }
        defer { close(file) }
        var done = 0
        while done < bytes.count {
            let count = bytes[done...].withUnsafeBytes { Foundation.write(file, $0.baseAddress, $0.count) }
            if count < 0 && errno == EINTR { continue }
            guard count > 0 else { throw FileError("write", path) }
            done += count
        }
        // The umask may have taken something away.
        guard fchmod(file, mode_t(mode & 0o7777)) == 0 else { throw FileError("chmod", path) }
    }

    /// The whole file; nil when there is none. Also right for the kernel's tables, which say no size and come in pieces.
    static func read(_ path: String) -> [UInt8]? {
        let file = open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { return nil }
        defer { close(file) }
        var content: [UInt8] = []
        var piece = [UInt8](repeating: 0, count: 16384)
        while true {
            let count = piece.withUnsafeMutableBytes { Foundation.read(file, $0.baseAddress, $0.count) }
            if count < 0 && errno == EINTR { continue }
            guard count >= 0 else { return nil }
            if count == 0 { return content }
            content += piece[..<count]
        }
    }

    /// Makes a directory with exactly this mode; one that is there stays as it is.
    static func makeDirectory(_ path: String, mode: Int) throws(FileError) {
        if mkdir(path, mode_t(mode & 0o777)) != 0 {
            guard errno == EEXIST, isDirectory(path) else { throw FileError("mkdir", path) }
            return
        }
        guard chmod(path, mode_t(mode & 0o7777)) == 0 else { throw FileError("chmod", path) }
    }

    /// Makes a directory and those above it.
    static func makeDirectories(_ path: String, mode: Int) throws(FileError) {
        if isDirectory(path) { return }
        let parent = (path as NSString).deletingLastPathComponent
        if !parent.isEmpty && parent != "/" { try makeDirectories(parent, mode: mode) }
        try makeDirectory(path, mode: mode)
    }

    /// The kind and mode of what is there, symbolic links followed; nil when there is nothing.
    static func status(_ path: String) -> stat? {
        var info = stat()
        return stat(path, &info) == 0 ? info : nil
    }

    static func linkStatus(_ path: String) -> stat? {
        var info = stat()
        return lstat(path, &info) == 0 ? info : nil
    }

    /// The permissions of what is there, symbolic links followed.
    static func mode(_ path: String) -> Int? { status(path).map { Int($0.st_mode & 0o7777) } }

    static func isDirectory(_ path: String) -> Bool { status(path).map { $0.st_mode & S_IFMT == S_IFDIR } ?? false }

    static func list(_ path: String) -> [String] { (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? [] }

    static func link(_ target: String, at path: String) throws(FileError) {
        guard symlink(target, path) == 0 else { throw FileError("symlink", path) }
    }

    static func target(ofLink path: String) -> String? { try? FileManager.default.destinationOfSymbolicLink(atPath: path) }

    static func move(_ from: String, to: String) throws(FileError) {
        guard rename(from, to) == 0 else { throw FileError("rename", from) }
    }

    /// Removes a file, a link, or a directory with all in it; does not follow links. Nothing there is no error.
    static func remove(_ path: String) throws(FileError) {
        guard let info = linkStatus(path) else { return }
        if info.st_mode & S_IFMT == S_IFDIR {
            for name in list(path) { try remove(path + "/" + name) }
            guard rmdir(path) == 0 || errno == ENOENT else { throw FileError("rmdir", path) }
        } else {
            guard unlink(path) == 0 || errno == ENOENT else { throw FileError("unlink", path) }
        }
    }
}
