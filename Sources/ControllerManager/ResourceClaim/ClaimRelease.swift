import KubernetesAPI
import KubernetesClient

/// The other half of the controller: what becomes of a claim whose pods have gone.
extension ResourceClaimController {
    func reconcile(claim key: ObjectKey) async throws {
        guard var claim = claims.get(key) else { return }
        var users: [ResourceClaimConsumerReference] = []
        for user in claim.status.reservedFor {
            guard (user.apiGroup ?? "").isEmpty, user.resource == "pods" else {
                throw Failure(description: "unsupported ReservedFor entry: \(user.resource).\(user.apiGroup ?? "") \(user.name)")
            }
            if try await isInUse(by: user, namespace: key.namespace) { users.append(user) }
        }
        do {
            let isProtected = claim.metadata.finalizers.contains(ResourceV1.ResourceClaim.finalizer)
            if users.count < claim.status.reservedFor.count || (users.isEmpty && isProtected && claim.metadata.isBeingDeleted) {
                claim = try await release(claim, users: users)
            }
            if users.isEmpty, try await isOfNoUse(claim) {
                try await context.client.delete(
                    ResourceV1.ResourceClaim.self, key.name, namespace: key.namespace,
                    options: DeleteOptions(preconditions: Preconditions(uid: claim.metadata.uid)))
            }
        } catch let error as APIError where error.isNotFound {
            return
        }
    }

    /// A pod that has ended, was replaced or is gone uses nothing. What the cache does not know, the API is asked about: the pod may
    /// be younger than the cache.
    private func isInUse(by user: ResourceClaimConsumerReference, namespace: String) async throws -> Bool {
        var pod = context.pods.get(user.name, namespace: namespace)
        if pod == nil || pod?.metadata.uid != user.uid {
            do {
                pod = try await context.client.get(Pod.self, user.name, namespace: namespace)
            } catch let error as APIError where error.isNotFound {
                return false
            }
        }
        guard let pod, pod.metadata.uid == user.uid else { return false }
        return !pod.isDoneWithClaims
    }

    /// Takes out those who do not use it; with nobody left the devices are free, and nothing keeps the claim from being deleted.
    private func release(_ claim: ResourceV1.ResourceClaim, users: [ResourceClaimConsumerReference]) async throws -> ResourceV1.ResourceClaim {
        var released = claim
        released.status.reservedFor = users
        let isProtected = claim.metadata.finalizers.contains(ResourceV1.ResourceClaim.finalizer)
        if users.isEmpty && isProtected {
            released.status.allocation = nil
            released.status.devices = []
        }
        if released != claim { released = try await context.client.updateStatus(released) }
        guard users.isEmpty && isProtected else { return released }
        released.metadata.finalizers.removeAll { $0 == ResourceV1.ResourceClaim.finalizer }
        return try await context.client.update(released)
    }

    /// Whether it was made for a pod that will not use it any more.
    private func isOfNoUse(_ claim: ResourceV1.ResourceClaim) async throws -> Bool {
        guard let owner = claim.owningPod, !claim.metadata.isBeingDeleted else { return false }
        // A pod that is truly gone is the garbage collector's business.
        guard let pod = context.pods.get(owner.name, namespace: claim.metadata.namespace) else { return false }
        return pod.metadata.uid != owner.uid ? try await isReplaced(owner, claim.metadata.namespace) : pod.isDoneWithClaims
    }

    private func isReplaced(_ owner: OwnerReference, _ namespace: String) async throws -> Bool {
        do {
            return try await context.client.get(Pod.self, owner.name, namespace: namespace).metadata.uid != owner.uid
        } catch let error as APIError where error.isNotFound {
            return false
        }
    }
}
