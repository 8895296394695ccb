import KubernetesAPI
import KubernetesClient

/// What the binder does about one volume.
extension PersistentVolumeBinder {
    func sync(_ volume: PersistentVolume) async throws {
        var volume = volume
        if Migrated.mark(&volume) {
            volume = try await client.update(volume)
            volumes.note(volume)
        }
        guard let reference = volume.spec.claimRef, !(reference.uid ?? "").isEmpty else {
            // Nobody's, or kept for a claim that has not come yet.
            try await setPhase(volume, "Available")
            return
        }
        guard let claim = try await claim(of: volume, reference) else { return try await release(volume) }
        let chosen = claim.spec.volumeName ?? ""
        if chosen == volume.metadata.name {
            try await setPhase(volume, "Bound")
        } else if chosen.isEmpty {
            if !VolumeMatching.hasSameMode(volume, claim) {
                event(
                    volume, "Warning", "VolumeMismatch",
                    "Cannot bind PersistentVolume to requested PersistentVolumeClaim \"\(claim.metadata.name)\" due to incompatible volumeMode.")
                event(
                    claim, "Warning", "VolumeMismatch",
                    "Cannot bind PersistentVolume \"\(volume.metadata.name)\" to requested PersistentVolumeClaim \"\(claim.metadata.name)\" due to incompatible volumeMode.")
                return
            }
            // Half a binding; the claim's pass does the other half.
            queue.add(.claim(claim.key))
        } else if volume.metadata.annotations[StorageKeys.provisionedBy] != nil, volume.spec.persistentVolumeReclaimPolicy == "Delete" {
            // Made for the claim, which has found another one: of no use to anybody.
            try await release(volume)
        } else {
            try await unbind(volume)
        }
    }

    /// The claim that the volume was bound to; nil if that one is gone. Whether it is gone is asked of the API, because the
    /// answer may destroy data.
    private func claim(of volume: PersistentVolume, _ reference: ObjectReference) async throws -> PersistentVolumeClaim? {
        let key = ObjectKey(namespace: reference.namespace ?? "", name: reference.name ?? "")
        if let known = claims.get(key), known.metadata.uid == reference.uid { return known }
        if ["Released", "Failed"].contains(volume.status.phase ?? "") { return nil }
        do {
            let claim = try await client.get(PersistentVolumeClaim.self, key.name, namespace: key.namespace)
            return claim.metadata.uid == reference.uid ? claim : nil
        } catch let error as APIError where error.isNotFound {
            return nil
        }
    }

    /// The claim is gone.
    private func release(_ volume: PersistentVolume) async throws {
        var volume = volume
        if !["Released", "Failed"].contains(volume.status.phase ?? "") { volume = try await setPhase(volume, "Released") }
        try await reclaim(volume)
    }
}
