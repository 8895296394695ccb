import KubernetesAPI
import Synchronization

/// What the scheduler knows of the cluster: nodes, the pods on them, and the pods that it has placed but has not
/// yet heard of again (assumed pods).
///
/// Assuming lets the next pod be placed while the binding of the last one is still on its way. Safe to use from
/// any task; the informers write, the scheduling loop reads through ``update(_:)``.
final class SchedulerCache: Sendable {
    /// A pod with its node.
    private struct PodState {
        var info: PodInfo
        var node: String
        /// Until when the pod is believed to be on its node without having been heard of; nil once it has been, or
        /// while its binding is under way.
        var deadline: Duration?
        var isAssumed: Bool
    }

    /// All that is known.
    private struct State {
        /// Nodes that are known, and nodes that are not but have pods.
        var nodes: [String: NodeInfo] = [:]
        var known: Set<String> = []
        var pods: [String: PodState] = [:]
        /// The names of nodes that were changed, the last at the end; the first has the number `firstChange`.
        var changes: [String] = []
        var firstChange = 1
        var generation: Int { firstChange + changes.count - 1 }
        /// Changes whenever nodes come, go or move between zones.
        var orderGeneration = 0
        var nominations: [String: (pod: PodInfo, node: String)] = [:]
    }

    private let state = Mutex(State())
    private let clock: any WallClock
    /// How long a bound pod is believed in without news of it. Kubernetes' own default was 15 minutes at most.
    private let assumedPodLifetime: Duration

    init(clock: any WallClock, assumedPodLifetime: Duration = .seconds(900)) {
        self.clock = clock
        self.assumedPodLifetime = assumedPodLifetime
    }

    // MARK: Nodes

    /// Sets a node; returns what that may mean to waiting pods.
    func setNode(_ node: Node) -> ClusterChange {
        let description = NodeDescription(node)
        return state.withLock { state in
            Self.note(description.name, &state)
            let isNew = state.known.insert(description.name).inserted
            if let old = state.nodes[description.name]?.description {
                state.nodes[description.name]?.description = description
                if isNew {
                    state.orderGeneration += 1
                    return ClusterChange(events: .nodeAdded, .node(old: nil, new: description))
                }
                if old.zone != description.zone { state.orderGeneration += 1 }
                return ClusterChange(events: description.changes(since: old), .node(old: old, new: description))
            }
            state.nodes[description.name] = NodeInfo(description)
            state.orderGeneration += 1
            return ClusterChange(events: .nodeAdded, .node(old: nil, new: description))
        }
    }

    /// Forgets a node; returns what that may mean to waiting pods.
    @discardableResult
    func removeNode(_ name: String) -> ClusterChange {
        state.withLock { state in
            guard state.known.remove(name) != nil else { return .none }
            state.orderGeneration += 1
            let change = ClusterChange(events: .nodeDeleted, .node(old: state.nodes[name]?.description, new: nil))
            // Its pods are deleted one by one; until then the node is kept, out of sight.
            if state.nodes[name]?.pods.isEmpty ?? true { state.nodes[name] = nil }
            return change
        }
    }

    var nodeCount: Int { state.withLock { $0.known.count } }

    /// How much it holds: the metric `scheduler_cache_size`.
    var sizes: (nodes: Int, pods: Int, assumed: Int) {
        state.withLock { state in (state.known.count, state.pods.count, state.pods.values.count { $0.isAssumed }) }
    }

    // MARK: Pods

    /// Sets a pod that the API says is on a node; confirms it if it was assumed. Returns what that may mean to others.
    @discardableResult
    func setPod(_ pod: Pod) -> ClusterChange {
        guard let node = pod.spec.nodeName, !node.isEmpty else { return .none }
        let info = PodInfo(pod)
        return state.withLock { state in
            state.nominations[info.uid] = nil
            if let old = state.pods[info.uid] {
                let isSame = old.node == node && old.info.requests == info.requests && old.info.hostPorts == info.hostPorts
                    && old.info.labels == info.labels && old.info.priority == info.priority
                    && old.info.startTime == info.startTime && old.info.isTerminating == info.isTerminating
                if isSame {
                    // Most news of a pod is about its status: nothing to do.
                    state.pods[info.uid]?.isAssumed = false
                    state.pods[info.uid]?.deadline = nil
                    // To pods that wait for company, it is there only now that it is sure to be.
                    return old.isAssumed ? ClusterChange(events: .podAdded, .pod(old: nil, new: info, node: node)) : .none
                }
                Self.detach(old, &state)
                Self.attach(PodState(info: info, node: node, deadline: nil, isAssumed: false), &state)
                let (before, after) = (old.info.requests.reserved, info.requests.reserved)
                let isSmaller = after.milliCPU < before.milliCPU || after.memory < before.memory
                var events: ClusterEvents = old.node != node || isSmaller ? .podDeleted : []
                if old.isAssumed { events.insert(.podAdded) }
                if old.info.labels != info.labels { events.insert(.podLabels) }
                return ClusterChange(events: events, .pod(old: old.info, new: info, node: node))
            }
            Self.attach(PodState(info: info, node: node, deadline: nil, isAssumed: false), &state)
            return ClusterChange(events: .podAdded, .pod(old: nil, new: info, node: node))
        }
    }

    /// Forgets a pod that is gone or has finished. Returns what that may mean to others.
    @discardableResult
    func removePod(_ uid: String) -> ClusterChange {
        state.withLock { state in
            let nomination = state.nominations.removeValue(forKey: uid)
            guard let pod = state.pods.removeValue(forKey: uid) else {
                return nomination.map { ClusterChange(events: .podDeleted, .pod(old: $0.pod, new: nil, node: $0.node)) } ?? .none
            }
            Self.detach(pod, &state)
            return ClusterChange(events: .podDeleted, .pod(old: pod.info, new: nil, node: pod.node))
        }
    }

    /// Takes a pod as placed on a node, before the API knows.
    func assume(_ pod: PodInfo, on node: String) {
        state.withLock { state in
            state.nominations[pod.uid] = nil
            if let old = state.pods[pod.uid] { Self.detach(old, &state) }
            Self.attach(PodState(info: pod, node: node, deadline: nil, isAssumed: true), &state)
        }
    }

    /// The binding of an assumed pod succeeded: from now on it is believed in for a limited time only.
    func finishBinding(_ uid: String) {
        let deadline = clock.monotonic + assumedPodLifetime
        state.withLock { state in
            if state.pods[uid]?.isAssumed == true { state.pods[uid]?.deadline = deadline }
        }
    }

    /// The binding of an assumed pod failed: takes it off its node again.
    func forget(_ uid: String) {
        state.withLock { state in
            guard let pod = state.pods[uid], pod.isAssumed else { return }
            state.pods[uid] = nil
            Self.detach(pod, &state)
        }
    }

    /// Whether a pod has a node, assumed or confirmed.
    func isPlaced(_ uid: String) -> Bool { state.withLock { $0.pods[uid] != nil } }

    /// Forgets assumed pods that were bound long ago and never heard of. Returns whether there were any.
    func expireAssumedPods() -> Bool {
        let now = clock.monotonic
        return state.withLock { state in
            let expired = state.pods.values.filter { $0.isAssumed && ($0.deadline.map { $0 <= now } ?? false) }
            for pod in expired {
                state.pods[pod.info.uid] = nil
                Self.detach(pod, &state)
            }
            return !expired.isEmpty
        }
    }

    // MARK: Nominations

    /// Promises the room on a node to a pod for which others are being removed; nil takes the promise back.
    func nominate(_ pod: PodInfo, on node: String?) {
        state.withLock { $0.nominations[pod.uid] = node.map { (pod, $0) } }
    }

    private static func attach(_ pod: PodState, _ state: inout State) {
        state.pods[pod.info.uid] = pod
        Self.note(pod.node, &state)
        if state.nodes[pod.node] == nil {
            // We may hear of a pod before we hear of its node.
            var node = Node()
            node.metadata.name = pod.node
            state.nodes[pod.node] = NodeInfo(NodeDescription(node))
        }
        state.nodes[pod.node]?.add(pod.info)
    }

    private static func detach(_ pod: PodState, _ state: inout State) {
        Self.note(pod.node, &state)
        state.nodes[pod.node]?.remove(pod.info)
        if !state.known.contains(pod.node), state.nodes[pod.node]?.pods.isEmpty ?? false { state.nodes[pod.node] = nil }
    }

    // MARK: Snapshots

    /// Brings a snapshot up to date, by the nodes that have changed since it was last brought up to date.
    func update(_ snapshot: inout Snapshot) {
        state.withLock { state in
            if snapshot.orderGeneration != state.orderGeneration || snapshot.generation < state.firstChange - 1 {
                snapshot.replace(Self.ordered(state))
                snapshot.orderGeneration = state.orderGeneration
            } else if snapshot.generation < state.generation {
                let news = state.changes[(snapshot.generation - state.firstChange + 1)...]
                for name in Set(news) {
                    if let node = state.nodes[name] { snapshot.update(node) }
                }
            }
            snapshot.generation = state.generation
            if !state.nominations.isEmpty || !snapshot.nominated.isEmpty {
                snapshot.nominated = Dictionary(grouping: state.nominations.values, by: \.node).mapValues { $0.map(\.pod) }
            }
        }
    }

    /// Remembers that a node was changed. A snapshot that has missed more changes than are kept takes all nodes.
    private static func note(_ name: String, _ state: inout State) {
        state.changes.append(name)
        guard state.changes.count > 2 * state.nodes.count + 1000 else { return }
        let half = state.changes.count / 2
        state.changes.removeFirst(half)
        state.firstChange += half
    }

    /// The known nodes, taking turns between zones.
    private static func ordered(_ state: State) -> [NodeInfo] {
        let nodes = state.known.sorted().compactMap { state.nodes[$0] }
        let zones = Dictionary(grouping: nodes, by: \.description.zone).sorted { $0.key < $1.key }.map(\.value)
        var result: [NodeInfo] = []
        result.reserveCapacity(nodes.count)
        var turn = 0
        while result.count < nodes.count {
            for zone in zones where turn < zone.count { result.append(zone[turn]) }
            turn += 1
        }
        return result
    }
}
