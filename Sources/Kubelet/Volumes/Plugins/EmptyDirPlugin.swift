import Foundation
import KubernetesAPI

/// emptyDir volumes: a directory that lives as long as the pod, on disk or in memory.
struct EmptyDirPlugin: VolumePlugin {
    let name = "kubernetes.io/empty-dir"
    var services: VolumeServices

    func supports(_ request: VolumeRequest) -> Bool { request.volume.emptyDir != nil }

    func setUp(_ request: VolumeRequest) async throws -> MountedVolume {
        let source = request.volume.emptyDir ?? EmptyDirVolumeSource()
        let path = request.path
        let volume = MountedVolume(hostPath: path, relabel: true)
        let ownership = request.pod.spec.securityContext?.fsGroup.map { Ownership(group: $0, readOnly: false) }
        switch source.medium ?? "" {
        case "":
            if POSIXFiles.isDirectory(path) { return volume }
            // Made aside and then renamed: what is found under the name is complete.
            let temporary = path + ".new"
            try POSIXFiles.makeDirectory(temporary, mode: 0o777)
            try ownership?.apply(to: temporary)
            try POSIXFiles.move(temporary, to: path)
        case "Memory":
            if services.mounter.isMounted(path) { return volume }
            try POSIXFiles.makeDirectory(path, mode: 0o777)
            let size = source.sizeLimit.flatMap { $0.isZero ? nil : $0.value }
            try services.mounter.mountMemory(at: path, size: size)
            guard chmod(path, 0o777) == 0 else { throw FileError("chmod", path) }
            try ownership?.apply(to: path)
        case let medium:
            throw VolumeFileError("unknown storage medium \"\(medium)\"")
        }
        return volume
    }

    func tearDown(_ volume: VolumeOnDisk) async throws {
        try services.mounter.unmountAll(below: volume.path)
        try POSIXFiles.remove(volume.path)
    }
}
