import KubernetesAPI
import KubernetesClient

/// persistentvolume-protection-controller: a volume that is being deleted goes when no claim is bound to it any more.
final class VolumeProtectionController: Controller {
    static let name = "persistentvolume-protection-controller"

    private let context: ControllerContext
    private let volumes: Informer<PersistentVolume>
    private let queue: WorkQueue<ObjectKey>
    private let finalizer: InUseFinalizer

    init(_ context: ControllerContext) {
        self.context = context
        volumes = context.informers.informer(for: PersistentVolume.self)
        queue = context.queue()
        finalizer = InUseFinalizer(name: "kubernetes.io/pv-protection", client: context.client)
        volumes.addHandler { [queue, finalizer] event in
            if finalizer.concerns(event.object.metadata) { queue.add(event.object.key) }
        }
    }

    func run() async {
        await context.work(Self.name, on: queue, workers: 1) { [self] key in try await reconcile(key) }
    }

    func reconcile(_ key: ObjectKey) async throws {
        guard let volume = volumes.get(key.name) else { return }
        try await finalizer.reconcile(volume) { volume.status.phase == "Bound" }
    }
}
