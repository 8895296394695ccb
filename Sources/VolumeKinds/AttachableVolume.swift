import KubernetesAPI

/// A volume that is attached to nodes without a VolumeAttachment: of a FlexVolume driver, by iSCSI, or by Fibre Channel.
public struct AttachableVolume: Sendable, Equatable {
    /// What attaching it takes.
    public enum Kind: Sendable, Equatable {
        /// The driver is called, if it attaches at all.
        case flex(FlexSource)
        /// Nothing: nodes reach it over their network.
        case network
    }

    /// What attaching it takes.
    public var kind: Kind
    /// The persistent volume's name, or the pod's own for it.
    public var name: String
    /// What the status of nodes calls it.
    public var uniqueName: String
    /// Whether it must not be attached to two nodes.
    public var isExclusive: Bool

    /// A volume that a pod describes itself; nil for other kinds.
    public init?(_ volume: Volume) {
        name = volume.name
        isExclusive = false
        if let flex = FlexSource(volume) {
            kind = .flex(flex)
            uniqueName = FlexDriver.uniqueName(driver: flex.driver, flex.name)
        } else if let disk = volume.iscsi {
            kind = .network
            uniqueName = Self.iscsi(disk.targetPortal, disk.iqn, disk.lun)
        } else if let disk = volume.fc {
            kind = .network
            uniqueName = Self.fibreChannel(disk)
        } else {
            return nil
        }
    }

    /// - Parameter readOnly: the pod's claim source asks for it read-only.
    public init?(_ volume: PersistentVolume, readOnly: Bool) {
        name = volume.metadata.name
        let modes = volume.spec.accessModes
        isExclusive = !modes.isEmpty && !modes.contains("ReadWriteMany") && !modes.contains("ReadOnlyMany")
        if let flex = FlexSource(volume, readOnly: readOnly) {
            kind = .flex(flex)
            uniqueName = FlexDriver.uniqueName(driver: flex.driver, flex.name)
        } else if let disk = volume.spec.iscsi {
            kind = .network
            uniqueName = Self.iscsi(disk.targetPortal, disk.iqn, disk.lun)
        } else if let disk = volume.spec.fc {
            kind = .network
            uniqueName = Self.fibreChannel(disk)
        } else {
            return nil
        }
    }

    /// Whether a name in the status of a node is of such a volume.
    public static func isOne(_ uniqueName: String) -> Bool {
        uniqueName.hasPrefix(FlexDriver.prefix) || uniqueName.hasPrefix("kubernetes.io/iscsi/") || uniqueName.hasPrefix("kubernetes.io/fc/")
    }

    /// The driver of a FlexVolume and its name for the volume; nil for other kinds.
    public static func flex(_ uniqueName: String) -> (driver: String, volume: String)? {
        guard uniqueName.hasPrefix(FlexDriver.prefix), let slash = uniqueName.lastIndex(of: "/") else { return nil }
        let start = uniqueName.index(uniqueName.startIndex, offsetBy: FlexDriver.prefix.count)
        guard start < slash else { return nil }
        return (String(uniqueName[start..<slash]), String(uniqueName[uniqueName.index(after: slash)...]))
    }

    /// What the status of nodes calls a disk of an iSCSI target.
    public static func iscsi(_ portal: String, _ iqn: String, _ lun: Int) -> String { "kubernetes.io/iscsi/\(portal):\(iqn):\(lun)" }

    /// What the status of nodes calls a disk of a Fibre Channel network: by its targets and its unit, else by its identifiers.
    public static func fibreChannel(_ disk: FCVolumeSource) -> String {
        if let lun = disk.lun, !disk.targetWWNs.isEmpty { return "kubernetes.io/fc/[\(disk.targetWWNs.joined(separator: " "))]:\(lun)" }
        return "kubernetes.io/fc/[\(disk.wwids.joined(separator: " "))]"
    }
}
