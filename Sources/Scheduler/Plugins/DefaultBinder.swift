import KubernetesClient

/// Binds a pod to its node by its `binding` subresource.
struct DefaultBinder: BindPlugin {
    let name = "DefaultBinder"
    let events: ClusterEvents = []

    let client: Client

    func bind(_ pod: PodToSchedule, to node: String) async throws -> Bool {
        try await client.bind(pod: pod.info.name, namespace: pod.info.namespace, uid: pod.info.uid, to: node)
        return true
    }
}
