import KubernetesAPI
import KubernetesClient

/// What a controller can tell of a node's health from the outside: when it last saw a sign of life.
///
/// Signs are a renewed Lease and a changed status. Their times are those of this machine's clock when the change was seen,
/// so that nodes' clocks need not agree.
struct NodeHealth: Sendable {
    private(set) var lastSign: Time
    private var renewTime: MicroTime?
    private var heartbeat: Time?
    private var hasReadyCondition: Bool

    /// A node seen for the first time is taken to be alive now; one that never posted, from its creation on.
    init(_ node: Node, lease: Lease?, now: Time) {
        renewTime = lease?.spec.renewTime
        heartbeat = node.status.condition("Ready")?.lastHeartbeatTime
        hasReadyCondition = node.status.condition("Ready") != nil
        lastSign = hasReadyCondition ? now : node.metadata.creationTimestamp ?? now
    }

    mutating func observe(_ node: Node, lease: Lease?, now: Time) {
        let renewed = lease?.spec.renewTime
        let beat = node.status.condition("Ready")?.lastHeartbeatTime
        let ready = node.status.condition("Ready") != nil
        if (renewed != nil && renewed != renewTime) || (beat != nil && beat != heartbeat) || (ready && !hasReadyCondition) { lastSign = now }
        renewTime = renewed ?? renewTime
        heartbeat = beat ?? heartbeat
        hasReadyCondition = ready
    }

    /// Counts from now on as if a sign had just been seen.
    mutating func restart(now: Time) { lastSign = now }

    static let conditions = ["Ready", "MemoryPressure", "DiskPressure", "PIDPressure"]

    /// The node's conditions with those unknown that the kubelet should have posted.
    static func conditionsWhenSilent(_ node: Node, now: Time) -> [NodeCondition] {
        var conditions = node.status.conditions
        for type in Self.conditions {
            guard let index = conditions.firstIndex(where: { $0.type == type }) else {
                conditions.append(
                    NodeCondition(
                        type: type, status: "Unknown",
                        lastHeartbeatTime: node.metadata.creationTimestamp, lastTransitionTime: now, reason: "NodeStatusNeverUpdated", message: "Kubelet never posted node status."))
                continue
            }
            guard conditions[index].status != "Unknown" else { continue }
            conditions[index].status = "Unknown"
            conditions[index].reason = "NodeStatusUnknown"
            conditions[index].message = "Kubelet stopped posting node status."
            conditions[index].lastTransitionTime = now
        }
        return conditions
    }
}

/// The taints that follow from a node's conditions.
enum NodeTaints {
    /// Those that keep new pods away.
    static func noSchedule(_ node: Node) -> [Taint] {
        var keys: [String] = []
        switch node.status.condition("Ready")?.status {
        case "False": keys.append(NodeTaint.notReady)
        case "Unknown": keys.append(NodeTaint.unreachable)
        default: break
        }
        let pressures = [
            ("MemoryPressure", NodeTaint.memoryPressure), ("DiskPressure", NodeTaint.diskPressure),
            ("PIDPressure", NodeTaint.pidPressure), ("NetworkUnavailable", NodeTaint.networkUnavailable),
        ]
        for (type, key) in pressures where node.status.condition(type)?.status == "True" { keys.append(key) }
        if node.spec.unschedulable == true { keys.append(NodeTaint.unschedulable) }
        return keys.map { Taint(key: $0, effect: "NoSchedule") }
    }

    private static let managed: Set<String> = [
        NodeTaint.notReady, NodeTaint.unreachable, NodeTaint.memoryPressure, NodeTaint.diskPressure, NodeTaint.pidPressure,
        NodeTaint.networkUnavailable, NodeTaint.unschedulable,
    ]

    /// The one that drives pods away, if the node is not well.
    static func noExecute(_ node: Node) -> Taint? {
        switch node.status.condition("Ready")?.status {
        case "False": Taint(key: NodeTaint.notReady, effect: "NoExecute")
        case "Unknown": Taint(key: NodeTaint.unreachable, effect: "NoExecute")
        default: nil
        }
    }

    /// The node's taints as they should be. Those of others stay untouched. A node that is not well and must not be
    /// emptied now (`mayEvict` false) gets no new NoExecute taint, but one that it has is kept in step with its condition.
    static func desired(_ node: Node, mayEvict: Bool, now: Time) -> [Taint] {
        var taints = node.spec.taints
        let wanted = noSchedule(node)
        taints.removeAll { taint in
            taint.effect == "NoSchedule" && managed.contains(taint.key) && !wanted.contains { $0.isSame(as: taint) }
        }
        for var taint in wanted where !taints.contains(where: { $0.isSame(as: taint) }) {
            taint.timeAdded = now
            taints.append(taint)
        }
        let healthKeys = [NodeTaint.notReady, NodeTaint.unreachable]
        let evicting = taints.first { $0.effect == "NoExecute" && healthKeys.contains($0.key) }
        let drive = noExecute(node)
        taints.removeAll { taint in
            taint.effect == "NoExecute" && healthKeys.contains(taint.key) && drive.map { !$0.isSame(as: taint) } ?? true
        }
        if var drive, !taints.contains(where: { $0.isSame(as: drive) }), mayEvict || evicting != nil {
            drive.timeAdded = now
            taints.append(drive)
        }
        return taints
    }
}

/// How fast the nodes of a zone may be emptied, from how many of them are well.
struct ZoneDisruption: Sendable {
    enum State: Equatable, Sendable { case normal, partial, full }

    /// Kubernetes calls a zone partially disrupted above this share of nodes that are not ready, and more than two of them.
    static func state(ready: Int, notReady: Int, threshold: Double) -> State {
        if ready == 0 && notReady > 0 { return .full }
        if notReady > 2 && Double(notReady) / Double(max(1, notReady + ready)) >= threshold { return .partial }
        return .normal
    }

    /// Nodes a second.
    static func rate(_ state: State, nodes: Int, options: ControllerManagerOptions) -> Double {
        switch state {
        case .normal, .full: options.nodeEvictionRate
        case .partial: nodes > options.largeClusterSizeThreshold ? options.secondaryNodeEvictionRate : 0
        }
    }
}
