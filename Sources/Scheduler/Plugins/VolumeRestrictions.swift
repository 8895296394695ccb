import KubernetesAPI
import KubernetesClient

/// Rules out nodes on which a volume of the pod cannot be mounted beside those of other pods: a claim that one pod alone may use
/// (ReadWriteOncePod), and disks that only one pod of a node may have.
struct VolumeRestrictions: FilterPlugin {
    let name = "VolumeRestrictions"
    let events: ClusterEvents = [.nodeAdded, .podDeleted, .claim]

    let storage: StorageCatalog

    private static let inUse = Rejection(
        reasons: ["node has pod using PersistentVolumeClaim with the same name and ReadWriteOncePod access mode"], isResolvable: true)
    private static let taken = Rejection(reasons: ["node(s) had no available disk"], isResolvable: true)

    func filter(for pod: PodToSchedule, in snapshot: Snapshot) -> (any NodeFilter)? {
        let exclusive = Set(pod.info.claims.map(\.claim).filter { name in
            storage.claim(ObjectKey(namespace: pod.info.namespace, name: name))?.spec.accessModes.contains("ReadWriteOncePod") ?? false
        })
        if exclusive.isEmpty && pod.info.disks.isEmpty { return nil }
        var users: Set<String> = []
        if !exclusive.isEmpty {
            for node in snapshot.nodes where node.pods.contains(where: { Self.uses($0, exclusive, pod.info.namespace) }) { users.insert(node.name) }
        }
        return Filter(claims: exclusive, namespace: pod.info.namespace, disks: pod.info.disks, users: users)
    }

    fileprivate static func uses(_ pod: PodInfo, _ claims: Set<String>, _ namespace: String) -> Bool {
        pod.namespace == namespace && pod.claims.contains { claims.contains($0.claim) }
    }

    /// What nodes must be for one pod.
    private struct Filter: NodeFilter {
        let claims: Set<String>
        let namespace: String
        let disks: [ExclusiveDisk]
        /// The nodes whose pods use one of the claims.
        let users: Set<String>

        func rejection(of node: NodeInfo) -> Rejection? {
            if !claims.isEmpty {
                let isUsedElsewhere = users.contains { $0 != node.name }
                if isUsedElsewhere || node.pods.contains(where: { uses($0, claims, namespace) }) { return VolumeRestrictions.inUse }
            }
            if !disks.isEmpty, node.pods.contains(where: { other in other.disks.contains { disk in disks.contains { $0.conflicts(with: disk) } } }) {
                return VolumeRestrictions.taken
            }
            return nil
        }
    }
}

/// A disk that a pod names itself and that not every number of pods on a node may have.
struct ExclusiveDisk: Sendable, Hashable {
    /// Of what system it is a disk.
    private enum Kind { case gce, aws, iscsi, rbd }

    private var kind: Kind
    /// What the disk is called; for RBD pool and image.
    private var name: String
    /// One of them in common means the same disk; empty where the name says it all.
    private var monitors: [String] = []
    private var readOnly: Bool

    /// nil for volumes that may be shared.
    init?(_ volume: Volume) {
        if let disk = volume.gcePersistentDisk {
            (kind, name, readOnly) = (.gce, disk.pdName, disk.readOnly ?? false)
        } else if let disk = volume.awsElasticBlockStore {
            // Never twice on one node, however it is mounted.
            (kind, name, readOnly) = (.aws, disk.volumeID, false)
        } else if let disk = volume.iscsi {
            (kind, name, readOnly) = (.iscsi, disk.iqn, disk.readOnly ?? false)
        } else if let disk = volume.rbd {
            (kind, name, readOnly) = (.rbd, "\(disk.pool ?? "rbd")/\(disk.image)", disk.readOnly ?? false)
            monitors = disk.monitors
        } else {
            return nil
        }
    }

    func conflicts(with other: ExclusiveDisk) -> Bool {
        kind == other.kind && name == other.name && !(readOnly && other.readOnly)
            && (kind != .rbd || monitors.contains(where: other.monitors.contains))
    }
}
