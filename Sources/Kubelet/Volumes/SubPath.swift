import CoreFoundation
import Foundation
import KubernetesAPI

/// Paths inside volumes, as containers mount them.
///
/// What a pod wrote into its volume must not lead the kubelet out of it, not even by a link that is put there between the look and
/// the mount: so the path is walked from the volume's root without following links, and what was found, held by its descriptor, is
/// bind-mounted below `<pod directory>/volume-subpaths/<volume>/<container>/<index>`. The runtime mounts that.
struct SubPath {
    /// `<root-dir>/pods/<uid>`
    var podDirectory: String
    var mounter: any Mounter

    private static let directoryName = "volume-subpaths"
    /// A descriptor that names a file without opening it.
    private static let pathOnly: Int32 = 0o10000000

    /// Why a path in a volume cannot be used; the log tells it, the user only that it was not possible.
    struct Failure: Error, CustomStringConvertible {
        var description: String
    }

    /// Makes `subPath` as a directory with the mode of the volume's root, and those above it, unless it is there.
    func create(_ subPath: String, in volume: String) throws {
        let root = try Self.real(volume)
        guard let info = POSIXFiles.status(root) else { throw FileError("stat", root) }
        let mode = info.st_mode & (0o777 | S_ISGID)
        var parts = subPath.split(separator: "/").map(String.init).filter { $0 != "." }[...]
        // What is there may lead over links, as long as they stay inside.
        var base = root
        while let part = parts.first, let next = Self.realPath(base + "/" + part) {
            base = next
            parts = parts.dropFirst()
        }
        guard !parts.isEmpty else { return }
        var directory = try Self.open(base, below: root)
        defer { close(directory) }
        for part in parts {
            guard part != "..", mkdirat(directory, part, mode & 0o777) == 0 || errno == EEXIST else { throw FileError("mkdir", part) }
            let next = openat(directory, part, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
            guard next >= 0 else { throw FileError("open", part) }
            close(directory)
            directory = next
            // The umask may have taken something away.
            guard fchmod(directory, mode) == 0 else { throw FileError("chmod", part) }
        }
    }

    /// Mounts the path aside and returns where.
    /// - Parameter index: which of the container's mounts it is.
    func prepare(_ subPath: String, in volume: MountedVolume, name: String, container: String, index: Int) throws -> String {
        let root = try Self.real(volume.hostPath)
        let file = try Self.open(Self.real(root + "/" + subPath), below: root)
        defer { close(file) }
        var info = stat()
        guard fstat(file, &info) == 0 else { throw FileError("stat", subPath) }
        let parent = "\(podDirectory)/\(Self.directoryName)/\(name)/\(container)"
        let target = "\(parent)/\(index)"
        if mounter.isMounted(target) {
            // The container was started before. A path that was replaced since is mounted anew.
            if let old = POSIXFiles.status(target), old.st_dev == info.st_dev && old.st_ino == info.st_ino { return target }
            try mounter.unmount(target)
        }
        try POSIXFiles.makeDirectories(parent, mode: 0o750)
        let isDirectory = info.st_mode & S_IFMT == S_IFDIR
        if let old = POSIXFiles.linkStatus(target), (old.st_mode & S_IFMT == S_IFDIR) != isDirectory {
            guard (isDirectory ? unlink(target) : rmdir(target)) == 0 else { throw FileError("remove", target) }
        }
        if isDirectory { try POSIXFiles.makeDirectory(target, mode: 0o750) } else { try POSIXFiles.write([], to: target, mode: 0o640) }
        try mounter.mount("/proc/self/fd/\(file)", at: target, type: "", flags: MountFlag.bind, options: "")
        return target
    }

    /// Takes away all of a pod's. What is still mounted cannot be removed by this, so nothing of a volume is ever lost.
    static func removeAll(podDirectory: String, mounter: any Mounter) throws {
        let top = podDirectory + "/" + directoryName
        guard POSIXFiles.linkStatus(top) != nil else { return }
        for path in mounter.mounts(below: top) { try mounter.unmount(path) }
        for volume in POSIXFiles.list(top) {
            for container in POSIXFiles.list(top + "/" + volume) {
                let parent = "\(top)/\(volume)/\(container)"
                for index in POSIXFiles.list(parent) where rmdir(parent + "/" + index) != 0 && unlink(parent + "/" + index) != 0 {
                    throw FileError("remove", parent + "/" + index)
                }
                guard rmdir(parent) == 0 else { throw FileError("rmdir", parent) }
            }
            guard rmdir(top + "/" + volume) == 0 else { throw FileError("rmdir", top + "/" + volume) }
        }
        guard rmdir(top) == 0 else { throw FileError("rmdir", top) }
    }

    // MARK: - Walking

    /// Opens `path`, which has no links in it and must be `root` or below it, following none on the way.
    private static func open(_ path: String, below root: String) throws -> Int32 {
        guard path == root || path.hasPrefix(root == "/" ? "/" : root + "/") else { throw Failure(description: "\(path) is not inside \(root)") }
        var file = Foundation.open(root, pathOnly | O_NOFOLLOW | O_CLOEXEC)
        guard file >= 0 else { throw FileError("open", root) }
        for part in path.dropFirst(root.count).split(separator: "/") {
            let next = openat(file, String(part), pathOnly | O_NOFOLLOW | O_CLOEXEC)
            let failed = next < 0 ? FileError("open", path) : nil
            close(file)
            if let failed { throw failed }
            file = next
            var info = stat()
            guard fstat(file, &info) == 0, info.st_mode & S_IFMT != S_IFLNK else {
                close(file)
                throw Failure(description: "\(path) became a link")
            }
        }
        return file
    }

    private static func real(_ path: String) throws -> String {
        guard let real = realPath(path) else { throw FileError("realpath", path) }
        return real
    }

    static func realPath(_ path: String) -> String? {
        guard let pointer = realpath(path, nil) else { return nil }
        defer { free(pointer) }
        return String(cString: pointer)
    }
}
