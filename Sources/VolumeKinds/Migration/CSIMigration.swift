import KubernetesAPI

/// Volumes of kinds that Kubernetes once made itself and that CSI drivers make now: whoever meets one takes it for the driver's.
/// Pure translation, as upstream's csi-translation-lib has it for v1.36.
public enum CSIMigration {
    /// Kubernetes' own name of each kind, and the driver that has taken it over.
    private static let drivers = [
        "kubernetes.io/aws-ebs": "ebs.csi.aws.com", "kubernetes.io/azure-disk": "disk.csi.azure.com", "kubernetes.io/azure-file": "file.csi.azure.com",
        "kubernetes.io/cinder": "cinder.csi.openstack.org", "kubernetes.io/gce-pd": "pd.csi.storage.gke.io",
        "kubernetes.io/portworx-volume": "pxd.portworx.com", "kubernetes.io/vsphere-volume": "csi.vsphere.vmware.com",
    ]

    /// What a node's CSINode says of the kinds that it leaves to drivers, by the annotation that is for it.
    public static let annotation = "storage.alpha.kubernetes.io/migrated-plugins"
    /// That annotation's value: all such kinds' plug-ins.
    public static var plugins: String { drivers.keys.sorted().joined(separator: ",") }
    /// On claims and volumes of such a kind's provisioner: the driver.
    public static let migratedTo = "pv.kubernetes.io/migrated-to"

    /// The driver that has taken over a kind, such as that of a storage class's provisioner; nil for other names.
    public static func driver(of plugin: String) -> String? { drivers[plugin] }

    /// The volume as the driver's; nil when it is of no such kind.
    /// - Throws: `MigrationError` when it says something that cannot be translated.
    public static func translated(_ volume: PersistentVolume) throws -> PersistentVolume? {
        guard let source = try MigratedSource(volume) else { return nil }
        var translated = volume
        translated.spec.awsElasticBlockStore = nil
        translated.spec.gcePersistentDisk = nil
        translated.spec.azureDisk = nil
        translated.spec.azureFile = nil
        translated.spec.cinder = nil
        translated.spec.vsphereVolume = nil
        translated.spec.portworxVolume = nil
        translated.spec.csi = source.csi
        if let key = source.zoneKey { MigratedTopology.translate(&translated, to: key) }
        if let modes = source.accessModes { translated.spec.accessModes = modes }
        return translated
    }

    /// The same of a volume that a pod describes itself: a persistent volume that is nowhere but here.
    /// - Parameter namespace: the pod's.
    public static func translated(_ volume: Volume, namespace: String) throws -> PersistentVolume? {
        guard let source = try MigratedSource(volume, namespace: namespace) else { return nil }
        var translated = PersistentVolume()
        // One a disk: what is mounted once for all pods lies under it.
        translated.metadata.name = "\(source.csi.driver)-\(source.name)"
        translated.spec.csi = source.csi
        translated.spec.accessModes = source.accessModes ?? ["ReadWriteOnce"]
        translated.spec.volumeMode = "Filesystem"
        return translated
    }
}

extension Volume {
    /// Whether it is of a kind that a driver has taken over.
    public var isMigrated: Bool {
        awsElasticBlockStore != nil || gcePersistentDisk != nil || azureDisk != nil || azureFile != nil || cinder != nil || vsphereVolume != nil
            || portworxVolume != nil
    }
}

/// Why a volume cannot be taken for a driver's.
public struct MigrationError: Error, CustomStringConvertible, Sendable, Equatable {
    /// As events show it.
    public var description: String
}
