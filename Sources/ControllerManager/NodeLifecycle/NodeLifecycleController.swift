import KubernetesAPI
import KubernetesClient
import Logging
import Synchronization

/// node-lifecycle-controller: says which nodes are no longer heard of, and taints those that are not well.
///
/// The rule, every `--node-monitor-period`: a node without a sign of life for `--node-monitor-grace-period` has its conditions
/// set to Unknown; the pods of a node that is not ready are not ready either; taints follow from the conditions. While
/// no node at all is ready nobody is driven away: then it is more likely we who are cut off.
final class NodeLifecycleController: Controller {
    static let name = "node-lifecycle-controller"

    private let context: ControllerContext
    private let recorder: EventRecorder
    private let nodes: Informer<Node>
    private let leases: Informer<Lease>
    private let queue: WorkQueue<ObjectKey>
    private let metrics: NodeMetrics
    private let state = Mutex(Memory())

    private struct Memory {
        var health: [String: NodeHealth] = [:]
        var isFullyDisrupted = false
        /// The nodes that were not ready when the zones were last looked at: only those may be emptied, so that of many which fail at once
        /// none goes before it is known how many they are.
        var assessed: Set<String> = []
        /// Per zone: when the next node may be emptied.
        var nextEviction: [String: Duration] = [:]
        var zones: [String: ZoneDisruption.State] = [:]
        var zoneSizes: [String: Int] = [:]
        /// Nodes whose pods have been marked not ready. Once is enough: a kubelet that lives says itself what is ready.
        var marked: Set<String> = []
    }

    init(_ context: ControllerContext) {
        self.context = context
        recorder = context.recorder("node-controller")
        nodes = context.informers.informer(for: Node.self)
        leases = context.informers.informer(for: Lease.self, namespace: "kube-node-lease")
        queue = context.queue()
        metrics = NodeMetrics(context.metrics)
        nodes.addHandler { [self] event in
            switch event {
            case .added(let node):
                recorder.event(
                    node.eventReference, type: "Normal", reason: "RegisteredNode",
                    message: "Node \(node.metadata.name) event: Registered Node \(node.metadata.name) in Controller")
                queue.add(node.key)
            case .updated(let old, let new):
                if old.status.conditions.map(\.status) != new.status.conditions.map(\.status) || old.spec != new.spec || old.metadata.labels != new.metadata.labels {
                    queue.add(new.key)
                }
            case .deleted(let node):
                state.withLock { _ = $0.health.removeValue(forKey: node.metadata.name) }
                recorder.event(
                    node.eventReference, type: "Normal", reason: "RemovingNode",
                    message: "Node \(node.metadata.name) event: Removing Node \(node.metadata.name) from Controller")
            }
        }
    }

    func run() async {
        await withDiscardingTaskGroup { group in
            group.addTask { [self] in
                await context.every(context.options.nodeMonitorPeriod, Self.name) { [self] in await monitor() }
            }
            group.addTask { [self] in
                await context.work(Self.name, on: queue, workers: 4) { [self] key in try await reconcile(key) }
            }
        }
    }

    // MARK: Health

    /// One look at all nodes.
    func monitor() async {
        let began = context.clock.monotonic
        defer { metrics.lookedAtAll(took: context.clock.monotonic - began) }
        let all = nodes.list()
        let observed = all.map(observe)
        // Before anything is written: who is told of a silent node by our own write must know already whether all are silent.
        assessZones(observed)
        for (node, after) in zip(all, observed) {
            let began = context.clock.monotonic
            defer { metrics.lookedAtOne(took: context.clock.monotonic - began) }
            if node.status.conditions == after.status.conditions { continue }
            do {
                _ = try await context.client.updateStatus(after)
            } catch {
                context.logger(Self.name).warning("cannot update node", metadata: ["node": "\(node.metadata.name)", "error": "\(error)"])
            }
        }
        for node in nodes.list() where !node.isReady { queue.add(node.key) }
    }

    /// The node as it should be told: with Unknown conditions when nothing has been heard of it for too long.
    private func observe(_ node: Node) -> Node {
        let now = context.clock.time
        let lease = leases.get(node.metadata.name, namespace: "kube-node-lease")
        let health = state.withLock { state in
            var health = state.health[node.metadata.name] ?? NodeHealth(node, lease: lease, now: now)
            health.observe(node, lease: lease, now: now)
            state.health[node.metadata.name] = health
            return health
        }
        let grace = node.status.condition("Ready") == nil ? context.options.nodeStartupGracePeriod : context.options.nodeMonitorGracePeriod
        guard Duration.seconds(now.seconds &- health.lastSign.seconds) > grace else { return node }
        var silent = node
        silent.status.conditions = NodeHealth.conditionsWhenSilent(node, now: now)
        return silent
    }

    private func assessZones(_ nodes: [Node]) {
        var counts: [String: (ready: Int, notReady: Int)] = [:]
        for node in nodes {
            if node.isReady { counts[node.failureZone, default: (0, 0)].ready += 1 } else { counts[node.failureZone, default: (0, 0)].notReady += 1 }
        }
        metrics.observe(counts)
        let zones = counts.mapValues {
            ZoneDisruption.state(ready: $0.ready, notReady: $0.notReady, threshold: context.options.unhealthyZoneThreshold)
        }
        state.withLock { state in
            state.zones = zones
            state.zoneSizes = counts.mapValues { $0.ready + $0.notReady }
            state.assessed = Set(nodes.lazy.filter { !$0.isReady }.map(\.metadata.name))
            let wasFullyDisrupted = state.isFullyDisrupted
            state.isFullyDisrupted = !zones.isEmpty && zones.values.allSatisfy { $0 == .full }
            if state.isFullyDisrupted != wasFullyDisrupted {
                context.logger(Self.name).info(
                    state.isFullyDisrupted
                        ? "no node is ready any more: nothing is evicted" : "some node is ready again: evictions go on, and every node has time to report")
            }
            guard wasFullyDisrupted, !state.isFullyDisrupted else { return }
            // It was rather we who heard nothing. Every node is given its time anew.
            for name in state.health.keys { state.health[name]?.restart(now: context.clock.time) }
        }
    }

    /// Whether this node may be emptied now; counts as done when it may.
    private func takeEviction(_ node: Node) -> Bool {
        let now = context.clock.monotonic
        return state.withLock { state in
            if state.isFullyDisrupted || !state.assessed.contains(node.metadata.name) { return false }
            let zone = node.failureZone
            let rate = ZoneDisruption.rate(state.zones[zone] ?? .normal, nodes: state.zoneSizes[zone] ?? 0, options: context.options)
            guard rate > 0, now >= state.nextEviction[zone] ?? .zero else { return false }
            state.nextEviction[zone] = now + .milliseconds(Int64(min(1000 / rate, 1e9)))
            return true
        }
    }

    // MARK: One node

    func reconcile(_ key: ObjectKey) async throws {
        guard let node = nodes.get(key.name) else { return }
        if node.isReady {
            state.withLock { _ = $0.marked.remove(key.name) }
        } else if node.status.condition("Ready") != nil && !state.withLock({ $0.marked.contains(key.name) }) {
            try await markPodsNotReady(on: node)
            state.withLock { _ = $0.marked.insert(key.name) }
        }
        let hasDrive = NodeTaints.noExecute(node).map { drive in node.spec.taints.contains { $0.isSame(as: drive) } } ?? true
        let isDriven = node.spec.taints.contains(where: \.isDriving)
        let mayEvict = !hasDrive && !isDriven && takeEviction(node)
        var updated = node
        updated.spec.taints = NodeTaints.desired(node, mayEvict: mayEvict, now: context.clock.time)
        // Those that are being emptied are left alone, too, while no node is ready.
        if state.withLock(\.isFullyDisrupted) { updated.spec.taints.removeAll { $0.isDriving } }
        updated.metadata.labels.merge(node.platformLabels) { $1 }
        guard updated != node else { return }
        _ = try await context.client.update(updated)
        if !isDriven, updated.spec.taints.contains(where: \.isDriving) { metrics.evicted(node.failureZone) }
    }

    private func markPodsNotReady(on node: Node) async throws {
        let pods = context.pods.indexed(PodIndex.node, node.metadata.name).filter { $0.isReady && $0.isActive }
        recorder.event(
            node.eventReference, type: "Normal", reason: "NodeNotReady", message: "Node \(node.metadata.name) status is now: NodeNotReady")
        for pod in pods {
            var updated = pod
            guard let index = updated.status.conditions.firstIndex(where: { $0.type == "Ready" }) else { continue }
            updated.status.conditions[index].status = "False"
            updated.status.conditions[index].lastTransitionTime = context.clock.time
            do {
                _ = try await context.client.updateStatus(updated)
                recorder.event(ObjectReference(pod), type: "Warning", reason: "NodeNotReady", message: "Node is not ready")
            } catch let error as APIError where error.isNotFound {
                continue
            }
        }
    }
}

extension Node {
    /// Events about nodes carry the node's name as uid, and live in no namespace of their own: so kubectl finds them.
    var eventReference: ObjectReference {
        ObjectReference(kind: "Node", name: metadata.name, uid: metadata.uid, apiVersion: "v1")
    }
}

extension Taint {
    /// Whether it is one of those that empty a node that is not well.
    var isDriving: Bool { effect == "NoExecute" && (key == NodeTaint.notReady || key == NodeTaint.unreachable) }
}

extension Node {
    /// Nodes that fail together: those of a zone in a region.
    var failureZone: String {
        func label(_ name: String, _ old: String) -> String { metadata.labels[name] ?? metadata.labels[old] ?? "" }
        let region = label("topology.kubernetes.io/region", "failure-domain.beta.kubernetes.io/region")
        let zone = label("topology.kubernetes.io/zone", "failure-domain.beta.kubernetes.io/zone")
        return region.isEmpty && zone.isEmpty ? "" : "\(region)/\(zone)"
    }

    /// The old names of the labels for operating system and architecture, which say the same as the new ones.
    var platformLabels: [String: String] {
        var result: [String: String] = [:]
        for name in ["os", "arch"] {
            if let value = metadata.labels["kubernetes.io/\(name)"] { result["beta.kubernetes.io/\(name)"] = value }
        }
        return result
    }
}
