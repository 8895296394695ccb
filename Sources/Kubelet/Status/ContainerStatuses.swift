import KubernetesAPI

/// Why a container waits: what went wrong the last time it was to be started, in Kubernetes' words.
struct WaitReason: Equatable, Sendable {
    var reason: String
    var message: String
}

/// Computes the statuses of containers from what the runtime has and from the statuses before.
struct ContainerStatuses {
    var pod: Pod
    var runtime: RuntimePodStatus
    var old: PodStatus
    /// Why the container of that name could not be started the last time.
    var waitReason: (String) -> WaitReason?
    var probes: (String) -> ProbeResults
    /// All containers are being started over: that an init container has succeeded counts no more.
    var restartingAll = false
    /// The resources that the runtime was last told for the container of that name.
    var actuated: (String) -> ResourceRequirements? = { _ in nil }

    static let containerCreating = "ContainerCreating"
    static let podInitializing = "PodInitializing"
    static let statusUnknown = "ContainerStatusUnknown"

    /// Of the main containers, sorted by name as Kubernetes does.
    func main() -> [ContainerStatus] {
        build(pod.spec.containers, old.containerStatuses, isInit: false).sorted { $0.name < $1.name }
    }

    /// Of the init containers, in their order.
    func initial() -> [ContainerStatus] {
        build(pod.spec.initContainers, old.initContainerStatuses, isInit: true)
    }

    /// Of the ephemeral containers.
    func ephemeral() -> [ContainerStatus] {
        build(pod.spec.ephemeralContainers.map(\.asContainer), old.ephemeralContainerStatuses, isInit: false, isEphemeral: true)
            .sorted { $0.name < $1.name }
    }

    private func build(_ containers: [Container], _ oldStatuses: [ContainerStatus], isInit: Bool, isEphemeral: Bool = false) -> [ContainerStatus] {
        let before = Dictionary(oldStatuses.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
        return containers.map { container in
            var status = one(container, before[container.name], isInit: isInit, isEphemeral: isEphemeral)
            if !isEphemeral { PodReadiness.apply(container, &status, before: before[container.name], isInit: isInit, probes: probes) }
            return status
        }
    }

    private func one(_ container: Container, _ before: ContainerStatus?, isInit: Bool, isEphemeral: Bool) -> ContainerStatus {
        let records = runtime.containers.filter { $0.name == container.name }
        guard let newest = records.first else { return missing(container, before, isInit: isInit) }
        var status = convert(newest, before)
        addDetails(container, newest, &status)
        if status.imageID.isEmpty, let before, before.image == status.image { status.imageID = before.imageID }
        if records.count > 1 {
            status.lastState = convert(records[1], nil).state
        } else if let before, status.restartCount > 0 || before.containerID == status.containerID {
            // The container before this one was collected: what was known of it stays true.
            status.lastState = before.containerID == status.containerID || before.state.terminated == nil
                ? before.lastState : ContainerState(terminated: before.state.terminated)
        }
        // Why it could not start again is told instead of how it ended, if it is going to be started again at all.
        if isInit && !container.isSidecar && newest.state == .exited && newest.exitCode == 0 { return status }
        if isEphemeral { return status }
        if RestartPolicy.shouldRestart(container, of: pod, newest), let wait = waitReason(container.name) {
            if status.state.terminated != nil { status.lastState = status.state }
            status.state = ContainerState(waiting: ContainerStateWaiting(reason: wait.reason, message: text(wait.message)))
        }
        return status
    }

    /// The status of a container that the runtime does not know.
    private func missing(_ container: Container, _ before: ContainerStatus?, isInit: Bool) -> ContainerStatus {
        let defaultReason = pod.spec.initContainers.isEmpty ? Self.containerCreating : Self.podInitializing
        var status = ContainerStatus(name: container.name, image: container.image ?? "")
        status.state = ContainerState(waiting: ContainerStateWaiting(reason: defaultReason))
        if let before {
            // It ended and was collected since. An init container's end stands; so does any end that is for good.
            if !restartingAll, let end = before.state.terminated,
                isInit && !container.isSidecar && end.exitCode == 0 || PodPhase.isTerminal(old.phase) || pod.metadata.deletionTimestamp != nil
                    || !RestartPolicy.restarts(container, of: pod, exitCode: end.exitCode)
            {
                return before
            }
            status.restartCount = before.restartCount
            status.lastState = before.lastState
            if before.state.terminated != nil { status.lastState = before.state }
            if before.state.running != nil && status.lastState.terminated == nil {
                // It ran, and nobody saw its end.
                status.lastState = ContainerState(terminated: ContainerStateTerminated(
                    exitCode: 137, reason: Self.statusUnknown,
                    message: "The container could not be located when the pod was deleted.  The container used to be Running"
                ))
                if pod.metadata.deletionTimestamp == nil { status.restartCount += 1 }
            }
        }
        if let wait = waitReason(container.name) {
            status.state = ContainerState(waiting: ContainerStateWaiting(reason: wait.reason, message: text(wait.message)))
        }
        return status
    }

    /// Resources, mounts, user and stop signal.
    private func addDetails(_ container: Container, _ record: ContainerRecord, _ status: inout ContainerStatus) {
        status.allocatedResources = container.resources.requests
        status.resources = ActualResources.of(container, record, actuated: actuated(container.name))
        status.volumeMounts = VolumeMountStatuses.of(container, recursive: record.recursivelyReadOnly, images: record.shownImages)
        status.user = record.user
        status.stopSignal = record.stopSignal
    }

    private func convert(_ record: ContainerRecord, _ before: ContainerStatus?) -> ContainerStatus {
        let id = "\(runtime.runtimeName)://\(record.id)"
        var status = ContainerStatus(
            name: record.name, restartCount: record.restartCount, image: record.image, imageID: record.imageRef, containerID: id
        )
        switch record.state {
        case .running:
            status.state = ContainerState(running: ContainerStateRunning(startedAt: Time(nanoseconds: record.startedAt)))
        case .created:
            status.state = ContainerState(waiting: ContainerStateWaiting(reason: Self.containerCreating))
        case .exited:
            status.state = ContainerState(terminated: ContainerStateTerminated(
                exitCode: record.exitCode, reason: text(record.reason), message: text(record.message),
                startedAt: Time(nanoseconds: record.startedAt), finishedAt: Time(nanoseconds: record.finishedAt), containerID: id
            ))
        case .unknown:
            if before?.state.running != nil {
                // It ran and no longer does: that is an end, not a wait, or it might run twice.
                status.state = ContainerState(terminated: ContainerStateTerminated(
                    exitCode: 137, reason: Self.statusUnknown,
                    message: "The container could not be located when the pod was terminated", containerID: id
                ))
                status.restartCount = before?.restartCount ?? status.restartCount
            } else {
                status.state = ContainerState(waiting: ContainerStateWaiting())
            }
        }
        return status
    }

    private func text(_ string: String) -> String? { string.isEmpty ? nil : string }
}

extension Time {
    /// Nil for "it has not happened".
    init?(nanoseconds: Int64) {
        if nanoseconds <= 0 { return nil }
        self.init(seconds: nanoseconds / 1_000_000_000)
    }
}
