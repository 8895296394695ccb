import Crypto
import KubernetesAPI
import KubernetesClient

/// A volume of a CSI driver that is to be attached to a node, or is.
struct Attachment: Hashable, Sendable {
    var volume: String
    var driver: String
    var handle: String
    var node: String

    /// nil for volumes that are not attached: those of other kinds.
    init?(_ volume: PersistentVolume, node: String) {
        guard let csi = volume.spec.csi else { return nil }
        self.volume = volume.metadata.name
        driver = csi.driver
        handle = csi.volumeHandle
        self.node = node
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
