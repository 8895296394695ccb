import KubernetesAPI
import KubernetesClient

/// volumeattributesclass-protection-controller: a class of attributes that is being deleted goes when no claim or volume has it, or is
/// about to have it.
final class AttributesClassProtectionController: Controller {
    static let name = "volumeattributesclass-protection-controller"

    private let context: ControllerContext
    private let classes: Informer<VolumeAttributesClass>
    private let claims: Informer<PersistentVolumeClaim>
    private let volumes: Informer<PersistentVolume>
    private let queue: WorkQueue<String>
    private let finalizer: InUseFinalizer

    init(_ context: ControllerContext) {
        self.context = context
        classes = context.informers.informer()
        claims = context.informers.informer()
        volumes = context.informers.informer()
        queue = context.queue(of: String.self)
        finalizer = InUseFinalizer(name: "kubernetes.io/vac-protection", client: context.client)
        classes.addHandler { [queue, finalizer] event in
            if finalizer.concerns(event.object.metadata) { queue.add(event.object.metadata.name) }
        }
        // Whoever lets a class go may have been the last.
        claims.addHandler { [queue] event in
            switch event {
            case .added: return
            case .updated(let old, let new): for name in Self.classes(of: old).subtracting(Self.classes(of: new)) { queue.add(name) }
            case .deleted(let claim): for name in Self.classes(of: claim) { queue.add(name) }
            }
        }
        volumes.addHandler { [queue] event in
            let name: String?
            switch event {
            case .added: return
            case .updated(let old, let new):
                name = old.spec.volumeAttributesClassName == new.spec.volumeAttributesClassName ? nil : old.spec.volumeAttributesClassName
            case .deleted(let volume): name = volume.spec.volumeAttributesClassName
            }
            if let name { queue.add(name) }
        }
    }

    func run() async {
        await context.work(Self.name, on: queue, workers: 1) { [self] name in try await reconcile(name) }
    }

    private func reconcile(_ name: String) async throws {
        guard let object = classes.get(name) else { return }
        try await finalizer.reconcile(object) {
            volumes.list().contains { $0.spec.volumeAttributesClassName == name } || claims.list().contains { Self.classes(of: $0).contains(name) }
        }
    }

    /// The classes that a claim wants, has, or is on the way to.
    private static func classes(of claim: PersistentVolumeClaim) -> Set<String> {
        Set([
            claim.spec.volumeAttributesClassName, claim.status.currentVolumeAttributesClassName,
            claim.status.modifyVolumeStatus?.targetVolumeAttributesClassName,
        ].compactMap { $0 })
    }
}
