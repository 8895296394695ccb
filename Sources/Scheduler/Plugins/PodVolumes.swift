import KubernetesAPI
import KubernetesClient

/// The claims of one pod, sorted by what is still to be done about them: worked out once, before any node is looked at.
struct PodVolumes {
    /// What a node would mean for the claims that wait for one.
    struct Plan: Equatable {
        /// Volumes that exist, by name, and the claims that get them.
        var bindings: [String: ObjectKey] = [:]
        /// Claims whose volume is to be made, and the node.
        var provisions: [ObjectKey: String] = [:]
    }

    /// Why a node will not do.
    struct Failure: Error, Equatable {
        var reasons: [String]
    }

    static let noVolume = "node(s) didn't find available persistent volumes to bind"
    static let affinityConflict = "node(s) had volume node affinity conflict"
    static let lostVolume = "node(s) unavailable due to one or more pvc(s) bound to non-existent pv(s)"
    static let noSpace = "node(s) did not have enough free storage"

    /// Volumes of bound claims; nil for one that is not there.
    private var bound: [PersistentVolume?] = []
    /// Claims that wait for the first consumer, the smallest first.
    private var waiting: [(key: ObjectKey, claim: PersistentVolumeClaim, storageClass: StorageClass)] = []

    /// - Throws: when a claim is missing, lost, going away, somebody else's, or to be bound without us but not yet.
    init(_ pod: PodToSchedule, _ storage: StorageCatalog) throws(PodRejection) {
        var hasUnboundImmediate = false
        for use in pod.info.claims {
            let key = ObjectKey(namespace: pod.info.namespace, name: use.claim)
            let claim = try Self.claim(key, use, pod, storage)
            if claim.isFullyBound {
                bound.append(storage.volume(claim.spec.volumeName ?? ""))
            } else if let storageClass = storage.storageClass(claim.className), storageClass.waitsForFirstConsumer,
                (claim.spec.volumeName ?? "").isEmpty
            {
                waiting.append((key, claim, storageClass))
            } else {
                hasUnboundImmediate = true
            }
        }
        if hasUnboundImmediate { throw PodRejection(reason: "pod has unbound immediate PersistentVolumeClaims") }
        waiting.sort { a, b in
            let (first, second) = (a.claim.requestedStorage, b.claim.requestedStorage)
            return first == second ? a.key < b.key : first < second
        }
    }

    private static func claim(
        _ key: ObjectKey, _ use: PodClaim, _ pod: PodToSchedule, _ storage: StorageCatalog
    ) throws(PodRejection) -> PersistentVolumeClaim {
        guard let claim = storage.claim(key) else {
            throw PodRejection(
                reason: use.isEphemeral
                    ? "waiting for ephemeral volume controller to create the persistentvolumeclaim \"\(key.name)\""
                    : "persistentvolumeclaim \"\(key.name)\" not found")
        }
        if claim.status.phase == "Lost" {
            throw PodRejection(
                reason: "persistentvolumeclaim \"\(key.name)\" bound to non-existent persistentvolume \"\(claim.spec.volumeName ?? "")\"")
        }
        if claim.metadata.isBeingDeleted { throw PodRejection(reason: "persistentvolumeclaim \"\(key.name)\" is being deleted") }
        if use.isEphemeral, let error = pod.pod.ownershipError(of: claim) { throw PodRejection(reason: error) }
        return claim
    }

    /// What would be done on this node.
    func plan(on node: NodeDescription, _ storage: StorageCatalog) -> Result<Plan, Failure> {
        var reasons: [String] = []
        for volume in bound {
            guard let volume else {
                reasons = [Self.lostVolume]
                break
            }
            if !volume.isReachable(fromNode: node.name, labels: node.labels) {
                reasons = [Self.affinityConflict]
                break
            }
        }
        var plan = Plan()
        if !waiting.isEmpty, let reason = place(on: node, storage, &plan) { reasons.append(reason) }
        return reasons.isEmpty ? .success(plan) : .failure(Failure(reasons: reasons))
    }

    private func place(on node: NodeDescription, _ storage: StorageCatalog, _ plan: inout Plan) -> String? {
        let promised = storage.assumedVolumes
        for (key, claim, storageClass) in waiting {
            if let selected = storage.selectedNode(key, claim) {
                // Its volume is being made, for better or worse.
                if selected != node.name { return Self.noVolume }
                plan.provisions[key] = node.name
                continue
            }
            let taken = Set(promised.lazy.filter { $0.value != key }.map(\.key)).union(plan.bindings.keys)
            if let volume = VolumeMatching.best(
                for: claim, among: storage.volumes(ofClass: claim.className), node: node.name, labels: node.labels, taken: taken)
            {
                plan.bindings[volume.metadata.name] = key
                continue
            }
            if let reason = Self.obstacle(to: claim, storageClass, node, storage) { return reason }
            plan.provisions[key] = node.name
        }
        return nil
    }

    /// Why no volume can be made for the claim on the node.
    private static func obstacle(
        to claim: PersistentVolumeClaim, _ storageClass: StorageClass, _ node: NodeDescription, _ storage: StorageCatalog
    ) -> String? {
        if storageClass.provisioner.isEmpty || storageClass.provisioner == StorageKeys.noProvisioner { return noVolume }
        let topologies = storageClass.allowedTopologies
        let isAllowed = topologies.isEmpty || topologies.contains { term in
            term.matchLabelExpressions.allSatisfy { requirement in node.labels[requirement.key].map { requirement.values.contains($0) } ?? false }
        }
        if !isAllowed { return noVolume }
        return storage.hasCapacity(storageClass, size: claim.requestedStorage, labels: node.labels) ? nil : noSpace
    }
}
