import KubernetesAPI
import KubernetesClient

/// Growing a volume. A directory has no size of its own, so that nothing is left to be done on the node.
extension LocalPathProvisioner {
    func expand(_ key: ObjectKey) async throws {
        guard var claim = claims.get(key), VolumeGrowth.isWanted(claim), let volume = volumes.get(claim.spec.volumeName ?? ""),
            volume.metadata.annotations[StorageKeys.provisionedBy] == Self.provisioner, volume.isBound(to: claim)
        else { return }
        let size = claim.requestedStorage
        if VolumeGrowth.begin(&claim.status, to: size, now: context.clock.time) {
            claim = try await client.updateStatus(claim)
            recorder.event(claim, type: "Normal", reason: "Resizing", message: "External resizer is resizing volume \(volume.metadata.name)")
        }
        if volume.storage < size {
            var larger = volume
            larger.spec.capacity["storage"] = size
            _ = try await client.update(larger)
        }
        VolumeGrowth.finish(&claim.status, at: size)
        _ = try await client.updateStatus(claim)
        recorder.event(claim, type: "Normal", reason: "VolumeResizeSuccessful", message: "Resize volume succeeded")
    }
}
