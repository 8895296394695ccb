import Foundation
import KubernetesAPI

/// emptyDir volumes: a directory that lives as long as the pod, on disk or in memory.
struct EmptyDirPlugin: VolumePlugin {
    let name = "kubernetes.io/empty-dir"
    var services: VolumeServices

    func supports(_ request: VolumeRequest) -> Bool { request.volume.emptyDir != nil }

    func setUp(_ request: VolumeRequest) async throws -> MountedVolume {
        try EmptyDir(mounter: services.mounter, allocatable: services.allocatable())
            .setUp(request.path, request.volume.emptyDir ?? EmptyDirVolumeSource(), request.pod)
        return MountedVolume(hostPath: request.path, relabel: true)
    }

    func tearDown(_ volume: VolumeOnDisk) async throws {
        try services.mounter.unmountAll(below: volume.path)
        try POSIXFiles.remove(volume.path)
    }
}
