import KubernetesAPI
import KubernetesClient

/// A finalizer that keeps an object for as long as it is in use.
///
/// It is put on by the admission of the API server, and here where that was missed; it is taken off once the object is being
/// deleted and nobody uses it.
struct InUseFinalizer: Sendable {
    let name: String
    let client: Client

    /// Whether a pass over the object has anything to do.
    func concerns(_ metadata: ObjectMeta) -> Bool { metadata.isBeingDeleted == metadata.finalizers.contains(name) }

    /// One pass. `isUsed` is asked only where the answer decides.
    func reconcile<T: KubernetesObject>(_ object: T, isUsed: () async throws -> Bool) async throws {
        guard concerns(object.metadata) else { return }
        var changed = object
        if object.metadata.isBeingDeleted {
            if try await isUsed() { return }
            changed.metadata.finalizers.removeAll { $0 == name }
        } else {
            changed.metadata.finalizers.append(name)
        }
        do {
            _ = try await client.update(changed)
        } catch let error as APIError where error.isNotFound {
            return
        }
    }
}
