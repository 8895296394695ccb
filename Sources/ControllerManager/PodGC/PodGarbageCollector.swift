import ComponentMetrics
import JSON
import KubernetesAPI
import KubernetesClient
import Logging
import Synchronization

/// pod-garbage-collector-controller: deletes pods that nobody else would.
///
/// The rule, every 20 s: finished pods beyond `--terminated-pod-gc-threshold`, the oldest first; pods of nodes that do not
/// exist (for 40 s at least); pods that are being deleted and never had a node; pods being deleted on nodes out of service.
final class PodGarbageCollector: Controller {
    static let name = "pod-garbage-collector-controller"
    static let period: Duration = .seconds(20)
    static let quarantine: Duration = .seconds(40)

    private let context: ControllerContext
    private let nodes: Informer<Node>
    /// Since when a node that pods name has been missing.
    private let missing = Mutex<[String: Duration]>([:])
    private let deletions: Counter
    private let failures: Counter

    /// Why a pod is deleted, as metrics call it.
    private enum Cause: String {
        case terminated, orphaned, unscheduled
        case outOfService = "out-of-service"
    }

    init(_ context: ControllerContext) {
        self.context = context
        nodes = context.informers.informer(for: Node.self)
        deletions = context.metrics.counter(
            "pod_gc_collector_force_delete_pods_total", "Number of pods that are being forcefully deleted since the Pod GC Controller started.",
            ["namespace", "reason"])
        failures = context.metrics.counter(
            "pod_gc_collector_force_delete_pod_errors_total",
            "Number of errors encountered when forcefully deleting the pods since the Pod GC Controller started.", ["namespace", "reason"])
    }

    func run() async {
        await context.every(Self.period, Self.name) { [self] in await collect() }
    }

    func collect() async {
        let pods = context.pods.list()
        await collectFinished(pods)
        await collectOrphans(pods)
        for pod in pods where pod.metadata.isBeingDeleted {
            if (pod.spec.nodeName ?? "").isEmpty {
                await forceDelete(pod, .unscheduled)
            } else if let node = pod.spec.nodeName.flatMap({ nodes.get($0) }), !node.isReady,
                node.spec.taints.contains(where: { $0.key == NodeTaint.outOfService })
            {
                await forceDelete(pod, .outOfService)
            }
        }
    }

    private func collectFinished(_ pods: [Pod]) async {
        let threshold = context.options.terminatedPodGCThreshold
        let finished = pods.filter { $0.isTerminal && !$0.metadata.isBeingDeleted }
        guard threshold > 0, finished.count > threshold else { return }
        for pod in finished.sorted(by: Self.goesFirst).prefix(finished.count - threshold) {
            await forceDelete(pod, .terminated)
        }
    }

    /// Evicted ones first, then the oldest.
    private static func goesFirst(_ a: Pod, _ b: Pod) -> Bool {
        let evicted = (a.status.reason == "Evicted", b.status.reason == "Evicted")
        return evicted.0 == evicted.1 ? a.metadata.isOlder(than: b.metadata) : evicted.0
    }

    private func collectOrphans(_ pods: [Pod]) async {
        let now = context.clock.monotonic
        let unknown = Set(pods.compactMap(\.spec.nodeName).filter { !$0.isEmpty && nodes.get($0) == nil })
        let due = missing.withLock { missing in
            missing = missing.filter { unknown.contains($0.key) }
            for node in unknown where missing[node] == nil { missing[node] = now }
            return missing.filter { now - $0.value >= Self.quarantine }.map(\.key)
        }
        for node in due {
            do {
                _ = try await context.client.get(Node.self, node)
                continue
            } catch let error as APIError where error.isNotFound {
                for pod in context.pods.indexed(PodIndex.node, node) {
                    await forceDelete(pod, .orphaned, reason: "DeletionByPodGC", message: "PodGC: node no longer exists")
                }
            } catch {
                continue
            }
        }
    }

    /// Deletes at once: there is no kubelet that could confirm. A pod that had not finished is marked as failed before, for those who
    /// count it.
    private func forceDelete(_ pod: Pod, _ cause: Cause, reason: String? = nil, message: String = "") async {
        deletions.add(1, pod.metadata.namespace, cause.rawValue)
        do {
            if !pod.isTerminal {
                // A patch: this controller may not replace statuses.
                var status: JSONObject = ["phase": "Failed"]
                if let reason {
                    status["conditions"] = [
                        [
                            "type": "DisruptionTarget", "status": "True", "reason": .string(reason), "message": .string(message),
                            "lastTransitionTime": .string(context.clock.time.description),
                        ]
                    ]
                }
                _ = try await context.client.patch(
                    Pod.self, pod.metadata.name, namespace: pod.metadata.namespace, subresource: "status",
                    .strategic(["metadata": ["uid": .string(pod.metadata.uid)], "status": .object(status)]))
            }
            try await context.client.delete(
                Pod.self, pod.metadata.name, namespace: pod.metadata.namespace,
                options: DeleteOptions(gracePeriodSeconds: 0, preconditions: Preconditions(uid: pod.metadata.uid)))
        } catch let error as APIError where error.isNotFound {
            return
        } catch {
            failures.add(1, pod.metadata.namespace, cause.rawValue)
            context.logger(Self.name).warning(
                "cannot delete pod", metadata: ["pod": "\(pod.metadata.namespace)/\(pod.metadata.name)", "error": "\(error)"])
        }
    }
}
