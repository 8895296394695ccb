import KubernetesAPI
import KubernetesClient
import VolumeKinds

/// persistentvolume-expander-controller: hands claims that ask for more to who can make their volumes grow.
///
/// Of the kinds of volumes that Kubernetes itself knows only FlexVolumes can grow; CSI drivers have resizers of their own, and so has the
/// provisioner of local volumes. What is left is to say so on the claim.
final class PersistentVolumeExpander: Controller {
    static let name = "persistentvolume-expander-controller"

    let context: ControllerContext
    let client: Client
    let flexDrivers: FlexDrivers
    private let claims: Informer<PersistentVolumeClaim>
    private let volumes: Informer<PersistentVolume>
    private let queue: WorkQueue<ObjectKey>
    let recorder: EventRecorder

    init(_ context: ControllerContext) {
        self.context = context
        client = context.client
        flexDrivers = FlexDrivers(directory: context.options.flexVolumePluginDirectory, clock: context.clock, logger: context.logger(Self.name))
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
        await context.work(Self.name, on: queue, workers: 1) { [self] key in try await reconcile(key) }
    }

    private func reconcile(_ key: ObjectKey) async throws {
        guard let claim = claims.get(key), VolumeGrowth.isWanted(claim), let volume = volumes.get(claim.spec.volumeName ?? ""),
            volume.isBound(to: claim), volume.metadata.annotations[StorageKeys.provisionedBy] != LocalPathProvisioner.provisioner
        else { return }
        if volume.spec.flexVolume != nil { return try await expandFlex(claim, volume) }
        let isExternal = volume.spec.csi != nil
        recorder.event(
            claim, type: isExternal ? "Normal" : "Warning", reason: "ExternalExpanding",
            message: isExternal
                ? "waiting for an external controller to expand this PVC"
                : "didn't find a plugin capable of expanding the volume; waiting for an external controller to process this PVC.")
    }
}
