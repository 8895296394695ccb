import ComponentMetrics
import KubernetesAPI
import KubernetesClient
import Logging
import ServiceLifecycle
import Synchronization

/// kube-scheduler: finds a node for each pod that has none.
///
/// Informers feed a ``SchedulingQueue`` (pods without a node) and a ``SchedulerCache`` (nodes and the pods on them). One loop
/// takes a pod from the queue, brings its ``Snapshot`` of the nodes up to date, and has the ``SchedulingCycle`` of the pod's
/// profile choose; the binding is then sent by a task of its own while the loop goes on, with the pod already counted on its node.
public final class Scheduler: ServiceLifecycle.Service {
    let client: Client
    let clock: any WallClock
    let logger: Logger
    let options: SchedulerOptions
    let queue: SchedulingQueue
    let cache: SchedulerCache
    let waiting: WaitingPods
    let metrics: SchedulerMetrics
    let pods: Informer<Pod>
    /// By the names of the profiles.
    let frameworks: [String: Framework]
    let recorders: [String: EventRecorder]
    let extenders: [HTTPExtender]
    /// The bindings on their way to the API server; events wait for them.
    private let bindings: BindingCount
    private let electionStatus = LeaderElectionStatus()
    private let informers: InformerFactory
    /// Whether the informers are ours to run.
    private let ownsInformers: Bool
    private let storage: StorageCatalog
    private let devices: DeviceCatalog
    private let nodes: Informer<Node>

    /// A scheduler that works once ``run()`` is called. With no informers given it makes and runs its own.
    public init(
        client: Client, informers: InformerFactory? = nil, clock: any WallClock, logger: Logger,
        options: SchedulerOptions = .init()
    ) {
        let metrics = SchedulerMetrics()
        self.metrics = metrics
        // Who shares a process, and perhaps a server, has better to do than to measure itself.
        let client = informers == nil ? MeasuredTransport.measured(client, metrics: metrics.client, clock: clock) : client
        self.client = client
        self.clock = clock
        self.logger = logger
        self.options = options
        let configuration = options.configuration
        // A cluster that knows no devices, say, has pods to be placed all the same.
        let factory = informers ?? InformerFactory(client: client, clock: clock, logger: logger, kindsMayBeAbsent: true)
        self.informers = factory
        ownsInformers = informers == nil
        cache = SchedulerCache(clock: clock)
        waiting = WaitingPods(clock: clock)
        pods = factory.informer(for: Pod.self, isRequired: true)
        nodes = factory.informer(for: Node.self, isRequired: true)
        storage = StorageCatalog(factory)
        devices = DeviceCatalog(factory)
        extenders = configuration.extenders.map { [nodes, pods] in
            HTTPExtender($0, pod: { pods.get($0.name, namespace: $0.namespace) }) { nodes.get($0) }
        }

        // The plugins may ask for things of the queue, which asks the plugins: the one is made first.
        let link = QueueLink()
        var host = SchedulerHost()
        host.activate = { [link] in link.queue?.activate($0) }
        host.recheck = { [link] in link.queue?.recheck($0) }
        host.move = { [link] in link.queue?.move($0) }
        host.nominate = { [cache] in cache.nominate($0, on: $1) }
        host.rejectWaiting = { [waiting] in waiting.reject($0, plugin: $1, reason: $2) }
        host.extenders = extenders.filter(\.preempts)
        host.metrics = metrics
        var recorders: [String: EventRecorder] = [:]
        var frameworks: [String: Framework] = [:]
        var rules = SchedulingQueue.Rules()
        for profile in configuration.profiles {
            let recorder = EventRecorder(client: client, component: profile.schedulerName, clock: clock, logger: logger, capacity: 20_000)
            recorders[profile.schedulerName] = recorder
            var context = PluginContext(
                client: client, informers: factory, storage: storage, devices: devices, pods: pods, clock: clock, logger: logger)
            context.recorder = recorder
            context.host = host
            var framework = Framework(profile, context)
            if profile.percentageOfNodesToScore == nil { framework.percentageOfNodesToScore = configuration.percentageOfNodesToScore }
            frameworks[profile.schedulerName] = framework
            rules.preEnqueues[profile.schedulerName] = framework.preEnqueues
            rules.sort = framework.queueSort
        }
        self.frameworks = frameworks
        self.recorders = recorders
        bindings = BindingCount { [recorders] isBusy in for recorder in recorders.values { recorder.hold(isBusy) } }
        queue = SchedulingQueue(
            clock: clock, rules: rules, initialBackoff: .seconds(configuration.podInitialBackoffSeconds),
            maxBackoff: .seconds(configuration.podMaxBackoffSeconds), unschedulableTimeout: options.podMaxInUnschedulablePods, metrics: metrics)
        link.queue = queue
        metrics.follow(queue, cache, election: electionStatus, lease: options.election?.options.resourceName)
        storage.onChange { [queue] in queue.move($0) }
        devices.onChange { [queue] in queue.move($0) }
        let handlers = EventHandlers(queue: queue, cache: cache, waiting: waiting, schedulerNames: Set(frameworks.keys))
        nodes.addHandler { handlers.node($0) }
        pods.addHandler { handlers.pod($0) }
    }

    /// Places pods until the task is cancelled or the service group shuts down.
    public func run() async throws {
        try await withTaskCancellationOrGracefulShutdownHandler {
            try await withThrowingTaskGroup(of: Void.self) { group in
                if ownsInformers { group.addTask { try? await self.informers.run() } }
                group.addTask { await self.keepTime() }
                try await self.placeWhileLeading()
                group.cancelAll()
            }
        } onCancelOrGracefulShutdown: {
            self.queue.close()
        }
    }

    /// Whether what has to be known before the first pod can be placed is known.
    public var hasSynced: Bool { nodes.hasSynced && pods.hasSynced }

    /// Whether it leads, or may wait for another to stop; false when it cannot renew its Lease.
    public var isElectionHealthy: Bool { electionStatus.isHealthy(at: clock.monotonic) }

    /// Its metrics, in Prometheus' text format.
    public func metricsPage(process: Bool = true) -> String { metrics.registry.page(process: process) }

    /// Moves pods on in the queue when their time has come.
    private func keepTime() async {
        while (try? await clock.sleep(for: .seconds(1))) != nil {
            if cache.expireAssumedPods() { queue.move(ClusterChange(events: .podDeleted)) }
            waiting.expire()
            queue.flush()
        }
    }

    /// Waits for what has to be known before the first pod can be placed.
    private func waitForSync() async throws {
        try await nodes.waitForSync()
        try await pods.waitForSync()
        try await storage.waitForSync()
        try await devices.waitForSync()
        // What the plugins follow; shared informers are looked after by their owner, and there before long.
        if ownsInformers { try await informers.waitForSync() } else { try await informers.informer(for: PodDisruptionBudget.self).waitForSync() }
    }

    private func placeWhileLeading() async throws {
        guard let election = options.election else { return await placePods() }
        let elector = LeaderElector(
            client: client, options: election.options, identity: election.identity, clock: clock, logger: logger, status: electionStatus)
        do {
            try await elector.run { [self] in await placePods() }
        } catch is CancellationError {
            // Told to stop while another was leading.
        }
    }

    private func placePods() async {
        do { try await waitForSync() } catch { return }
        var cycles = frameworks.mapValues { framework in
            var cycle = SchedulingCycle(framework: framework, generator: options.generator)
            cycle.meter = CycleMeter(metrics: metrics, clock: clock, profile: framework.profileName)
            return cycle
        }
        var snapshot = Snapshot()
        let limiter = Limiter(options.maxBindingsInFlight)
        await withDiscardingTaskGroup { group in
            while let queued = await queue.next() {
                // A pod that was deleted or placed since is none of our business any more.
                guard queued.pod.pod.metadata.deletionTimestamp == nil, !cache.isPlaced(queued.uid), let profile = profile(of: queued.pod) else {
                    queue.done(queued.uid)
                    continue
                }
                await limiter.acquire()
                let start = clock.monotonic
                cache.update(&snapshot)
                let attempt = Attempt(queued: queued, profile: profile, start: start)
                switch await choose(queued.pod, profile, &cycles, snapshot) {
                case .success(.node(let index)):
                    metrics.algorithm(since: start, now: clock.monotonic)
                    guard let holds = place(attempt, on: snapshot.nodes[index]) else {
                        limiter.release()
                        continue
                    }
                    let node = snapshot.nodes[index].name
                    // Who waits for volumes to be made, or for a permit, may wait for minutes: that must not hold up others.
                    let waits = holds || frameworks[profile]?.needsPreBind(queued.pod) ?? false
                    if waits { limiter.release() }
                    bindings.begin(waits ? 0 : 1)
                    group.addTask {
                        await self.bind(attempt, to: node)
                        self.bindings.end(waits ? 0 : 1)
                        if !waits { limiter.release() }
                    }
                case .success(.unschedulable(let error)):
                    let outcome = await postFilter(attempt, error, snapshot)
                    // Back into the queue before the next pod is taken, so that no change goes unnoticed.
                    queue.putBack(queued, .unschedulable(error.rejectors))
                    group.addTask {
                        await self.report(attempt, outcome)
                        limiter.release()
                    }
                case .failure(let error):
                    queue.putBack(queued, .error)
                    let outcome = PostFilterReport(message: "\(error)", reason: "SchedulerError")
                    group.addTask {
                        await self.report(attempt, outcome)
                        limiter.release()
                    }
                }
            }
        }
    }

    private func profile(of pod: PodToSchedule) -> String? {
        let name = pod.pod.spec.schedulerName ?? "default-scheduler"
        return frameworks[name] == nil ? nil : name
    }

    private func choose(
        _ pod: PodToSchedule, _ profile: String, _ cycles: inout [String: SchedulingCycle], _ snapshot: Snapshot
    ) async -> Result<SchedulingCycle.Result, any Error> {
        let percentage = frameworks[profile]?.percentageOfNodesToScore ?? 0
        let interested = extenders.filter { $0.isInterested(in: pod) }
        guard !interested.isEmpty, let cycle = cycles[profile] else {
            return .success(cycles[profile]?.schedule(pod, in: snapshot, percentageOfNodesToScore: percentage) ?? .unschedulable(FitError(nodeCount: 0)))
        }
        let consultation = ExtenderConsultation(extenders: interested, pod: pod, snapshot: snapshot)
        do {
            let (result, after) = try await consultation.schedule(cycle, percentageOfNodesToScore: percentage)
            cycles[profile] = after
            return .success(result)
        } catch {
            return .failure(error)
        }
    }
}

/// Ties the plugins to the queue that is made after them.
private final class QueueLink: Sendable {
    private let box = Mutex<SchedulingQueue?>(nil)

    var queue: SchedulingQueue? {
        get { box.withLock { $0 } }
        set { box.withLock { $0 = newValue } }
    }
}

/// One try to place a pod.
final class Attempt: Sendable {
    let queued: QueuedPod
    let profile: String
    /// `clock.monotonic` when it began.
    let start: Duration

    init(queued: QueuedPod, profile: String, start: Duration) {
        self.queued = queued
        self.profile = profile
        self.start = start
    }

    var pod: PodToSchedule { queued.pod }
}
