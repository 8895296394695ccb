import Foundation
import KubernetesAPI

/// Gives a volume to the pod's fsGroup.
struct Ownership {
    var group: Int
    /// Read-only volumes are only made readable.
    var readOnly: Bool

    /// Whether the volume's root belongs to the group already, so that all below may be taken to as well.
    func isSet(on path: String) -> Bool {
        guard let info = POSIXFiles.status(path) else { return false }
        return Int(info.st_gid) == group && info.st_mode & S_ISGID != 0
    }

    /// Changes the group and modes of everything below `path`, and of `path` last, so that an interrupted pass is seen.
    func apply(to path: String) throws(FileError) {
        guard let info = POSIXFiles.linkStatus(path) else { return }
        let kind = info.st_mode & S_IFMT
        if kind == S_IFDIR {
            for name in POSIXFiles.list(path) { try apply(to: path + "/" + name) }
        }
        guard lchown(path, uid_t.max, gid_t(UInt32(clamping: group))) == 0 else { throw FileError("chown", path) }
        // A link's mode means nothing.
        if kind == S_IFLNK { return }
        var mode = info.st_mode & 0o7777 | (readOnly ? 0o440 : 0o660)
        if kind == S_IFDIR { mode |= S_ISGID | 0o110 }
        guard chmod(path, mode) == 0 else { throw FileError("chmod", path) }
    }
}

extension Pod {
    /// The user as whom every container runs, if that is one; tokens are made readable for it alone.
    var commonUser: Int? {
        var user: Int?
        for container in spec.initContainers + spec.containers {
            guard let own = container.securityContext?.runAsUser ?? spec.securityContext?.runAsUser else { return nil }
            if let user, user != own { return nil }
            user = own
        }
        return user
    }
}
