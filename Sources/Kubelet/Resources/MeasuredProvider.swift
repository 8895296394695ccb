import ComponentMetrics
import KubernetesAPI

/// A manager of CPUs or memory, with the containers counted that it pins, and those that it could not.
struct MeasuredProvider: HintProvider {
    var provider: any HintProvider
    var requests: Counter
    var errors: Counter
    /// Whether a container has something of its own now: the pod's UID, the container's name.
    var isPinned: @Sendable (String, String) -> Bool

    func hints(_ pod: Pod, _ container: Container) async -> TopologyHints { await provider.hints(pod, container) }
    func podHints(_ pod: Pod) async -> TopologyHints { await provider.podHints(pod) }

    func allocate(_ pod: Pod, _ container: Container, affinity: TopologyHint) async throws {
        do { try await provider.allocate(pod, container, affinity: affinity) } catch {
            requests.add()
            errors.add()
            throw error
        }
        if isPinned(pod.metadata.uid, container.name) { requests.add() }
    }
}
