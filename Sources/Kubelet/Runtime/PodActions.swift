import KubernetesAPI

/// What is to be done so that the runtime has what the pod's spec says. Computed by `PodActions.compute`, a pure function.
struct PodActions: Equatable {
    /// Why a container is killed.
    enum KillReason: Equatable {
        case specChanged, startupProbe, livenessProbe, resize, other
    }

    /// A container that has to go, and what the Killing event says.
    struct Kill: Equatable {
        var id: String
        var name: String
        var reason: KillReason
        var message: String
    }

    /// A container that runs on with other resources.
    struct Update: Equatable {
        var id: String
        var name: String
    }

    /// Every container and the sandbox are to be stopped, before a sandbox is made or for good.
    var killPod = false
    /// A sandbox is to be made.
    var createSandbox = false
    /// The sandbox that exists, ready or not; empty when there is none or it does not fit.
    var sandboxID = ""
    /// The attempt number of the sandbox that exists or is to be made.
    var attempt = 0
    /// Indices into the pod's init containers, in order.
    var startInit: [Int] = []
    /// Indices into the pod's containers.
    var start: [Int] = []
    /// Indices into the pod's ephemeral containers.
    var startEphemeral: [Int] = []
    var kill: [Kill] = []
    var update: [Update] = []
    /// A container has ended in a way that starts the whole pod over, in the sandbox and with the volumes that it has.
    var restartAll = false

    /// Nothing is to be done.
    var isEmpty: Bool {
        !killPod && !createSandbox && startInit.isEmpty && start.isEmpty && startEphemeral.isEmpty && kill.isEmpty && update.isEmpty
            && !restartAll
    }

    /// - Parameters:
    ///   - pod: what should be.
    ///   - status: what the runtime has.
    ///   - probes: the last probe results of a container by its ID.
    ///   - actuated: the resources that the runtime was last told for the container of that name; nil when nobody knows.
    static func compute(
        _ pod: Pod, _ status: RuntimePodStatus, actuated: (String) -> ResourceRequirements? = { _ in nil }, probes: (String) -> ProbeResults
    ) -> PodActions {
        let sandbox = sandboxChange(pod, status)
        var actions = PodActions(killPod: sandbox.needed, createSandbox: sandbox.needed, sandboxID: sandbox.id, attempt: sandbox.attempt)
        if sandbox.needed {
            actions.planForNewSandbox(pod, status)
            return actions
        }
        if RestartPolicy.restartsAll(pod, status) != nil {
            actions.restartAll = true
            return actions
        }
        for (index, container) in pod.spec.ephemeralContainers.enumerated() where status.container(container.name) == nil {
            // Ephemeral containers start whatever the others do, and never twice.
            actions.startEphemeral.append(index)
        }
        let initialized = actions.planInitContainers(pod, status, actuated, probes)
        guard initialized, !actions.killPod else { return actions }
        actions.planContainers(pod, status, actuated, probes)
        return actions
    }

    // MARK: - The sandbox

    private static func sandboxChange(_ pod: Pod, _ status: RuntimePodStatus) -> (needed: Bool, attempt: Int, id: String) {
        guard let newest = status.sandboxes.first else { return (true, 0, "") }
        let ready = status.sandboxes.count { $0.ready }
        if ready > 1 || !newest.ready { return (true, newest.attempt + 1, newest.id) }
        if newest.hostNetwork != (pod.spec.hostNetwork ?? false) { return (true, newest.attempt + 1, "") }
        if !newest.hostNetwork && newest.ips.isEmpty { return (true, newest.attempt + 1, newest.id) }
        return (false, newest.attempt, newest.id)
    }

    private mutating func planForNewSandbox(_ pod: Pod, _ status: RuntimePodStatus) {
        if pod.metadata.deletionTimestamp != nil {
            createSandbox = false
            return
        }
        // Once something has run, a pod that never restarts is over when its sandbox is. Before, the sandbox is tried again.
        let anyRestarts = pod.spec.containers.contains { RestartPolicy.restartsOnFailure($0, of: pod) }
        if !anyRestarts && attempt != 0 && !status.containers.isEmpty {
            createSandbox = false
            return
        }
        let wanted = pod.spec.containers.indices.filter { index in
            let container = pod.spec.containers[index]
            guard let record = status.container(container.name), record.state == .exited else { return true }
            // A container that has ended for good, such as one that succeeded under OnFailure, is not run again.
            return RestartPolicy.restarts(container, of: pod, exitCode: record.exitCode)
        }
        if wanted.isEmpty && !pod.spec.containers.isEmpty {
            createSandbox = false
            return
        }
        // A new sandbox begins with initialization.
        if pod.spec.initContainers.isEmpty { start = wanted } else { startInit = [0] }
    }

    // MARK: - Init containers

    /// - Returns: whether initialization is complete, so that the other containers may run.
    private mutating func planInitContainers(
        _ pod: Pod, _ status: RuntimePodStatus, _ actuated: (String) -> ResourceRequirements?, _ probes: (String) -> ProbeResults
    ) -> Bool {
        let all = pod.spec.initContainers
        if all.isEmpty { return true }
        // A main container in this sandbox shows that initialization was once complete, though the init containers may be
        // collected by now.
        var initialized = pod.spec.containers.contains { status.container($0.name).map(status.isCurrent) ?? false }
        // Walk backwards: the last init container that left a trace tells how far the pod is.
        var passed = initialized
        walk: for index in all.indices.reversed() {
            let container = all[index]
            guard let record = status.container(container.name) else {
                if passed && container.isSidecar { startInit.append(index) }
                continue
            }
            if passed && !container.isSidecar { continue }
            switch record.state {
            case .created:
                // Made but not started: the start failed.
                startInit.append(index)
            case .running:
                if container.isSidecar {
                    initialized = planRunningSidecar(index, pod, record, actuated(container.name), probes(record.id), passed: passed) || initialized
                }
            case .exited where container.isSidecar:
                startInit.append(index)
            case .exited where record.exitCode == 0:
                if index == all.count - 1 { initialized = true } else { startInit.append(index + 1) }
            case .exited:
                guard RestartPolicy.restarts(container, of: pod, exitCode: record.exitCode) else {
                    killPod = true
                    startInit = []
                    return false
                }
                startInit.append(index)
            case .unknown:
                guard container.isSidecar || RestartPolicy.restartsOnFailure(container, of: pod) else {
                    killPod = true
                    startInit = []
                    return false
                }
                kill.append(Kill(
                    id: record.id, name: container.name, reason: .other,
                    message: "Init container is in \"unknown\" state, try killing it before restart"
                ))
                startInit.append(index)
            }
            passed = true
        }
        if !passed { startInit.append(0) }
        startInit.reverse()
        return initialized
    }

    /// - Returns: whether this sidecar, being the last init container, completes initialization.
    private mutating func planRunningSidecar(
        _ index: Int, _ pod: Pod, _ record: ContainerRecord, _ actuated: ResourceRequirements?, _ results: ProbeResults, passed: Bool
    ) -> Bool {
        let container = pod.spec.initContainers[index]
        var completes = false
        if container.startupProbe != nil {
            guard let startup = results.startup else { return false }
            if !startup {
                killAndRestartInit(index, container, record, .startupProbe, "startup probe")
                return false
            }
        }
        if index == pod.spec.initContainers.count - 1 {
            completes = true
        } else if !passed {
            startInit.append(index + 1)
        }
        if container.livenessProbe != nil, results.liveness == false {
            killAndRestartInit(index, container, record, .livenessProbe, "liveness probe")
            return completes
        }
        switch ResizeStep.of(container, actuated: actuated) {
        case .none: break
        case .update: update.append(Update(id: record.id, name: container.name))
        case .restart:
            kill.append(Kill(id: record.id, name: container.name, reason: .resize, message: "Container \(container.name) resize requires restart"))
            startInit.append(index)
        }
        return completes
    }

    private mutating func killAndRestartInit(
        _ index: Int, _ container: Container, _ record: ContainerRecord, _ reason: KillReason, _ probe: String
    ) {
        kill.append(Kill(id: record.id, name: container.name, reason: reason, message: "Init container \(container.name) failed \(probe)"))
        startInit.append(index)
    }

    // MARK: - Containers

    private mutating func planContainers(
        _ pod: Pod, _ status: RuntimePodStatus, _ actuated: (String) -> ResourceRequirements?, _ probes: (String) -> ProbeResults
    ) {
        var kept = 0
        for (index, container) in pod.spec.containers.enumerated() {
            guard let record = status.container(container.name), record.state == .running else {
                let record = status.container(container.name)
                guard RestartPolicy.shouldRestart(container, of: pod, record) else { continue }
                start.append(index)
                if let record, record.state == .unknown {
                    // It may still run: two of the same would be worse than none.
                    kill.append(Kill(
                        id: record.id, name: record.name, reason: .other,
                        message: "Container is in \"unknown\" state, try killing it before restart"
                    ))
                }
                continue
            }
            let results = probes(record.id)
            var restart = RestartPolicy.restartsOnFailure(container, of: pod)
            let reason: KillReason
            var message: String
            if !record.hash.isEmpty && record.hash != ContainerHash.of(container) {
                message = "Container \(container.name) definition changed"
                reason = .specChanged
                restart = true
            } else if results.liveness == false {
                message = "Container \(container.name) failed liveness probe"
                reason = .livenessProbe
            } else if results.startup == false {
                message = "Container \(container.name) failed startup probe"
                reason = .startupProbe
            } else {
                switch ResizeStep.of(container, actuated: actuated(container.name)) {
                case .none:
                    kept += 1
                case .update:
                    update.append(Update(id: record.id, name: container.name))
                    kept += 1
                case .restart:
                    kill.append(Kill(
                        id: record.id, name: record.name, reason: .resize, message: "Container \(container.name) resize requires restart"))
                    start.append(index)
                }
                continue
            }
            if restart {
                message += ", will be restarted"
                start.append(index)
            }
            kill.append(Kill(id: record.id, name: record.name, reason: reason, message: message))
        }
        if kept == 0 && start.isEmpty {
            // All have ended for good; sidecars must not keep the pod alive.
            killPod = true
            startInit = []
        }
    }
}
