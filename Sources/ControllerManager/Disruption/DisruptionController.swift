import KubernetesAPI
import KubernetesClient

/// disruption-controller: how many pods of each PodDisruptionBudget may be evicted now.
///
/// The rule: count the healthy pods that the selector finds and how many there must be; what is more may go. Evictions that
/// the API server has just allowed count as gone until the pod is, for two minutes at most.
final class DisruptionController: Controller {
    static let name = "disruption-controller"
    static let evictionTimeout = 120

    private let context: ControllerContext
    private let recorder: EventRecorder
    private let budgets: Informer<PodDisruptionBudget>
    private let owners: PodOwners
    private let queue: WorkQueue<ObjectKey>
    private let stale: StaleDisruptions

    init(_ context: ControllerContext) {
        self.context = context
        recorder = context.recorder("controllermanager")
        budgets = context.informers.informer(for: PodDisruptionBudget.self)
        owners = PodOwners(context)
        queue = context.queue()
        stale = StaleDisruptions(context)
        budgets.addHandler { [queue] event in queue.add(event.object.key) }
        context.pods.addHandler { [self] event in
            enqueue(event.object)
            if case .updated(let old, let new) = event, old.metadata.labels != new.metadata.labels { enqueue(old) }
        }
    }

    private func enqueue(_ pod: Pod) {
        for budget in budgets.list(namespace: pod.metadata.namespace)
        where budget.spec.selector?.matches(pod.metadata.labels) == true { queue.add(budget.key) }
    }

    func run() async {
        async let conditions: Void = stale.run()
        await context.work(Self.name, on: queue, workers: 1) { [self] key in try await reconcile(key) }
        await conditions
    }

    func reconcile(_ key: ObjectKey) async throws {
        guard let budget = budgets.get(key.name, namespace: key.namespace), !budget.metadata.isBeingDeleted else { return }
        let pods = context.pods.list(namespace: key.namespace).filter { budget.spec.selector?.matches($0.metadata.labels) == true }
        var wanted = budget
        do {
            if pods.isEmpty { recorder.event(ObjectReference(budget), type: "Normal", reason: "NoPods", message: "No matching pods found") }
            let scale = needsScale(budget) ? try await expectedPods(pods, budget) : pods.count
            tellNotDeleted(pods, budget)
            wanted.status = Self.status(budget, pods: pods, scale: scale, now: context.clock.time)
        } catch {
            // Better nobody is evicted than too many.
            recorder.event(
                ObjectReference(budget), type: "Warning", reason: "CalculateExpectedPodCountFailed",
                message: "Failed to calculate the number of expected pods: \(describe(error))")
            wanted.status.disruptionsAllowed = 0
            wanted.status.observedGeneration = budget.metadata.generation
            Self.setCondition(
                &wanted.status, false, reason: "SyncFailed", message: describe(error), generation: budget.metadata.generation,
                now: context.clock.time)
        }
        if let first = wanted.status.disruptedPods.values.min() {
            queue.add(key, after: .seconds(max(1, first.adding(Self.evictionTimeout) - context.clock.time)))
        }
        guard wanted.status != budget.status else { return }
        do {
            _ = try await context.client.updateStatus(wanted)
        } catch let error as APIError where error.isNotFound {
            return
        }
    }

    private func expectedPods(_ pods: [Pod], _ budget: PodDisruptionBudget) async throws -> Int {
        if pods.contains(where: { $0.metadata.controllerRef == nil }) {
            recorder.event(
                ObjectReference(budget), type: "Warning", reason: "UnmanagedPods",
                message: "Pods selected by this PodDisruptionBudget (selector: \(LabelSelectorText.go(budget.spec.selector))) were found to be unmanaged. "
                    + "As a result, the status of the PDB cannot be calculated correctly, which may result in undefined behavior. "
                    + "To account for these pods please set \".spec.minAvailable\" field of the PDB to an integer value.")
        }
        return try await owners.scale(of: pods)
    }

    /// Evictions that were allowed, and nothing came of them.
    private func tellNotDeleted(_ pods: [Pod], _ budget: PodDisruptionBudget) {
        for pod in pods where !pod.metadata.isBeingDeleted {
            guard let since = budget.status.disruptedPods[pod.metadata.name], since.adding(Self.evictionTimeout) < context.clock.time else { continue }
            recorder.event(
                ObjectReference(pod), type: "Warning", reason: "NotDeleted",
                message: "Pod was expected by PDB \(budget.metadata.namespace)/\(budget.metadata.name) to be deleted but it wasn't")
        }
    }

    /// Whether the numbers are relative to what the pods' controllers ask for.
    private func needsScale(_ budget: PodDisruptionBudget) -> Bool {
        if budget.spec.maxUnavailable != nil { return true }
        if case .string = budget.spec.minAvailable { return true }
        return false
    }

    static func status(_ budget: PodDisruptionBudget, pods: [Pod], scale: Int, now: Time) -> PodDisruptionBudgetStatus {
        var status = budget.status
        let desired: Int
        if let limit = budget.spec.maxUnavailable {
            desired = max(0, scale - RolloutBounds.resolve(limit, of: scale, roundingUp: true))
        } else {
            desired = RolloutBounds.resolve(budget.spec.minAvailable ?? .int(1), of: scale, roundingUp: true)
        }
        var disrupted: [String: Time] = [:]
        for pod in pods where !pod.metadata.isBeingDeleted {
            guard let since = budget.status.disruptedPods[pod.metadata.name], since.adding(evictionTimeout) > now else { continue }
            disrupted[pod.metadata.name] = since
        }
        let healthy = pods.count { $0.isReady && !$0.metadata.isBeingDeleted && disrupted[$0.metadata.name] == nil }
        status.currentHealthy = healthy
        status.desiredHealthy = desired
        status.expectedPods = scale
        status.disruptionsAllowed = scale <= 0 ? 0 : max(0, healthy - desired)
        status.disruptedPods = disrupted
        status.observedGeneration = budget.metadata.generation
        let allowed = (status.disruptionsAllowed ?? 0) > 0
        setCondition(
            &status, allowed, reason: allowed ? "SufficientPods" : "InsufficientPods", message: "", generation: budget.metadata.generation,
            now: now)
        return status
    }

    private static func setCondition(
        _ status: inout PodDisruptionBudgetStatus, _ holds: Bool, reason: String, message: String, generation: Int?, now: Time
    ) {
        var new = MetaV1.Condition()
        new.type = "DisruptionAllowed"
        new.status = holds ? "True" : "False"
        new.reason = reason
        new.message = message
        new.observedGeneration = generation
        new.lastTransitionTime = now
        if let index = status.conditions.firstIndex(where: { $0.type == new.type }) {
            if status.conditions[index].status == new.status { new.lastTransitionTime = status.conditions[index].lastTransitionTime }
            status.conditions[index] = new
        } else {
            status.conditions.append(new)
        }
    }
}
