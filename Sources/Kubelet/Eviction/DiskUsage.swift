import CoreFoundation
import Foundation

/// Measures directories, as `du -x` does: what files take on the disk, without other file systems mounted below.
enum DiskUsage {
    /// Does not follow links; a file with several names counts once. What disappears meanwhile, or cannot be read, does not count.
    static func measure(_ path: String) -> DiskUse {
        var info = stat()
        guard lstat(path, &info) == 0 else { return DiskUse() }
        var use = DiskUse()
        var linked = Set<ino_t>()
        count(info, &use, &linked)
        if info.st_mode & S_IFMT != S_IFDIR { return use }
        let device = info.st_dev
        // No recursion: a pod may make directories as deep as it likes.
        var waiting = [path]
        while let directory = waiting.popLast() {
            guard let stream = opendir(directory) else { continue }
            defer { closedir(stream) }
            while let entry = readdir(stream) {
                let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
                    pointer.withMemoryRebound(to: CChar.self, capacity: Int(NAME_MAX) + 1) { String(cString: $0) }
                }
                if name == "." || name == ".." { continue }
                var info = stat()
                guard fstatat(dirfd(stream), name, &info, AT_SYMLINK_NOFOLLOW) == 0, info.st_dev == device else { continue }
                count(info, &use, &linked)
                if info.st_mode & S_IFMT == S_IFDIR { waiting.append(directory + "/" + name) }
            }
        }
        return use
    }

    private static func count(_ info: stat, _ use: inout DiskUse, _ linked: inout Set<ino_t>) {
        if info.st_mode & S_IFMT != S_IFDIR && info.st_nlink > 1 && !linked.insert(info.st_ino).inserted { return }
        use = use + DiskUse(bytes: Int(clamping: info.st_blocks).multipliedReportingOverflow(by: 512).partialValue, inodes: 1)
    }

    /// The same off the threads that tasks run on, because large trees take long.
    static func measured(_ path: String) async -> DiskUse {
        await withCheckedContinuation { continuation in
            DispatchQueue.global(qos: .utility).async { continuation.resume(returning: measure(path)) }
        }
    }
}
