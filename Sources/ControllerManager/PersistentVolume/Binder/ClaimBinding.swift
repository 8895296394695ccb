import ComponentMetrics
import KubernetesAPI
import KubernetesClient
import Logging
import VolumeKinds

/// What the binder does about one claim.
extension PersistentVolumeBinder {
    func sync(_ claim: PersistentVolumeClaim) async throws {
        var claim = claim
        if Migrated.mark(&claim) {
            claim = try await client.update(claim)
            claims.note(claim)
        }
        if claim.metadata.annotations[StorageKeys.bindCompleted] != nil {
            try await syncBound(claim)
        } else if (claim.spec.volumeName ?? "").isEmpty {
            try await syncUnbound(claim)
        } else {
            try await syncPrebound(claim)
        }
    }

    /// A claim that will take any volume that suits it.
    private func syncUnbound(_ claim: PersistentVolumeClaim) async throws {
        let storageClass = claim.className.isEmpty ? nil : classes.get(claim.className)
        let waits = storageClass?.waitsForFirstConsumer ?? false
        if let volume = VolumeMatching.best(for: claim, among: volumes.list(), waits: waits) {
            return try await bind(volume, claim)
        }
        if !claim.namesClass, let standard = StorageClass.defaultClass(classes.list()) {
            var changed = claim
            changed.spec.storageClassName = standard.metadata.name
            lateClasses.add()
            do {
                claims.note(try await client.update(changed))
            } catch {
                lateClassErrors.add()
                throw error
            }
            queue.add(.claim(claim.key))
            return
        }
        if waits, (claim.metadata.annotations[StorageKeys.selectedNode] ?? "").isEmpty {
            tellThatItWaits(claim)
        } else if !claim.className.isEmpty {
            try await askForVolume(claim, storageClass)
        } else {
            event(claim, "Normal", "FailedBinding", "no persistent volumes available for this claim and no storage class is set")
        }
        try await setStatus(claim, phase: "Pending", volume: nil)
    }

    private func tellThatItWaits(_ claim: PersistentVolumeClaim) {
        let waiting = context.pods.list(namespace: claim.metadata.namespace).filter { pod in
            (pod.spec.nodeName ?? "").isEmpty && pod.isActive && pod.claims.contains { $0.claim == claim.metadata.name }
        }.map(\.metadata.name).sorted()
        if waiting.isEmpty {
            event(claim, "Normal", "WaitForFirstConsumer", "waiting for first consumer to be created before binding")
        } else {
            event(
                claim, "Normal", "WaitForPodScheduled",
                "waiting for pod\(waiting.count > 1 ? "s" : "") \(waiting.joined(separator: ",")) to be scheduled")
        }
    }

    /// A claim whose class has a provisioner: says whom it waits for.
    private func askForVolume(_ claim: PersistentVolumeClaim, _ storageClass: StorageClass?) async throws {
        guard let storageClass else {
            event(claim, "Warning", "ProvisioningFailed", "storageclass.storage.k8s.io \"\(claim.className)\" not found")
            return
        }
        let provisioner = CSIMigration.driver(of: storageClass.provisioner) ?? storageClass.provisioner
        if provisioner.hasPrefix("kubernetes.io/") {
            event(claim, "Warning", "ProvisioningFailed", "no volume plugin matched name: \(provisioner)")
            return
        }
        var changed = claim
        changed.metadata.annotations[StorageKeys.storageProvisioner] = provisioner
        changed.metadata.annotations[StorageKeys.betaStorageProvisioner] = provisioner
        if changed.metadata.annotations != claim.metadata.annotations { claims.note(try await client.update(changed)) }
        event(
            claim, "Normal", "ExternalProvisioning",
            "Waiting for a volume to be created either by the external provisioner '\(provisioner)' or manually by the system "
                + "administrator. If volume creation is delayed, please verify that the provisioner is running and correctly registered.")
    }

    /// A claim that asks for one volume by name.
    private func syncPrebound(_ claim: PersistentVolumeClaim) async throws {
        guard let volume = volumes.get(ObjectKey(name: claim.spec.volumeName ?? "")) else {
            return try await setStatus(claim, phase: "Pending", volume: nil)
        }
        if volume.spec.claimRef == nil {
            if let mismatch = VolumeMatching.mismatch(volume, claim) {
                event(claim, "Warning", "VolumeMismatch", "Cannot bind to requested volume \"\(volume.metadata.name)\": \(mismatch)")
                return try await setStatus(claim, phase: "Pending", volume: nil)
            }
            return try await bind(volume, claim)
        }
        if volume.isBound(to: claim) { return try await bind(volume, claim) }
        if claim.metadata.annotations[StorageKeys.boundByController] != nil {
            // Somebody took the mark of a finished binding away, and somebody else the volume.
            context.logger(Self.name).warning("a claim names a volume that another claim has", metadata: [
                "claim": "\(claim.key)", "volume": "\(volume.metadata.name)",
            ])
            return
        }
        event(claim, "Warning", "FailedBinding", "volume \"\(volume.metadata.name)\" already bound to a different claim.")
        try await setStatus(claim, phase: "Pending", volume: nil)
    }

    /// A claim that was bound once: still is, or has lost its volume for good.
    private func syncBound(_ claim: PersistentVolumeClaim) async throws {
        let name = claim.spec.volumeName ?? ""
        if name.isEmpty {
            return try await lose(claim, "ClaimLost", "Bound claim has lost reference to PersistentVolume. Data on the volume is lost!")
        }
        guard let volume = volumes.get(ObjectKey(name: name)) else {
            return try await lose(claim, "ClaimLost", "Bound claim has lost its PersistentVolume. Data on the volume is lost!")
        }
        guard let owner = volume.spec.claimRef, owner.uid != claim.metadata.uid else { return try await bind(volume, claim) }
        if (owner.uid ?? "").isEmpty, volume.isBound(to: claim) { return try await bind(volume, claim) }
        try await lose(claim, "ClaimMisbound", "Two claims are bound to the same volume, this one is bound incorrectly")
    }

    private func lose(_ claim: PersistentVolumeClaim, _ reason: String, _ message: String) async throws {
        if claim.status.phase == "Lost" { return }
        try await setStatus(claim, phase: "Lost", volume: nil)
        event(claim, "Warning", reason, message)
    }
}
