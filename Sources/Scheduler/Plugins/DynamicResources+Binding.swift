import KubernetesAPI
import KubernetesClient

/// What is done in the cluster before a pod is bound that has devices: they are written into its claims, and made ready.
extension DynamicResources: PreBindPlugin, PostBindPlugin {
    /// The finalizer that keeps a claim while it has devices.
    static let finalizer = "resource.kubernetes.io/delete-protection"

    func needsPreBind(_ pod: PodToSchedule) -> Bool { !pod.pod.spec.resourceClaims.isEmpty || extendedClaims.has(pod.info.uid) }

    func preBind(_ pod: PodToSchedule, on node: String) async throws {
        for claim in try claims(pod.pod) {
            let written = try await write(claim, for: pod)
            try await waitUntilReady(written)
        }
        if let wanted = extendedClaims.wanted(pod.info.uid) { try await makeExtendedClaim(wanted, for: pod) }
    }

    func postBind(_ pod: PodToSchedule, to node: String) { _ = extendedClaims.drop(pod.info.uid) }

    /// Writes the devices, and the pod that they are for, into a claim.
    func write(_ known: ResourceV1.ResourceClaim, for pod: PodToSchedule) async throws -> ResourceV1.ResourceClaim {
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
    func waitUntilReady(_ written: ResourceV1.ResourceClaim) async throws {
        let waiting = (written.status.allocation?.devices.results ?? []).filter { !$0.bindingConditions.isEmpty }
        if waiting.isEmpty { return }
        let deadline = clock.monotonic + bindingTimeout
        let key = ObjectKey(namespace: written.metadata.namespace, name: written.metadata.name)
        while true {
            let claim = catalog.claim(key) ?? written
            if let failed = claim.failedBinding {
                throw DeviceError("claim \(claim.metadata.name) device \(failed.device) has binding failure condition \(failed.condition)")
            }
            if waiting.allSatisfy({ result in result.bindingConditions.allSatisfy(claim.truths(of: result).contains) }) { return }
            guard clock.monotonic < deadline else { throw DeviceError("device binding timeout") }
            try await clock.sleep(for: .milliseconds(200))
        }
    }
}

extension ResourceV1.ResourceClaim {
    /// The conditions of a device that are true, as its driver says.
    fileprivate func truths(of result: ResourceV1.DeviceRequestAllocationResult) -> Set<String> {
        let device = status.devices.first { $0.driver == result.driver && $0.pool == result.pool && $0.device == result.device && $0.shareID == result.shareID }
        return Set(device?.conditions.lazy.filter { $0.status == "True" }.map(\.type) ?? [])
    }

    /// A device of which its driver says that it will not get ready.
    fileprivate var failedBinding: (device: String, condition: String)? {
        for result in status.allocation?.devices.results ?? [] where !result.bindingFailureConditions.isEmpty {
            let truths = truths(of: result)
            if let failed = result.bindingFailureConditions.first(where: truths.contains) { return (result.device, failed) }
        }
        return nil
    }

    /// Whether its devices will not get ready, or have not in all the time that they had.
    func hasFailedBinding(at now: Time, timeout: Duration) -> Bool {
        let waiting = (status.allocation?.devices.results ?? []).filter { !$0.bindingConditions.isEmpty }
        if waiting.isEmpty { return false }
        if failedBinding != nil { return true }
        guard let since = status.allocation?.allocationTimestamp, now.seconds - since.seconds > timeout.components.seconds else { return false }
        return waiting.contains { result in !result.bindingConditions.allSatisfy(truths(of: result).contains) }
    }
}
