import Crypto
import KubernetesAPI
import KubernetesClient
import VolumeKinds

/// A volume of a CSI driver that is to be attached to a node, or is.
struct Attachment: Sendable {
    var volume: String
    var driver: String
    var handle: String
    var node: String
    /// What the pod says of a volume that is no object of its own.
    var inline: PersistentVolumeSpec?

    /// nil for volumes that are not attached: those of other kinds.
    init?(_ volume: PersistentVolume, node: String) {
        guard let csi = volume.spec.csi ?? (try? CSIMigration.translated(volume))?.spec.csi else { return nil }
        self.volume = volume.metadata.name
        driver = csi.driver
        handle = csi.volumeHandle
        self.node = node
    }

    /// A disk that a pod names itself, of a kind that a driver has taken over.
    init?(_ volume: Volume, namespace: String, node: String) {
        guard let translated = try? CSIMigration.translated(volume, namespace: namespace) else { return nil }
        self.init(translated, node: node)
        inline = translated.spec
    }

    /// What was attached for such a disk.
    init?(inline spec: PersistentVolumeSpec, node: String) {
        guard let csi = spec.csi else { return nil }
        self.init(PersistentVolume(metadata: ObjectMeta(name: csi.volumeHandle), spec: spec), node: node)
        inline = spec
    }

    /// The name of its VolumeAttachment, by which the kubelet finds it too.
    var name: String {
        let digest = SHA256.hash(data: Array((handle + driver + node).utf8))
        return "csi-" + digest.map { byte in (byte < 16 ? "0" : "") + String(byte, radix: 16) }.joined()
    }

    /// What the volume is called in the status of nodes.
    var uniqueName: String { "kubernetes.io/csi/\(driver)^\(handle)" }
}

extension PersistentVolume {
    /// Whether it must not be attached to two nodes.
    var isExclusive: Bool {
        !spec.accessModes.isEmpty && !spec.accessModes.contains("ReadWriteMany") && !spec.accessModes.contains("ReadOnlyMany")
    }
}
