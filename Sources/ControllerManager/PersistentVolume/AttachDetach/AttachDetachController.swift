import KubernetesAPI
import KubernetesClient
import VolumeKinds

/// persistentvolume-attach-detach-controller: has the volumes of CSI drivers attached to the nodes whose pods use them, and
/// detached when none does any more.
///
/// It makes and deletes VolumeAttachments, which a driver's attacher acts on, and tells each node what is attached
/// (`status.volumesAttached`). A volume that the node says is in use (`status.volumesInUse`) stays attached, unless the node
/// has been away for six minutes or is said to be off. Volumes of other kinds are attached without such objects, see the extension.
final class AttachDetachController: Controller {
    static let name = "persistentvolume-attach-detach-controller"
    /// How long an unhealthy node may take to unmount a volume that no pod of it uses.
    static let maxWaitForUnmount: Duration = .seconds(360)

    let context: ControllerContext
    let client: Client
    let claims: Informer<PersistentVolumeClaim>
    let volumes: Informer<PersistentVolume>
    let nodes: Informer<Node>
    let drivers: Informer<CSIDriver>
    let attachments: Informer<VolumeAttachment>
    let recorder: EventRecorder
    let queue: WorkQueue<String>
    let memory = AttachmentMemory()
    let metrics: AttachmentMetrics
    let direct = DirectAttachments()
    let operations: WorkQueue<DirectAttachment>
    let flexDrivers: FlexDrivers

    static let byNode = "attached-to-node"
    static let byVolume = "attached-volume"

    init(_ context: ControllerContext) {
        self.context = context
        client = context.client
        claims = context.informers.informer()
        volumes = context.informers.informer()
        nodes = context.informers.informer()
        drivers = context.informers.informer()
        attachments = context.informers.informer()
        recorder = context.recorder("attachdetach-controller")
        queue = context.queue(of: String.self)
        operations = context.queue(of: DirectAttachment.self, named: "attachdetach_volumes")
        flexDrivers = FlexDrivers(directory: context.options.flexVolumePluginDirectory, clock: context.clock, logger: context.logger(Self.name))
        metrics = AttachmentMetrics(context.metrics, attachments: attachments)
        attachments.addIndex(Self.byNode) { [$0.spec.nodeName] }
        attachments.addIndex(Self.byVolume) { $0.spec.source.persistentVolumeName.map { [$0] } ?? [] }
        listen()
    }

    private func listen() {
        let (queue, pods, attachments, nodes) = (queue, context.pods, attachments, nodes)
        pods.addHandler { [memory] event in
            let pod = event.object
            if !pod.mayAttach { return }
            if event.isDeletion { memory.forget(pod: pod.metadata.uid) }
            if let node = pod.spec.nodeName, !node.isEmpty { queue.add(node) }
        }
        attachments.addHandler { event in
            queue.add(event.object.spec.nodeName)
            // Somewhere else somebody may wait for just this one to go.
            guard event.isDeletion, let volume = event.object.spec.source.persistentVolumeName else { return }
            for other in attachments.indexed(Self.byVolume, volume) { queue.add(other.spec.nodeName) }
            for pod in pods.list() where !pod.claims.isEmpty { if let node = pod.spec.nodeName { queue.add(node) } }
        }
        nodes.addHandler { event in
            guard case .updated(let old, let new) = event else { return queue.add(event.object.metadata.name) }
            // Of a node's many updates only these matter here.
            if old.status.volumesInUse != new.status.volumesInUse || old.spec.taints != new.spec.taints
                || old.status.volumesAttached != new.status.volumesAttached || old.isManaged != new.isManaged
            {
                queue.add(new.metadata.name)
            }
        }
        claims.addHandler { event in
            // A claim that becomes bound after its pod has a node.
            guard event.object.isFullyBound else { return }
            for pod in pods.list(namespace: event.object.metadata.namespace)
            where pod.claims.contains(where: { $0.claim == event.object.metadata.name }) {
                if let node = pod.spec.nodeName, !node.isEmpty { queue.add(node) }
            }
        }
    }

    func run() async {
        await withDiscardingTaskGroup { group in
            group.addTask { [self] in
                // One at a time: whether a volume is free elsewhere is decided by what was done for other nodes.
                await context.work(Self.name, on: queue, workers: 1) { [self] node in try await reconcile(node) }
            }
            group.addTask { [self] in
                await context.work(Self.name, on: operations, workers: 5) { [self] key in try await operate(key) }
            }
            if context.options.disableAttachDetachReconcileSync { return }
            group.addTask { [self] in
                await context.every(context.options.attachDetachReconcileSyncPeriod, Self.name) { [self] in
                    for node in Set(attachments.list().map(\.spec.nodeName)) { queue.add(node) }
                    try await verifyDirectly()
                }
            }
        }
    }

    /// One node: what its pods want, against what it has.
    func reconcile(_ name: String) async throws {
        let node = nodes.get(name)
        let wanted = wantedAttachments(name, node)
        let wantedDirectly = try await wantedDirectly(name, node)
        letGoDirectly(name, node, wantedDirectly)
        for name in wanted.keys { memory.used(name) }
        metrics.wants(wanted.count, node: name)
        let present = attachments.indexed(Self.byNode, name).filter { isOurs($0) }
        // First out of the status, then detached: the kubelet must not mount what is being taken away.
        let leaving = present.filter { wanted[$0.metadata.name] == nil && mayDetach($0, node) }
        try await report(node, present.filter { attachment in !leaving.contains { $0.metadata.name == attachment.metadata.name } }, wanted)
        workDirectly(name, wantedDirectly)
        for attachment in leaving where !attachment.metadata.isBeingDeleted { try await detach(attachment) }
        for (name, want) in wanted where !present.contains(where: { $0.metadata.name == name }) { try await attach(want.attachment, for: want.pods) }
        tellOfErrors(present, wanted)
    }

    /// The volumes that the node's pods use, by the name of their attachment, with those pods.
    private func wantedAttachments(_ name: String, _ node: Node?) -> [String: (attachment: Attachment, pods: [Pod])] {
        guard let node, node.isManaged else { return [:] }
        var wanted: [String: (attachment: Attachment, pods: [Pod])] = [:]
        for pod in context.pods.indexed(PodIndex.node, name) where !pod.hasLetGo {
            for use in pod.claims {
                guard let claim = claims.get(use.claim, namespace: pod.metadata.namespace), claim.isFullyBound,
                    !use.isEphemeral || claim.metadata.isControlled(by: pod.metadata),
                    let volume = volumes.get(claim.spec.volumeName ?? ""), volume.isBound(to: claim),
                    let attachment = Attachment(volume, node: name), drivers.get(attachment.driver)?.spec.attachRequired ?? true
                else { continue }
                wanted[attachment.name, default: (attachment, [])].pods.append(pod)
            }
            for volume in pod.spec.volumes {
                guard let attachment = Attachment(volume, namespace: pod.metadata.namespace, node: name),
                    drivers.get(attachment.driver)?.spec.attachRequired ?? true
                else { continue }
                wanted[attachment.name, default: (attachment, [])].pods.append(pod)
            }
        }
        return wanted
    }

    /// Whether the attachment is one that this controller makes; others make theirs under other names.
    private func isOurs(_ object: VolumeAttachment) -> Bool {
        guard let attachment = attachment(of: object) else {
            return object.spec.source.persistentVolumeName != nil && object.metadata.name.hasPrefix("csi-")
        }
        return attachment.name == object.metadata.name
    }

    /// The volume that is attached; nil when there is no such volume any more.
    func attachment(of object: VolumeAttachment) -> Attachment? {
        if let spec = object.spec.source.inlineVolumeSpec { return Attachment(inline: spec, node: object.spec.nodeName) }
        return object.spec.source.persistentVolumeName.flatMap { volumes.get($0) }.flatMap { Attachment($0, node: object.spec.nodeName) }
    }
}

extension Node {
    /// Whether its kubelet leaves attaching to the controller.
    var isManaged: Bool { metadata.annotations["volumes.kubernetes.io/controller-managed-attach-detach"] == "true" }
}

extension Pod {
    /// Whether it uses its volumes no more: it has ended, or is going and runs nothing.
    var hasLetGo: Bool {
        if isTerminal { return true }
        guard metadata.isBeingDeleted else { return false }
        let containers = status.containerStatuses + status.initContainerStatuses + status.ephemeralContainerStatuses
        return !containers.isEmpty && containers.allSatisfy { $0.state.running == nil && $0.state.terminated != nil }
    }
}
