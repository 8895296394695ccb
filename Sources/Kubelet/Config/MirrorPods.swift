import KubernetesAPI
import KubernetesClient
import Logging

/// Keeps an image of each static pod in the API, so that it can be seen there.
struct MirrorPods: Sendable {
    var client: Client?
    var node: @Sendable () -> Node?
    var logger: Logger

    /// Makes the mirror of a static pod, or makes it anew when it is one of another version.
    /// - Parameter existing: the mirror as the API last showed it.
    func ensure(_ pod: Pod, existing: Pod?) async {
        guard let client else { return }
        do {
            if let existing {
                let same = existing.metadata.annotations[PodAnnotations.mirror] == pod.metadata.annotations[PodAnnotations.hash]
                if same && existing.metadata.deletionTimestamp == nil { return }
                try await delete(existing)
            }
            // A mirror without an owner would be refused.
            guard let node = node(), !node.metadata.uid.isEmpty else { return }
            _ = try await client.create(mirror(pod, node))
        } catch let error as APIError where error.isAlreadyExists {
            // The informer will show it.
        } catch {
            logger.warning("cannot make a mirror pod", metadata: ["pod": "\(pod.key)", "error": "\(error)"])
        }
    }

    /// Deletes a mirror at once.
    func delete(_ mirror: Pod) async throws {
        guard let client else { return }
        do {
            try await client.delete(
                Pod.self, mirror.metadata.name, namespace: mirror.metadata.namespace,
                options: DeleteOptions(gracePeriodSeconds: 0, preconditions: Preconditions(uid: mirror.metadata.uid))
            )
        } catch let error as APIError where error.isNotFound || error.isConflict {}
    }

    private func mirror(_ pod: Pod, _ node: Node) -> Pod {
        var copy = pod
        copy.metadata.uid = ""
        copy.metadata.resourceVersion = ""
        copy.metadata.annotations[PodAnnotations.mirror] = pod.metadata.annotations[PodAnnotations.hash] ?? pod.metadata.uid
        copy.metadata.ownerReferences = [
            OwnerReference(apiVersion: "v1", kind: "Node", name: node.metadata.name, uid: node.metadata.uid, controller: true)
        ]
        copy.status = PodStatus()
        return copy
    }
}
