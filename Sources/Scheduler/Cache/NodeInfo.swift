import KubernetesAPI

/// What a node says about itself, worked out once for each change of the node.
final class NodeDescription: Sendable {
    let name: String
    let labels: [String: String]
    /// Taints that keep pods away (`NoSchedule`, `NoExecute`).
    let hardTaints: [Taint]
    /// Taints that only make the node less liked (`PreferNoSchedule`).
    let softTaints: [Taint]
    let isUnschedulable: Bool
    let allocatable: Resources
    /// How many pods the node takes.
    let allowedPods: Int
    let zone: String

    init(_ node: Node) {
        name = node.metadata.name
        labels = node.metadata.labels
        hardTaints = node.spec.taints.filter { $0.effect == "NoSchedule" || $0.effect == "NoExecute" }
        softTaints = node.spec.taints.filter { $0.effect == "PreferNoSchedule" }
        isUnschedulable = node.spec.unschedulable ?? false
        allocatable = Resources(node.status.allocatable)
        allowedPods = node.status.allocatable["pods"]?.value ?? 0
        let region = labels["topology.kubernetes.io/region"] ?? ""
        zone = region + "\u{0}" + (labels["topology.kubernetes.io/zone"] ?? "")
    }

    /// What of a node became different, as far as it may help a pod that waits.
    func changes(since old: NodeDescription) -> ClusterEvents {
        var events: ClusterEvents = []
        if allocatable != old.allocatable || allowedPods != old.allowedPods { events.insert(.nodeAllocatable) }
        if labels != old.labels { events.insert(.nodeLabels) }
        if hardTaints != old.hardTaints || isUnschedulable != old.isUnschedulable { events.insert(.nodeTaints) }
        return events
    }
}

/// A node with the pods on it and what they leave of it.
struct NodeInfo: Sendable {
    var description: NodeDescription
    private(set) var pods: [PodInfo] = []
    private(set) var requested = Resources()
    /// What the pods request where a container that asks for nothing counts as a small one.
    private(set) var requestedForScoring = Resources()
    private(set) var usedPorts: [HostPort] = []

    init(_ description: NodeDescription) {
        self.description = description
    }

    var name: String { description.name }

    mutating func add(_ pod: PodInfo) {
        pods.append(pod)
        requested += pod.requests.reserved
        requestedForScoring += pod.requests.forScoring
        usedPorts += pod.hostPorts
    }

    mutating func remove(_ pod: PodInfo) {
        guard let index = pods.firstIndex(where: { $0.uid == pod.uid }) else { return }
        let old = pods[index]
        pods.swapAt(index, pods.count - 1)
        pods.removeLast()
        requested -= old.requests.reserved
        requestedForScoring -= old.requests.forScoring
        for port in old.hostPorts {
            if let place = usedPorts.firstIndex(of: port) { usedPorts.remove(at: place) }
        }
    }
}
