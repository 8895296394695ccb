import KubernetesAPI
import KubernetesClient

/// What becomes of a volume whose claim is gone.
extension PersistentVolumeBinder {
    func reclaim(_ volume: PersistentVolume) async throws {
        switch volume.spec.persistentVolumeReclaimPolicy ?? "Retain" {
        case "Retain": return
        case "Delete": try await delete(volume)
        case "Recycle": try await VolumeRecycler(binder: self).recycle(volume)
        default:
            try await fail(volume, "VolumeUnknownReclaimPolicy", "Volume has unrecognized reclaim policy")
        }
    }

    /// Who made a volume deletes it. For one that a user made there is nobody who could.
    private func delete(_ volume: PersistentVolume) async throws {
        if volume.metadata.isBeingDeleted { return }
        if volume.metadata.annotations[StorageKeys.provisionedBy] != nil { return }
        try await fail(
            volume, "VolumeFailedDelete",
            "error getting deleter volume plugin for volume \"\(volume.metadata.name)\": no deletable volume plugin matched")
    }

    /// Says once that a volume could not be reclaimed, in its phase and as an event.
    func fail(_ volume: PersistentVolume, _ reason: String, _ message: String) async throws {
        if volume.status.phase == "Failed" { return }
        try await setPhase(volume, "Failed", message: message)
        event(volume, "Warning", reason, message)
    }
}
