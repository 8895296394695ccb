import KubernetesAPI
import KubernetesClient
import Synchronization

/// taint-eviction-controller: deletes pods from nodes whose NoExecute taints they do not tolerate, or no longer.
///
/// The rule: for a pod and its node, the time at which it must go follows from the taints' `timeAdded` and the shortest
/// `tolerationSeconds` that applies; when that time has come the pod is deleted, before it we come back then.
final class TaintEvictionController: Controller {
    static let name = "taint-eviction-controller"

    private let context: ControllerContext
    private let recorder: EventRecorder
    private let nodes: Informer<Node>
    private let queue: WorkQueue<ObjectKey>
    private let metrics: TaintEvictionMetrics
    /// Pods that will have to go, by their UIDs, with the time from which that was known: not every taint has a time of its own.
    private let marked = Mutex<[String: Time]>([:])

    init(_ context: ControllerContext) {
        self.context = context
        recorder = context.recorder("taint-eviction-controller")
        nodes = context.informers.informer(for: Node.self)
        queue = context.queue()
        metrics = TaintEvictionMetrics(context.metrics)
        nodes.addHandler { [queue, pods = context.pods] event in
            if case .updated(let old, let new) = event, old.spec.taints == new.spec.taints { return }
            for pod in pods.indexed(PodIndex.node, event.object.metadata.name) { queue.add(pod.key) }
        }
        context.pods.addHandler { [self] event in
            switch event {
            case .added(let pod): if pod.spec.nodeName != nil { queue.add(pod.key) }
            case .updated(let old, let new):
                if old.spec.nodeName != new.spec.nodeName || old.spec.tolerations != new.spec.tolerations { queue.add(new.key) }
            case .deleted(let pod): marked.withLock { $0[pod.metadata.uid] = nil }
            }
        }
    }

    func run() async {
        await context.work(Self.name, on: queue, workers: 8) { [self] key in try await reconcile(key) }
    }

    /// When a pod has to go.
    enum Verdict: Equatable {
        case stays
        case goes(at: Time)
    }

    /// - Parameter known: since when it is known that the pod has to go, for taints without a time.
    static func verdict(_ pod: Pod, taints: [Taint], known: Time? = nil, now: Time) -> Verdict {
        let driving = taints.filter { $0.effect == "NoExecute" }
        if driving.isEmpty { return .stays }
        var seconds: Int?
        for taint in driving {
            let tolerations = pod.spec.tolerations.filter { $0.tolerates(taint) }
            if tolerations.isEmpty { return .goes(at: now) }
            for limit in tolerations.compactMap(\.tolerationSeconds) { seconds = min(seconds ?? .max, max(0, limit)) }
        }
        guard let seconds else { return .stays }
        // Counted from the last taint: while there was none of them nobody was waiting.
        let since = driving.compactMap(\.timeAdded).max { $0.seconds < $1.seconds } ?? known ?? now
        return .goes(at: since.adding(seconds))
    }

    func reconcile(_ key: ObjectKey) async throws {
        guard let pod = context.pods.get(key.name, namespace: key.namespace), !pod.metadata.isBeingDeleted,
            let node = pod.spec.nodeName.flatMap({ nodes.get($0) })
        else { return }
        let now = context.clock.time
        let known = marked.withLock { $0[pod.metadata.uid] }
        switch Self.verdict(pod, taints: node.spec.taints, known: known, now: now) {
        case .stays:
            if marked.withLock({ $0.removeValue(forKey: pod.metadata.uid) }) != nil {
                recorder.event(
                    ObjectReference(pod), type: "Normal", reason: "TaintManagerEviction",
                    message: "Cancelling deletion of Pod \(key.namespace)/\(key.name)")
            }
        case .goes(let at) where at.seconds > now.seconds:
            marked.withLock { $0[pod.metadata.uid] = known ?? now }
            queue.add(key, after: .seconds(at.seconds - now.seconds))
        case .goes(let at):
            marked.withLock { _ = $0.removeValue(forKey: pod.metadata.uid) }
            try await evict(pod)
            metrics.deleted(late: Double(context.clock.time.seconds &- at.seconds))
        }
    }

    private func evict(_ pod: Pod) async throws {
        recorder.event(
            ObjectReference(pod), type: "Normal", reason: "TaintManagerEviction",
            message: "Marking for deletion Pod \(pod.metadata.namespace)/\(pod.metadata.name)")
        do {
            var updated = pod
            let condition = PodCondition(
                type: "DisruptionTarget", status: "True", reason: "DeletionByTaintManager",
                message: "Taint manager: deleting due to NoExecute taint")
            if updated.status.setCondition(condition, now: context.clock.time) {
                _ = try await context.client.updateStatus(updated)
            }
            try await context.client.delete(
                Pod.self, pod.metadata.name, namespace: pod.metadata.namespace,
                options: DeleteOptions(preconditions: Preconditions(uid: pod.metadata.uid)))
        } catch let error as APIError where error.isNotFound {
            return
        }
    }
}
