import KubernetesAPI

/// A volume of a CSI driver as the driver knows it, also one of a kind that the driver has taken over. What does not exist yet may
/// have a handle of its own.
public struct DriverVolume: Hashable, Sendable {
    /// The driver's name, as its CSIDriver has it.
    public var driver: String
    /// The driver's own name for the volume (`volumeHandle`).
    public var handle: String

    /// Says which volume it is; nobody is asked whether it exists.
    public init(driver: String, handle: String) {
        self.driver = driver
        self.handle = handle
    }

    /// nil for volumes that are no driver's.
    public init?(_ volume: PersistentVolume) {
        guard let csi = volume.spec.csi ?? (try? CSIMigration.translated(volume))?.spec.csi else { return nil }
        self.init(driver: csi.driver, handle: csi.volumeHandle)
    }

    /// A disk that a pod names itself; nil for other volumes.
    public init?(_ volume: Volume, namespace: String) {
        guard let csi = (try? CSIMigration.translated(volume, namespace: namespace))?.spec.csi else { return nil }
        self.init(driver: csi.driver, handle: csi.volumeHandle)
    }
}
