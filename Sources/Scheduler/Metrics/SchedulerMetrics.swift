import ComponentMetrics
import KubernetesAPI
import KubernetesClient

/// What the scheduler measures, under Kubernetes' names.
final class SchedulerMetrics: Sendable {
    let registry = MetricRegistry()

    private let attempts: Counter
    private let attemptDuration: Histogram
    private let algorithmDuration: Histogram
    private let preemptionAttempts: Counter
    private let victims: Histogram
    private let podAttempts: Histogram
    private let podDuration: Histogram
    private let pointDuration: Histogram
    private let pluginDuration: Histogram
    private let incomingPods: Counter
    private let permitWaits: Histogram
    private let claimCreations: Counter
    /// The requests to the API server.
    let client: ClientMetrics

    init() {
        let fine = Histogram.exponential(0.001, 2, 15)
        attempts = registry.counter(
            "scheduler_schedule_attempts_total",
            "Number of attempts to schedule pods, by the result. 'unschedulable' means a pod could not be scheduled, while 'error' means an internal scheduler problem.",
            ["profile", "result"])
        attemptDuration = registry.histogram(
            "scheduler_scheduling_attempt_duration_seconds", "Scheduling attempt latency in seconds (scheduling algorithm + binding)",
            ["profile", "result"], buckets: fine)
        algorithmDuration = registry.histogram(
            "scheduler_scheduling_algorithm_duration_seconds", "Scheduling algorithm latency in seconds", buckets: fine)
        preemptionAttempts = registry.counter("scheduler_preemption_attempts_total", "Total preemption attempts in the cluster till now")
        victims = registry.histogram(
            "scheduler_preemption_victims", "Number of selected preemption victims", buckets: Histogram.exponential(1, 2, 7))
        podAttempts = registry.histogram(
            "scheduler_pod_scheduling_attempts", "Number of attempts to successfully schedule a pod.", buckets: Histogram.exponential(1, 2, 5))
        podDuration = registry.histogram(
            "scheduler_pod_scheduling_sli_duration_seconds",
            "E2e latency for a pod being scheduled, from the time the pod enters the scheduling queue and might involve multiple scheduling attempts.",
            ["attempts"], buckets: Histogram.exponential(0.01, 2, 20))
        pointDuration = registry.histogram(
            "scheduler_framework_extension_point_duration_seconds", "Latency for running all plugins of a specific extension point.",
            ["extension_point", "profile", "status"], buckets: Histogram.exponential(0.0001, 2, 12))
        pluginDuration = registry.histogram(
            "scheduler_plugin_execution_duration_seconds", "Duration for running a plugin at a specific extension point.",
            ["extension_point", "plugin", "status"], buckets: Histogram.exponential(0.00001, 1.5, 20))
        incomingPods = registry.counter(
            "scheduler_queue_incoming_pods_total", "Number of pods added to scheduling queues by event and queue type.", ["event", "queue"])
        client = ClientMetrics(registry)
        claimCreations = registry.counter(
            "scheduler_resourceclaim_creates_total", "Number of ResourceClaims creation requests within scheduler", ["status"])
        permitWaits = registry.histogram(
            "scheduler_permit_wait_duration_seconds", "Duration of waiting on permit.", ["result"], buckets: fine)
    }

    /// Adds what is read off queue and cache when somebody looks.
    func follow(_ queue: SchedulingQueue, _ cache: SchedulerCache, election: LeaderElectionStatus, lease: String?) {
        if let lease {
            registry.register([
                Gauge(
                    name: "leader_election_master_status",
                    help: "Gauge of if the reporting system is master of the relevant lease, 0 indicates backup, 1 indicates master. 'name' is the string used to identify the lease. Please make sure to group by name.",
                    labels: ["name"], read: { [([lease], election.isLeader ? 1 : 0)] })
            ])
        }
        registry.register([
            Gauge(
                name: "scheduler_pending_pods",
                help: "Number of pending pods, by the queue type. 'active' means number of pods in activeQ; 'backoff' means number of pods in backoffQ; 'unschedulable' means number of pods in unschedulablePods that the scheduler attempted to schedule and failed; 'gated' is the number of unschedulable pods that the scheduler never attempted to schedule because they are gated.",
                labels: ["queue"],
                read: {
                    let counts = queue.counts
                    return [
                        (["active"], Double(counts.active)), (["backoff"], Double(counts.backoff)), (["gated"], Double(counts.gated)),
                        (["unschedulable"], Double(counts.unschedulable)),
                    ]
                }),
            Gauge(
                name: "scheduler_unschedulable_pods",
                help: "The number of unschedulable pods broken down by plugin name. A pod will increment the gauge for all plugins that caused it to not schedule and so this metric have meaning only when broken down by plugin.",
                labels: ["plugin", "profile"],
                read: { queue.rejections.map { ($0.key, Double($0.value)) }.sorted { $0.0.lexicographicallyPrecedes($1.0) } }),
            Gauge(
                name: "scheduler_cache_size", help: "Number of nodes, pods, and assumed (bound) pods in the scheduler cache.", labels: ["type"],
                read: {
                    let sizes = cache.sizes
                    return [(["assumed_pods"], Double(sizes.assumed)), (["nodes"], Double(sizes.nodes)), (["pods"], Double(sizes.pods))]
                }),
        ])
    }

    func incoming(_ queue: String, _ event: String) { incomingPods.add(1, event, queue) }

    /// A claim for extended resources was made, or could not be.
    func claimCreated(_ isSuccess: Bool) { claimCreations.add(1, isSuccess ? "success" : "failure") }

    func preemptionAttempt() { preemptionAttempts.add() }

    func preemptionVictims(_ count: Int) { victims.observe(Double(count)) }

    /// An attempt has ended: `scheduled`, `unschedulable` or `error`.
    func attempt(_ result: String, profile: String, since start: Duration, now: Duration) {
        attempts.add(1, profile, result)
        attemptDuration.series([profile, result]).observe(now - start)
    }

    func algorithm(since start: Duration, now: Duration) { algorithmDuration.series([]).observe(now - start) }

    /// A pod was bound.
    func scheduled(_ queued: QueuedPod, now: Duration) {
        podAttempts.observe(Double(queued.attempts))
        podDuration.series([queued.attempts >= 15 ? "15+" : "\(queued.attempts)"]).observe(now - (queued.firstAttempt ?? queued.firstQueued))
    }

    /// All plugins of an extension point have run.
    func point(_ point: String, profile: String, _ status: String = "Success", since start: Duration, now: Duration) {
        pointDuration.series([point, profile, status]).observe(now - start)
    }

    /// One plugin has run.
    func plugin(_ name: String, at point: String, _ status: String = "Success", since start: Duration, now: Duration) {
        pluginDuration.series([point, name, status]).observe(now - start)
    }

    func permitWait(_ result: String, since start: Duration, now: Duration) { permitWaits.series([result]).observe(now - start) }
}

/// Measures the extension points of one profile.
struct CycleMeter: Sendable {
    let metrics: SchedulerMetrics
    let clock: any WallClock
    let profile: String
    /// Single plugins are measured in one cycle of ten, for it costs.
    var isSampling = false
    private var cycles = 0

    init(metrics: SchedulerMetrics, clock: any WallClock, profile: String) {
        self.metrics = metrics
        self.clock = clock
        self.profile = profile
    }

    var now: Duration { clock.monotonic }

    mutating func beginCycle() {
        cycles &+= 1
        isSampling = cycles % 10 == 1
    }

    /// Notes the end of a point that began at `start`, and returns the time.
    @discardableResult
    func end(_ point: String, _ status: String = "Success", since start: Duration) -> Duration {
        let now = clock.monotonic
        metrics.point(point, profile: profile, status, since: start, now: now)
        return now
    }

    /// Runs a plugin, measured when it is its turn.
    func run<R>(_ plugin: any Plugin, _ point: String, _ body: () -> R) -> R {
        guard isSampling else { return body() }
        let start = clock.monotonic
        defer { metrics.plugin(plugin.name, at: point, since: start, now: clock.monotonic) }
        return body()
    }
}
