import KubernetesAPI
import KubernetesClient

/// Rules out nodes to which no more volumes of a CSI driver can be attached, by what the driver said to the node's CSINode.
struct NodeVolumeLimits: FilterPlugin {
    let name = "NodeVolumeLimits"
    let events: ClusterEvents = [.nodeAdded, .podDeleted, .claim, .volume, .storage]

    let storage: StorageCatalog

    private static let exceeded = Rejection(reasons: ["node(s) exceed max volume count"], isResolvable: true)

    func filter(for pod: PodToSchedule, in snapshot: Snapshot) -> (any NodeFilter)? {
        if pod.info.claims.isEmpty { return nil }
        let wanted = Set(Self.volumes(of: pod.info, storage))
        return wanted.isEmpty ? nil : Filter(wanted: wanted, storage: storage)
    }

    /// A volume of a CSI driver: one that exists by its handle, one that does not by its claim.
    fileprivate struct CSIVolume: Hashable {
        var driver: String
        var handle: String
    }

    fileprivate static func volumes(of pod: PodInfo, _ storage: StorageCatalog) -> [CSIVolume] {
        pod.claims.compactMap { use in
            let key = ObjectKey(namespace: pod.namespace, name: use.claim)
            guard let claim = storage.claim(key) else { return nil }
            if let name = claim.spec.volumeName, !name.isEmpty, let volume = storage.volume(name) {
                return volume.spec.csi.map { CSIVolume(driver: $0.driver, handle: $0.volumeHandle) }
            }
            // It will be one of its provisioner's.
            guard let provisioner = storage.storageClass(claim.className)?.provisioner, storage.csiDriver(provisioner) != nil else { return nil }
            return CSIVolume(driver: provisioner, handle: "\(provisioner)-\(key)")
        }
    }

    /// What nodes must be for one pod.
    private struct Filter: NodeFilter {
        let wanted: Set<CSIVolume>
        let storage: StorageCatalog

        func rejection(of node: NodeInfo) -> Rejection? {
            var limits: [String: Int] = [:]
            for driver in storage.csiNode(node.name)?.spec.drivers ?? [] { limits[driver.name] = driver.allocatable?.count }
            if !wanted.contains(where: { limits[$0.driver] != nil }) { return nil }
            var present: Set<CSIVolume> = []
            for pod in node.pods where !pod.claims.isEmpty { present.formUnion(NodeVolumeLimits.volumes(of: pod, storage)) }
            // What is still attached takes its place although its pod is gone.
            for attachment in storage.attachments(to: node.name) {
                guard let csi = attachment.spec.source.persistentVolumeName.flatMap({ storage.volume($0) })?.spec.csi else { continue }
                present.insert(CSIVolume(driver: csi.driver, handle: csi.volumeHandle))
            }
            let new = wanted.subtracting(present)
            for (driver, limit) in limits {
                let count = new.count { $0.driver == driver }
                if count > 0, count + present.count(where: { $0.driver == driver }) > limit { return NodeVolumeLimits.exceeded }
            }
            return nil
        }
    }
}
