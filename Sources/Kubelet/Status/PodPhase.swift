import KubernetesAPI

/// The phase rules: what a pod's phase is, given its containers' statuses.
enum PodPhase {
    static let pending = "Pending"
    static let running = "Running"
    static let succeeded = "Succeeded"
    static let failed = "Failed"

    static func isTerminal(_ phase: String?) -> Bool { phase == succeeded || phase == failed }

    /// - Parameters:
    ///   - statuses: of all containers, init containers included.
    ///   - stopped: the pod will not run again, whatever its restart policy (it was deleted or evicted and all containers ended).
    static func of(_ pod: Pod, _ statuses: [ContainerStatus], stopped isStopped: Bool) -> String {
        let byName = Dictionary(statuses.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
        var pendingInit = 0
        var failedInit = 0
        var pendingSidecars = 0
        var unknown = 0
        var active = 0
        var waiting = 0
        var ended = 0
        var succeededCount = 0

        for container in pod.spec.initContainers {
            let status = byName[container.name]
            if container.isSidecar {
                guard let status else { unknown += 1; continue }
                if status.state.running != nil {
                    if status.started != true { pendingSidecars += 1 }
                    active += 1
                } else if status.state.terminated != nil {
                    // An ended sidecar says nothing of the pod.
                } else if status.state.waiting != nil {
                    if status.lastState.terminated == nil {
                        pendingSidecars += 1
                        waiting += 1
                    }
                } else {
                    pendingSidecars += 1
                    unknown += 1
                }
                continue
            }
            if let end = status?.state.terminated {
                if end.exitCode != 0, !RestartPolicy.restarts(container, of: pod, exitCode: end.exitCode) { failedInit += 1 }
            } else if status?.state.waiting != nil, let last = status?.lastState.terminated {
                if last.exitCode != 0, !RestartPolicy.restarts(container, of: pod, exitCode: last.exitCode) { failedInit += 1 }
            } else {
                pendingInit += 1
            }
        }

        var mainStarted = false
        for container in pod.spec.containers {
            guard let status = byName[container.name] else { unknown += 1; continue }
            if status.state.running != nil {
                active += 1
                mainStarted = true
            } else if let end = status.state.terminated {
                ended += 1
                mainStarted = true
                if end.exitCode == 0 { succeededCount += 1 }
            } else if status.state.waiting != nil {
                if status.lastState.terminated != nil {
                    ended += 1
                    mainStarted = true
                } else {
                    waiting += 1
                }
            } else {
                unknown += 1
            }
        }

        if failedInit > 0 { return failed }
        if pendingInit > 0 || (pendingSidecars > 0 && !mainStarted) || waiting > 0 {
            return pending
        }
        if active > 0 && unknown == 0 { return running }
        if active == 0 && ended > 0 && unknown == 0 {
            if isStopped && !pod.isStatic { return ended == succeededCount ? succeeded : failed }
            if (pod.spec.restartPolicy ?? "Always") == "Always" && anyRestarts(pod, byName) { return running }
            if ended == succeededCount { return succeeded }
            return anyRestarts(pod, byName) ? running : failed
        }
        return pending
    }

    /// Whether one of the ended containers starts again by policy.
    private static func anyRestarts(_ pod: Pod, _ statuses: [String: ContainerStatus]) -> Bool {
        pod.spec.containers.contains { container in
            guard let status = statuses[container.name] else { return false }
            guard let end = status.state.terminated ?? status.lastState.terminated else { return true }
            return RestartPolicy.restarts(container, of: pod, exitCode: end.exitCode)
        }
    }
}
