import KubernetesAPI
import KubernetesClient
import Logging

/// A pod whose binding takes its time is told where it is expected, so that others see the room as taken: cluster autoscalers, and a
/// scheduler that begins in between.
extension Scheduler {
    /// Sets the pod's `nominatedNodeName`, if it has something to wait for before it is bound. What goes wrong with that is no reason
    /// not to bind it.
    func tellExpectation(_ pod: PodToSchedule, on node: String, _ framework: Framework) async {
        guard waiting.isHeld(pod.info.uid) || framework.needsPreBind(pod), pod.pod.status.nominatedNodeName != node else { return }
        do {
            _ = try await client.patch(
                Pod.self, pod.info.name, namespace: pod.info.namespace, subresource: "status",
                .strategic(["metadata": ["uid": .string(pod.info.uid)], "status": ["nominatedNodeName": .string(node)]]))
        } catch {
            logger.debug("Failed to update the nominated node name in the binding cycle", metadata: ["pod": "\(pod.key)", "error": "\(error)"])
        }
    }
}
