import KubernetesAPI
import KubernetesClient
import Logging
import ServiceLifecycle

/// kube-scheduler: finds a node for each pod that has none.
///
/// Informers feed a ``SchedulingQueue`` (pods without a node) and a ``SchedulerCache`` (nodes and the pods on them). One loop
/// takes a pod from the queue, brings its ``Snapshot`` of the nodes up to date, and has a ``SchedulingCycle`` choose; the
/// binding is then sent by a task of its own while the loop goes on, with the pod already counted on its node.
public final class Scheduler: ServiceLifecycle.Service {
    let client: Client
    let clock: any WallClock
    let logger: Logger
    let options: SchedulerOptions
    let queue: SchedulingQueue
    let cache: SchedulerCache
    let recorder: EventRecorder
    let pods: Informer<Pod>
    let framework: Framework
    private let storage: StorageCatalog
    private let nodes: Informer<Node>
    /// The informers, if they are ours to run.
    private let ownInformers: InformerFactory?

    /// A scheduler that works once ``run()`` is called. With no informers given it makes and runs its own.
    public init(
        client: Client, informers: InformerFactory? = nil, clock: any WallClock, logger: Logger,
        options: SchedulerOptions = .init()
    ) {
        self.client = client
        self.clock = clock
        self.logger = logger
        self.options = options
        queue = SchedulingQueue(clock: clock, initialBackoff: options.podInitialBackoff, maxBackoff: options.podMaxBackoff)
        cache = SchedulerCache(clock: clock)
        recorder = EventRecorder(client: client, component: options.schedulerName, clock: clock, logger: logger)
        let factory = informers ?? InformerFactory(client: client, clock: clock, logger: logger)
        ownInformers = informers == nil ? factory : nil
        pods = factory.informer(for: Pod.self)
        nodes = factory.informer(for: Node.self)
        storage = StorageCatalog(factory)
        framework = .standard(storage: storage, binder: VolumeBinding(storage: storage, client: client, pods: pods, clock: clock))
        storage.onChange { [queue] in queue.move($0) }
        let handlers = EventHandlers(queue: queue, cache: cache, schedulerName: options.schedulerName)
        nodes.addHandler { handlers.node($0) }
        pods.addHandler { handlers.pod($0) }
    }

    /// Places pods until the task is cancelled or the service group shuts down.
    public func run() async throws {
        await withTaskCancellationOrGracefulShutdownHandler {
            await withDiscardingTaskGroup { group in
                if let ownInformers { group.addTask { try? await ownInformers.run() } }
                group.addTask { await self.keepTime() }
                await self.placePods()
                group.cancelAll()
            }
        } onCancelOrGracefulShutdown: {
            self.queue.close()
        }
    }

    /// Moves pods on in the queue when their time has come.
    private func keepTime() async {
        while (try? await clock.sleep(for: .seconds(1))) != nil {
            if cache.expireAssumedPods() { queue.move(ClusterChange(events: .podDeleted)) }
            queue.flush()
        }
    }

    private func placePods() async {
        do {
            try await nodes.waitForSync()
            try await pods.waitForSync()
            try await storage.waitForSync()
        } catch {
            return
        }
        var cycle = SchedulingCycle(framework: framework, generator: options.generator)
        var snapshot = Snapshot()
        let limiter = Limiter(options.maxBindingsInFlight)
        await withDiscardingTaskGroup { group in
            while let queued = await queue.next() {
                // A pod that was deleted or placed since is none of our business any more.
                if queued.pod.pod.metadata.deletionTimestamp != nil || cache.isPlaced(queued.uid) {
                    queue.done(queued.uid)
                    continue
                }
                await limiter.acquire()
                cache.update(&snapshot)
                let result = cycle.schedule(
                    queued.pod, in: snapshot, percentageOfNodesToScore: options.percentageOfNodesToScore)
                switch result {
                case .node(let index):
                    let node = snapshot.nodes[index].name
                    guard reserve(queued.pod, on: snapshot.nodes[index]) else {
                        queue.putBack(queued, .error)
                        limiter.release()
                        continue
                    }
                    cache.assume(queued.pod.info, on: node)
                    // Who waits for volumes to be made may wait for minutes: that must not hold up others.
                    let waits = framework.needsPreBind(queued.pod)
                    if waits { limiter.release() }
                    group.addTask {
                        await self.bind(queued, to: node)
                        if !waits { limiter.release() }
                    }
                case .unschedulable(let error):
                    let preemption = preempt(queued.pod, error, snapshot)
                    // Back into the queue before the next pod is taken, so that no change goes unnoticed.
                    queue.putBack(queued, .unschedulable(error.events))
                    group.addTask {
                        await self.report(queued.pod, error, preemption)
                        limiter.release()
                    }
                }
            }
        }
    }
}
