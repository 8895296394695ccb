import ComponentMetrics
import DevicePlugins
import KubernetesAPI
import KubernetesClient
import Logging
import Synchronization

/// Has drivers prepare the devices of the resource claims that pods use before they start, and give them back when the last pod
/// has ended: dynamic resource allocation on the node. Safe to use from any task.
final class ClaimManager: Sendable {
    let drivers: ClaimDrivers
    private let client: Client?
    private let path: String
    private let clock: any WallClock
    private let logger: Logger
    private let metrics: ClaimMetrics
    /// By namespace and name.
    private let claims: Mutex<[String: ClaimInfo]>

    /// - Parameters:
    ///   - client: nil for a node without an API server, which has no claims.
    ///   - directory: where its checkpoint is.
    init(client: Client?, nodeName: String, directory: String, metrics: ClaimMetrics, registry: MetricRegistry, clock: any WallClock, logger: Logger) {
        self.client = client
        self.clock = clock
        self.logger = logger
        self.metrics = metrics
        drivers = ClaimDrivers(client: client, nodeName: nodeName, metrics: metrics, clock: clock, logger: logger)
        path = directory + "/" + ClaimCheckpoint.fileName
        var known: [String: ClaimInfo] = [:]
        if let bytes = POSIXFiles.read(path) {
            if let all = ClaimCheckpoint.parse(bytes) {
                for claim in all { known[Self.key(claim.namespace, claim.name)] = claim }
            } else {
                logger.error("the checkpoint of resource claims is damaged; it is left out", metadata: ["path": "\(path)"])
            }
        }
        claims = Mutex(known)
        registry.register([ClaimMetrics.inUse { [weak self] in self?.all ?? [] }])
    }

    private static func key(_ namespace: String, _ name: String) -> String { namespace + "/" + name }

    /// What is known of claims.
    var all: [ClaimInfo] { claims.withLock { Array($0.values) } }

    /// What is known of a claim.
    func claim(_ namespace: String, _ name: String) -> ClaimInfo? { claims.withLock { $0[Self.key(namespace, name)] } }

    // MARK: - Preparing

    /// Has everything prepared that the pod uses; what is prepared already is left.
    /// - Throws: why it cannot run, in words for an event.
    func prepare(_ pod: Pod) async throws {
        if pod.spec.resourceClaims.isEmpty && pod.status.extendedResourceClaimStatus == nil { return }
        let begun = clock.monotonic
        var failed = true
        defer { metrics.operations.observe((clock.monotonic - begun).inSeconds, "PrepareResources", "\(failed)") }
        do { try await prepareAll(pod) } catch {
            if Task.isCancelled { throw CancellationError() }
            throw ResourceClaimError("prepare dynamic resources: \(error)")
        }
        failed = false
    }

    private func prepareAll(_ pod: Pod) async throws {
        // All is looked at before anything is noted down: a pod that fails here can go without a driver.
        var wanted: [ClaimInfo] = []
        for reference in try ClaimReference.all(pod) {
            let info = try await read(reference, pod)
            for driver in info.drivers.keys { try drivers.check(driver) }
            wanted.append(info)
        }
        let open = try note(wanted, pod.metadata.uid)
        for driver in Set(open.flatMap(\.drivers.keys)).sorted() {
            let own = open.filter { $0.drivers[driver] != nil }
            for (uid, answer) in try await drivers.prepare(driver, own) {
                let devices = answer.devices.map { device in
                    ClaimInfo.Device(
                        pool: device.poolName, name: device.deviceName, requests: device.requestNames, cdi: device.cdiDeviceIds,
                        shareID: device.shareID.isEmpty ? nil : device.shareID)
                }
                change(own.first { $0.uid == uid }) { $0.drivers[driver] = devices }
            }
        }
        for claim in open { change(claim) { $0.isPrepared = true } }
        if !open.isEmpty { store() }
    }

    /// The claim as the API server has it, if this pod may use it.
    private func read(_ reference: ClaimReference, _ pod: Pod) async throws -> ClaimInfo {
        guard let client else { throw ResourceClaimError("fetch ResourceClaim \(reference.name): this kubelet has no API server") }
        let claim: ResourceV1.ResourceClaim
        do { claim = try await client.get(ResourceV1.ResourceClaim.self, reference.name, namespace: pod.metadata.namespace) } catch {
            throw ResourceClaimError("fetch ResourceClaim \(reference.name): \(error)")
        }
        let uid = pod.metadata.uid
        if reference.isOwned, !claim.metadata.ownerReferences.contains(where: { $0.controller == true && $0.uid == uid }) {
            throw ResourceClaimError(
                "ResourceClaim \(claim.metadata.namespace)/\(claim.metadata.name) was not created for pod \(pod.metadata.namespace)/\(pod.metadata.name) (pod is not owner)")
        }
        guard claim.status.reservedFor.contains(where: { $0.resource == "pods" && ($0.apiGroup ?? "").isEmpty && $0.uid == uid }) else {
            throw ResourceClaimError("pod \(pod.metadata.name) (\(uid)) is not allowed to use ResourceClaim \(reference.name) (\(claim.metadata.uid))")
        }
        guard let allocation = claim.status.allocation else { throw ResourceClaimError("ResourceClaim \(reference.name): not allocated") }
        return ClaimInfo(
            uid: claim.metadata.uid, name: claim.metadata.name, namespace: claim.metadata.namespace,
            drivers: Dictionary(allocation.devices.results.map { ($0.driver, []) }, uniquingKeysWith: { first, _ in first }))
    }

    /// Remembers that the pod uses the claims, before any driver is asked.
    /// - Returns: those that are not prepared yet.
    private func note(_ wanted: [ClaimInfo], _ uid: String) throws -> [ClaimInfo] {
        let open = try claims.withLock { claims -> [ClaimInfo] in
            for info in wanted {
                if let known = claims[Self.key(info.namespace, info.name)], known.uid != info.uid {
                    throw ResourceClaimError(
                        "old ResourceClaim with same name \(info.name) and different UID \(known.uid) still exists (previous pod force-deleted?!)")
                }
            }
            return wanted.compactMap { info in
                let key = Self.key(info.namespace, info.name)
                var known = claims[key] ?? info
                known.pods.insert(uid)
                claims[key] = known
                return known.isPrepared ? nil : known
            }
        }
        if !wanted.isEmpty { store() }
        return open
    }

    private func change(_ claim: ClaimInfo?, _ body: (inout ClaimInfo) -> Void) {
        guard let claim else { return }
        claims.withLock { claims in
            let key = Self.key(claim.namespace, claim.name)
            guard var known = claims[key], known.uid == claim.uid else { return }
            body(&known)
            claims[key] = known
        }
    }

    // MARK: - Giving back

    /// Has everything taken back that the pod used and no other one uses.
    /// - Throws: when a driver cannot; the pod has not ended before it could.
    func unprepare(_ pod: Pod) async throws {
        let begun = clock.monotonic
        let own = all.filter { $0.pods.contains(pod.metadata.uid) }
        if own.isEmpty { return }
        var failed = true
        defer { metrics.operations.observe((clock.monotonic - begun).inSeconds, "UnprepareResources", "\(failed)") }
        do { try await unprepare(pod.metadata.uid, own) } catch {
            if Task.isCancelled { throw CancellationError() }
            throw ResourceClaimError("unprepare dynamic resources: \(error)")
        }
        failed = false
    }

    private func unprepare(_ uid: String, _ own: [ClaimInfo]) async throws {
        let last = own.filter { $0.pods.count == 1 }
        for driver in Set(last.flatMap(\.drivers.keys)).sorted() {
            try await drivers.unprepare(driver, last.filter { $0.drivers[driver] != nil })
        }
        claims.withLock { claims in
            for claim in own {
                let key = Self.key(claim.namespace, claim.name)
                guard var known = claims[key], known.uid == claim.uid else { continue }
                known.pods.remove(uid)
                // Another pod may have come meanwhile: it has it prepared anew.
                if last.contains(where: { $0.uid == claim.uid }) { known.isPrepared = false }
                claims[key] = known.pods.isEmpty ? nil : known
            }
        }
        store()
    }

    /// Takes back what pods used that are not there any more, as after a forced deletion. Works until it is cancelled.
    /// - Parameter active: UIDs of the pods that may use something; nil when not all of them are known yet.
    func reconcile(_ active: @Sendable () -> Set<String>?) async {
        while !Task.isCancelled {
            if let active = active() {
                for uid in Set(all.flatMap(\.pods)).subtracting(active) {
                    do { try await unprepare(uid, all.filter { $0.pods.contains(uid) }) } catch {
                        logger.info("cannot give back what a pod used; trying again", metadata: ["podUID": "\(uid)", "error": "\(error)"])
                    }
                }
            }
            do { try await clock.sleep(for: .seconds(60)) } catch { return }
        }
    }

    // MARK: - What containers get

    /// The CDI names of the devices that a container uses.
    /// - Throws: when a claim of it is not known, so that it cannot start.
    func cdiDevices(_ container: Container, of pod: Pod) throws -> [String] {
        var names: [String] = []
        for (name, request) in try ClaimReference.requests(container, of: pod) {
            guard let claim = claim(pod.metadata.namespace, name) else {
                throw ResourceClaimError("unable to get claim info for ResourceClaim \(name) in namespace \(pod.metadata.namespace)")
            }
            names += claim.cdiDevices(for: request).filter { !names.contains($0) }
        }
        return names
    }

    /// The claims that a container uses, as far as they are known.
    func claims(of container: Container, in pod: Pod) -> [ClaimInfo] {
        let names = ((try? ClaimReference.requests(container, of: pod)) ?? []).map(\.claim)
        return Set(names).sorted().compactMap { claim(pod.metadata.namespace, $0) }
    }

    private func store() { StateFile.write(ClaimCheckpoint.text(all), to: path, logger: logger) }
}
