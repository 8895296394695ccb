import KubernetesAPI
import KubernetesClient

/// local-path-provisioner: makes volumes that are directories on a node, for storage classes with the provisioner
/// `apus.io/local-path`, and deletes them with their data.
///
/// What Kubernetes calls an external provisioner: it goes by the annotations that the binder and the scheduler put on claims.
/// A volume's name is made of its claim's UID, so that a pass that was cut short is taken up by the next one.
final class LocalPathProvisioner: Controller {
    static let name = "local-path-provisioner"
    /// What storage classes and volumes name.
    static let provisioner = "apus.io/local-path"

    /// What one pass is about.
    enum Key: Hashable, Sendable {
        case provision(ObjectKey)
        case delete(String)
        case expand(ObjectKey)
    }

    let context: ControllerContext
    let client: Client
    let claims: Informer<PersistentVolumeClaim>
    let volumes: Informer<PersistentVolume>
    let classes: Informer<StorageClass>
    let nodes: Informer<Node>
    let recorder: EventRecorder
    let directories: NodeDirectories
    private let queue: WorkQueue<Key>

    init(_ context: ControllerContext) {
        self.context = context
        client = context.client
        claims = context.informers.informer()
        volumes = context.informers.informer()
        classes = context.informers.informer()
        nodes = context.informers.informer()
        recorder = context.recorder(Self.provisioner)
        directories = NodeDirectories(client: context.client)
        // A node that is away is asked again after a second first, and at least every five minutes.
        queue = WorkQueue(
            clock: context.clock, rateLimiter: ExponentialRateLimiter(first: .seconds(1), last: .seconds(300)))
        listen()
    }

    private func listen() {
        let (queue, claims) = (queue, claims)
        claims.addHandler { event in
            let claim = event.object
            if event.isDeletion { return }
            if (claim.spec.volumeName ?? "").isEmpty {
                if claim.isFor(Self.provisioner) { queue.add(.provision(claim.key)) }
            } else if VolumeGrowth.isWanted(claim) {
                queue.add(.expand(claim.key))
            }
        }
        classes.addHandler { event in
            if event.object.provisioner != Self.provisioner { return }
            for claim in claims.list() where claim.isFor(Self.provisioner) && (claim.spec.volumeName ?? "").isEmpty {
                queue.add(.provision(claim.key))
            }
        }
        volumes.addHandler { event in
            let volume = event.object
            if event.isDeletion || volume.metadata.annotations[StorageKeys.provisionedBy] != Self.provisioner { return }
            queue.add(.delete(volume.metadata.name))
        }
    }

    func run() async {
        await context.work(Self.name, on: queue, workers: 4) { [self] key in
            switch key {
            case .provision(let key): try await provision(key)
            case .delete(let name): try await delete(name)
            case .expand(let key): try await expand(key)
            }
        }
    }
}

extension PersistentVolumeClaim {
    /// Whether the binder asks this provisioner to make a volume for the claim.
    func isFor(_ provisioner: String) -> Bool {
        let annotations = metadata.annotations
        return (annotations[StorageKeys.storageProvisioner] ?? annotations[StorageKeys.betaStorageProvisioner]) == provisioner
    }
}
