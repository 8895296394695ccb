import Dispatch
import Foundation

/// Space and inodes that a directory tree takes.
struct DiskUsage: Sendable, Equatable {
    var bytes: UInt64 = 0
    var inodes: UInt64 = 0

    static func + (a: DiskUsage, b: DiskUsage) -> DiskUsage { DiskUsage(bytes: a.bytes &+ b.bytes, inodes: a.inodes &+ b.inodes) }

    /// Counts what a tree takes on its own file system, as du does: blocks, and files with several names once. Blocks the
    /// thread; not for the cooperative pool where trees may be large (see ``of(_:)``).
    static func measure(_ path: String) -> DiskUsage {
        var usage = DiskUsage()
        var seen = Set<UInt64>()
        var root = stat()
        guard lstat(path, &root) == 0 else { return usage }
        var directories = [path]
        count(root, &usage, &seen)
        guard root.st_mode & S_IFMT == S_IFDIR else { return usage }
        while let directory = directories.popLast() {
            guard let handle = opendir(directory) else { continue }
            defer { closedir(handle) }
            let descriptor = dirfd(handle)
            while let entry = readdir(handle) {
                let name = withUnsafeBytes(of: &entry.pointee.d_name) { bytes in String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self) }
                if name == "." || name == ".." { continue }
                var status = stat()
                guard fstatat(descriptor, name, &status, AT_SYMLINK_NOFOLLOW) == 0, status.st_dev == root.st_dev else { continue }
                count(status, &usage, &seen)
                if status.st_mode & S_IFMT == S_IFDIR { directories.append(directory + "/" + name) }
            }
        }
        return usage
    }

    private static func count(_ status: stat, _ usage: inout DiskUsage, _ seen: inout Set<UInt64>) {
        if status.st_nlink > 1, status.st_mode & S_IFMT != S_IFDIR, !seen.insert(UInt64(status.st_ino)).inserted { return }
        usage.bytes &+= UInt64(clamping: status.st_blocks) &* 512
        usage.inodes &+= 1
    }

    /// The same, off the cooperative pool.
    static func of(_ path: String) async -> DiskUsage {
        await offPool { measure(path) }
    }
}

/// Makes a blocking call on a thread that may block.
func offPool<T: Sendable>(_ body: @escaping @Sendable () -> T) async -> T {
    await withCheckedContinuation { continuation in
        DispatchQueue.global(qos: .utility).async { continuation.resume(returning: body()) }
    }
}

/// Space and inodes of a file system.
struct FileSystemUsage: Sendable {
    var capacity: UInt64
    var available: UInt64
    /// Without what is kept for root.
    var free: UInt64
    var inodes: UInt64
    var inodesFree: UInt64

    var used: UInt64 { capacity > free ? capacity - free : 0 }
    var inodesUsed: UInt64 { inodes > inodesFree ? inodes - inodesFree : 0 }

    /// Nil when there is no such path. Blocks where a network file system's server is away.
    init?(path: String) {
        var status = statvfs()
        guard statvfs(path, &status) == 0 else { return nil }
        let block = UInt64(status.f_frsize)
        capacity = UInt64(status.f_blocks).multipliedReportingOverflow(by: block).partialValue
        available = UInt64(status.f_bavail).multipliedReportingOverflow(by: block).partialValue
        free = UInt64(status.f_bfree).multipliedReportingOverflow(by: block).partialValue
        inodes = UInt64(status.f_files)
        inodesFree = UInt64(status.f_ffree)
    }
}
