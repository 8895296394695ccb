import KubernetesAPI
import KubernetesClient

/// persistentvolumeclaim-protection-controller: a claim that is being deleted goes when no pod uses it any more.
///
/// Every pod on a node counts that names the claim, also one that has ended: its volumes may still be mounted. A pod without a node
/// does not, for no kubelet will start it with a claim that is being deleted.
final class ClaimProtectionController: Controller {
    static let name = "persistentvolumeclaim-protection-controller"

    private let context: ControllerContext
    private let claims: Informer<PersistentVolumeClaim>
    private let queue: WorkQueue<ObjectKey>
    private let finalizer: InUseFinalizer

    init(_ context: ControllerContext) {
        self.context = context
        claims = context.informers.informer(for: PersistentVolumeClaim.self)
        queue = context.queue()
        finalizer = InUseFinalizer(name: "kubernetes.io/pvc-protection", client: context.client)
        claims.addHandler { [queue, finalizer] event in
            if finalizer.concerns(event.object.metadata) { queue.add(event.object.key) }
        }
        context.pods.addHandler { [queue] event in
            if case .added = event { return }
            for claim in event.object.claims { queue.add(ObjectKey(namespace: event.object.metadata.namespace, name: claim.claim)) }
        }
    }

    func run() async {
        await context.work(Self.name, on: queue, workers: 1) { [self] key in try await reconcile(key) }
    }

    func reconcile(_ key: ObjectKey) async throws {
        guard let claim = claims.get(key) else { return }
        try await finalizer.reconcile(claim) {
            if Self.isUsed(claim, by: context.pods.list(namespace: key.namespace)) { return true }
            // Data may be at stake: our cache may be late.
            return Self.isUsed(claim, by: try await context.client.list(Pod.self, namespace: key.namespace).items)
        }
    }

    private static func isUsed(_ claim: PersistentVolumeClaim, by pods: [Pod]) -> Bool {
        pods.contains { pod in
            !(pod.spec.nodeName ?? "").isEmpty
                && pod.claims.contains { $0.claim == claim.metadata.name && (!$0.isEphemeral || claim.metadata.isControlled(by: pod.metadata)) }
        }
    }
}
