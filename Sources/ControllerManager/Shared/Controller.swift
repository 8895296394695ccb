import ComponentMetrics
import KubernetesAPI
import KubernetesClient
import Logging
import ServiceLifecycle

/// One control loop: it watches some objects and, a key at a time, makes the world what they ask for.
///
/// A controller registers its event handlers in `init`, which runs on the leader only, and works in `run` until its task is
/// cancelled. It remembers nothing that the API does not hold, except what guards it against its own stale cache.
protocol Controller: Sendable {
    /// The name that `--controllers` knows it by.
    static var name: String { get }
    /// Whether `--controllers=*` means it, too.
    static var isOnByDefault: Bool { get }

    init(_ context: ControllerContext)

    /// Works until the task is cancelled; the informers have synced before this is called.
    func run() async throws
}

extension Controller {
    static var isOnByDefault: Bool { true }
}

/// What every controller is given: the API, the shared caches, time, the options.
final class ControllerContext: Sendable {
    let client: Client
    let informers: InformerFactory
    let clock: any WallClock
    let logger: Logger
    let options: ControllerManagerOptions
    /// Where a controller shows what it measures.
    let metrics: MetricRegistry
    private let queues: WorkQueueMetrics?
    /// Whose it is, by the name in `--controllers`; empty before it is anybody's.
    private let controller: String

    /// All pods, indexed by controller (``PodIndex``), by node and by orphanhood.
    let pods: Informer<Pod>

    init(
        client: Client, informers: InformerFactory, clock: any WallClock, logger: Logger, options: ControllerManagerOptions, queues: WorkQueueMetrics? = nil,
        metrics: MetricRegistry = MetricRegistry()
    ) {
        self.metrics = metrics
        self.queues = queues
        controller = ""
        self.client = client
        self.informers = informers
        self.clock = clock
        self.logger = logger
        self.options = options
        pods = informers.informer(for: Pod.self)
        PodIndex.install(on: pods)
    }

    private init(_ other: ControllerContext, controller: String, client: Client) {
        self.controller = controller
        self.client = client
        informers = other.informers
        clock = other.clock
        logger = other.logger
        options = other.options
        queues = other.queues
        metrics = other.metrics
        pods = other.pods
    }

    /// The same for one controller, which may write as somebody else.
    func of(_ controller: String, writing client: Client? = nil) -> ControllerContext {
        ControllerContext(self, controller: controller, client: client ?? self.client)
    }

    /// A recorder whose events say that they come from this component.
    func recorder(_ component: String) -> EventRecorder {
        EventRecorder(client: client, component: component, clock: clock, logger: logger)
    }

    /// A logger that says which controller speaks.
    func logger(_ controller: String) -> Logger {
        var logger = self.logger
        logger[metadataKey: "controller"] = "\(controller)"
        return logger
    }

    /// A queue of object keys with Kubernetes' usual back-off.
    func queue() -> WorkQueue<ObjectKey> { queue(of: ObjectKey.self) }

    /// A queue of keys of any kind.
    /// - Parameter name: what it is called in metrics; nil for the name of the controller's own queue.
    func queue<Key: Hashable & Sendable>(of key: Key.Type, named name: String? = nil) -> WorkQueue<Key> {
        WorkQueue(clock: clock, meter: controller.isEmpty ? nil : queues?.meter(name ?? QueueNames.name(ofController: controller)))
    }

    /// Runs workers on the queue until the task is cancelled.
    func work<Key: Hashable & Sendable>(
        _ name: String, on queue: WorkQueue<Key>, workers: Int,
        reconcile: @escaping @Sendable (Key) async throws -> Void
    ) async {
        await runWorkers(workers, queue: queue, logger: logger(name), name: name, reconcile: reconcile)
    }

    /// Calls `body` now and then every `period`, until the task is cancelled. Errors are logged, not fatal.
    func every(_ period: Duration, _ name: String, _ body: @Sendable () async throws -> Void) async {
        while !Task.isCancelled {
            do {
                try await body()
            } catch is CancellationError {
                return
            } catch {
                logger(name).warning("pass failed", metadata: ["error": "\(error)"])
            }
            do { try await clock.sleep(for: period) } catch { return }
        }
    }
}

/// The indexes that controllers share on the pod cache.
enum PodIndex {
    static let controller = "controller-uid"
    static let orphans = "orphans-of-namespace"
    static let node = "node-name"
    /// Pods that a Job has not counted yet, by "namespace/name" of the Job.
    static let trackedJob = "tracked-job"

    static func install(on pods: Informer<Pod>) {
        pods.addIndex(controller) { pod in pod.metadata.controllerRef.map { [$0.uid] } ?? [] }
        pods.addIndex(orphans) { pod in pod.metadata.controllerRef == nil ? [pod.metadata.namespace] : [] }
        pods.addIndex(trackedJob) { pod in
            guard pod.isTracked, let job = pod.metadata.controllerRef, job.kind == "Job" else { return [] }
            return ["\(pod.metadata.namespace)/\(job.name)"]
        }
        pods.addIndex(node) { pod in pod.spec.nodeName.map { [$0] } ?? [] }
    }
}

extension Informer<Pod> {
    /// The pods that the owner controls, and those of its namespace that nobody controls: all it could claim.
    func candidates(controllerUID: String, namespace: String) -> [Pod] {
        indexed(PodIndex.controller, controllerUID).filter { $0.metadata.namespace == namespace }
            + indexed(PodIndex.orphans, namespace)
    }
}
