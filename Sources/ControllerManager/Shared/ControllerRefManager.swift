import JSON
import KubernetesAPI
import KubernetesClient

/// Adoption and release: which of the objects that could belong to a controller do.
///
/// An object with a controller reference to us stays ours while it matches the selector, and is released when it no longer
/// does; one without any controller that matches is adopted. A controller that is being deleted neither adopts nor releases.
struct ControllerRefManager<Owner: KubernetesObject>: Sendable {
    let client: Client
    let owner: Owner
    let matches: @Sendable ([String: String]) -> Bool
    /// Finalizers that adopted objects get, besides the reference.
    var finalizers: [String] = []

    /// The objects which are the owner's after adoption and release.
    func claim<T: KubernetesObject>(_ objects: [T]) async throws -> [T] {
        var claimed: [T] = []
        var mayAdopt: Bool?
        var failure: (any Error)?
        for object in objects {
            do {
                if let reference = object.metadata.controllerRef {
                    guard reference.uid == owner.metadata.uid else { continue }
                    if matches(object.metadata.labels) {
                        claimed.append(object)
                    } else if !owner.metadata.isBeingDeleted {
                        try await release(object)
                    }
                } else {
                    guard !owner.metadata.isBeingDeleted, !object.metadata.isBeingDeleted, matches(object.metadata.labels),
                        object.metadata.namespace == owner.metadata.namespace
                    else { continue }
                    if mayAdopt == nil { mayAdopt = try await isOwnerStillThere() }
                    guard mayAdopt == true else { continue }
                    if let adopted = try await adopt(object) { claimed.append(adopted) }
                }
            } catch {
                failure = failure ?? error
            }
        }
        if let failure { throw failure }
        return claimed
    }

    /// Asks the API itself: a cache may still show an owner that is gone, and to adopt for it would orphan again.
    private func isOwnerStillThere() async throws -> Bool {
        do {
            let live = try await client.get(
                Owner.self, owner.metadata.name, namespace: Owner.resource.namespaced ? owner.metadata.namespace : nil)
            return live.metadata.uid == owner.metadata.uid && !live.metadata.isBeingDeleted
        } catch let error as APIError where error.isNotFound {
            return false
        }
    }

    private func adopt<T: KubernetesObject>(_ object: T) async throws -> T? {
        var metadata: JSONObject = [
            "uid": .string(object.metadata.uid),
            "ownerReferences": .array((object.metadata.ownerReferences + [.controller(owner)]).map { $0.jsonValue() }),
            "resourceVersion": .string(object.metadata.resourceVersion),
        ]
        let missing = finalizers.filter { !object.metadata.finalizers.contains($0) }
        if !missing.isEmpty { metadata["finalizers"] = .array((object.metadata.finalizers + missing).map { .string($0) }) }
        do {
            return try await client.patch(
                T.self, object.metadata.name, namespace: object.metadata.namespace, .merge(["metadata": .object(metadata)]))
        } catch let error as APIError where error.isNotFound {
            return nil
        }
    }

    private func release<T: KubernetesObject>(_ object: T) async throws {
        let remaining = object.metadata.ownerReferences.filter { $0.uid != owner.metadata.uid }
        var metadata: JSONObject = [
            "uid": .string(object.metadata.uid),
            "ownerReferences": remaining.isEmpty ? .null : .array(remaining.map { $0.jsonValue() }),
            "resourceVersion": .string(object.metadata.resourceVersion),
        ]
        if !finalizers.isEmpty {
            let kept = object.metadata.finalizers.filter { !finalizers.contains($0) }
            metadata["finalizers"] = kept.isEmpty ? .null : .array(kept.map { .string($0) })
        }
        do {
            let _: T = try await client.patch(
                T.self, object.metadata.name, namespace: object.metadata.namespace, .merge(["metadata": .object(metadata)]))
        } catch let error as APIError where error.isNotFound {
            // Gone: as good as released.
        }
    }
}
