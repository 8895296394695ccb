import KubernetesAPI
import KubernetesClient

/// persistentvolumeclaim-protection-controller: a claim that is being deleted goes when no pod uses it any more.
///
/// The rule: while a pod that has not ended names the claim, its finalizer stays; then it is taken off.
final class ClaimProtectionController: Controller {
    static let name = "persistentvolumeclaim-protection-controller"
    static let finalizer = "kubernetes.io/pvc-protection"

    private let context: ControllerContext
    private let claims: Informer<PersistentVolumeClaim>
    private let queue: WorkQueue<ObjectKey>

    init(_ context: ControllerContext) {
        self.context = context
        claims = context.informers.informer(for: PersistentVolumeClaim.self)
        queue = context.queue()
        claims.addHandler { [queue] event in
            if event.object.metadata.isBeingDeleted { queue.add(event.object.key) }
        }
        context.pods.addHandler { [queue] event in
            if case .added = event { return }
            for claim in event.object.claimNames { queue.add(ObjectKey(namespace: event.object.metadata.namespace, name: claim)) }
        }
    }

    func run() async {
        await context.work(Self.name, on: queue, workers: 1) { [self] key in try await reconcile(key) }
    }

    func reconcile(_ key: ObjectKey) async throws {
        guard var claim = claims.get(key.name, namespace: key.namespace), claim.metadata.isBeingDeleted,
            claim.metadata.finalizers.contains(Self.finalizer)
        else { return }
        let isUsed = context.pods.list(namespace: key.namespace)
            .contains { !$0.isTerminal && !($0.spec.nodeName ?? "").isEmpty && $0.claimNames.contains(key.name) }
        if isUsed { return }
        claim.metadata.finalizers.removeAll { $0 == Self.finalizer }
        do {
            _ = try await context.client.update(claim)
        } catch let error as APIError where error.isNotFound {
            return
        }
    }
}

/// persistentvolume-protection-controller: a volume that is being deleted goes when no claim is bound to it any more.
final class VolumeProtectionController: Controller {
    static let name = "persistentvolume-protection-controller"
    static let finalizer = "kubernetes.io/pv-protection"

    private let context: ControllerContext
    private let volumes: Informer<PersistentVolume>
    private let queue: WorkQueue<ObjectKey>

    init(_ context: ControllerContext) {
        self.context = context
        volumes = context.informers.informer(for: PersistentVolume.self)
        queue = context.queue()
        volumes.addHandler { [queue] event in
            if event.object.metadata.isBeingDeleted { queue.add(event.object.key) }
        }
    }

    func run() async {
        await context.work(Self.name, on: queue, workers: 1) { [self] key in try await reconcile(key) }
    }

    func reconcile(_ key: ObjectKey) async throws {
        guard var volume = volumes.get(key.name), volume.metadata.isBeingDeleted, volume.metadata.finalizers.contains(Self.finalizer),
            volume.status.phase != "Bound"
        else { return }
        volume.metadata.finalizers.removeAll { $0 == Self.finalizer }
        do {
            _ = try await context.client.update(volume)
        } catch let error as APIError where error.isNotFound {
            return
        }
    }
}

extension Pod {
    /// The claims that the pod's volumes name, those of its ephemeral volumes included.
    var claimNames: [String] {
        spec.volumes.compactMap { volume in
            if let claim = volume.persistentVolumeClaim { return claim.claimName }
            return volume.ephemeral.map { _ in "\(metadata.name)-\(volume.name)" }
        }
    }
}
