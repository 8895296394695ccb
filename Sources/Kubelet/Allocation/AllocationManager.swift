import KubernetesAPI
import Logging
import Synchronization

/// What the conditions `PodResizePending` and `PodResizeInProgress` of one pod are made of.
struct ResizeState: Equatable, Sendable {
    /// The wanted resources were not granted.
    struct Pending: Equatable, Sendable {
        var refusal: ResizeCheck.Refusal
        /// The pod's generation that asked for it.
        var generation: Int?
        /// When it was first refused.
        var since: Instant
    }

    /// The granted resources have not reached the runtime yet.
    struct InProgress: Equatable, Sendable {
        /// What went wrong the last time; nil when nothing did.
        var error: String?
        var generation: Int?
    }

    var pending: Pending?
    var inProgress: InProgress?

    /// The conditions, without their times.
    var conditions: [PodCondition] {
        var out: [PodCondition] = []
        if let pending {
            out.append(PodCondition(
                type: PodConditions.resizePending, observedGeneration: pending.generation, status: "True", reason: pending.refusal.reason,
                message: pending.refusal.message))
        }
        if let inProgress {
            out.append(PodCondition(
                type: PodConditions.resizeInProgress, observedGeneration: inProgress.generation, status: "True",
                reason: inProgress.error == nil ? nil : "Error", message: inProgress.error))
        }
        return out
    }
}

/// Decides what pods may have of cpu and memory, and remembers it: what is allocated to each, and what the runtime was last told.
/// Safe to use from any task.
final class AllocationManager: Sendable {
    private let allocations: AllocationStore
    private let actuations: AllocationStore
    private let managers: ResourceManagerOptions
    private let clock: any WallClock
    private let events: any PodEventSink
    private let metrics: ResizeMetrics
    /// Why waiting resizes may fit now.
    private let trigger = Mutex<String?>(nil)
    private let roomSignal = Signal()
    private let states = Mutex<[String: ResizeState]>([:])
    /// What the pods' own cgroups were made or last changed for.
    private let cgroups = Mutex<[String: PodAllocation]>([:])

    /// - Parameter directory: where the checkpoints lie: `--root-dir`.
    init(
        directory: String, managers: ResourceManagerOptions, events: any PodEventSink, clock: any WallClock, logger: Logger,
        metrics: PodMetrics = KubeletMetrics().pods
    ) {
        self.metrics = ResizeMetrics(metrics: metrics)
        try? POSIXFiles.makeDirectories(directory, mode: 0o750)
        allocations = AllocationStore(path: directory + "/allocated_pods_state", logger: logger)
        actuations = AllocationStore(path: directory + "/actuated_pods_state", logger: logger)
        self.managers = managers
        self.events = events
        self.clock = clock
    }

    // MARK: - What pods have

    /// The pod as it may run: with what is allocated to it, instead of what its spec asks for.
    func allocated(_ pod: Pod) -> Pod { allocations[pod.metadata.uid]?.applied(to: pod) ?? pod }

    /// The pod with what the runtime was last told, where that is known.
    func actuated(_ pod: Pod) -> Pod { actuations[pod.metadata.uid]?.applied(to: pod) ?? pod }

    /// What the runtime was last told of a container; nil when it was made before this was kept.
    func actuated(_ uid: String, container: String) -> ResourceRequirements? { actuations[uid]?.containers[container] }

    /// The runtime has a container with these resources now.
    func setActuated(_ uid: String, container: Container) {
        actuations.edit(uid) { entry in
            entry = entry ?? PodAllocation()
            entry?.containers[container.name] = container.resources
        }
    }

    /// The pod with the resources that its own cgroup has, or is to be made with.
    func withCgroupResources(_ pod: Pod) -> Pod {
        if let known = cgroups.withLock({ $0[pod.metadata.uid] }) { return known.applied(to: pod) }
        let actuated = actuated(pod)
        setCgroupResources(actuated)
        return actuated
    }

    /// The pod's own cgroup has its resources now.
    func setCgroupResources(_ pod: Pod) {
        cgroups.withLock { $0[pod.metadata.uid] = PodAllocation(pod) }
        guard let resources = pod.spec.resources else { return }
        actuations.edit(pod.metadata.uid) { entry in
            entry = entry ?? PodAllocation()
            entry?.pod = resources
        }
    }

    /// A pod is let in; what it was allocated before a restart of the kubelet stays.
    func admit(_ pod: Pod) {
        allocations.edit(pod.metadata.uid) { entry in
            if entry == nil { entry = PodAllocation(pod) }
        }
    }

    /// Whether the pod was let in before.
    func knows(_ uid: String) -> Bool { allocations[uid] != nil }

    /// The pod is gone.
    func forget(_ uid: String) {
        retry("pods_removed")
        allocations.edit(uid) { $0 = nil }
        actuations.edit(uid) { $0 = nil }
        states.withLock { $0[uid] = nil }
        cgroups.withLock { $0[uid] = nil }
    }

    /// Forgets pods that went while no kubelet ran.
    func keep(only known: Set<String>) {
        allocations.remove { !known.contains($0) }
        actuations.remove { !known.contains($0) }
    }

    // MARK: - Resizes

    /// Each time that waiting resizes are worth another try; `takeTrigger` says why.
    var room: AsyncStream<Void> { roomSignal.signals }

    /// Something has happened after which waiting resizes may fit.
    /// - Parameter why: as the metrics call it: pods_removed, pod_resized, pods_added, periodic_retry.
    func retry(_ why: String) {
        trigger.withLock { $0 = $0 ?? why }
        roomSignal.signal()
    }

    /// Why resizes are tried again, since the last time that was asked.
    func takeTrigger() -> String { trigger.withLock { trigger in defer { trigger = nil }; return trigger ?? "periodic_retry" } }

    func state(_ uid: String) -> ResizeState { states.withLock { $0[uid] ?? ResizeState() } }

    /// The UIDs of pods whose resizes wait, in the order in which they are tried: by priority, class and time.
    func waiting(_ pod: (String) -> Pod?) -> [String] {
        let pending = states.withLock { $0.compactMapValues(\.pending) }
        return pending.compactMap { uid, entry in pod(uid).map { (uid, $0, entry.since) } }
            .sorted { Self.goesBefore(($0.1, $0.2), ($1.1, $1.2)) }.map(\.0)
    }

    static func goesBefore(_ a: (pod: Pod, since: Instant), _ b: (pod: Pod, since: Instant)) -> Bool {
        let (first, second) = (a.pod.spec.priority ?? 0, b.pod.spec.priority ?? 0)
        if first != second { return first > second }
        let order: [QOSClass: Int] = [.guaranteed: 0, .burstable: 1, .bestEffort: 2]
        let (left, right) = (order[QOSClass.of(a.pod)] ?? 2, order[QOSClass.of(b.pod)] ?? 2)
        return left != right ? left < right : a.since < b.since
    }

    /// Grants the pod what its spec asks for, if the node has it; else notes why not.
    /// - Parameters:
    ///   - pod: as its source has it.
    ///   - others: the other pods, with what they are allocated.
    ///   - trigger: why it is looked at, as the metrics call it.
    /// - Returns: whether something has changed: the allocation or a condition.
    @discardableResult
    func resize(_ pod: Pod, node: Node?, others: [Pod], trigger: String = "pod_updated") -> Bool {
        let uid = pod.metadata.uid
        let wanted = PodAllocation(pod)
        guard let has = allocations[uid], has != wanted else { return change(uid) { $0.pending = nil } }
        let before = state(uid).pending
        if before?.generation != pod.metadata.generation || before == nil { metrics.requested(pod, has: has) }
        guard let refusal = ResizeCheck(node: node, managers: managers).check(pod, others: others) else {
            allocations.edit(uid) { $0 = wanted }
            if before?.refusal.reason == ResizeCheck.deferred { metrics.accepted(trigger) }
            change(uid) { state in
                state.pending = nil
                state.inProgress = ResizeState.InProgress(generation: pod.metadata.generation)
            }
            // What it gave back may be what another one waits for.
            retry("pod_resized")
            event(pod, "Normal", "ResizeStarted", "Pod resize started: \(Self.describe(pod))")
            return true
        }
        if before?.refusal == refusal && before?.generation == pod.metadata.generation { return false }
        let pending = ResizeState.Pending(refusal: refusal, generation: pod.metadata.generation, since: before?.since ?? clock.now)
        change(uid) { $0.pending = pending }
        if before?.refusal.reason != refusal.reason || before?.generation != pod.metadata.generation {
            metrics.refused(refusal)
            event(pod, "Warning", "Resize" + refusal.reason, "Pod resize \(refusal.reason): \(Self.describe(pod, error: refusal.message))")
        }
        return true
    }

    /// A kubelet that starts again does not know the node's other pods yet when it sees a pod whose resize waits: it waits on, with
    /// what was said of it before.
    /// - Returns: whether the pod wants something else than it has.
    func postpone(_ pod: Pod) -> Bool {
        guard let has = allocations[pod.metadata.uid], has != PodAllocation(pod) else { return false }
        let before = pod.status.conditions.first { $0.type == PodConditions.resizePending }
        let refusal = ResizeCheck.Refusal(
            reason: before?.reason ?? ResizeCheck.deferred, message: before?.message ?? "waiting until the pods of the node are known")
        let since = before?.lastTransitionTime.map { Instant(seconds: $0.seconds, nanoseconds: 0) } ?? clock.now
        change(pod.metadata.uid) {
            $0.pending = ResizeState.Pending(refusal: refusal, generation: before?.observedGeneration ?? pod.metadata.generation, since: since)
        }
        return true
    }

    /// What the runtime has differs from what is allocated; it is going to be told.
    func began(_ pod: Pod) {
        change(pod.metadata.uid) { state in
            if state.inProgress == nil { state.inProgress = ResizeState.InProgress(generation: pod.metadata.generation) }
        }
    }

    /// The runtime could not do what was granted.
    func failed(_ pod: Pod, _ message: String) {
        let changed = change(pod.metadata.uid) { state in
            state.inProgress = ResizeState.InProgress(error: message, generation: state.inProgress?.generation ?? pod.metadata.generation)
        }
        if changed { event(pod, "Warning", "ResizeError", "Pod resize error: \(Self.describe(pod, error: message))") }
    }

    /// The runtime has what is allocated.
    func completed(_ pod: Pod) {
        if change(pod.metadata.uid, { $0.inProgress = nil }) {
            event(pod, "Normal", "ResizeCompleted", "Pod resize completed: \(Self.describe(pod))")
        }
    }

    @discardableResult
    private func change(_ uid: String, _ body: (inout ResizeState) -> Void) -> Bool {
        states.withLock { states in
            var state = states[uid] ?? ResizeState()
            let before = state
            body(&state)
            if state == before { return false }
            states[uid] = state == ResizeState() ? nil : state
            metrics.update(states.values)
            return true
        }
    }

    private func event(_ pod: Pod, _ type: String, _ reason: String, _ message: String) {
        events.event(pod, container: nil, type: type, reason: reason, message: message)
    }
}
