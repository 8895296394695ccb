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
    /// The sizes in bytes of the images that the node has, by each of their names.
    let images: [String: Int]
    /// Features that are new and that the node says it has (`status.declaredFeatures`).
    let declaredFeatures: Set<String>

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
        var images: [String: Int] = [:]
        for image in node.status.images { for name in image.names { images[name] = image.sizeBytes ?? 0 } }
        self.images = images
        declaredFeatures = Set(node.status.declaredFeatures)
    }

    /// What of a node became different, as far as it may help a pod that waits.
    func changes(since old: NodeDescription) -> ClusterEvents {
        var events: ClusterEvents = []
        if allocatable != old.allocatable || allowedPods != old.allowedPods { events.insert(.nodeAllocatable) }
        if labels != old.labels { events.insert(.nodeLabels) }
        if hardTaints != old.hardTaints || isUnschedulable != old.isUnschedulable { events.insert(.nodeTaints) }
        if declaredFeatures != old.declaredFeatures { events.insert(.nodeOther) }
        return events
    }

    /// Whether pods are counted here as they were there: same labels and taints.
    func isSamePlace(as other: NodeDescription) -> Bool {
        self === other || (labels == other.labels && hardTaints == other.hardTaints)
    }
}

/// A node with the pods on it and what they leave of it.
///
/// A value, so that preemption can change a copy to see what would be; copying costs two reference counts.
struct NodeInfo: Sendable {
    /// The pods, and what they use together.
    private struct Contents: Sendable {
        var pods: [PodInfo] = []
        var requested = Resources()
        var requestedForScoring = Resources()
        var usedPorts: [HostPort] = []
    }

    /// What the scheduler looks at for every pod, in one place: following references to it would take most of the time of a search.
    struct Essence: Sendable {
        var milliCPU = 0
        var memory = 0
        var milliCPUForScoring = 0
        var memoryForScoring = 0
        var allocatableMilliCPU = 0
        var allocatableMemory = 0
        var freePods = 0
        var isUnschedulable = false
        var hasHardTaints = false
        var hasSoftTaints = false
        var hasImages = false
        /// The node's place in the books of a ``TopologyIndex``; -1 outside of a snapshot.
        var slot = -1
    }

    var description: NodeDescription { didSet { summarize() } }
    private(set) var essence = Essence()
    /// Always one element: an array shares and copies its buffer as wanted here.
    private var box = [Contents()]

    init(_ description: NodeDescription) {
        self.description = description
        summarize()
    }

    private mutating func summarize() {
        let contents = box[0]
        essence.milliCPU = contents.requested.milliCPU
        essence.memory = contents.requested.memory
        essence.milliCPUForScoring = contents.requestedForScoring.milliCPU
        essence.memoryForScoring = contents.requestedForScoring.memory
        essence.allocatableMilliCPU = description.allocatable.milliCPU
        essence.allocatableMemory = description.allocatable.memory
        essence.freePods = description.allowedPods.subtracting(contents.pods.count)
        essence.isUnschedulable = description.isUnschedulable
        essence.hasHardTaints = !description.hardTaints.isEmpty
        essence.hasSoftTaints = !description.softTaints.isEmpty
        essence.hasImages = !description.images.isEmpty
    }

    var name: String { description.name }
    var slot: Int {
        get { essence.slot }
        set { essence.slot = newValue }
    }
    var pods: [PodInfo] { box[0].pods }
    var requested: Resources { box[0].requested }
    /// What the pods request where a container that asks for nothing counts as a small one.
    var requestedForScoring: Resources { box[0].requestedForScoring }
    var usedPorts: [HostPort] { box[0].usedPorts }
    mutating func add(_ pod: PodInfo) {
        box[0].pods.append(pod)
        box[0].requested += pod.requests.reserved
        box[0].requestedForScoring += pod.requests.forScoring
        if !pod.hostPorts.isEmpty { box[0].usedPorts += pod.hostPorts }
        summarize()
    }

    mutating func remove(_ pod: PodInfo) {
        guard let index = box[0].pods.firstIndex(where: { $0.uid == pod.uid }) else { return }
        let old = box[0].pods[index]
        box[0].pods.swapAt(index, box[0].pods.count - 1)
        box[0].pods.removeLast()
        box[0].requested -= old.requests.reserved
        box[0].requestedForScoring -= old.requests.forScoring
        for port in old.hostPorts {
            if let place = box[0].usedPorts.firstIndex(of: port) { box[0].usedPorts.remove(at: place) }
        }
        summarize()
    }
}
