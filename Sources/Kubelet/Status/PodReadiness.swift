import KubernetesAPI

/// `started` and `ready` of containers, and the conditions that follow from them.
enum PodReadiness {
    /// Sets both in one container's status.
    /// - Parameter before: the status that was known before; what it says of the same container holds until a probe has run, so that a
    ///   kubelet that starts again makes no pod unready.
    static func apply(_ container: Container, _ status: inout ContainerStatus, before: ContainerStatus?, isInit: Bool, probes: (String) -> ProbeResults) {
        let running = status.state.running != nil
        let results = running ? probes(ProbeWorker.runtimeID(status.containerID ?? "")) : ProbeResults()
        let same = before.flatMap { $0.containerID != nil && $0.containerID == status.containerID ? $0 : nil }
        let started = running && (container.startupProbe == nil || (results.startup ?? same?.started ?? false))
        status.started = started
        if isInit && !container.isSidecar {
            status.ready = status.state.terminated?.exitCode == 0
            return
        }
        status.ready = started && (container.readinessProbe == nil || (results.readiness ?? same?.ready ?? false))
    }

    /// A pod's status with the results that its probes have now.
    static func refreshed(_ old: PodStatus, of pod: Pod, now: Time, probes: (String) -> ProbeResults) -> PodStatus {
        var status = old
        let containers = Dictionary((pod.spec.initContainers + pod.spec.containers).map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
        for index in status.containerStatuses.indices {
            guard let container = containers[status.containerStatuses[index].name] else { continue }
            apply(container, &status.containerStatuses[index], before: old.containerStatuses[index], isInit: false, probes: probes)
        }
        for index in status.initContainerStatuses.indices {
            guard let container = containers[status.initContainerStatuses[index].name] else { continue }
            apply(container, &status.initContainerStatuses[index], before: old.initContainerStatuses[index], isInit: true, probes: probes)
        }
        for var condition in PodConditions.readiness(pod, status) {
            guard let index = status.conditions.firstIndex(where: { $0.type == condition.type }) else { continue }
            let before = status.conditions[index]
            condition.observedGeneration = before.observedGeneration
            condition.lastTransitionTime = before.status == condition.status ? before.lastTransitionTime : now
            status.conditions[index] = condition
        }
        return status
    }
}

extension PodStatus {
    /// Containers that run and are started, and whose readiness probes have not passed yet.
    func unreadyButStarted(_ pod: Pod) -> [String] {
        (pod.spec.initContainers.filter(\.isSidecar) + pod.spec.containers).filter { container in
            guard container.readinessProbe != nil else { return false }
            let status = (containerStatuses + initContainerStatuses).first { $0.name == container.name }
            return status?.started == true && status?.ready == false
        }.map(\.name)
    }

    /// The same status in the phase of the one before, if that one was not final and this one is.
    func holdingPhase(of old: PodStatus) -> PodStatus {
        guard PodPhase.isTerminal(phase), !PodPhase.isTerminal(old.phase) else { return self }
        var copy = self
        copy.phase = old.phase ?? PodPhase.pending
        copy.reason = old.reason
        copy.message = old.message
        return copy
    }
}
