import KubernetesAPI
import KubernetesClient
import Logging
import Synchronization

/// Makes room for a pod by removing less important ones, where no node will do as it is.
///
/// Which ones is decided in the scheduling loop (``PreemptionSearch``); they are removed beside it. Until that is done the pod is
/// held out of the queue.
final class DefaultPreemption: PostFilterPlugin, PreEnqueuePlugin {
    let name = "DefaultPreemption"
    /// It is asked again when it has removed what it wanted to, by its own word.
    let events: ClusterEvents = []

    private let client: Client
    private let pods: Informer<Pod>
    private let budgets: Informer<PodDisruptionBudget>
    private let clock: any WallClock
    private let logger: Logger
    private let recorder: EventRecorder?
    private let host: SchedulerHost
    private let arguments: DefaultPreemptionArgs
    /// The pods for which others are being removed right now.
    private let preempting = Mutex<Set<String>>([])
    /// Which nodes are looked at first; only matters when there are more than enough.
    private let offset = Mutex(0)

    init(_ context: PluginContext, _ arguments: DefaultPreemptionArgs) {
        client = context.client
        pods = context.pods
        budgets = context.informers.informer(for: PodDisruptionBudget.self)
        clock = context.clock
        logger = context.logger
        recorder = context.recorder
        host = context.host
        self.arguments = arguments
    }

    func preEnqueue(_ pod: PodToSchedule) -> PodRejection? {
        guard preempting.withLock({ $0.contains(pod.info.uid) }) else { return nil }
        return PodRejection(reason: "waiting for the preemption for this pod to be finished")
    }

    func postFilter(_ pod: PodToSchedule, _ error: FitError, in snapshot: Snapshot, _ framework: Framework) async -> PostFilterOutcome {
        host.metrics.preemptionAttempt()
        let start = offset.withLock { offset in
            defer { offset = (offset &+ 1) & 0xFFFF }
            return offset
        }
        let budgets = budgets.list(namespace: nil).compactMap { DisruptionBudget($0) }
        let search = PreemptionSearch(framework: framework, budgets: budgets, arguments: arguments, offset: start)
        switch search.candidates(for: pod, error, in: snapshot) {
        case .none(let reason, let endsNomination):
            return .impossible(reason, endsNomination: endsNomination)
        case .some(var candidates):
            for extender in host.extenders where extender.isInterested(in: pod) {
                do {
                    candidates = try await extender.judge(candidates, for: pod, in: snapshot)
                } catch {
                    if extender.isIgnorable { continue }
                    return .impossible("preemption: \(error)")
                }
                if candidates.isEmpty { break }
            }
            guard let best = PreemptionSearch.best(of: candidates) else {
                return .impossible("preemption: no candidate node for preemption", endsNomination: true)
            }
            return prepare(best, for: pod, in: snapshot)
        }
    }

    /// Promises the room, and says what is to be done for it.
    private func prepare(_ candidate: PreemptionCandidate, for pod: PodToSchedule, in snapshot: Snapshot) -> PostFilterOutcome {
        let node = snapshot.nodes[candidate.node].name
        host.metrics.preemptionVictims(candidate.victims.count)
        _ = preempting.withLock { $0.insert(pod.info.uid) }
        // Who was promised the room before and is less important has to look again.
        let demoted = (snapshot.nominated[node] ?? []).filter { $0.priority < pod.info.priority && $0.uid != pod.info.uid }
        for other in demoted { host.nominate(other, nil) }
        let (victims, work) = (candidate.victims, Demotion(node: node, pods: demoted))
        return .helps(node: node) { [self] in await remove(victims, for: pod, work) }
    }

    /// Those who were promised a node's room before.
    private final class Demotion: Sendable {
        let node: String
        let pods: [PodInfo]
        init(node: String, pods: [PodInfo]) { (self.node, self.pods) = (node, pods) }
    }

    private func remove(_ victims: [PodInfo], for pod: PodToSchedule, _ work: Demotion) async {
        for other in work.pods { await clearNomination(of: other) }
        var isComplete = true
        for victim in victims {
            if await !remove(victim, for: pod, on: work.node) { isComplete = false }
        }
        _ = preempting.withLock { $0.remove(pod.info.uid) }
        // It may have been woken by the first victim's end, and held since.
        if isComplete { host.recheck(pod.info.uid) } else { host.activate(pod.info.uid) }
    }

    /// Removes a pod to make room for a more important one; false when the API server would not have it.
    private func remove(_ victim: PodInfo, for pod: PodToSchedule, on node: String) async -> Bool {
        // Not even bound yet: it need not be.
        if host.rejectWaiting(victim.uid, name, "preempted") { return true }
        guard let object = pods.get(victim.name, namespace: victim.namespace), object.metadata.uid == victim.uid,
            object.metadata.deletionTimestamp == nil
        else { return true }
        var condition: JSONValue = [
            "type": "DisruptionTarget", "status": "True", "reason": "PreemptionByScheduler",
            "message": .string("\(pod.pod.spec.schedulerName ?? "default-scheduler"): preempting to accommodate a higher priority pod"),
            "lastTransitionTime": .string(clock.time.description),
        ]
        if let generation = object.metadata.generation { condition["observedGeneration"] = .int(Int64(generation)) }
        do {
            _ = try await client.patch(
                Pod.self, victim.name, namespace: victim.namespace, subresource: "status",
                .strategic(["metadata": ["uid": .string(victim.uid)], "status": ["conditions": [condition]]]))
            var deletion = DeleteOptions()
            deletion.preconditions = .init(uid: victim.uid)
            try await client.delete(Pod.self, victim.name, namespace: victim.namespace, options: deletion)
            recorder?.event(object, type: "Normal", reason: "Preempted", message: "Preempted by pod \(pod.info.uid) on node \(node)")
            return true
        } catch let error as APIError where error.isNotFound {
            // Gone already, which is what we wanted.
            return true
        } catch {
            logger.warning("Could not preempt a pod", metadata: [
                "victim": "\(victim.namespace)/\(victim.name)", "pod": "\(pod.key)", "error": "\(error)",
            ])
            return false
        }
    }

    private func clearNomination(of pod: PodInfo) async {
        do {
            _ = try await client.patch(
                Pod.self, pod.name, namespace: pod.namespace, subresource: "status",
                .strategic(["metadata": ["uid": .string(pod.uid)], "status": ["nominatedNodeName": .null]]))
        } catch {
            logger.debug("Cannot clear nominatedNodeName", metadata: ["pod": "\(pod.namespace)/\(pod.name)", "error": "\(error)"])
        }
    }
}
