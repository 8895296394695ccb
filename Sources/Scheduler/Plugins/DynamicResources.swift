import KubernetesAPI
import KubernetesClient

/// Finds devices for the resource claims of pods (dynamic resource allocation by structured parameters): nodes from which not all can be
/// had will not do; what is chosen is written into the claims before the pod is bound. For extended resources for which a device class
/// stands, on nodes that do not have them themselves, the pod gets a claim of its own.
struct DynamicResources: PreEnqueuePlugin, FilterPlugin, PostFilterPlugin, ScorePlugin, ReservePlugin {
    let name = "DynamicResources"
    let events: ClusterEvents = [
        .nodeAdded, .nodeLabels, .resourceClaim, .resourceSlice, .deviceClass, .podDeleted, .podItself,
    ]

    let catalog: DeviceCatalog
    let client: Client
    let clock: any WallClock
    let metrics: SchedulerMetrics
    /// `bindingTimeout`: how long devices may take to be ready.
    let bindingTimeout: Duration
    /// Claims for extended resources that are being made.
    let extendedClaims = ExtendedClaims()
    private let expressions = DeviceExpressions()

    /// A claim can be reserved for so many pods.
    private static let maxReservations = 256

    init(
        catalog: DeviceCatalog, client: Client, clock: any WallClock, metrics: SchedulerMetrics = SchedulerMetrics(),
        bindingTimeout: Duration = .seconds(600)
    ) {
        self.metrics = metrics
        self.catalog = catalog
        self.client = client
        self.clock = clock
        self.bindingTimeout = bindingTimeout
    }

    // MARK: Claims of a pod

    /// The claims of a pod, in their order.
    /// - Throws: when one is not there yet, or is not to be used by the pod.
    func claims(_ pod: Pod) throws(PodRejection) -> [ResourceV1.ResourceClaim] {
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

    /// Whether the pod has no claims, and asks for no extended resource for which devices stand.
    func isOfNoConcern(_ pod: PodToSchedule) -> Bool {
        if !pod.pod.spec.resourceClaims.isEmpty { return false }
        let scalars = pod.info.requests.reserved.scalars
        return scalars.isEmpty || catalog.extendedResources.resources(in: scalars).isEmpty
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

    /// What the pod needs of devices, by its claims and by its extended resources.
    private func demand(_ pod: PodToSchedule) throws(PodRejection) -> DeviceDemand {
        var demand = DeviceDemand()
        let classes = catalog.extendedResources
        let extended = classes.resources(in: pod.info.requests.reserved.scalars)
        if !extended.isEmpty {
            let catalog = catalog
            demand.extended = ExtendedDemand(pod.pod, extended, classes) { catalog.deviceClass($0) }
            // Left over from an earlier try: it has to go first, for what it has may be out of reach by now.
            if catalog.extendedClaim(ofPod: pod.info.uid) != nil { demand.obstacle = "cannot schedule extended resource claim" }
        }
        if pod.pod.spec.resourceClaims.isEmpty { return demand }
        for claim in try claims(pod.pod) {
            if let allocation = claim.status.allocation {
                let reserved = claim.status.reservedFor
                if !reserved.contains(where: { $0.uid == pod.info.uid }) && reserved.count >= Self.maxReservations {
                    throw PodRejection(reason: "resourceclaim in use")
                }
                if claim.hasFailedBinding(at: clock.time, timeout: bindingTimeout) { demand.obstacle = "resourceclaim not available on the node" }
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
        if isOfNoConcern(pod) { return nil }
        let demand = try demand(pod)
        if demand.isNothing { return nil }
        let devices = catalog.devices
        return Filter(demand: demand, pools: devices.pools, use: devices.use, expressions: expressions)
    }

    /// What nodes must be for one pod.
    private struct Filter: NodeFilter {
        let demand: DeviceDemand
        let pools: DevicePools
        let use: DeviceUse
        let expressions: DeviceExpressions

        func rejection(of node: NodeInfo) -> Rejection? {
            if let obstacle = demand.obstacle { return Rejection(reasons: [obstacle], isResolvable: true) }
            if demand.nodes.contains(where: { !$0.matches(node.description) }) {
                return Rejection(reasons: ["resourceclaim not available on the node"], isResolvable: true)
            }
            do {
                let requests = try demand.requests(on: node.description)
                if requests.isEmpty { return nil }
                var allocator = DeviceAllocator(requests, on: node.description, pools: pools, use: use, expressions: expressions)
                let isPossible = try allocator.allocate { "" } != nil
                return isPossible ? nil : Rejection(reasons: ["cannot allocate all claims"], isResolvable: true)
            } catch {
                return Rejection(reasons: [error.description], isResolvable: false)
            }
        }
    }

    // MARK: Score

    func scorer(for pod: PodToSchedule, among feasible: [Int], in snapshot: Snapshot) -> (any NodeScorer)? {
        if pod.pod.spec.resourceClaims.isEmpty { return nil }
        guard let demand = try? demand(pod), demand.requests.contains(where: { $0.requests.contains { $0.contains { !$0.isExact } } }) else { return nil }
        let devices = catalog.devices
        return DeviceScorer(demand: demand, pools: devices.pools, use: devices.use, expressions: expressions)
    }

    // MARK: PostFilter

    /// A claim whose devices are out of reach or never got ready, and that nobody else has, gives them back.
    func postFilter(_ pod: PodToSchedule, _ error: FitError, in snapshot: Snapshot, _ framework: Framework) -> PostFilterOutcome {
        let none = PostFilterOutcome.impossible("no new claims to deallocate")
        if isOfNoConcern(pod) { return none }
        if let left = catalog.extendedClaim(ofPod: pod.info.uid) { return .helps(node: nil) { [self] in await delete(left) } }
        guard let claims = try? claims(pod.pod) else { return none }
        let idle = claims.first { claim in
            guard let allocation = claim.status.allocation, claim.status.reservedFor.allSatisfy({ $0.uid == pod.info.uid }) else { return false }
            if claim.hasFailedBinding(at: clock.time, timeout: bindingTimeout) { return true }
            guard let nodes = RequiredNodes(labels: [:], selector: allocation.nodeSelector) else { return false }
            return error.resolvable.contains { !nodes.matches(snapshot.nodes[$0].description) }
        }
        guard let idle else { return none }
        let client = client
        return .helps(node: nil) {
            var claim = idle
            claim.status = ResourceV1.ResourceClaimStatus()
            // Whoever was faster decides.
            _ = try? await client.updateStatus(claim)
        }
    }

    // MARK: Reserve

    func reserve(_ pod: PodToSchedule, on node: NodeInfo) throws(PodRejection) {
        if isOfNoConcern(pod) { return }
        let taken = PodRejection(reason: "the devices that were chosen are taken")
        let demand = try demand(pod)
        guard demand.obstacle == nil, let own = Result(catching: { try demand.extended?.claim(on: node.description) }).value else { throw taken }
        let requests = demand.requests + (own.map { [$0.request] } ?? [])
        if requests.isEmpty { return }
        let devices = catalog.devices
        var allocator = DeviceAllocator(requests, on: node.description, pools: devices.pools, use: devices.use, expressions: expressions)
        guard var results = try? allocator.allocate(makeID: { RandomID.make() }) else { throw taken }
        for index in results.indices { results[index].allocationTimestamp = clock.time }
        var decided = zip(requests, results).map { (uid: $0.claim.metadata.uid, allocation: $1) }
        // The claim for extended resources has no UID before it is made.
        if own != nil { decided[decided.count - 1].uid = ExtendedClaims.placeholder(pod.info.uid) }
        guard catalog.reserve(decided, for: pod.info.uid) else { throw taken }
        if let own { extendedClaims.keep(own, for: pod.info.uid) }
    }

    func unreserve(_ pod: PodToSchedule) {
        if isOfNoConcern(pod) && !extendedClaims.has(pod.info.uid) { return }
        catalog.unreserve(pod.info.uid)
        // What was made already for a pod that is not placed after all.
        if let made = extendedClaims.drop(pod.info.uid) { Task { await delete(made) } }
    }
}

extension Result {
    fileprivate var value: Success? { try? get() }
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
