import KubernetesAPI
import KubernetesClient
import Synchronization

/// What the scheduler knows of devices and of the claims for them, with what it has decided about itself already.
///
/// Safe to use from any task. Only looked at for pods that have claims.
final class DeviceCatalog: Sendable {
    /// What was worked out of the objects, and decided.
    private struct State {
        var pools: DevicePools?
        var extended: ExtendedResourceClasses?
        var use = DeviceUse()
        /// What each claim has, by its UID, as the API says.
        var allocated: [String: [ResourceV1.DeviceRequestAllocationResult]] = [:]
        /// The pod that is looked at as if it were not there.
        var disregarded: String?
        /// What was decided for a claim, before the API shows it, and for which pod.
        var pending: [String: (allocation: ResourceV1.AllocationResult, pod: String)] = [:]
    }

    private static let byExtendedOwner = "extended-resource-owner"

    private let claims: Informer<ResourceV1.ResourceClaim>
    private let slices: Informer<ResourceV1.ResourceSlice>
    private let classes: Informer<DeviceClass>
    private let rules: DeviceTaintRules
    private let state = Mutex(State())

    init(_ factory: InformerFactory) {
        claims = factory.informer()
        slices = factory.informer()
        classes = factory.informer()
        rules = DeviceTaintRules(factory)
        claims.addIndex(Self.byExtendedOwner) { claim in claim.extendedResourceOwner.map { [$0] } ?? [] }
        claims.addHandler { [weak self] event in
            switch event {
            case .added(let claim), .updated(_, let claim): self?.note(claim)
            case .deleted(let claim): self?.forget(claim: claim.metadata.uid)
            }
        }
        slices.addHandler { [weak self] _ in
            self?.state.withLock { $0.pools = nil }
            self?.rules.follow()
        }
        rules.onChange { [weak self] in self?.state.withLock { $0.pools = nil } }
        classes.addHandler { [weak self] _ in self?.state.withLock { $0.extended = nil } }
    }

    /// Calls `move` for each change that may help a waiting pod, once it is known here.
    func onChange(_ move: @escaping @Sendable (ClusterChange) -> Void) {
        claims.addHandler { event in
            switch event {
            case .added(let claim): move(ClusterChange(events: .resourceClaim, .object(old: nil, new: claim)))
            case .updated(let old, let claim): move(ClusterChange(events: .resourceClaim, .object(old: old, new: claim)))
            case .deleted(let claim): move(ClusterChange(events: .resourceClaim, .object(old: claim, new: nil)))
            }
        }
        slices.addHandler { _ in move(ClusterChange(events: .resourceSlice)) }
        // To those who wait it is as if the slices had changed.
        rules.onChange { move(ClusterChange(events: .resourceSlice)) }
        classes.addHandler { _ in move(ClusterChange(events: .deviceClass)) }
    }

    func waitForSync() async throws {
        try await claims.waitForSync()
        try await slices.waitForSync()
        try await classes.waitForSync()
        try await rules.waitForSync()
    }

    func claim(_ key: ObjectKey) -> ResourceV1.ResourceClaim? {
        guard var claim = claims.get(key) else { return nil }
        if let pod = state.withLock({ $0.disregarded }), claim.isHeld(by: pod) { claim.status = ResourceV1.ResourceClaimStatus() }
        return claim
    }
    func deviceClass(_ name: String) -> DeviceClass? { classes.get(name) }

    /// The claim that was made for the extended resources of a pod, if there is one.
    func extendedClaim(ofPod uid: String) -> ResourceV1.ResourceClaim? {
        state.withLock { $0.disregarded } == uid ? nil : claims.indexed(Self.byExtendedOwner, uid).first
    }

    /// Takes a pod as not being there: the devices of claims that it alone has are free. To be called once all is known.
    func disregard(pod uid: String) {
        let own = claims.list().filter { $0.isHeld(by: uid) }
        state.withLock { state in
            state.disregarded = uid
            for claim in own {
                if let results = state.allocated.removeValue(forKey: claim.metadata.uid) { state.use.add(results, sign: -1) }
            }
        }
    }

    /// Which extended resources stand for devices.
    var extendedResources: ExtendedResourceClasses {
        if let known = state.withLock({ $0.extended }) { return known }
        let made = ExtendedResourceClasses(classes.list())
        state.withLock { $0.extended = made }
        return made
    }

    /// The devices and what of them is taken.
    var devices: (pools: DevicePools, use: DeviceUse) {
        let known = state.withLock { ($0.pools, $0.use) }
        if let pools = known.0 { return (pools, known.1) }
        let pools = DevicePools(slices.list(), rules: rules.list())
        state.withLock { $0.pools = pools }
        return (pools, known.1)
    }

    private func note(_ claim: ResourceV1.ResourceClaim) {
        let results = claim.status.allocation?.devices.results ?? []
        let uid = claim.metadata.uid
        state.withLock { state in
            // What the API says stands for what was decided, once it says anything.
            if claim.status.allocation != nil, let pending = state.pending.removeValue(forKey: uid) {
                state.use.add(pending.allocation.devices.results, sign: -1)
            }
            let old = state.allocated[uid] ?? []
            if old == results { return }
            state.use.add(old, sign: -1)
            state.use.add(results)
            state.allocated[uid] = results.isEmpty ? nil : results
        }
    }

    private func forget(claim uid: String) {
        state.withLock { state in
            if let old = state.allocated.removeValue(forKey: uid) { state.use.add(old, sign: -1) }
            if let pending = state.pending.removeValue(forKey: uid) { state.use.add(pending.allocation.devices.results, sign: -1) }
        }
    }

    // MARK: Deciding

    /// Keeps devices for claims of a pod; false if one of the claims was decided about meanwhile.
    func reserve(_ allocations: [(uid: String, allocation: ResourceV1.AllocationResult)], for pod: String) -> Bool {
        state.withLock { state in
            if allocations.contains(where: { state.pending[$0.uid] != nil || state.allocated[$0.uid] != nil }) { return false }
            for (uid, allocation) in allocations {
                state.pending[uid] = (allocation, pod)
                state.use.add(allocation.devices.results)
            }
            return true
        }
    }

    /// Gives back what was kept for a pod and never written.
    func unreserve(_ pod: String) {
        state.withLock { state in
            for (uid, pending) in state.pending where pending.pod == pod {
                state.pending[uid] = nil
                state.use.add(pending.allocation.devices.results, sign: -1)
            }
        }
    }

    /// What was decided for a claim that was still to be made holds for the claim, now that it has a UID.
    func rename(_ uid: String, to new: String) {
        state.withLock { state in
            if let pending = state.pending.removeValue(forKey: uid) { state.pending[new] = pending }
        }
    }

    /// What was decided for a claim, and for which pod.
    func pending(_ uid: String) -> (allocation: ResourceV1.AllocationResult, pod: String)? { state.withLock { $0.pending[uid] } }
}

extension ResourceV1.ResourceClaim {
    /// Whether a pod has it, and nobody else.
    fileprivate func isHeld(by pod: String) -> Bool { !status.reservedFor.isEmpty && status.reservedFor.allSatisfy { $0.uid == pod } }
}
