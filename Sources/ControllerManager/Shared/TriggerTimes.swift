import KubernetesAPI
import KubernetesClient
import Synchronization

let lastChangeTriggerTimeAnnotation = "endpoints.kubernetes.io/last-change-trigger-time"

/// When the change happened that makes endpoints be written anew: the annotation by which Kubernetes measures how long a
/// change takes to reach the proxies. Safe from any thread.
final class TriggerTimes: Sendable {
    private struct Known {
        var service: Time?
        var pods: [String: Time]
    }

    private let known = Mutex<[ObjectKey: Known]>([:])

    /// The earliest of the changes since the last call for this service; nil if none is known.
    func next(_ service: KubernetesAPI.Service, pods: [Pod]) -> Time? {
        var current: [String: Time] = [:]
        for pod in pods { current[pod.metadata.name] = pod.readyCondition?.lastTransitionTime }
        let now = Known(service: service.metadata.creationTimestamp, pods: current)
        let before = known.withLock { all in
            defer { all[service.key] = now }
            return all[service.key]
        }
        var changes = now.pods.filter { name, time in (before?.pods[name]).map { $0.seconds < time.seconds } ?? true }.map(\.value)
        if let created = now.service, before?.service != created { changes.append(created) }
        return changes.min { $0.seconds < $1.seconds }
    }

    func forget(_ service: ObjectKey) { _ = known.withLock { $0.removeValue(forKey: service) } }
}
