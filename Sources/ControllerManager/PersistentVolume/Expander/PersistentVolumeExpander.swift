import KubernetesAPI
import KubernetesClient

/// persistentvolume-expander-controller: hands claims that ask for more to who can make their volumes grow.
///
/// No kind of volume that Kubernetes itself knows can grow any more; CSI drivers have resizers of their own, and so has the
/// provisioner of local volumes. What is left is to say so on the claim.
final class PersistentVolumeExpander: Controller {
    static let name = "persistentvolume-expander-controller"

    private let context: ControllerContext
    private let claims: Informer<PersistentVolumeClaim>
    private let volumes: Informer<PersistentVolume>
    private let queue: WorkQueue<ObjectKey>
    private let recorder: EventRecorder

    init(_ context: ControllerContext) {
        self.context = context
        claims = context.informers.informer()
        volumes = context.informers.informer()
        queue = context.queue()
        recorder = context.recorder("volume_expand")
        claims.addHandler { [queue] event in
            guard case .updated(let old, let new) = event, VolumeGrowth.isWanted(new), old.requestedStorage != new.requestedStorage else { return }
            queue.add(new.key)
        }
    }

    func run() async {
        await context.work(Self.name, on: queue, workers: 1) { [self] key in reconcile(key) }
    }

    private func reconcile(_ key: ObjectKey) {
        guard let claim = claims.get(key), VolumeGrowth.isWanted(claim), let volume = volumes.get(claim.spec.volumeName ?? ""),
            volume.isBound(to: claim), volume.metadata.annotations[StorageKeys.provisionedBy] != LocalPathProvisioner.provisioner
        else { return }
        let isExternal = volume.spec.csi != nil || volume.spec.flexVolume != nil
        recorder.event(
            claim, type: isExternal ? "Normal" : "Warning", reason: "ExternalExpanding",
            message: isExternal
                ? "waiting for an external controller to expand this PVC"
                : "didn't find a plugin capable of expanding the volume; waiting for an external controller to process this PVC.")
    }
}
