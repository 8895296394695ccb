import CoreFoundation
import Foundation
import KubernetesAPI

/// Gives a volume to the pod's fsGroup.
struct Ownership {
    var group: Int
    /// Read-only volumes are only made readable.
    var readOnly: Bool
    /// The pod's fsGroupChangePolicy: with OnRootMismatch nothing is done when the volume's root is right already. It is meant for
    /// volumes that outlive the pod; those that the kubelet makes itself have none.
    var changePolicy: String?

    /// Changes the volume as its policy says.
    func set(on path: String) throws(FileError) {
        if changePolicy == "OnRootMismatch" && isSet(on: path) { return }
        try apply(to: path)
    }

    /// Whether the volume's root has the group and modes already, so that all below may be taken to as well.
    func isSet(on path: String) -> Bool {
        guard let info = POSIXFiles.status(path) else { return false }
        let wanted = bits(info.st_mode & S_IFMT)
        return Int(info.st_gid) == group && info.st_mode & wanted == wanted && info.st_mode & S_ISGID != 0
    }

    /// What the group needs, and whatever is made below shall belong to it.
    private func bits(_ kind: mode_t) -> mode_t {
        (readOnly ? 0o440 : 0o660) | (kind == S_IFDIR ? S_ISGID | 0o110 : 0)
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
        guard chmod(path, info.st_mode & 0o7777 | bits(kind)) == 0 else { throw FileError("chmod", path) }
    }
}

extension Pod {
    /// The user as whom every container runs, if that is one; tokens are made readable for it alone.
    var commonUser: Int? {
        var user: Int?
        for container in everyContainer {
            guard let own = container.securityContext?.runAsUser ?? spec.securityContext?.runAsUser else { return nil }
            if let user, user != own { return nil }
            user = own
        }
        return user
    }
}
