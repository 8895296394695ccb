import KubernetesAPI
import KubernetesClient

/// One pass over a StatefulSet: its pods in order, and the next step that may be taken.
///
/// With the policy OrderedReady a pod is only made when all before it are available, and only taken away when all behind it are
/// gone; with Parallel nothing waits. An update replaces pods from the last one down to the partition, as many at once as may be
/// unavailable; with Parallel those that are unavailable anyway go first.
struct StatefulSetPass {
    let set: StatefulSet
    let current: ControllerRevision
    let update: ControllerRevision
    let now: Time

    /// Pods that should be, by ordinal; nil where there is none yet.
    private(set) var replicas: [(ordinal: Int, pod: Pod?)] = []
    /// Pods that should not be, the highest ordinal first.
    private(set) var condemned: [Pod] = []

    /// What may be done next.
    enum Step: Equatable {
        case create(ordinal: Int)
        case delete(String, because: Reason)
        /// The pod or its claims are not what they should be for its name.
        case repair(String)
    }

    enum Reason: Equatable { case condemned, failed, succeeded, outdated }

    init(_ set: StatefulSet, pods: [Pod], current: ControllerRevision, update: ControllerRevision, now: Time) {
        self.set = set
        self.current = current
        self.update = update
        self.now = now
        var byOrdinal: [Int: Pod] = [:]
        for pod in pods { if let ordinal = StatefulPods.ordinal(of: pod, in: set) { byOrdinal[ordinal] = pod } }
        let wanted = StatefulPods.ordinals(of: set)
        replicas = wanted.map { ($0, byOrdinal[$0]) }
        condemned = byOrdinal.filter { !wanted.contains($0.key) }.sorted { $0.key > $1.key }.map(\.value)
    }

    var start: Int { max(0, set.spec.ordinals?.start ?? 0) }
    var isOrdered: Bool { self.set.spec.podManagementPolicy != "Parallel" }
    private var partition: Int { max(0, set.spec.updateStrategy.rollingUpdate?.partition ?? 0) }

    private func isAvailable(_ pod: Pod) -> Bool {
        pod.isRunningAndReady && pod.isAvailable(minReadySeconds: set.spec.minReadySeconds ?? 0, now: now)
    }

    private func isHealthy(_ pod: Pod) -> Bool { isAvailable(pod) && !pod.metadata.isBeingDeleted }

    /// The revision that a new pod of this ordinal is made from.
    func revision(for ordinal: Int) -> ControllerRevision { ordinal < start + partition ? current : update }

    /// The steps to take now; empty while there is something to wait for, and when all is done.
    func steps() -> [Step] {
        if set.metadata.isBeingDeleted { return [] }
        var steps: [Step] = []
        for (ordinal, pod) in replicas {
            guard let pod else {
                steps.append(.create(ordinal: ordinal))
                if isOrdered { return steps }
                continue
            }
            if pod.isTerminal {
                if !pod.metadata.isBeingDeleted {
                    steps.append(.delete(pod.metadata.name, because: pod.status.phase == "Failed" ? .failed : .succeeded))
                }
                if isOrdered { return steps }
                continue
            }
            if !pod.metadata.isBeingDeleted && needsRepair(pod) { steps.append(.repair(pod.metadata.name)) }
            if isOrdered && !isHealthy(pod) { return steps }
        }
        for pod in condemned {
            if pod.metadata.isBeingDeleted || (isOrdered && !isAvailable(pod) && pod.metadata.uid != firstUnhealthy?.metadata.uid) {
                // An unhealthy pod keeps those behind it, unless it is itself the first that is not well.
                if isOrdered { return steps }
                continue
            }
            steps.append(.delete(pod.metadata.name, because: .condemned))
            if isOrdered { return steps }
        }
        if set.spec.updateStrategy.type != "OnDelete" { steps += updates() }
        return steps
    }

    /// The pod with the lowest number that is not well, among those that should be and those that should not.
    private var firstUnhealthy: Pod? { (replicas.compactMap(\.pod) + condemned.reversed()).first { !isHealthy($0) } }

    /// Whether the labels that make the pod what it is are missing, or claims may be, for it cannot start.
    private func needsRepair(_ pod: Pod) -> Bool {
        var right = pod
        StatefulPods.identify(&right, in: set)
        return right.metadata.labels != pod.metadata.labels || (pod.status.phase == "Pending" && !set.spec.volumeClaimTemplates.isEmpty)
    }

    /// How many pods may be unavailable in an update.
    var maxUnavailable: Int {
        self.set.spec.updateStrategy.rollingUpdate?.maxUnavailable
            .map { max(1, RolloutBounds.resolve($0, of: set.spec.replicas ?? 1, roundingUp: true)) } ?? 1
    }

    private func updates() -> [Step] {
        let updatable = replicas.filter { $0.ordinal >= start.clampedAdding(partition) }
        var budget = maxUnavailable - updatable.count { !($0.pod.map(isHealthy) ?? false) }
        let outdated = updatable.reversed().compactMap(\.pod)
            .filter { $0.revisionLabel != update.metadata.name && !$0.metadata.isBeingDeleted }
        var steps: [Step] = []
        // To replace a pod that is not available makes nothing worse.
        let victims = isOrdered ? outdated : outdated.filter { !isAvailable($0) } + outdated.filter(isAvailable)
        for pod in victims {
            if isOrdered || isAvailable(pod) {
                guard budget > 0 else { break }
                budget -= 1
            }
            steps.append(.delete(pod.metadata.name, because: .outdated))
        }
        return steps
    }

    /// Seconds until a pod that is ready becomes available.
    var soonestAvailable: Int? {
        replicas.compactMap { $0.pod?.secondsToAvailable(minReadySeconds: set.spec.minReadySeconds ?? 0, now: now) }.filter { $0 > 0 }.min()
    }

    /// The status that these pods amount to.
    func status() -> StatefulSetStatus {
        let pods = replicas.compactMap(\.pod) + condemned
        var status = set.status
        status.observedGeneration = set.metadata.generation
        status.replicas = pods.count(where: \.isCreated)
        status.readyReplicas = pods.count(where: \.isRunningAndReady).nonZero
        status.availableReplicas = pods.count(where: isAvailable)
        let alive = pods.filter { $0.isCreated && !$0.metadata.isBeingDeleted }
        status.currentReplicas = alive.count { $0.revisionLabel == current.metadata.name }.nonZero
        status.updatedReplicas = alive.count { $0.revisionLabel == update.metadata.name }.nonZero
        status.currentRevision = current.metadata.name
        status.updateRevision = update.metadata.name
        let desired = set.spec.replicas ?? 1
        if set.spec.updateStrategy.type != "OnDelete", status.updatedReplicas ?? 0 == desired, status.readyReplicas ?? 0 == desired,
            status.replicas == desired
        {
            status.currentRevision = update.metadata.name
            status.currentReplicas = status.updatedReplicas
        }
        return status
    }
}
