import KubernetesAPI
import VolumeKinds

extension VolumeRequest {
    /// Takes a volume of a kind that a CSI driver has taken over for the driver's.
    mutating func migrate() throws {
        if let persistent {
            if let translated = try CSIMigration.translated(persistent) { self.persistent = translated }
        } else if let translated = try CSIMigration.translated(volume, namespace: pod.metadata.namespace) {
            persistent = translated
        }
    }
}
