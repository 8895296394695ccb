import KubernetesAPI
import KubernetesClient

/// Records events on pods and their containers.
protocol PodEventSink: Sendable {
    /// - Parameter container: the container that it is about; nil for the pod as a whole.
    func event(_ pod: Pod, container: String?, type: String, reason: String, message: String)
}

/// Sends them to the API server.
struct PodEvents: PodEventSink {
    var recorder: EventRecorder

    func event(_ pod: Pod, container: String?, type: String, reason: String, message: String) {
        var reference = ObjectReference(pod)
        if let container { reference.fieldPath = pod.fieldPath(ofContainer: container) }
        recorder.event(reference, type: type, reason: reason, message: message)
    }
}
