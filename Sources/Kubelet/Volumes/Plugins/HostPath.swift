import CoreFoundation
import Foundation
import KubernetesAPI

/// hostPath volumes, also persistent ones: a path of the node itself, checked or made as its type says.
struct HostPathPlugin: VolumePlugin {
    let name = "kubernetes.io/host-path"

    func supports(_ request: VolumeRequest) -> Bool { source(request) != nil }

    func setUp(_ request: VolumeRequest) async throws -> MountedVolume {
        guard let source = source(request) else { throw VolumeFileError("no volume plugin matched") }
        try HostPath.prepare(source)
        return MountedVolume(hostPath: source.path, readOnly: request.readOnly)
    }

    /// Nothing was made below the pod's directory.
    func tearDown(_ volume: VolumeOnDisk) async throws {}

    private func source(_ request: VolumeRequest) -> HostPathVolumeSource? {
        request.persistent.map { $0.spec.hostPath } ?? request.volume.hostPath
    }
}

/// The checks of a path of the node.
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
