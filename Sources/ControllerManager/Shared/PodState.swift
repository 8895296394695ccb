import KubernetesAPI
import KubernetesClient

extension Pod {
    var phase: String { status.phase ?? "" }

    var readyCondition: PodCondition? { status.condition("Ready") }

    /// How many seconds until the pod counts as available if it stays ready; nil while it is not ready.
    func secondsToAvailable(minReadySeconds: Int, now: Time) -> Int? {
        guard isReady else { return nil }
        if minReadySeconds <= 0 { return 0 }
        guard let since = readyCondition?.lastTransitionTime else { return minReadySeconds }
        return Int(clamping: max(0, since.seconds &+ Int64(clamping: minReadySeconds) &- now.seconds))
    }

    /// The most restarts of any one of its containers, restartable init containers among them.
    var mostRestarts: Int {
        let sidecars = Set(spec.initContainers.filter { $0.restartPolicy == "Always" }.map(\.name))
        return (status.containerStatuses + status.initContainerStatuses.filter { sidecars.contains($0.name) })
            .map(\.restartCount).max() ?? 0
    }
}
