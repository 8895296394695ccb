import KubernetesAPI
import KubernetesClient

/// Finds devices for the resource claims of pods (dynamic resource allocation by structured parameters): nodes from which not all can be
/// had will not do; what is chosen is written into the claims before the pod is bound.
struct DynamicResources: PreEnqueuePlugin, FilterPlugin, PostFilterPlugin, ReservePlugin, PreBindPlugin {
    let name = "DynamicResources"
    let events: ClusterEvents = [
        .nodeAdded, .nodeLabels, .resourceClaim, .resourceSlice, .deviceClass, .podDeleted, .podItself,
    ]

    let catalog: DeviceCatalog
    let client: Client
    let clock: any WallClock
    /// `bindingTimeout`: how long devices may take to be ready.
    private let bindingTimeout: Duration
    private let expressions = DeviceExpressions()

    /// The finalizer that keeps a claim while it has devices.
    static let finalizer = "resource.kubernetes.io/delete-protection"
    /// A claim can be reserved for so many pods.
    private static let maxReservations = 256

    init(catalog: DeviceCatalog, client: Client, clock: any WallClock, bindingTimeout: Duration = .seconds(600)) {
        self.catalog = catalog
        self.client = client
        self.clock = clock
        self.bindingTimeout = bindingTimeout
    }

    // MARK: Claims of a pod

    /// The claims of a pod, in their order.
    /// - Throws: when one is not there yet, or is not to be used by the pod.
    private func claims(_ pod: Pod) throws(PodRejection) -> [ResourceV1.ResourceClaim] {
        var claims: [ResourceV1.ResourceClaim] = []
        for use in pod.spec.resourceClaims {
            let name: String
            if let own = use.resourceClaimName {
                name = own
            } else {
                guard let status = pod.status.resourceClaimStatuses.first(where: { $0.name == use.name }) else {
                    throw PodRejection(reason: "pod \"\(pod.metadata.namespace)/\(pod.metadata.name)\": ResourceClaim not created yet")
                }
                // The controller found that none is needed.
                guard let made = status.resourceClaimName else { continue }
                name = made
            }
            guard let claim = catalog.claim(ObjectKey(namespace: pod.metadata.namespace, name: name)) else {
                throw PodRejection(reason: "resourceclaim.resource.k8s.io \"\(name)\" not found")
            }
            if claim.metadata.deletionTimestamp != nil { throw PodRejection(reason: "resourceclaim \"\(name)\" is being deleted") }
            if use.resourceClaimTemplateName != nil, !claim.metadata.ownerReferences.contains(where: { $0.controller == true && $0.uid == pod.metadata.uid }) {
                throw PodRejection(
                    reason: "ResourceClaim \(pod.metadata.namespace)/\(name) was not created for pod \(pod.metadata.namespace)/\(pod.metadata.name) (pod is not owner)")
            }
            claims.append(claim)
        }
        return claims
    }

    func preEnqueue(_ pod: PodToSchedule) -> PodRejection? {
        if pod.pod.spec.resourceClaims.isEmpty { return nil }
        do {
            _ = try claims(pod.pod)
            return nil
        } catch {
            return error
        }
    }

    func isHelped(_ pod: PodToSchedule, by change: ClusterChange) -> Bool {
        guard case .object(let old, let new) = change.subject, let claim = (new ?? old) as? ResourceV1.ResourceClaim else { return true }
        // Devices that were given back may help anybody, other news of a claim only its own pods.
        let before = (old as? ResourceV1.ResourceClaim)?.status.allocation
        if before != nil && (new as? ResourceV1.ResourceClaim)?.status.allocation == nil { return true }
        guard claim.metadata.namespace == pod.info.namespace else { return false }
        let names = pod.pod.spec.resourceClaims.compactMap(\.resourceClaimName) + pod.pod.status.resourceClaimStatuses.compactMap(\.resourceClaimName)
        return names.contains(claim.metadata.name) || claim.metadata.ownerReferences.contains { $0.uid == pod.info.uid }
    }

    // MARK: Filter

    /// What is known of a pod's claims before nodes are looked at.
    private struct Demand {
        /// The nodes from which the devices that claims have can be reached.
        var nodes: [RequiredNodes] = []
        /// The claims that have none yet.
        var requests: [DeviceClaimRequest] = []
    }

    private func demand(_ pod: PodToSchedule) throws(PodRejection) -> Demand {
        var demand = Demand()
        for claim in try claims(pod.pod) {
            if let allocation = claim.status.allocation {
                let reserved = claim.status.reservedFor
                if !reserved.contains(where: { $0.uid == pod.info.uid }) && reserved.count >= Self.maxReservations {
                    throw PodRejection(reason: "resourceclaim in use")
                }
                if let nodes = RequiredNodes(labels: [:], selector: allocation.nodeSelector) { demand.nodes.append(nodes) }
                continue
            }
            // Being decided about for another pod: its news will wake this one.
            if catalog.pending(claim.metadata.uid) != nil {
                throw PodRejection(reason: "resource claim \(claim.metadata.name) is in the process of being allocated")
            }
            do {
                demand.requests.append(try DeviceClaimRequest(claim) { catalog.deviceClass($0) })
            } catch {
                throw PodRejection(reason: error.description)
            }
        }
        return demand
    }

    func filter(for pod: PodToSchedule, in snapshot: Snapshot) throws(PodRejection) -> (any NodeFilter)? {
        if pod.pod.spec.resourceClaims.isEmpty { return nil }
        let demand = try demand(pod)
        if demand.nodes.isEmpty && demand.requests.isEmpty { return nil }
        let devices = catalog.devices
        return Filter(demand: demand, pools: devices.pools, use: devices.use, expressions: expressions)
    }

    private struct Filter: NodeFilter {
        let demand: Demand
        let pools: DevicePools
        let use: DeviceUse
        let expressions: DeviceExpressions

        func rejection(of node: NodeInfo) -> Rejection? {
            if demand.nodes.contains(where: { !$0.matches(node.description) }) {
                return Rejection(reasons: ["resourceclaim not available on the node"], isResolvable: true)
            }
            if demand.requests.isEmpty { return nil }
            var allocator = DeviceAllocator(demand.requests, on: node.description, pools: pools, use: use, expressions: expressions)
            do {
                let isPossible = try allocator.allocate { "" } != nil
                return isPossible ? nil : Rejection(reasons: ["cannot allocate all claims"], isResolvable: true)
            } catch {
                return Rejection(reasons: [error.description], isResolvable: false)
            }
        }
    }

    // MARK: PostFilter

    /// A claim whose devices are out of reach, and that nobody else has, gives them back.
    func postFilter(_ pod: PodToSchedule, _ error: FitError, in snapshot: Snapshot, _ framework: Framework) -> PostFilterOutcome {
        let none = PostFilterOutcome.impossible("no new claims to deallocate")
        guard !pod.pod.spec.resourceClaims.isEmpty, let claims = try? claims(pod.pod) else { return none }
        let idle = claims.first { claim in
            guard let allocation = claim.status.allocation, let nodes = RequiredNodes(labels: [:], selector: allocation.nodeSelector) else { return false }
            let isOutOfReach = error.resolvable.contains { !nodes.matches(snapshot.nodes[$0].description) }
            return isOutOfReach && claim.status.reservedFor.allSatisfy { $0.uid == pod.info.uid }
        }
        guard let idle else { return none }
        let client = client
        return .helps(node: nil) {
            var claim = idle
            claim.status.allocation = nil
            claim.status.reservedFor = []
            // Whoever was faster decides.
            _ = try? await client.updateStatus(claim)
        }
    }

    // MARK: Reserve

    func reserve(_ pod: PodToSchedule, on node: NodeInfo) throws(PodRejection) {
        if pod.pod.spec.resourceClaims.isEmpty { return }
        let requests = try demand(pod).requests
        if requests.isEmpty { return }
        let devices = catalog.devices
        var allocator = DeviceAllocator(requests, on: node.description, pools: devices.pools, use: devices.use, expressions: expressions)
        guard var results = try? allocator.allocate(makeID: { RandomID.make() }) else {
            throw PodRejection(reason: "the devices that were chosen are taken")
        }
        for index in results.indices { results[index].allocationTimestamp = clock.time }
        let decided = zip(requests, results).map { (uid: $0.claim.metadata.uid, allocation: $1) }
        guard catalog.reserve(decided, for: pod.info.uid) else { throw PodRejection(reason: "the devices that were chosen are taken") }
    }

    func unreserve(_ pod: PodToSchedule) {
        if !pod.pod.spec.resourceClaims.isEmpty { catalog.unreserve(pod.info.uid) }
    }

    // MARK: PreBind

    func needsPreBind(_ pod: PodToSchedule) -> Bool { !pod.pod.spec.resourceClaims.isEmpty }

    func preBind(_ pod: PodToSchedule, on node: String) async throws {
        for claim in try claims(pod.pod) {
            let written = try await write(claim, for: pod)
            try await waitUntilReady(written)
        }
    }

    /// Writes the devices, and the pod that they are for, into a claim.
    private func write(_ known: ResourceV1.ResourceClaim, for pod: PodToSchedule) async throws -> ResourceV1.ResourceClaim {
        var claim = known
        while true {
            do {
                let pending = catalog.pending(claim.metadata.uid)
                if claim.status.allocation == nil {
                    guard let pending, pending.pod == pod.info.uid else { throw DeviceError("claim \(claim.metadata.name) got deallocated elsewhere") }
                    if !claim.metadata.finalizers.contains(Self.finalizer) {
                        claim.metadata.finalizers.append(Self.finalizer)
                        claim = try await client.update(claim)
                    }
                    claim.status.allocation = pending.allocation
                }
                if claim.status.reservedFor.contains(where: { $0.uid == pod.info.uid }), known.status.allocation != nil { return claim }
                if !claim.status.reservedFor.contains(where: { $0.uid == pod.info.uid }) {
                    claim.status.reservedFor.append(.init(resource: "pods", name: pod.info.name, uid: pod.info.uid))
                }
                return try await client.updateStatus(claim)
            } catch let error as APIError where error.isConflict {
                claim = try await client.get(ResourceV1.ResourceClaim.self, claim.metadata.name, namespace: claim.metadata.namespace)
                if claim.metadata.uid != known.metadata.uid || claim.metadata.deletionTimestamp != nil {
                    throw DeviceError("claim \(claim.metadata.name) got deleted in the meantime")
                }
            }
        }
    }

    /// Waits for the conditions under which devices may be used.
    private func waitUntilReady(_ written: ResourceV1.ResourceClaim) async throws {
        let results = written.status.allocation?.devices.results ?? []
        let waiting = results.filter { !$0.bindingConditions.isEmpty }
        if waiting.isEmpty { return }
        let deadline = clock.monotonic + bindingTimeout
        let key = ObjectKey(namespace: written.metadata.namespace, name: written.metadata.name)
        while true {
            let claim = catalog.claim(key) ?? written
            let isReady = try waiting.allSatisfy { result in
                let status = claim.status.devices.first { $0.driver == result.driver && $0.pool == result.pool && $0.device == result.device }
                let truths = Set(status?.conditions.filter { $0.status == "True" }.map(\.type) ?? [])
                if let failed = result.bindingFailureConditions.first(where: truths.contains) {
                    throw DeviceError("claim \(claim.metadata.name) device \(result.device) has binding failure condition \(failed)")
                }
                return result.bindingConditions.allSatisfy(truths.contains)
            }
            if isReady { return }
            guard clock.monotonic < deadline else { throw DeviceError("device binding timeout") }
            try await clock.sleep(for: .milliseconds(200))
        }
    }
}

/// Names for shares of devices: random UUIDs.
enum RandomID {
    static func make() -> String {
        var bytes = (0..<16).map { _ in UInt8.random(in: .min ... .max) }
        bytes[6] = bytes[6] & 0x0F | 0x40
        bytes[8] = bytes[8] & 0x3F | 0x80
        let digits = bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }
        return [0..<4, 4..<6, 6..<8, 8..<10, 10..<16].map { digits[$0].joined() }.joined(separator: "-")
    }
}
