import APIServer
import JSON
import KubernetesAPI
import KubernetesClient
import Logging
import Store
import Synchronization
import Testing
@testable import Scheduler

/// An API server and schedulers in one process, under one clock that the test drives; the schedulers have the rights that they have
/// in a cluster. Nobody runs the pods.
final class SchedulingCluster: Sendable {
    let clock = ManualClock()
    let client: Client
    private let apiServer: APIServer
    private let server: Task<Void, Never>
    private let schedulers = Mutex<[Task<Void, Never>]>([])

    static func run(schedulers: Int = 1, elected: Bool = false, _ body: (SchedulingCluster) async throws -> Void) async throws {
        let cluster = SchedulingCluster()
        do {
            for _ in 0..<12000 where (try? await cluster.client.get(Namespace.self, "default")) == nil { try await Task.sleep(for: .milliseconds(5)) }
            var account = ServiceAccount()
            account.metadata.name = "default"
            account.metadata.namespace = "default"
            _ = try await cluster.client.create(account)
            for number in 0..<schedulers { cluster.startScheduler(identity: elected ? "scheduler-\(number)" : nil) }
            try await body(cluster)
        } catch {
            await cluster.stop()
            throw error
        }
        await cluster.stop()
    }

    private init() {
        var logger = Logger(label: "test")
        logger.logLevel = .critical
        let server = APIServer(options: APIServerOptions(), clock: clock, logger: logger, store: MemoryStore(), listens: false)
        apiServer = server
        self.server = Task { try? await server.run() }
        client = Client(transport: InProcessTransport(server: server, user: .apiServer))
    }

    func startScheduler(identity: String?, _ options: SchedulerOptions = SchedulerOptions()) {
        var logger = Logger(label: "test")
        logger.logLevel = .critical
        let user = APIUser(name: "system:kube-scheduler", groups: ["system:authenticated"])
        var options = options
        if let identity { options.election = .init(LeaderElectionOptions(resourceName: "kube-scheduler"), identity: identity) }
        let scheduler = Scheduler(
            client: Client(transport: InProcessTransport(server: apiServer, user: user)), clock: clock, logger: logger, options: options)
        schedulers.withLock { $0.append(Task { try? await scheduler.run() }) }
    }

    /// Ends the oldest scheduler, whatever it is at.
    func killScheduler() async {
        let task = schedulers.withLock { $0.isEmpty ? nil : $0.removeFirst() }
        task?.cancel()
        await task?.value
    }

    private func stop() async {
        while schedulers.withLock({ !$0.isEmpty }) { await killScheduler() }
        server.cancel()
        await server.value
    }

    func eventually(_ what: String, sourceLocation: SourceLocation = #_sourceLocation, _ condition: () async throws -> Bool) async throws {
        let start = ContinuousClock.now
        while true {
            if (try? await condition()) == true { return }
            if ContinuousClock.now - start > .seconds(60) {
                Issue.record("never happened: \(what)", sourceLocation: sourceLocation)
                throw CancellationError()
            }
            clock.advance(by: .milliseconds(100))
            try await Task.sleep(for: .milliseconds(3))
        }
    }

    // MARK: Objects

    func addNode(_ name: String, cpu: Quantity = "2", labels: [String: String] = [:], extra: [String: Quantity] = [:]) async throws {
        let node = makeNode(name, cpu: cpu, labels: labels, extra: extra)
        var created = try await client.create(node)
        created.status = node.status
        _ = try await client.updateStatus(created)
        // The admission of new nodes keeps pods away until they are ready, and nobody makes them so here.
        try await eventually("node \(name) without taints") {
            var current = try await self.client.get(Node.self, name)
            if current.spec.taints.isEmpty { return true }
            current.spec.taints = []
            _ = try await self.client.update(current)
            return false
        }
    }

    @discardableResult
    func addPod(_ name: String, cpu: Quantity? = nil, _ change: (inout Pod) -> Void = { _ in }) async throws -> Pod {
        var pod = makePod(name, cpu: cpu)
        pod.metadata.uid = ""
        pod.status = PodStatus()
        pod.spec.containers[0].image = "registry.k8s.io/pause"
        pod.spec.automountServiceAccountToken = false
        pod.spec.terminationGracePeriodSeconds = 0
        change(&pod)
        return try await client.create(pod)
    }

    func pod(_ name: String) async throws -> Pod { try await client.get(Pod.self, name, namespace: "default") }

    func node(of name: String) async throws -> String { try await pod(name).spec.nodeName ?? "" }

    func addPriority(_ name: String, _ value: Int, preempts: Bool = true) async throws {
        var priority = PriorityClass()
        if !preempts { priority.preemptionPolicy = "Never" }
        priority.metadata.name = name
        priority.value = value
        _ = try await client.create(priority)
    }

    func isUnschedulable(_ name: String, _ text: String) async throws -> Bool {
        let condition = try await pod(name).status.condition("PodScheduled")
        return condition?.status == "False" && condition?.reason == "Unschedulable" && condition?.message?.contains(text) == true
    }
}
