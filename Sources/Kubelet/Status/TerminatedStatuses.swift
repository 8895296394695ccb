import KubernetesAPI

/// The last status of a pod: whatever of it cannot be found any more has failed, so that no pod passes for successful by mistake, and
/// every pod has a final phase before its object goes.
enum TerminatedStatuses {
    static let message = "The container could not be located when the pod was terminated"

    /// Sets the states of containers that have none that is final. The phase is computed from them.
    static func complete(_ status: inout PodStatus, of pod: Pod) {
        if isInitialized(status, pod) {
            for index in status.containerStatuses.indices { complete(&status.containerStatuses[index]) }
        }
        // Init containers up to the last one that left a trace.
        let last = status.initContainerStatuses.lastIndex { hasRun($0) }
        guard let last else { return }
        for index in status.initContainerStatuses.indices where index <= last { complete(&status.initContainerStatuses[index]) }
    }

    private static func complete(_ status: inout ContainerStatus) {
        if status.state.terminated != nil { return }
        status.state = ContainerState(terminated: ContainerStateTerminated(exitCode: 137, reason: ContainerStatuses.statusUnknown, message: message))
        status.ready = false
        status.started = false
    }

    private static func isInitialized(_ status: PodStatus, _ pod: Pod) -> Bool {
        if pod.spec.initContainers.isEmpty { return true }
        if status.containerStatuses.contains(where: hasRun) { return true }
        guard let last = status.initContainerStatuses.last, let container = pod.spec.initContainers.last, last.name == container.name else { return false }
        if container.isSidecar { return last.started == true || hasRun(last) }
        return last.state.terminated?.exitCode == 0
    }

    private static func hasRun(_ status: ContainerStatus) -> Bool {
        status.state.running != nil || status.state.terminated != nil || status.lastState.terminated != nil
    }
}
