import KubernetesAPI
import KubernetesClient

/// How many pods the controllers of some pods ask for together.
struct PodOwners: Sendable {
    private let client: Client
    private let discovery: Discovery
    private let replicaSets: Informer<ReplicaSet>

    init(_ context: ControllerContext) {
        client = context.client
        discovery = Discovery(client: context.client, clock: context.clock)
        replicaSets = context.informers.informer(for: ReplicaSet.self)
    }

    struct NoScale: Error, CustomStringConvertible {
        let description: String
    }

    /// The sum over the distinct controllers. Throws for a controller that has no scale.
    func scale(of pods: [Pod]) async throws -> Int {
        var counted: Set<String> = []
        var sum = 0
        for pod in pods {
            guard var owner = pod.metadata.controllerRef else { continue }
            // A replica set that belongs to a deployment speaks for a part of it only.
            if owner.kind == "ReplicaSet", let set = replicaSets.get(owner.name, namespace: pod.metadata.namespace),
                set.metadata.uid == owner.uid, let above = set.metadata.controllerRef
            { owner = above }
            guard counted.insert(owner.uid).inserted else { continue }
            sum = sum.clampedAdding(try await replicas(of: owner, namespace: pod.metadata.namespace, pod: pod.metadata.name))
        }
        return sum
    }

    private func replicas(of owner: OwnerReference, namespace: String, pod: String) async throws -> Int {
        guard let resource = try await discovery.answer().resource(apiVersion: owner.apiVersion, kind: owner.kind) else {
            throw NoScale(description: "found no controllers for pod \"\(pod)\"")
        }
        do {
            let scale = try await client.json("GET", resource.path(namespace: namespace, name: owner.name) + "/scale")
            return Int(clamping: scale["spec"]?["replicas"]?.int ?? 0)
        } catch let error as APIError where error.isNotFound {
            throw NoScale(description: "\(resource.groupResource) does not implement the scale subresource")
        }
    }
}
