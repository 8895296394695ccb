import KubernetesAPI
import KubernetesClient
import VolumeKinds

/// Marks of claims and volumes whose provisioner is one that a CSI driver has taken over, so that the driver's own provisioner and
/// resizer know them for theirs.
enum Migrated {
    /// - Returns: whether the claim has changed.
    static func mark(_ claim: inout PersistentVolumeClaim) -> Bool {
        let annotations = claim.metadata.annotations
        return mark(&claim.metadata, annotations[StorageKeys.storageProvisioner] ?? annotations[StorageKeys.betaStorageProvisioner])
    }

    static func mark(_ volume: inout PersistentVolume) -> Bool { mark(&volume.metadata, volume.metadata.annotations[StorageKeys.provisionedBy]) }

    private static func mark(_ metadata: inout ObjectMeta, _ provisioner: String?) -> Bool {
        // Nobody has made it, or is to: nothing can be known.
        guard let provisioner else { return false }
        let driver = CSIMigration.driver(of: provisioner)
        if metadata.annotations[CSIMigration.migratedTo] == driver { return false }
        metadata.annotations[CSIMigration.migratedTo] = driver
        return true
    }
}
