import KubernetesAPI
import KubernetesClient
import Synchronization

/// What the scheduler knows of the cluster's storage, with the volumes and claims that it has decided about itself already.
///
/// Safe to use from any task. Only looked at for pods that use claims.
final class StorageCatalog: Sendable {
    private static let byClass = "storage-class"

    /// What was decided for one pod, before the API shows it.
    private struct Assumption {
        /// Volumes by name, with the claim that they are for.
        var volumes: [String: ObjectKey] = [:]
        /// Claims whose volume is to be made, with the node that was chosen.
        var claims: [ObjectKey: String] = [:]
    }

    private let claims: Informer<PersistentVolumeClaim>
    private let volumes: Informer<PersistentVolume>
    private let classes: Informer<StorageClass>
    private let csiNodes: Informer<CSINode>
    private let csiDrivers: Informer<CSIDriver>
    private let capacities: Informer<CSIStorageCapacity>
    private let attachments: Informer<VolumeAttachment>
    /// By the UID of the pod.
    private let assumptions = Mutex<[String: Assumption]>([:])

    init(_ factory: InformerFactory) {
        claims = factory.informer()
        volumes = factory.informer()
        classes = factory.informer()
        csiNodes = factory.informer()
        csiDrivers = factory.informer()
        capacities = factory.informer()
        attachments = factory.informer()
        volumes.addIndex(Self.byClass) { [$0.className] }
        attachments.addIndex("node") { [$0.spec.nodeName] }
    }

    /// Calls `move` for each change that may help a waiting pod.
    func onChange(_ move: @escaping @Sendable (ClusterChange) -> Void) {
        func follow<Object: KubernetesObject>(_ informer: Informer<Object>, _ events: ClusterEvents) {
            informer.addHandler { event in
                let subject: ClusterChange.Subject = switch event {
                case .added(let new): .object(old: nil, new: new)
                case .updated(let old, let new): .object(old: old, new: new)
                case .deleted(let old): .object(old: old, new: nil)
                }
                move(ClusterChange(events: events, subject))
            }
        }
        follow(claims, .claim)
        follow(volumes, .volume)
        follow(classes, .storage)
        follow(csiNodes, .storage)
        follow(csiDrivers, .storage)
        follow(capacities, .storage)
        follow(attachments, .storage)
    }

    func waitForSync() async throws {
        try await claims.waitForSync()
        try await volumes.waitForSync()
        try await classes.waitForSync()
        try await csiNodes.waitForSync()
        try await csiDrivers.waitForSync()
        try await capacities.waitForSync()
        try await attachments.waitForSync()
    }

    // MARK: Reading

    func claim(_ key: ObjectKey) -> PersistentVolumeClaim? { claims.get(key) }
    func volume(_ name: String) -> PersistentVolume? { volumes.get(name) }
    func storageClass(_ name: String) -> StorageClass? { name.isEmpty ? nil : classes.get(name) }
    func csiNode(_ node: String) -> CSINode? { csiNodes.get(node) }
    func csiDriver(_ name: String) -> CSIDriver? { csiDrivers.get(name) }
    func volumes(ofClass name: String) -> [PersistentVolume] { volumes.indexed(Self.byClass, name) }
    func attachments(to node: String) -> [VolumeAttachment] { attachments.indexed("node", node) }

    /// The volume that a claim is bound to for good; nil if there is none yet.
    func volume(of claim: PersistentVolumeClaim) -> PersistentVolume? {
        claim.isFullyBound ? volumes.get(claim.spec.volumeName ?? "") : nil
    }

    /// Whether a volume of this class and size can be made for a node with these labels, as far as the driver tells.
    func hasCapacity(_ storageClass: StorageClass, size: Quantity, labels: [String: String]) -> Bool {
        guard csiDrivers.get(storageClass.provisioner)?.spec.storageCapacity == true else { return true }
        return capacities.list().contains { capacity in
            guard capacity.storageClassName == storageClass.metadata.name, let limit = capacity.maximumVolumeSize ?? capacity.capacity,
                limit >= size, let topology = capacity.nodeTopology
            else { return false }
            return (try? Selector(topology))?.matches(labels) ?? false
        }
    }

    // MARK: Assuming

    /// Keeps volumes for claims of a pod, and a node for those whose volume is to be made; false if another pod was faster.
    func assume(_ pod: String, volumes: [String: ObjectKey], claims: [ObjectKey: String]) -> Bool {
        assumptions.withLock { assumptions in
            for other in assumptions where other.key != pod {
                if volumes.contains(where: { volume in other.value.volumes[volume.key].map { $0 != volume.value } ?? false }) { return false }
                if claims.contains(where: { claim in other.value.claims[claim.key].map { $0 != claim.value } ?? false }) { return false }
            }
            assumptions[pod] = Assumption(volumes: volumes, claims: claims)
            return true
        }
    }

    func forget(_ pod: String) { assumptions.withLock { _ = $0.removeValue(forKey: pod) } }

    /// What was kept for a pod.
    func assumed(_ pod: String) -> (volumes: [String: ObjectKey], claims: [ObjectKey: String])? {
        assumptions.withLock { $0[pod] }.map { ($0.volumes, $0.claims) }
    }

    /// The volumes that are kept for claims, whoever wants them.
    var assumedVolumes: [String: ObjectKey] {
        assumptions.withLock { $0.values.reduce(into: [:]) { $0.merge($1.volumes) { a, _ in a } } }
    }

    /// The node on which a claim's volume is to be made: chosen by us, or by the claim's annotation.
    func selectedNode(_ key: ObjectKey, _ claim: PersistentVolumeClaim) -> String? {
        if let node = assumptions.withLock({ $0.values.lazy.compactMap { $0.claims[key] }.first }) { return node }
        return claim.metadata.annotations[StorageKeys.selectedNode].flatMap { $0.isEmpty ? nil : $0 }
    }
}
