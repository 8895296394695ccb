import KubernetesAPI
import KubernetesClient
import VolumeKinds

/// Rules out nodes to which no more volumes of a CSI driver can be attached, by what the driver said to the node's CSINode.
struct NodeVolumeLimits: FilterPlugin {
    let name = "NodeVolumeLimits"
    let events: ClusterEvents = [.nodeAdded, .podDeleted, .claim, .volume, .storage]

    let storage: StorageCatalog

    private static let exceeded = Rejection(reasons: ["node(s) exceed max volume count"], isResolvable: true)

    func filter(for pod: PodToSchedule, in snapshot: Snapshot) -> (any NodeFilter)? {
        if pod.info.claims.isEmpty && pod.info.driverDisks.isEmpty { return nil }
        let wanted = Set(Self.volumes(of: pod.info, storage))
        return wanted.isEmpty ? nil : Filter(wanted: wanted, storage: storage)
    }

    fileprivate static func volumes(of pod: PodInfo, _ storage: StorageCatalog) -> [DriverVolume] {
        pod.driverDisks + pod.claims.compactMap { use in
            let key = ObjectKey(namespace: pod.namespace, name: use.claim)
            guard let claim = storage.claim(key) else { return nil }
            if let name = claim.spec.volumeName, !name.isEmpty, let volume = storage.volume(name) {
                return DriverVolume(volume)
            }
            // It will be one of its provisioner's.
            guard let named = storage.storageClass(claim.className)?.provisioner else { return nil }
            let provisioner = CSIMigration.driver(of: named) ?? named
            guard storage.csiDriver(provisioner) != nil else { return nil }
            return DriverVolume(driver: provisioner, handle: "\(provisioner)-\(key)")
        }
    }

    /// What nodes must be for one pod.
    private struct Filter: NodeFilter {
        let wanted: Set<DriverVolume>
        let storage: StorageCatalog

        func rejection(of node: NodeInfo) -> Rejection? {
            var limits: [String: Int] = [:]
            for driver in storage.csiNode(node.name)?.spec.drivers ?? [] { limits[driver.name] = driver.allocatable?.count }
            if !wanted.contains(where: { limits[$0.driver] != nil }) { return nil }
            var present: Set<DriverVolume> = []
            for pod in node.pods where !(pod.claims.isEmpty && pod.driverDisks.isEmpty) { present.formUnion(NodeVolumeLimits.volumes(of: pod, storage)) }
            // What is still attached takes its place although its pod is gone.
            for attachment in storage.attachments(to: node.name) {
                guard let volume = attachment.spec.source.persistentVolumeName.flatMap({ storage.volume($0) }).flatMap({ DriverVolume($0) }) else { continue }
                present.insert(volume)
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
