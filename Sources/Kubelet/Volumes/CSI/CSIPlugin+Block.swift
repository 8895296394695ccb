import CSI
import CoreFoundation
import Foundation
import KubernetesAPI
import Logging

/// CSI volumes that pods have as devices.
extension CSIPlugin {
    private var map: DeviceMap {
        DeviceMap(mounter: services.mounter, fileSystems: FileSystems(commands: services.commands, logger: services.logger))
    }

    func setUpBlock(
        _ request: VolumeRequest, _ volume: CSIVolume, _ driver: CSIDriver?, _ context: [String: String]
    ) async throws -> MountedVolume {
        let published = paths.blockPublished(volume, podUID: request.pod.metadata.uid)
        // The pod's link first: as long as it is there, there is something to take away.
        if POSIXFiles.target(ofLink: request.path) != published {
            try POSIXFiles.remove(request.path)
            try POSIXFiles.link(published, at: request.path)
        }
        let device = try await device(request) {
            let can = try await capabilities(volume, "blockMapper.SetUpDevice failed to get CSI client")
            try volume.write(to: paths.blockData(volume.name), node: nodeName)
            if can.stages { try await stage(request, volume, can, context, at: paths.blockStaging(volume)) }
            try POSIXFiles.makeDirectories((published as NSString).deletingLastPathComponent, mode: 0o750)
            var call = CSIV1NodePublishVolumeRequest()
            call.volumeID = volume.handle
            call.targetPath = published
            call.stagingTargetPath = can.stages ? paths.blockStaging(volume) : ""
            call.volumeCapability = requests.capability(request, volume, can)
            call.readonly = request.persistent?.spec.csi?.readOnly == true
            call.publishContext = context
            call.secrets = try await requests.publishSecrets(request)
            call.volumeContext = requests.context(request, volume, driver)
            _ = try await drivers.call(volume.driver) { [call] in try await $0.nodePublishVolume(call, options: $1) }
            guard let info = POSIXFiles.status(published), info.st_mode & S_IFMT == S_IFBLK else {
                throw VolumeFileError("the driver published no block device at \(published)")
            }
            return published
        }
        let mapped = try await map.map(device, global: paths.blockMap(volume.name), request)
        self.published.insert(request.path)
        return mapped
    }

    func tearDownBlock(_ found: VolumeOnDisk) async throws {
        guard let volume = CSIVolume(readingFrom: paths.blockData(found.name)) else {
            try map.unmap(found, global: paths.blockMap(found.name))
            return
        }
        try await lock.with(volume.uniqueName) {
            let target = paths.blockPublished(volume, podUID: found.podUID)
            let pin = paths.blockMap(volume.name) + "/" + found.podUID
            try services.mounter.unmountAll(below: pin)
            var call = CSIV1NodeUnpublishVolumeRequest()
            call.volumeID = volume.handle
            call.targetPath = target
            _ = try await drivers.call(volume.driver) { [call] in try await $0.nodeUnpublishVolume(call, options: $1) }
            try services.mounter.unmountAll(below: target)
            guard unlink(target) == 0 || errno == ENOENT else { throw FileError("unlink", target) }
            let last = POSIXFiles.list(paths.blockMap(volume.name)).allSatisfy { $0 == found.podUID }
            if last { try await unstageBlock(volume) }
            published.remove(found.path)
            try map.unmap(found, global: paths.blockMap(volume.name))
            if last {
                try CSIVolume.erase(paths.blockData(volume.name))
                rmdir((target as NSString).deletingLastPathComponent)
                rmdir(paths.plugins + "/volumeDevices/" + volume.name)
                await attachments.release(volume)
            }
        }
    }

    private func unstageBlock(_ volume: CSIVolume) async throws {
        let path = paths.blockStaging(volume)
        guard POSIXFiles.linkStatus(path) != nil else { return }
        if try await drivers.capabilities(volume.driver).stages {
            var call = CSIV1NodeUnstageVolumeRequest()
            call.volumeID = volume.handle
            call.stagingTargetPath = path
            _ = try await drivers.call(volume.driver) { [call] in try await $0.nodeUnstageVolume(call, options: $1) }
        }
        try services.mounter.unmountAll(below: path)
        guard rmdir(path) == 0 || errno == ENOENT else { throw FileError("rmdir", path) }
    }
}
