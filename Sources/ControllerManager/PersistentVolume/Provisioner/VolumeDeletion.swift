import KubernetesAPI
import KubernetesClient
import Logging

/// Deleting volumes whose claim is gone, the data first.
extension LocalPathProvisioner {
    func delete(_ name: String) async throws {
        guard let volume = volumes.get(name), volume.metadata.annotations[StorageKeys.provisionedBy] == Self.provisioner else { return }
        guard volume.spec.persistentVolumeReclaimPolicy == "Delete" else {
            // The data is to stay, whatever becomes of the object.
            return try await setFinalizer(volume, false)
        }
        guard volume.status.phase == "Released" || (volume.status.phase == "Failed" && volume.spec.claimRef != nil) else {
            if !volume.metadata.isBeingDeleted { try await setFinalizer(volume, true) }
            return
        }
        do {
            try await removeData(of: volume)
        } catch {
            recorder.event(volume, type: "Warning", reason: "VolumeFailedDelete", message: describe(error))
            throw error
        }
        do {
            if !volume.metadata.isBeingDeleted { try await client.delete(PersistentVolume.self, name) }
            // Deleting has changed it.
            try await setFinalizer(try await client.get(PersistentVolume.self, name), false)
        } catch let error as APIError where error.isNotFound {
            return
        }
    }

    private func removeData(of volume: PersistentVolume) async throws {
        guard let path = volume.spec.local?.path, let directory = path.split(separator: "/").last, let host = volume.localHost,
            let node = nodes.list().first(where: { $0.host == host })
        else {
            // With its node the data is gone as well.
            context.logger(Self.name).warning("the node of a volume is gone; its directory is left to itself", metadata: [
                "volume": "\(volume.metadata.name)", "path": "\(volume.spec.local?.path ?? "")",
            ])
            return
        }
        try await directories.remove(String(directory), on: node.metadata.name)
    }

    /// The finalizer keeps the object for as long as there is data to remove.
    private func setFinalizer(_ volume: PersistentVolume, _ isWanted: Bool) async throws {
        if volume.metadata.finalizers.contains(StorageKeys.provisionerFinalizer) == isWanted { return }
        var changed = volume
        changed.metadata.finalizers.removeAll { $0 == StorageKeys.provisionerFinalizer }
        if isWanted { changed.metadata.finalizers.append(StorageKeys.provisionerFinalizer) }
        _ = try await client.update(changed)
    }
}
