import ContainerRuntime
import KubernetesAPI
import KubernetesClient
import Logging

/// What keeps the node healthy besides its pods: eviction, garbage collection, rotation of logs, graceful shutdown, and the watch over
/// what the kernel kills.
struct NodeUpkeep: Sendable {
    /// What it needs of the kubelet.
    struct Ports: Sendable {
        var workers: @Sendable () -> PodWorkers?
        var node: @Sendable () -> Node?
        var recorder: EventRecorder?
        var metrics: KubeletMetrics
        /// The cgroup of a pod, and that of all pods; nil when there is none.
        var podCgroup: @Sendable (Pod) -> String?
        var podsCgroup: String?
    }

    /// What tests put in the place of the machine.
    struct Sources: Sendable {
        var signals: (any EvictionSignalSource)?
        var usage: (any PodUsageSource)?
        var shutdown: (any ShutdownSource)?
    }

    let eviction: EvictionManager
    let garbage: GarbageCollector
    let rotation: LogRotation?
    let shutdown: NodeShutdown?
    let oom: OOMWatcher

    /// - Throws: when the options of one of them make no sense.
    init(options: KubeletOptions, cri: any CRI, pressure: NodePressure, ports: Ports, sources: Sources, clock: any WallClock, logger: Logger) throws {
        let recorder = ports.recorder
        let node = ports.node
        let workers = ports.workers
        let name = options.nodeName
        let nodeEvent: @Sendable (String, String) -> Void = { reason, message in
            if let node = node() {
                recorder?.event(node, type: "Warning", reason: reason, message: message)
            } else {
                recorder?.event(ObjectReference(kind: "Node", name: name, uid: name), type: "Warning", reason: reason, message: message)
            }
        }
        let places = ImageFileSystem(cri: cri, clock: clock)
        let images = ImageGC(
            cri: cri, options: options.garbageCollection, sandboxImage: options.podInfraContainerImage, places: places,
            mounted: { Set((workers()?.active ?? []).flatMap(\.spec.volumes).compactMap { $0.image?.reference }) },
            nodeEvent: nodeEvent, metrics: ports.metrics.images, clock: clock, logger: logger)
        let containers = ContainerGC(
            cri: cri, keep: options.maximumDeadContainersPerContainer, keepInAll: options.garbageCollection.maximumDeadContainers,
            minimumAge: options.garbageCollection.containerMinimumAge,
            hasEnded: { uid in workers()?.known[uid].map { $0 >= .terminated } ?? false }, clock: clock, logger: logger)
        let garbage = GarbageCollector(containers: containers, images: images, nodeEvent: nodeEvent, clock: clock, logger: logger)
        self.garbage = garbage
        let cgroups = CgroupHierarchy().map { CgroupUsage(hierarchy: $0) }
        let podCgroup = ports.podCgroup
        eviction = try EvictionManager(
            options: options,
            signals: sources.signals
                ?? NodeSignals(rootDirectory: options.rootDirectory, images: places, cgroups: cgroups, podsCgroup: ports.podsCgroup, clock: clock),
            usage: sources.usage ?? PodUsageReader(cri: cri, options: options, cgroups: cgroups, cgroup: podCgroup, clock: clock),
            pressure: pressure,
            ports: EvictionManager.Ports(
                active: { workers()?.active ?? [] },
                kill: { uid, verdict, grace in workers()?.kill(uid, verdict: verdict, grace: grace) },
                isGone: { uid in workers()?.known[uid].map { $0 == .finished } ?? true },
                podEvent: { pod, reason, message, annotations in
                    recorder?.event(ObjectReference(pod), type: "Warning", reason: reason, message: message, annotations: annotations)
                },
                nodeEvent: nodeEvent, collectContainers: { await garbage.freeContainers() }, collectImages: { await garbage.freeImages() }),
            notifier: Self.notifier(options, logger), metrics: ports.metrics.node, clock: clock, logger: logger)
        rotation = try LogRotation(cri: cri, options: options.logs, clock: clock, logger: logger)
        oom = OOMWatcher(nodeEvent: nodeEvent, clock: clock, logger: logger)
        guard let plan = ShutdownPlan(options.shutdown) else {
            shutdown = nil
            return
        }
        guard let source = sources.shutdown ?? (Logind.isAvailable ? Logind(logger: logger) : nil) else {
            logger.warning("no graceful node shutdown: there is no systemd-logind on this machine that would tell of it")
            shutdown = nil
            return
        }
        shutdown = NodeShutdown(
            plan: plan, source: source, pressure: pressure,
            ports: NodeShutdown.Ports(
                active: { workers()?.active ?? [] },
                kill: { uid, verdict, grace in workers()?.kill(uid, verdict: verdict, grace: grace) },
                // Volumes are to be given back as well while there is time.
                hasStopped: { uid in workers()?.known[uid].map { $0 == .finished } ?? true }),
            metrics: ports.metrics.node, clock: clock, logger: logger)
    }

    private static func notifier(_ options: KubeletOptions, _ logger: Logger) -> MemoryNotifier? {
        guard options.eviction.kernelMemcgNotification, let hierarchy = CgroupHierarchy() else { return nil }
        let notifier = hierarchy.version == .v1 ? MemoryNotifier(directory: hierarchy.directory("memory", "/")) : nil
        if notifier == nil { logger.info("kernelMemcgNotification: this kernel's cgroups do not announce a lack of memory; signals are read every ten seconds") }
        return notifier
    }

    /// Works until it is cancelled. Begins when the kubelet knows what runs.
    func run() async {
        await withDiscardingTaskGroup { group in
            group.addTask { await eviction.run() }
            group.addTask { await garbage.run() }
            if let rotation { group.addTask { await rotation.run() } }
            if let shutdown { group.addTask { await shutdown.run() } }
            group.addTask { await oom.run() }
        }
    }
}
