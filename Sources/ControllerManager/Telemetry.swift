public import ComponentMetrics
public import KubernetesClient
import Synchronization

/// What the controller manager shows of itself: its metrics, and which controllers run. Safe to use from anywhere.
public final class ControllerManagerTelemetry: Sendable {
    /// All that /metrics shows.
    public let registry = MetricRegistry()
    /// Whether this process leads.
    public let election = LeaderElectionStatus()
    let queues: WorkQueueMetrics
    private let runs: Gauge
    private let state = Mutex<[String: Bool]>([:])
    private let failures = Mutex<Set<String>>([])

    public init() {
        queues = WorkQueueMetrics(registry)
        runs = registry.gauge(
            "running_managed_controllers", "Indicates where instances of a controller are currently running", ["manager", "name"])
        let election = election
        registry.register([
            Gauge(
                name: "leader_election_master_status",
                help: "Gauge of if the reporting system is master of the relevant lease, 0 indicates backup, 1 indicates master. 'name' is the string used to identify the lease. Please make sure to group by name.",
                labels: ["name"], read: { [(["kube-controller-manager"], election.isLeader ? 1 : 0)] })
        ])
    }

    /// What /metrics answers with.
    public func metricsPage() -> String { registry.page(process: true) }

    /// The controllers that were started, and whether each still works.
    public var controllers: [String: Bool] { state.withLock { $0 } }
    /// Those that ended by an error, and are waited for in vain.
    public var failed: Set<String> { failures.withLock { $0 } }

    func started(_ controller: String) {
        runs.set(1, "kube-controller-manager", controller)
        state.withLock { $0[controller] = true }
    }

    func failed(_ controller: String) { _ = failures.withLock { $0.insert(controller) } }

    func ended(_ controller: String) {
        runs.set(0, "kube-controller-manager", controller)
        state.withLock { $0[controller] = false }
    }
}
