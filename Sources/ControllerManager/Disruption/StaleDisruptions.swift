import JSON
import KubernetesAPI
import KubernetesClient

/// Takes back the condition DisruptionTarget of pods that were to be evicted and, two minutes later, nobody has deleted: whoever counts
/// disruptions must not go on believing in it.
final class StaleDisruptions: Sendable {
    static let timeout = 120

    private let context: ControllerContext
    private let queue: WorkQueue<ObjectKey>

    init(_ context: ControllerContext) {
        self.context = context
        queue = context.queue(of: ObjectKey.self, named: "stale_pod_disruption")
        context.pods.addHandler { [queue, clock = context.clock] event in
            if event.isDeletion { return }
            if let wait = Self.secondsLeft(event.object, now: clock.time) { queue.add(event.object.key, after: .seconds(wait)) }
        }
    }

    func run() async {
        await context.work(DisruptionController.name, on: queue, workers: 1) { [self] key in try await reconcile(key) }
    }

    /// Seconds until the condition is stale; nil for a pod that has none. The kubelet's own may stand for as long as it takes to end.
    static func secondsLeft(_ pod: Pod, now: Time) -> Int? {
        guard !pod.metadata.isBeingDeleted, !pod.isTerminal, let condition = pod.status.condition("DisruptionTarget"),
            condition.status == "True", condition.reason != "TerminationByKubelet"
        else { return nil }
        return max(0, (condition.lastTransitionTime ?? now).adding(timeout) - now)
    }

    private func reconcile(_ key: ObjectKey) async throws {
        guard let pod = context.pods.get(key.name, namespace: key.namespace), let wait = Self.secondsLeft(pod, now: context.clock.time) else { return }
        if wait > 0 { return queue.add(key, after: .seconds(wait)) }
        let condition: JSONValue = [
            "type": "DisruptionTarget", "status": "False", "lastTransitionTime": .string(context.clock.time.description),
            "reason": .null, "message": .null,
        ]
        do {
            _ = try await context.client.patch(
                Pod.self, key.name, namespace: key.namespace, subresource: "status",
                .strategic([
                    "metadata": ["uid": .string(pod.metadata.uid), "resourceVersion": .string(pod.metadata.resourceVersion)],
                    "status": ["conditions": [condition]],
                ]))
        } catch let error as APIError where error.isNotFound {
            return
        }
    }
}
