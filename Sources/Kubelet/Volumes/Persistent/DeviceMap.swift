import Foundation
import KubernetesAPI

/// Volumes that pods have as devices: the pod's directory has a link to the device, and the device's node is bound below the
/// plug-in's own directory under the pod's UID, so that it stays that device as long as some pod has it.
struct DeviceMap: Sendable {
    var mounter: any Mounter
    var fileSystems: FileSystems

    /// - Parameter global: the plug-in's directory for the volume.
    func map(_ device: String, global: String, _ request: VolumeRequest) async throws -> MountedVolume {
        let volume = MountedVolume(hostPath: request.path, readOnly: request.readOnly, isDevice: true)
        let pin = global + "/" + request.pod.metadata.uid
        if !mounter.isMounted(pin) {
            try POSIXFiles.makeDirectories(global, mode: 0o750)
            if POSIXFiles.linkStatus(pin) == nil { try POSIXFiles.write([], to: pin, mode: 0o640) }
            try await fileSystems.bind(device, at: pin, options: [])
        }
        if POSIXFiles.target(ofLink: request.path) != device {
            try POSIXFiles.remove(request.path)
            try POSIXFiles.makeDirectories((request.path as NSString).deletingLastPathComponent, mode: 0o750)
            try POSIXFiles.link(device, at: request.path)
        }
        return volume
    }

    /// - Returns: whether no pod of the node has the device any more.
    @discardableResult
    func unmap(_ volume: VolumeOnDisk, global: String) throws -> Bool {
        if Self.isMapped(volume.path) { try POSIXFiles.remove(volume.path) }
        let pin = global + "/" + volume.podUID
        try mounter.unmountAll(below: pin)
        guard unlink(pin) == 0 || errno == ENOENT else { throw FileError("unlink", pin) }
        return rmdir(global) == 0 || errno == ENOENT
    }

    /// Whether a volume of a pod is a device, and not a directory.
    static func isMapped(_ path: String) -> Bool { path.contains("/volumeDevices/") }
}
