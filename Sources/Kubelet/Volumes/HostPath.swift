import Foundation
import KubernetesAPI

/// hostPath volumes: a path of the node itself, checked or made as its type says.
enum HostPath {
    static func prepare(_ source: HostPathVolumeSource) throws {
        let path = source.path
        guard path.hasPrefix("/"), !path.split(separator: "/").contains("..") else {
            throw VolumeFileError("hostPath \"\(path)\" must be an absolute path without \"..\"")
        }
        switch source.type ?? "" {
        case "":
            return
        case "DirectoryOrCreate":
            if POSIXFiles.status(path) == nil { try POSIXFiles.makeDirectories(path, mode: 0o755) }
            try check(path, S_IFDIR, "a directory")
        case "Directory":
            try check(path, S_IFDIR, "a directory")
        case "FileOrCreate":
            if POSIXFiles.status(path) == nil { try POSIXFiles.write([], to: path, mode: 0o644) }
            try check(path, S_IFREG, "a file")
        case "File":
            try check(path, S_IFREG, "a file")
        case "Socket":
            try check(path, S_IFSOCK, "a socket file")
        case "CharDevice":
            try check(path, S_IFCHR, "a character device")
        case "BlockDevice":
            try check(path, S_IFBLK, "a block device")
        case let other:
            throw VolumeFileError("\(other) is an invalid volume type")
        }
    }

    private static func check(_ path: String, _ kind: mode_t, _ name: String) throws {
        guard let info = POSIXFiles.status(path), info.st_mode & S_IFMT == kind else {
            throw VolumeFileError("hostPath type check failed: \(path) is not \(name)")
        }
    }
}
