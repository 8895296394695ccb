import APIServer
import JSON
import KubernetesAPI
import KubernetesClient
import Logging
import Store
import Synchronization
import Testing

@testable import ControllerManager

/// An API server, the controller manager and a node that pretends, in one process under one clock that the test drives.
final class TestCluster: Sendable {
    let clock = ManualClock()
    let client: Client
    /// The directories of local volumes, "node/name", as the nodes' kubelets keep them.
    let directories = NodeDisks()
    /// What the metrics APIs say.
    let metrics = FakeMetrics()
    /// What the first controller manager shows of itself.
    let telemetry = ControllerManagerTelemetry()
    private let server: Task<Void, Never>
    let apiServer: APIServer
    /// The pods that processes of ``ProcessLife`` made.
    let made = PodCount()
    let options: ControllerManagerOptions
    private let managers = Mutex<[Task<Void, Never>]>([])

    /// Runs `body` against a fresh cluster with these controllers.
    /// - Parameter resources: what the API server serves beside its defaults, as `--runtime-config` has it.
    static func run(
        controllers: [String] = ["*"], serving resources: [String] = [], options change: (inout ControllerManagerOptions) -> Void = { _ in },
        _ body: (TestCluster) async throws -> Void
    ) async throws {
        var options = ControllerManagerOptions()
        options.controllers = controllers
        options.leaderElect = false
        options.rootCA = "-----BEGIN CERTIFICATE-----"
        change(&options)
        let cluster = TestCluster(options, resources)
        do {
            // What the server makes for itself is there before anybody asks for it; its clock may stand still meanwhile.
            for _ in 0..<2000 where !cluster.apiServer.isReady { try await Task.sleep(for: .milliseconds(5)) }
            // Pods need an account, where somebody makes one.
            if !options.identity.isEmpty, ControllerNames.enables(options.controllers, ServiceAccountController.name, byDefault: true) {
                for _ in 0..<2000 where (try? await cluster.client.get(ServiceAccount.self, "default", namespace: "default")) == nil { try await Task.sleep(for: .milliseconds(5)) }
            }
            try await body(cluster)
        } catch {
            await cluster.stop()
            throw error
        }
        await cluster.stop()
    }

    private init(_ options: ControllerManagerOptions, _ resources: [String]) {
        var logger = Logger(label: "test")
        logger.logLevel = .critical
        var serverOptions = APIServerOptions()
        for resource in resources { serverOptions.runtimeConfig[resource] = true }
        let server = APIServer(options: serverOptions, clock: clock, logger: logger, store: MemoryStore(), listens: false)
        apiServer = server
        self.server = Task { try? await server.run() }
        self.options = options
        client = Client(transport: InProcessTransport(server: server, user: .apiServer))
        if !options.identity.isEmpty { startManager(options.identity) }
    }

    /// Starts a controller manager; there may be several.
    func startManager(_ identity: String) {
        var logger = Logger(label: "test")
        logger.logLevel = .critical
        var options = options
        options.identity = identity
        let isFirst = managers.withLock(\.isEmpty)
        // With the rights that they have in a cluster, and no more.
        let (apiServer, directories, metrics) = (apiServer, directories, metrics)
        @Sendable func client(_ user: String, _ groups: String...) -> Client {
            let transport = InProcessTransport(server: apiServer, user: APIUser(name: user, groups: groups + ["system:authenticated"]))
            return Client(transport: MetricsTransport(base: NodeTransport(base: transport, disks: directories), metrics: metrics))
        }
        let manager = ControllerManager(
            client: client("system:kube-controller-manager"),
            clientForAccount: { client("system:serviceaccount:kube-system:\($0)", "system:serviceaccounts", "system:serviceaccounts:kube-system") },
            clock: clock, logger: logger, options: options, telemetry: isFirst ? telemetry : ControllerManagerTelemetry())
        managers.withLock { $0.append(Task { try? await manager.run() }) }
    }

    /// Ends the oldest controller manager, whatever it is at.
    func killManager() async {
        let task = managers.withLock { $0.isEmpty ? nil : $0.removeFirst() }
        task?.cancel()
        await task?.value
    }

    private func stop() async {
        while managers.withLock({ !$0.isEmpty }) { await killManager() }
        server.cancel()
        await server.value
    }

    /// Waits until `condition` holds, letting `step` of the cluster's time pass at each look. The node works meanwhile.
    func eventually(
        _ what: String, step: Duration = .milliseconds(100), nodeWorks: Bool = true, binds: Bool = true,
        sourceLocation: SourceLocation = #_sourceLocation, _ condition: () async throws -> Bool
    ) async throws {
        let start = ContinuousClock.now
        while true {
            if nodeWorks { try await work(binds: binds) }
            if (try? await condition()) == true { return }
            if ContinuousClock.now - start > .seconds(60) {
                Issue.record("never happened: \(what)", sourceLocation: sourceLocation)
                throw CancellationError()
            }
            clock.advance(by: step)
            try await Task.sleep(for: .milliseconds(3))
        }
    }

    /// Lets time pass in small steps, so that everyone who sleeps in between wakes in order.
    func pass(_ duration: Duration, nodeWorks: Bool = true) async throws {
        let end = clock.monotonic + duration
        while clock.monotonic < end {
            if nodeWorks { try await work() }
            clock.advance(by: .milliseconds(500))
            try await Task.sleep(for: .milliseconds(1))
        }
    }

    // MARK: The node

    static let node = "node-1"

    func addNode(_ name: String = TestCluster.node, address: String = "192.168.1.10") async throws {
        var node = Node()
        node.metadata.name = name
        node = try await client.create(node)
        // Others write into it already; the status is ours.
        node.metadata.resourceVersion = ""
        node.status.conditions = [
            NodeCondition(type: "Ready", status: "True", lastHeartbeatTime: clock.time, lastTransitionTime: clock.time)
        ]
        node.status.addresses = [NodeAddress(type: "InternalIP", address: address)]
        _ = try await client.updateStatus(node)
        // A real one comes without taints as soon as it is ready.
        try await eventually("\(name) is ready and untainted", nodeWorks: false) {
            try await self.client.get(Node.self, name).spec.taints.isEmpty
        }
    }

    /// What kubelet and, where none runs, scheduler do, in one step for each pod: bind, run, and let go.
    func work(binds: Bool = true) async throws {
        for pod in try await client.list(Pod.self).items {
            do {
                if pod.metadata.isBeingDeleted {
                    try await client.delete(
                        Pod.self, pod.metadata.name, namespace: pod.metadata.namespace, options: DeleteOptions(gracePeriodSeconds: 0))
                } else if (pod.spec.nodeName ?? "").isEmpty {
                    guard binds else { continue }
                    try await client.bind(
                        pod: pod.metadata.name, namespace: pod.metadata.namespace, uid: pod.metadata.uid,
                        to: DaemonPods.node(of: pod) ?? Self.node)
                } else if pod.status.phase == "Pending" {
                    try await start(pod)
                }
            } catch is APIError {
                // Somebody else was faster; the next look shows what is left to do.
            }
        }
    }

    private func start(_ pod: Pod) async throws {
        // An image of this name never comes up.
        if pod.spec.containers.first?.image == "broken" { return }
        let number = pod.metadata.uid.utf8.reduce(0) { ($0 &* 31 &+ Int($1)) & 0xFFFF }
        let address = "10.244.\(number >> 8).\(number & 255)"
        var running = pod
        running.status.phase = "Running"
        running.status.startTime = clock.time
        running.status.podIP = address
        running.status.podIPs = [PodIP(ip: address)]
        running.status.conditions.removeAll { $0.type == "Ready" }
        running.status.conditions.append(PodCondition(type: "Ready", status: "True", lastTransitionTime: clock.time))
        _ = try await client.updateStatus(running)
    }

    /// Ends a pod's containers.
    func finish(_ pod: Pod, phase: String, exitCode: Int = 0) async throws {
        var ended = try await client.get(Pod.self, pod.metadata.name, namespace: pod.metadata.namespace)
        ended.status.phase = phase
        ended.status.conditions.removeAll { $0.type == "Ready" }
        ended.status.containerStatuses = [
            ContainerStatus(
                name: "c", state: ContainerState(terminated: ContainerStateTerminated(exitCode: exitCode, finishedAt: clock.time)))
        ]
        _ = try await client.updateStatus(ended)
    }

    // MARK: Looking

    func pods(_ namespace: String = "default") async throws -> [Pod] {
        try await client.list(Pod.self, namespace: namespace).items.filter { !$0.metadata.isBeingDeleted }
    }

    func eventMessages(_ reason: String, namespace: String = "default") async throws -> [String] {
        try await client.list(Event.self, namespace: namespace).items.filter { $0.reason == reason }.compactMap(\.message)
    }
}
