import KubernetesAPI
import KubernetesClient

/// The writes that make and undo bindings. Each does nothing where its work is done already.
extension PersistentVolumeBinder {
    /// Both halves of a binding, and both phases.
    func bind(_ volume: PersistentVolume, _ claim: PersistentVolumeClaim) async throws {
        var volume = try await take(volume, for: claim)
        volume = try await setPhase(volume, "Bound")
        var bound = claim
        if bound.spec.volumeName != volume.metadata.name {
            bound.spec.volumeName = volume.metadata.name
            bound.metadata.annotations[StorageKeys.boundByController] = "yes"
        }
        bound.metadata.annotations[StorageKeys.bindCompleted] = "yes"
        if bound != claim {
            bound = try await client.update(bound)
            claims.note(bound)
        }
        try await setStatus(bound, phase: "Bound", volume: volume)
    }

    private func take(_ volume: PersistentVolume, for claim: PersistentVolumeClaim) async throws -> PersistentVolume {
        let old = volume.spec.claimRef
        if old?.uid == claim.metadata.uid, old?.name == claim.metadata.name, old?.namespace == claim.metadata.namespace { return volume }
        var taken = volume
        // A reference that the user made is not ours to take back.
        if !volume.isBound(to: claim) { taken.metadata.annotations[StorageKeys.boundByController] = "yes" }
        taken.spec.claimRef = ObjectReference(claim)
        taken = try await client.update(taken)
        volumes.note(taken)
        return taken
    }

    /// Takes the claim's UID off a volume, and the whole reference if it was ours.
    func unbind(_ volume: PersistentVolume) async throws {
        var free = volume
        if free.metadata.annotations.removeValue(forKey: StorageKeys.boundByController) != nil {
            free.spec.claimRef = nil
        } else {
            free.spec.claimRef?.uid = nil
        }
        if free != volume {
            free = try await client.update(free)
            volumes.note(free)
        }
        _ = try await setPhase(free, "Available")
    }

    /// `message` says why where the phase is a bad one. As long as the phase stays, what others write beside it stays too.
    @discardableResult
    func setPhase(_ volume: PersistentVolume, _ phase: String, message: String? = nil) async throws -> PersistentVolume {
        if volume.status.phase == phase { return volume }
        var changed = volume
        changed.status.phase = phase
        changed.status.message = message
        changed = try await client.updateStatus(changed)
        volumes.note(changed)
        return changed
    }

    /// The claim's phase, and what it has of the volume.
    func setStatus(_ claim: PersistentVolumeClaim, phase: String, volume: PersistentVolume?) async throws {
        var changed = claim
        changed.status.phase = phase
        if let volume {
            changed.status.accessModes = volume.spec.accessModes
            // Once bound, size and attributes are for those to say who change the volume.
            if claim.status.phase != phase {
                changed.status.capacity = volume.spec.capacity
                changed.status.currentVolumeAttributesClassName = volume.spec.volumeAttributesClassName
            }
        } else {
            changed.status.accessModes = []
            changed.status.capacity = [:]
        }
        if changed.status == claim.status { return }
        claims.note(try await client.updateStatus(changed))
    }
}
