import KubernetesAPI
import KubernetesClient
import VolumeKinds

/// Growing FlexVolumes: by the driver, where it is here and knows how, else by the node alone.
extension PersistentVolumeExpander {
    func expandFlex(_ claim: PersistentVolumeClaim, _ volume: PersistentVolume) async throws {
        guard let source = FlexSource(volume, readOnly: false), let old = claim.status.capacity["storage"] else { return }
        // What is left is the node's.
        if claim.status.allocatedResourceStatuses["storage"]?.hasPrefix("NodeResize") == true, volume.storage >= claim.requestedStorage { return }
        var claim = claim
        let size = claim.requestedStorage
        if VolumeGrowth.begin(&claim.status, to: size, now: context.clock.time) { claim = try await client.updateStatus(claim) }
        let driver = try await flexDrivers.driver(source.driver)
        do {
            try await driver?.call(
                "expandvolume", [source.json(), "\(source.driver)/mounts/\(source.name)", String(size.value), String(old.value)]) {}
        } catch {
            recorder.event(
                claim, type: "Warning", reason: "VolumeResizeFailed",
                message: "error expanding volume \"\(claim.key)\" of plugin \"\(FlexDriver.prefix)\(source.driver)\": \(error)")
            throw error
        }
        if volume.storage < size {
            var larger = volume
            larger.spec.capacity["storage"] = size
            _ = try await client.update(larger)
        }
        if driver?.capabilities.requiresFSResize ?? true {
            VolumeGrowth.leaveToNode(&claim.status, now: context.clock.time)
            _ = try await client.updateStatus(claim)
            recorder.event(claim, type: "Normal", reason: "FileSystemResizeRequired", message: "Require file system resize of volume on node")
        } else {
            VolumeGrowth.finish(&claim.status, at: size)
            _ = try await client.updateStatus(claim)
            recorder.event(claim, type: "Normal", reason: "VolumeResizeSuccessful", message: "Resize volume succeeded")
        }
    }
}
