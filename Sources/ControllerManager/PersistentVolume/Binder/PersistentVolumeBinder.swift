import ComponentMetrics
import KubernetesAPI
import KubernetesClient

/// persistentvolume-binder-controller: brings claims and volumes together, and says what becomes of volumes whose claim is gone.
///
/// A binding has two halves, the volume's `claimRef` with the claim's UID and the claim's `volumeName`, written in this order; each
/// pass looks at one claim or one volume and goes on from whatever half it finds. One worker does both, so that no two claims
/// are given the same volume.
final class PersistentVolumeBinder: Controller {
    static let name = "persistentvolume-binder-controller"

    /// What one pass is about.
    enum Key: Hashable, Sendable {
        case claim(ObjectKey)
        case volume(String)
    }

    let context: ControllerContext
    let client: Client
    let volumes: Freshest<PersistentVolume>
    let claims: Freshest<PersistentVolumeClaim>
    let classes: Informer<StorageClass>
    let recorder: EventRecorder
    let queue: WorkQueue<Key>
    let lateClasses: Counter
    let lateClassErrors: Counter
    private let claimInformer: Informer<PersistentVolumeClaim>
    private let volumeInformer: Informer<PersistentVolume>

    init(_ context: ControllerContext) {
        self.context = context
        client = context.client
        claimInformer = context.informers.informer(for: PersistentVolumeClaim.self)
        volumeInformer = context.informers.informer(for: PersistentVolume.self)
        classes = context.informers.informer(for: StorageClass.self)
        claims = Freshest(claimInformer)
        volumes = Freshest(volumeInformer)
        recorder = context.recorder("persistentvolume-controller")
        queue = context.queue(of: Key.self)
        let later = "retroactive StorageClass assignments to persistent volume claim"
        lateClasses = context.metrics.counter("retroactive_storageclass_total", "Total number of \(later)")
        lateClassErrors = context.metrics.counter("retroactive_storageclass_errors_total", "Total number of failed \(later)")
        VolumeMetrics.register(context.metrics, volumes: volumeInformer, claims: claimInformer)
        listen()
    }

    private func listen() {
        let (queue, claimInformer) = (queue, claimInformer)
        claimInformer.addHandler { event in
            let claim = event.object
            queue.add(.claim(claim.key))
            // Its volume is released, or waits to hear that the claim is done.
            if let volume = claim.spec.volumeName, !volume.isEmpty { queue.add(.volume(volume)) }
        }
        volumeInformer.addHandler { event in
            let volume = event.object
            queue.add(.volume(volume.metadata.name))
            if let claim = volume.spec.claimRef {
                queue.add(.claim(ObjectKey(namespace: claim.namespace ?? "", name: claim.name ?? "")))
            } else if volume.status.phase == "Available" {
                // New to be had: whoever waits may want it.
                for claim in claimInformer.list() where !claim.isFullyBound { queue.add(.claim(claim.key)) }
            }
        }
        classes.addHandler { event in
            // What waited for this class to exist, or for a class to become the default.
            let name = event.object.metadata.name
            for claim in claimInformer.list() where !claim.isFullyBound && (claim.className == name || !claim.namesClass) {
                queue.add(.claim(claim.key))
            }
        }
        context.pods.addHandler { event in
            guard event.object.metadata.name.hasPrefix(VolumeRecycler.prefix) else { return }
            queue.add(.volume(String(event.object.metadata.name.dropFirst(VolumeRecycler.prefix.count))))
        }
    }

    func run() async {
        await withDiscardingTaskGroup { group in
            group.addTask { [self] in
                await context.work(Self.name, on: queue, workers: 1) { [self] key in try await reconcile(key) }
            }
            group.addTask { [self] in
                await context.every(context.options.pvClaimBinderSyncPeriod, Self.name) { [self] in lookAtAll() }
            }
        }
    }

    /// `--pvclaimbinder-sync-period`: claims that wait are tried again, with the event that says what for.
    private func lookAtAll() {
        for volume in volumeInformer.list() { queue.add(.volume(volume.metadata.name)) }
        for claim in claimInformer.list() { queue.add(.claim(claim.key)) }
    }

    func reconcile(_ key: Key) async throws {
        do {
            switch key {
            case .claim(let key): if let claim = claims.get(key) { try await sync(claim) }
            case .volume(let name): if let volume = volumes.get(ObjectKey(name: name)) { try await sync(volume) }
            }
        } catch let error as APIError where error.isNotFound {
            // Deleted meanwhile; the news of that is on its way.
        }
    }

    func event(_ object: some KubernetesObject, _ type: String, _ reason: String, _ message: String) {
        recorder.event(object, type: type, reason: reason, message: message)
    }
}
