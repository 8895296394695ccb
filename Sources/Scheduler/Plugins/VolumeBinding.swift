import KubernetesAPI
import KubernetesClient

/// Rules out nodes from which a pod's volumes cannot be reached, and binds the claims that wait for the pod's node.
struct VolumeBinding: FilterPlugin, ReservePlugin, PreBindPlugin {
    let name = "VolumeBinding"
    let events: ClusterEvents = [.nodeAdded, .nodeLabels, .claim, .volume, .storage]

    let storage: StorageCatalog
    let client: Client
    let pods: Informer<Pod>
    let clock: any WallClock
    /// `bindTimeoutSeconds`: how long a volume may take to be made.
    var bindTimeout: Duration = .seconds(600)

    // MARK: Filter

    func filter(for pod: PodToSchedule, in snapshot: Snapshot) throws(PodRejection) -> (any NodeFilter)? {
        if pod.info.claims.isEmpty { return nil }
        return PodVolumesFilter(volumes: try PodVolumes(pod, storage), storage: storage)
    }

    /// What nodes must be for one pod.
    private struct PodVolumesFilter: NodeFilter {
        let volumes: PodVolumes
        let storage: StorageCatalog

        func rejection(of node: NodeInfo) -> Rejection? {
            switch volumes.plan(on: node.description, storage) {
            case .success: nil
            case .failure(let failure): Rejection(reasons: failure.reasons, isResolvable: false)
            }
        }
    }

    // MARK: Reserve

    func reserve(_ pod: PodToSchedule, on node: NodeInfo) throws(PodRejection) {
        if pod.info.claims.isEmpty { return }
        let volumes = try PodVolumes(pod, storage)
        guard case .success(let plan) = volumes.plan(on: node.description, storage) else {
            throw PodRejection(reason: "the volumes that were chosen are taken")
        }
        if plan == PodVolumes.Plan() { return }
        guard storage.assume(pod.info.uid, volumes: plan.bindings, claims: plan.provisions)
        else { throw PodRejection(reason: "the volumes that were chosen are taken") }
    }

    func unreserve(_ pod: PodToSchedule) {
        if !pod.info.claims.isEmpty { storage.forget(pod.info.uid) }
    }

    // MARK: PreBind

    func needsPreBind(_ pod: PodToSchedule) -> Bool {
        guard !pod.info.claims.isEmpty, let assumed = storage.assumed(pod.info.uid) else { return false }
        return !assumed.volumes.isEmpty || !assumed.claims.isEmpty
    }

    func preBind(_ pod: PodToSchedule, on node: String) async throws {
        guard let assumed = storage.assumed(pod.info.uid) else { return }
        do {
            for (volume, claim) in assumed.volumes { try await promise(volume, to: claim) }
            for (claim, node) in assumed.claims { try await select(node, for: claim) }
            try await waitUntilBound(pod, on: node, Set(assumed.volumes.values).union(assumed.claims.keys))
        } catch is CancellationError {
            throw CancellationError()
        } catch {
            throw Failure(description: "binding volumes: \(error)")
        }
        storage.forget(pod.info.uid)
    }

    /// Why the volumes cannot be bound.
    private struct Failure: Error, CustomStringConvertible {
        var description: String
    }

    /// Half a binding; the binder does the other half.
    private func promise(_ name: String, to key: ObjectKey) async throws {
        guard var volume = storage.volume(name), let claim = storage.claim(key) else { throw Failure(description: "volume \"\(name)\" is gone") }
        if volume.spec.claimRef?.uid == claim.metadata.uid { return }
        if !volume.isBound(to: claim) { volume.metadata.annotations[StorageKeys.boundByController] = "yes" }
        volume.spec.claimRef = ObjectReference(claim)
        _ = try await client.update(volume)
    }

    private func select(_ node: String, for key: ObjectKey) async throws {
        guard var claim = storage.claim(key) else { throw Failure(description: "persistentvolumeclaim \"\(key.name)\" not found") }
        if claim.metadata.annotations[StorageKeys.selectedNode] == node { return }
        claim.metadata.annotations[StorageKeys.selectedNode] = node
        _ = try await client.update(claim)
    }

    private func waitUntilBound(_ pod: PodToSchedule, on node: String, _ claims: Set<ObjectKey>) async throws {
        let deadline = clock.monotonic + bindTimeout
        let started = clock.monotonic
        while true {
            guard let current = pods.get(pod.info.name, namespace: pod.info.namespace), current.metadata.uid == pod.info.uid,
                !current.metadata.isBeingDeleted
            else { throw Failure(description: "pod does not exist any more: skip") }
            // The first news of our own write may still be on its way.
            let isSettled = clock.monotonic - started >= .seconds(10)
            if try isBound(claims, node, isSettled) { return }
            guard clock.monotonic < deadline else { throw Failure(description: "timed out waiting for the condition") }
            try await clock.sleep(for: .milliseconds(100))
        }
    }

    /// Whether all claims are bound. Throws where that cannot happen any more.
    private func isBound(_ claims: Set<ObjectKey>, _ node: String, _ isSettled: Bool) throws -> Bool {
        for key in claims {
            guard let claim = storage.claim(key) else { throw Failure(description: "persistentvolumeclaim \"\(key.name)\" not found") }
            if claim.metadata.isBeingDeleted { throw Failure(description: "persistentvolumeclaim \"\(key.name)\" is being deleted") }
            if claim.isFullyBound { continue }
            // A provisioner that cannot make the volume there takes the mark away.
            if isSettled, let selected = storage.assumedNode(key), claim.metadata.annotations[StorageKeys.selectedNode] != selected {
                throw Failure(description: "provisioning failed for PVC \"\(key.name)\"")
            }
            return false
        }
        return true
    }
}

extension StorageCatalog {
    /// The node that we chose for a claim whose volume is being made.
    fileprivate func assumedNode(_ key: ObjectKey) -> String? {
        claim(key).flatMap { claim in
            var bare = claim
            bare.metadata.annotations[StorageKeys.selectedNode] = nil
            return selectedNode(key, bare)
        }
    }
}
