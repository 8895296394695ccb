import JSON
import KubernetesAPI
import KubernetesClient
import Synchronization

/// The claims that a scheduler makes for extended resources, of pods that are on their way to their nodes. By the pods' UIDs.
final class ExtendedClaims: Sendable {
    /// What is to be made, and what was made.
    private struct State {
        var wanted: [String: ExtendedDemand.Claim] = [:]
        var made: [String: ResourceV1.ResourceClaim] = [:]
    }

    private let state = Mutex(State())

    /// What stands for the UID of a claim that is not made yet.
    static func placeholder(_ pod: String) -> String { "extended-resources/\(pod)" }

    func keep(_ claim: ExtendedDemand.Claim, for pod: String) { state.withLock { $0.wanted[pod] = claim } }
    func has(_ pod: String) -> Bool { state.withLock { $0.wanted[pod] != nil } }
    func wanted(_ pod: String) -> ExtendedDemand.Claim? { state.withLock { $0.wanted[pod] } }
    func setMade(_ claim: ResourceV1.ResourceClaim, for pod: String) { state.withLock { $0.made[pod] = claim } }

    /// Forgets a pod; returns the claim that was made for it.
    func drop(_ pod: String) -> ResourceV1.ResourceClaim? {
        state.withLock { state in
            state.wanted[pod] = nil
            return state.made.removeValue(forKey: pod)
        }
    }
}

extension DynamicResources {
    /// Makes the claim for the extended resources of a pod, writes its devices into it, and its name into the pod's status.
    func makeExtendedClaim(_ wanted: ExtendedDemand.Claim, for pod: PodToSchedule) async throws {
        let made: ResourceV1.ResourceClaim
        do {
            made = try await client.create(wanted.request.claim)
            metrics.claimCreated(true)
        } catch {
            metrics.claimCreated(false)
            throw error
        }
        extendedClaims.setMade(made, for: pod.info.uid)
        catalog.rename(ExtendedClaims.placeholder(pod.info.uid), to: made.metadata.uid)
        let written = try await write(made, for: pod)
        extendedClaims.setMade(written, for: pod.info.uid)
        let status = PodExtendedResourceClaimStatus(requestMappings: wanted.mappings, resourceClaimName: written.metadata.name)
        _ = try await client.patch(
            Pod.self, pod.info.name, namespace: pod.info.namespace, subresource: "status",
            .strategic(["metadata": ["uid": .string(pod.info.uid)], "status": ["extendedResourceClaimStatus": status.jsonValue()]]))
        try await waitUntilReady(written)
    }

    /// Deletes a claim for extended resources whose pod was not placed after all; what is left over is found at the pod's next try.
    func delete(_ claim: ResourceV1.ResourceClaim) async {
        let (name, namespace) = (claim.metadata.name, claim.metadata.namespace)
        do {
            _ = try await client.patch(
                ResourceV1.ResourceClaim.self, name, namespace: namespace, subresource: nil,
                .merge(["metadata": ["uid": .string(claim.metadata.uid), "finalizers": .null]]))
            try await client.delete(ResourceV1.ResourceClaim.self, name, namespace: namespace)
        } catch {
            // Gone, or to be tried again with the pod.
        }
    }
}
