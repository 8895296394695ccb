import KubernetesAPI
import KubernetesClient
import Logging
import Synchronization

/// Registers the node, and keeps its status and Lease. Safe to use from any task.
public final class NodeStatusManager: NodeStatusManaging {
    private let client: Client?
    private let informer: Informer<Node>?
    private let options: KubeletOptions
    private let version: String
    private let health: any RuntimeHealth
    private let pressure: NodePressure
    private let clock: any WallClock
    private let logger: Logger
    private let machine: MachineInfo
    private let ips: [String]
    private let events: NodeEvents
    private let devices: DeviceManager?
    private let known = Mutex<Node?>(nil)

    /// How often a node that is not ready yet looks whether it is.
    private static let startInterval: Duration = .milliseconds(100)

    /// - Parameters:
    ///   - client: nil for a node that stands alone.
    ///   - version: the kubelet's own, as `kubectl get nodes` shows it.
    public convenience init(
        client: Client?, informers: InformerFactory?, options: KubeletOptions, version: String, health: any RuntimeHealth,
        pressure: NodePressure = NodePressure(), recorder: EventRecorder? = nil, clock: any WallClock, logger: Logger
    ) {
        self.init(
            client: client, informers: informers, options: options, version: version, health: health, pressure: pressure, recorder: recorder,
            devices: nil, clock: clock, logger: logger)
    }

    /// - Parameter devices: whose plug-ins' resources are told too.
    convenience init(
        client: Client?, informers: InformerFactory?, options: KubeletOptions, version: String, health: any RuntimeHealth,
        pressure: NodePressure = NodePressure(), recorder: EventRecorder? = nil, devices: DeviceManager?, clock: any WallClock, logger: Logger
    ) {
        self.init(
            client: client, informers: informers, options: options, version: version, health: health, pressure: pressure,
            recorder: recorder, machine: MachineInfo.read(rootDirectory: options.rootDirectory), devices: devices, clock: clock, logger: logger)
    }

    init(
        client: Client?, informers: InformerFactory?, options: KubeletOptions, version: String, health: any RuntimeHealth,
        pressure: NodePressure = NodePressure(), recorder: EventRecorder? = nil, machine: MachineInfo, devices: DeviceManager? = nil, clock: any WallClock, logger: Logger
    ) {
        self.devices = devices
        self.client = client
        informer = client == nil ? nil : informers?.informer(for: Node.self, fieldSelector: "metadata.name=\(options.nodeName)")
        self.options = options
        self.version = version
        self.health = health
        self.pressure = pressure
        self.clock = clock
        self.logger = logger
        self.machine = machine
        ips = NodeAddresses.resolve(options.nodeIPs)
        events = NodeEvents(recorder: recorder, nodeName: options.nodeName)
        for ip in ips where !NodeAddresses.isOwn(ip) {
            logger.warning("node IP not found in the host's network interfaces", metadata: ["ip": "\(ip)"])
        }
    }

    // MARK: NodeStatusManaging

    public func node() -> Node? { informer?.get(options.nodeName) ?? known.withLock { $0 } }

    public func hostIPs() -> [String] { ips }

    /// What the node has for pods.
    public func allocatable() -> [String: Quantity] {
        NodeStatusBuilder(
            options: options, version: version, machine: machine, ips: ips, problems: [], images: []
        ).allocatable
    }

    public func run() async throws {
        guard let client else {
            while true { try await clock.sleep(for: .seconds(3600)) }
        }
        let lease = NodeLease(
            client: client, nodeName: options.nodeName, clock: clock, logger: logger, node: { [weak self] in self?.node() },
            duration: Int(options.node.leaseDurationSeconds))
        events.starting()
        try await withThrowingDiscardingTaskGroup { group in
            group.addTask { try await lease.run() }
            group.addTask { try await self.keepStatus(client) }
        }
    }

    // MARK: Status

    private func keepStatus(_ client: Client) async throws {
        if options.registerNode { try await register(client) }
        var reported: (status: NodeStatus, at: Duration)?
        while true {
            let changes = pressure.changes
            do {
                reported = try await report(client, reported)
            } catch {
                try Task.checkCancellation()
                logger.warning("error updating node status, will retry", metadata: ["node": "\(options.nodeName)", "error": "\(error)"])
            }
            // A new node is to be seen as ready as soon as it is.
            let isReady = reported?.status.condition("Ready")?.status == "True"
            // Pressure and shutdown are told at once.
            try await pressure.wait(
                beyond: changes, atMost: isReady || pressure.isShuttingDown ? options.nodeStatusUpdateFrequency : Self.startInterval, clock: clock)
        }
    }

    private func register(_ client: Client) async throws {
        let registration = NodeRegistration(client: client, options: options, machine: machine, forgetsExtended: devices?.startsAfresh ?? false)
        for text in options.registerWithTaints where NodeRegistration.taint(text) == nil {
            logger.error("invalid taint in --register-with-taints", metadata: ["taint": "\(text)"])
        }
        var backoff = Backoff(first: .milliseconds(100), last: .seconds(7), jitter: 0)
        while true {
            do {
                let (node, isNew) = try await registration.register(status: await status(from: NodeStatus()))
                known.withLock { $0 = node }
                // Where the runtime was there first, a new node is ready at once, and no later report changes that.
                if isNew { events.observed(NodeStatus(), node.status, unschedulable: node.spec.unschedulable ?? false) }
                logger.info("successfully registered node", metadata: ["node": "\(options.nodeName)"])
                return
            } catch {
                try Task.checkCancellation()
                logger.warning("unable to register node with API server", metadata: ["node": "\(options.nodeName)", "error": "\(error)"])
                try await clock.sleep(for: backoff.next(random: 0))
            }
        }
    }

    private func status(from old: NodeStatus) async -> NodeStatus {
        var problems: [String] = []
        if let error = health.runtimeError { problems.append(error) }
        if let error = health.networkError { problems.append(error) }
        if pressure.isShuttingDown { problems.append("node is shutting down") }
        let builder = NodeStatusBuilder(
            options: options, version: version, machine: machine, ips: ips, pressures: pressure.pressures,
            runtimeVersion: health.runtimeVersion, problems: problems,
            images: await health.images(limit: options.images.nodeStatusMaxImages), runtimeHandlers: health.runtimeHandlers,
            features: health.features, devices: devices?.capacity() ?? ([:], [:]))
        return builder.build(from: old, now: clock.time)
    }

    /// Sends the status when it has changed or was not sent for long. Returns what was sent last.
    private func report(
        _ client: Client, _ reported: (status: NodeStatus, at: Duration)?
    ) async throws -> (status: NodeStatus, at: Duration)? {
        let current: Node
        if reported != nil, let node = node() {
            current = node
        } else {
            // As client-go's kubelet: the first look is at any state that the server has at hand.
            current = try await client.get(Node.self, options.nodeName, resourceVersion: "0")
        }
        let status = await status(from: current.status)
        await health.use(podCIDRs: current.spec.podCIDRs.isEmpty ? [current.spec.podCIDR].compactMap { $0 } : current.spec.podCIDRs)
        events.observed(current.status, status, unschedulable: current.spec.unschedulable ?? false)
        let now = clock.monotonic
        if let reported, NodeStatusBuilder.isSame(status, current.status), now - reported.at < options.node.statusReportFrequency {
            return reported
        }
        let node = try await client.patch(
            Node.self, options.nodeName, subresource: "status", .strategic(["status": Self.patch(status, current.status)]))
        known.withLock { $0 = node }
        return (status, now)
    }

    /// The fields that differ. Conditions are merged by their type, so that other writers' stay; addresses are replaced.
    static func patch(_ new: NodeStatus, _ old: NodeStatus) -> JSONValue {
        let after = new.jsonValue()
        let before = old.jsonValue()
        var patch = JSONObject()
        for (key, value) in after.object ?? [:] where before[key] != value {
            if key == "addresses" {
                patch[key] = .array((value.array ?? []) + [["$patch": "replace"]])
            } else if key == "conditions" {
                patch[key] = .array((value.array ?? []).filter { condition in !(before["conditions"]?.array ?? []).contains(condition) })
            } else {
                patch[key] = value
            }
        }
        for key in before.object?.keys ?? [] where after[key] == nil && ["images", "runtimeHandlers", "features"].contains(key) { patch[key] = .null }
        return .object(patch)
    }
}
