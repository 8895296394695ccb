import KubernetesAPI

/// Computes the whole status of a pod. A pure function of what is passed in: the same facts give the same status.
struct PodStatusBuilder {
    var pod: Pod
    var runtime: RuntimePodStatus
    /// The status that the kubelet computed before, or the API's when there is none.
    var old: PodStatus
    var waitReason: (String) -> WaitReason? = { _ in nil }
    var probes: (String) -> ProbeResults = { _ in ProbeResults() }
    var hostIPs: [String] = []
    var now: Time
    /// The pod will not run again, and nothing of it runs any more.
    var stopped = false
    /// Why the pod was ended by the node itself (evicted, past its deadline): fixes phase, reason and message.
    var verdict: PodVerdict?
    var resize = ResizeState()
    /// The resources that the runtime was last told for the container of that name.
    var actuated: (String) -> ResourceRequirements? = { _ in nil }

    func status() -> PodStatus {
        let containers = ContainerStatuses(
            pod: pod, runtime: runtime, old: old, waitReason: stopped ? { _ in nil } : waitReason, probes: probes, restartingAll: restartingAll ?? false,
            actuated: actuated)
        var status = PodStatus()
        status.initContainerStatuses = containers.initial()
        status.containerStatuses = containers.main()
        status.ephemeralContainerStatuses = containers.ephemeral()
        if verdict?.isRejection == true {
            (status.containerStatuses, status.initContainerStatuses, status.ephemeralContainerStatuses) = ([], [], [])
        } else if stopped {
            TerminatedStatuses.complete(&status, of: pod)
        }
        status.observedGeneration = pod.metadata.generation
        status.qosClass = QOSClass.of(pod).rawValue
        status.startTime = old.startTime ?? pod.status.startTime ?? now
        status.nominatedNodeName = pod.status.nominatedNodeName
        status.resourceClaimStatuses = pod.status.resourceClaimStatuses
        if let whole = pod.spec.resources {
            status.allocatedResources = whole.requests
            status.resources = whole
        }
        TerminationMessage.shorten(&status, of: pod)
        setPhase(&status)
        status.conditions = PodConditions.all(pod, status, sandboxReady: sandboxReady, resize: resize, restartingAll: restartingAll)
        setDisruption(&status)
        setAddresses(&status)
        keepTransitionTimes(&status)
        return status
    }

    /// Whether all containers are being started over; nil for a pod to which that never happened.
    private var restartingAll: Bool? {
        if !stopped && verdict == nil && RestartPolicy.restartsAll(pod, runtime) != nil { return true }
        guard let before = (old.conditions + pod.status.conditions).first(where: { $0.type == PodConditions.restartingAll }) else { return nil }
        let names = Set((pod.spec.initContainers + pod.spec.containers).map(\.name))
        return before.status == "True" && !stopped && !runtime.containers.contains { names.contains($0.name) }
    }

    private var sandboxReady: Bool {
        guard let newest = runtime.sandboxes.first, newest.ready else { return false }
        return newest.hostNetwork || !newest.ips.isEmpty
    }

    private func setPhase(_ status: inout PodStatus) {
        var phase = PodPhase.of(pod, status.containerStatuses + status.initContainerStatuses, stopped: stopped)
        if PodPhase.isTerminal(phase), restartingAll == true { phase = PodPhase.running }
        // Nothing of it will run again: it has not succeeded, so it has failed.
        if stopped, !PodPhase.isTerminal(phase), !PodPhase.isTerminal(old.phase), !pod.isStatic { phase = PodPhase.failed }
        // A pod that has ended never comes back.
        if !PodPhase.isTerminal(phase) {
            if PodPhase.isTerminal(old.phase) { phase = old.phase ?? phase } else if PodPhase.isTerminal(pod.status.phase) { phase = pod.status.phase ?? phase }
        }
        if phase == old.phase {
            status.reason = old.reason ?? pod.status.reason
            status.message = old.message ?? pod.status.message
        }
        // What has succeeded did so, even if the node wanted to end it.
        if let verdict, old.phase != PodPhase.succeeded {
            phase = PodPhase.failed
            status.reason = verdict.reason
            status.message = verdict.message
        }
        status.phase = phase
    }

    private func setDisruption(_ status: inout PodStatus) {
        guard let verdict, verdict.isDisruption else { return }
        let before = status.conditions.first { $0.type == "DisruptionTarget" }
        let since = before?.status == "True" ? before?.lastTransitionTime : old.conditions.first { $0.type == "DisruptionTarget" }?.lastTransitionTime
        status.conditions.removeAll { $0.type == "DisruptionTarget" }
        status.conditions.append(PodCondition(
            type: "DisruptionTarget", observedGeneration: pod.metadata.generation, status: "True", lastTransitionTime: since ?? now,
            reason: "TerminationByKubelet", message: verdict.message
        ))
    }

    private func setAddresses(_ status: inout PodStatus) {
        let hosts = hostIPs.isEmpty ? old.hostIPs.map { $0.ip } : hostIPs
        status.hostIP = hosts.first
        status.hostIPs = hosts.map { HostIP(ip: $0) }
        var ips = runtime.ips
        if ips.isEmpty && pod.spec.hostNetwork == true && !status.containerStatuses.isEmpty { ips = hosts }
        // The address is told as long as something may still use it.
        if ips.isEmpty && !stopped { ips = old.podIPs.map { $0.ip } }
        if ips.isEmpty && PodPhase.isTerminal(status.phase) { ips = old.podIPs.map { $0.ip } }
        status.podIP = ips.first
        status.podIPs = ips.map { PodIP(ip: $0) }
    }

    private func keepTransitionTimes(_ status: inout PodStatus) {
        for index in status.conditions.indices where PodConditions.owned.contains(status.conditions[index].type) {
            let condition = status.conditions[index]
            let before = old.conditions.first { $0.type == condition.type } ?? pod.status.conditions.first { $0.type == condition.type }
            if let before, before.status == condition.status, let time = before.lastTransitionTime {
                status.conditions[index].lastTransitionTime = time
            } else {
                status.conditions[index].lastTransitionTime = now
            }
        }
    }
}

/// The node's own decision that a pod has failed: not admitted, evicted, past its deadline.
struct PodVerdict: Equatable, Sendable {
    var reason: String
    var message: String
    /// The node, not the pod, is the reason: the pod gets the condition DisruptionTarget, which Jobs' failure policies look at.
    var isDisruption = false
    /// The pod was never let in: there is nothing to tell of its containers.
    var isRejection = false
}
