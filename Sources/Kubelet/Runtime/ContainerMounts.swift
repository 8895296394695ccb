import ContainerRuntime
import Foundation
import KubernetesAPI

/// Turns the volume mounts of a container into CRI's mounts.
struct ContainerMounts {
    var pod: Pod
    var volumes: [String: MountedVolume]
    /// Expands `$(VAR)` in subPathExpr.
    var environment: [String: String]

    func mounts(_ container: Container) throws -> [CRIMount] {
        try container.volumeMounts.map { try mount($0) }
    }

    private func mount(_ wanted: VolumeMount) throws -> CRIMount {
        guard let volume = volumes[wanted.name] else {
            throw ContainerConfigError(message: "cannot find volume \"\(wanted.name)\" to mount into container \"\(wanted.mountPath)\"")
        }
        var out = CRIMount()
        out.hostPath = volume.hostPath
        var subPath = wanted.subPath ?? ""
        if let expression = wanted.subPathExpr, !expression.isEmpty { subPath = VariableExpansion.expand(expression, environment) }
        if !subPath.isEmpty { out.hostPath = try SubPath.resolve(volume.hostPath, subPath, volumeReadOnly: volume.readOnly) }
        out.containerPath = wanted.mountPath.hasPrefix("/") ? wanted.mountPath : "/" + wanted.mountPath
        out.readonly = wanted.readOnly == true || volume.readOnly
        out.selinuxRelabel = volume.relabel
        switch wanted.mountPropagation {
        case "HostToContainer": out.propagation = .propagationHostToContainer
        case "Bidirectional": out.propagation = .propagationBidirectional
        default: out.propagation = .propagationPrivate
        }
        out.recursiveReadOnly = out.readonly && wanted.recursiveReadOnly == "Enabled"
        return out
    }
}

/// A path inside a volume.
enum SubPath {
    /// The real path of `subPath` in `volume`, which is made as a directory when it is missing.
    /// - Throws: `ContainerConfigError` when it would lead out of the volume.
    static func resolve(_ volume: String, _ subPath: String, volumeReadOnly: Bool) throws -> String {
        let parts = subPath.split(separator: "/").map(String.init)
        if subPath.hasPrefix("/") || parts.contains("..") {
            throw ContainerConfigError(message: "subPath \"\(subPath)\" must be a relative path without \"..\"")
        }
        guard let root = realPath(volume) else { throw ContainerConfigError(message: "volume directory \(volume) is missing") }
        var current = root
        for part in parts where part != "." {
            let next = current + "/" + part
            if access(next, F_OK) != 0 && !volumeReadOnly { mkdir(next, 0o750) }
            guard let real = realPath(next) else {
                throw ContainerConfigError(message: "failed to prepare subPath for volumeMount: \(next): \(String(cString: strerror(errno)))")
            }
            guard real == root || real.hasPrefix(root + "/") else {
                throw ContainerConfigError(message: "failed to prepare subPath for volumeMount: \(subPath) leads out of the volume")
            }
            current = real
        }
        return current
    }

    private static func realPath(_ path: String) -> String? {
        guard let pointer = realpath(path, nil) else { return nil }
        defer { free(pointer) }
        return String(cString: pointer)
    }
}
