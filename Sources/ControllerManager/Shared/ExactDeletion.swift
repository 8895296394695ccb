import KubernetesAPI
import KubernetesClient

extension Client {
    /// Deletes this very object, not another of the same name that came after it. One that is gone already, or was replaced, is no error.
    @_semantics("optimize.sil.specialize.generic.never")
    func delete<T: KubernetesObject>(exactly object: T) async throws {
        do {
            try await delete(
                T.self, object.metadata.name, namespace: object.metadata.namespace,
                options: DeleteOptions(preconditions: Preconditions(uid: object.metadata.uid)))
        } catch let error as APIError where error.isNotFound || error.isConflict {
            return
        }
    }
}
