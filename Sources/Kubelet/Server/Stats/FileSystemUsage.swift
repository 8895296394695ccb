import Dispatch
import Foundation

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
