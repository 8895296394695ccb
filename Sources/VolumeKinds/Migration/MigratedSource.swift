import Foundation
import KubernetesAPI

/// What a volume of a kind that a driver has taken over is to the driver.
struct MigratedSource {
    var csi: CSIPersistentVolumeSource
    /// What tells the disk apart from others of the driver.
    var name: String
    /// The driver's label of zones; nil when the volume's own labels say enough.
    var zoneKey: String?
    /// How the driver may have it; nil for as the volume says.
    var accessModes: [String]?

    private init(
        _ driver: String, _ handle: String, name: String? = nil, readOnly: Bool? = nil, fsType: String? = nil, _ attributes: [String: String] = [:],
        zoneKey: String? = nil
    ) {
        csi = CSIPersistentVolumeSource(
            driver: driver, volumeHandle: handle, readOnly: readOnly == true ? true : nil, fsType: fsType, volumeAttributes: attributes)
        self.name = name ?? handle
        self.zoneKey = zoneKey
    }

    init?(_ volume: PersistentVolume) throws {
        let spec = volume.spec
        if let disk = spec.awsElasticBlockStore {
            self = try .aws(disk)
        } else if let disk = spec.gcePersistentDisk {
            self = .gce(disk, place: try Self.place(volume))
            accessModes = Self.accessModes(spec.accessModes)
        } else if let disk = spec.azureDisk {
            self = .azure(disk)
        } else if let share = spec.azureFile {
            let group = volume.metadata.annotations["kubernetes.io/azure-file-resource-group"] ?? ""
            self = .azureFile(share.secretName, share.shareName, share.readOnly, group: group, namespace: share.secretNamespace ?? "default")
        } else if let disk = spec.cinder {
            self = .cinder(disk.volumeID, disk.readOnly, disk.fsType)
        } else if let disk = spec.vsphereVolume {
            self = .vsphere(disk)
        } else if let disk = spec.portworxVolume {
            self = Self("pxd.portworx.com", disk.volumeID, fsType: disk.fsType)
        } else {
            return nil
        }
    }

    init?(_ volume: Volume, namespace: String) throws {
        if let disk = volume.awsElasticBlockStore {
            self = try .aws(disk)
        } else if let disk = volume.gcePersistentDisk {
            self = .gce(disk, place: "zones/\(Self.unspecified)")
            accessModes = [disk.readOnly == true ? "ReadOnlyMany" : "ReadWriteOnce"]
        } else if let disk = volume.azureDisk {
            self = .azure(disk)
        } else if let share = volume.azureFile {
            self = .azureFile(share.secretName, share.shareName, share.readOnly, group: "", namespace: namespace.isEmpty ? "default" : namespace)
            accessModes = ["ReadWriteMany"]
        } else if let disk = volume.cinder {
            self = .cinder(disk.volumeID, disk.readOnly, disk.fsType)
        } else if let disk = volume.vsphereVolume {
            self = .vsphere(disk)
        } else if let disk = volume.portworxVolume {
            self = Self("pxd.portworx.com", disk.volumeID, fsType: disk.fsType)
            accessModes = [disk.readOnly == true ? "ReadOnlyMany" : "ReadWriteOnce"]
        } else {
            return nil
        }
    }

    // MARK: The kinds

    private static func aws(_ disk: AWSElasticBlockStoreVolumeSource) throws -> MigratedSource {
        MigratedSource(
            "ebs.csi.aws.com", try awsID(disk.volumeID), readOnly: disk.readOnly, fsType: disk.fsType, ["partition": String(disk.partition ?? 0)],
            zoneKey: "topology.ebs.csi.aws.com/zone")
    }

    /// `vol-…` of that, of `aws://zone/vol-…`, or of `aws:///vol-…`.
    private static func awsID(_ id: String) throws -> String {
        guard id.hasPrefix("aws://") else { return id }
        let path = id.dropFirst("aws://".count).drop { $0 != "/" }
        let found = path.split(separator: "/", omittingEmptySubsequences: true).joined(separator: "/")
        guard found.hasPrefix("vol-"), !found.contains("/") else {
            throw MigrationError(description: "failed to translate Kubernetes ID to EBS Volume ID Invalid format for AWS volume (\(id))")
        }
        return found
    }

    private static let unspecified = "UNSPECIFIED"

    private static func gce(_ disk: GCEPersistentDiskVolumeSource, place: String) -> MigratedSource {
        let partition = disk.partition.map { $0 == 0 ? "" : String($0) } ?? ""
        return MigratedSource(
            "pd.csi.storage.gke.io", "projects/\(unspecified)/\(place)/disks/\(disk.pdName)", name: disk.pdName, readOnly: disk.readOnly,
            fsType: disk.fsType, ["partition": partition], zoneKey: "topology.gke.io/zone")
    }

    /// The zone of a disk, or the region of one in several zones, as its labels say.
    private static func place(_ volume: PersistentVolume) throws -> String {
        let labels = volume.metadata.labels
        let old = labels["failure-domain.beta.kubernetes.io/zone"] ?? ""
        let zones = (old.isEmpty ? labels["topology.kubernetes.io/zone"] ?? "" : old).components(separatedBy: MigratedTopology.delimiter)
        if zones.count == 1 { return "zones/\(zones[0].isEmpty ? unspecified : zones[0])" }
        var regions: Set<String> = []
        for zone in zones {
            let parts = zone.split(separator: "-", omittingEmptySubsequences: false)
            guard parts.count == 3 else {
                throw MigrationError(
                    description: "failed to get region from zones: zone in unexpected format, expected: {locale}-{region}-{zone}, got: \(zone)")
            }
            regions.insert("\(parts[0])-\(parts[1])")
        }
        guard regions.count == 1, let region = regions.first else {
            throw MigrationError(
                description: "failed to get region from zones: multiple or no regions gotten from zones, got: \(regions.sorted().joined(separator: ","))")
        }
        return "regions/\(region)"
    }

    /// The driver holds to what the modes mean; such disks never did.
    private static func accessModes(_ modes: [String]) -> [String] {
        if modes.isEmpty { return [] }
        let writes = modes.contains("ReadWriteOnce") || modes.contains("ReadWriteMany")
        return writes || !modes.contains("ReadOnlyMany") ? ["ReadWriteOnce"] : ["ReadOnlyMany"]
    }

    private static func azure(_ disk: AzureDiskVolumeSource) -> MigratedSource {
        var attributes = ["kind": disk.kind ?? "Managed", "csi-migration": "true"]
        if let mode = disk.cachingMode, !mode.isEmpty { attributes["cachingMode"] = mode }
        if let type = disk.fsType { attributes["fsType"] = type }
        return MigratedSource("disk.csi.azure.com", disk.diskURI, name: disk.diskName, readOnly: disk.readOnly, fsType: disk.fsType, attributes)
    }

    private static func azureFile(_ secret: String, _ share: String, _ readOnly: Bool?, group: String, namespace: String) -> MigratedSource {
        var source = MigratedSource(
            "file.csi.azure.com", "\(group)#\(account(secret))#\(share)#", name: share, readOnly: readOnly, ["sharename": share])
        source.csi.nodeStageSecretRef = CoreV1.SecretReference(name: secret, namespace: namespace)
        return source
    }

    /// The storage account that a secret is for: its name, unless that is `azure-storage-account-ACCOUNT-secret`.
    private static func account(_ secret: String) -> String {
        let (start, end) = ("azure-storage-account-", "-secret")
        guard let from = secret.range(of: start)?.upperBound, let to = secret.range(of: end, options: .backwards)?.lowerBound, from < to else { return secret }
        return String(secret[from..<to])
    }

    private static func cinder(_ id: String, _ readOnly: Bool?, _ fsType: String?) -> MigratedSource {
        MigratedSource("cinder.csi.openstack.org", id, readOnly: readOnly, fsType: fsType, zoneKey: "topology.cinder.csi.openstack.org/zone")
    }

    private static func vsphere(_ disk: VsphereVirtualDiskVolumeSource) -> MigratedSource {
        let policy = disk.storagePolicyName ?? ""
        return MigratedSource("csi.vsphere.vmware.com", disk.volumePath, fsType: disk.fsType, policy.isEmpty ? [:] : ["storagepolicyname": policy])
    }
}
