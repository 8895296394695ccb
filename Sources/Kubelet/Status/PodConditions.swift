import KubernetesAPI

/// The conditions of a pod that the kubelet owns, without their transition times.
enum PodConditions {
    static let readyToStartContainers = "PodReadyToStartContainers"
    static let initialized = "Initialized"
    static let ready = "Ready"
    static let containersReady = "ContainersReady"
    static let scheduled = "PodScheduled"
    static let resizePending = "PodResizePending"
    static let resizeInProgress = "PodResizeInProgress"
    /// A container's rule `RestartAllContainers` is being carried out.
    static let restartingAll = "AllContainersRestarting"
    /// Who ends a pod tells why; the kubelet does when it evicts.
    static let disruption = "DisruptionTarget"

    /// The types that only the kubelet writes. All others are kept as they are in the API.
    static let owned: Set<String> = [
        readyToStartContainers, initialized, ready, containersReady, scheduled, resizePending, resizeInProgress, restartingAll,
    ]

    /// All conditions the pod should have.
    /// - Parameters:
    ///   - sandboxReady: the sandbox is up and has its network.
    ///   - restartingAll: nil when the pod never started over.
    static func all(
        _ pod: Pod, _ status: PodStatus, sandboxReady: Bool, resize: ResizeState = ResizeState(), restartingAll: Bool? = nil
    ) -> [PodCondition] {
        var conditions = pod.status.conditions.filter { !owned.contains($0.type) }
        let others = conditions
        let generation = pod.metadata.generation
        conditions.append(condition(readyToStartContainers, sandboxReady))
        conditions.append(initializedCondition(pod, status))
        conditions += readiness(pod, status, others)
        conditions.append(condition(scheduled, true))
        if let restartingAll { conditions.append(condition(Self.restartingAll, restartingAll)) }
        for index in conditions.indices where owned.contains(conditions[index].type) { conditions[index].observedGeneration = generation }
        return conditions + resize.conditions
    }

    /// Ready and ContainersReady.
    static func readiness(_ pod: Pod, _ status: PodStatus, _ others: [PodCondition]? = nil) -> [PodCondition] {
        let containers = containersReadyCondition(pod, status)
        return [readyCondition(pod, containers, others ?? pod.status.conditions.filter { !owned.contains($0.type) }), containers]
    }

    private static func condition(_ type: String, _ value: Bool, _ reason: String? = nil, _ message: String? = nil) -> PodCondition {
        PodCondition(type: type, status: value ? "True" : "False", reason: reason, message: message)
    }

    private static func initializedCondition(_ pod: Pod, _ status: PodStatus) -> PodCondition {
        let byName = Dictionary(status.initContainerStatuses.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
        var unknown: [String] = []
        var incomplete: [String] = []
        for container in pod.spec.initContainers {
            guard let known = byName[container.name] else { unknown.append(container.name); continue }
            let done = container.isSidecar ? known.started == true : known.ready
            if !done { incomplete.append(container.name) }
        }
        if status.phase == PodPhase.succeeded && unknown.isEmpty { return condition(initialized, true, "PodCompleted") }
        // Once a main container has started, initialization is over, whatever becomes of the sidecars.
        let started = status.containerStatuses.contains {
            $0.started == true || $0.state.running != nil || $0.state.terminated != nil || $0.lastState.terminated != nil
        }
        if started { return condition(initialized, true) }
        return describe(initialized, reason: "ContainersNotInitialized", unknown, incomplete, "incomplete")
    }

    private static func containersReadyCondition(_ pod: Pod, _ status: PodStatus) -> PodCondition {
        let statuses = status.containerStatuses + status.initContainerStatuses
        let byName = Dictionary(statuses.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
        var unknown: [String] = []
        var unready: [String] = []
        for container in pod.spec.initContainers.filter(\.isSidecar) + pod.spec.containers {
            guard let known = byName[container.name] else { unknown.append(container.name); continue }
            if !known.ready { unready.append(container.name) }
        }
        if status.phase == PodPhase.succeeded && unknown.isEmpty { return condition(containersReady, false, "PodCompleted") }
        if status.phase == PodPhase.failed { return condition(containersReady, false, "PodFailed") }
        return describe(containersReady, reason: "ContainersNotReady", unknown, unready, "unready")
    }

    private static func readyCondition(_ pod: Pod, _ containers: PodCondition, _ others: [PodCondition]) -> PodCondition {
        if containers.status != "True" {
            var copy = containers
            copy.type = ready
            return copy
        }
        var messages: [String] = []
        for gate in pod.spec.readinessGates {
            guard let found = others.first(where: { $0.type == gate.conditionType }) else {
                messages.append("corresponding condition of pod readiness gate \"\(gate.conditionType)\" does not exist.")
                continue
            }
            if found.status != "True" {
                messages.append("the status of pod readiness gate \"\(gate.conditionType)\" is not \"True\", but \(found.status)")
            }
        }
        if messages.isEmpty { return condition(ready, true) }
        return condition(ready, false, "ReadinessGatesNotReady", messages.joined(separator: ", "))
    }

    private static func describe(_ type: String, reason: String, _ unknown: [String], _ wrong: [String], _ word: String) -> PodCondition {
        var messages: [String] = []
        if !unknown.isEmpty { messages.append("containers with unknown status: [\(unknown.joined(separator: " "))]") }
        if !wrong.isEmpty { messages.append("containers with \(word) status: [\(wrong.joined(separator: " "))]") }
        return messages.isEmpty ? condition(type, true) : condition(type, false, reason, messages.joined(separator: ", "))
    }
}
