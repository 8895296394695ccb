import ContainerRuntime
import JSON
import KubernetesAPI
import Logging

extension RuntimeManager {
    /// The least that a container gets between the stop signal and the kill, in seconds.
    static let minimumGracePeriod = 2

    /// Stops all containers of a pod, then its sandboxes. All are asked to stop together, but sidecars after the main containers,
    /// the last one first.
    /// - Parameters:
    ///   - pod: nil when only the runtime still knows it.
    ///   - grace: seconds, instead of what the pod says.
    /// - Throws: when something could not be stopped; all else was.
    func killPod(_ pod: Pod?, _ status: RuntimePodStatus, grace: Int? = nil) async throws {
        var failure = await killContainers(pod, status.active, grace: grace)
        if Task.isCancelled { throw CancellationError() }
        for sandbox in status.sandboxes where sandbox.ready || sandbox.id == status.sandboxes.first?.id {
            do {
                try await cri.stopPodSandbox(sandbox.id)
            } catch where isNotFound(error) {
            } catch {
                failure = error
                if let pod {
                    events.event(pod, container: nil, type: "Warning", reason: "FailedKillPod", message: "error killing pod: failed to \"KillPodSandbox\" for \"\(pod.metadata.uid)\" with KillPodSandboxError: \"\(error)\"")
                }
            }
        }
        if let failure { throw failure }
    }

    /// Stops containers of one pod, all together but in the order of their ends.
    /// - Returns: the last of what went wrong.
    func killContainers(_ pod: Pod?, _ active: [ContainerRecord], grace: Int?) async -> (any Error)? {
        let order = pod.flatMap { pod in
            pod.spec.initContainers.contains(where: \.isSidecar) ? TerminationOrder(pod, running: Set(active.map(\.name))) : nil
        }
        return await withTaskGroup(of: (any Error)?.self) { group in
            for record in active {
                group.addTask {
                    let kill = PodActions.Kill(id: record.id, name: record.name, reason: .other, message: "Stopping container \(record.name)")
                    defer { order?.ended(record.name) }
                    do { try await killContainer(pod, kill, grace: grace, order: order) } catch { return error }
                    return nil
                }
            }
            var failure: (any Error)?
            for await error in group { if let error { failure = error } }
            return failure
        }
    }

    /// Runs the container's pre-stop hook, waits for its turn, then stops it, all within its grace period.
    /// - Parameter grace: seconds, instead of what pod and probe say.
    func killContainer(_ known: Pod?, _ kill: PodActions.Kill, grace: Int? = nil, order: TerminationOrder? = nil) async throws {
        var pod = known
        if pod == nil { pod = await restored(kill.id) }
        let container = pod?.everyContainer.first { $0.name == kill.name }
        var seconds = grace ?? gracePeriod(pod, container, kill.reason)
        if let known { events.event(known, container: kill.name, type: "Normal", reason: "Killing", message: kill.message) }
        if let pod, let container, let hook = container.lifecycle?.preStop, seconds > 0 {
            let begun = clock.monotonic
            await preStop(hook, pod, container, id: kill.id, limit: .seconds(seconds))
            seconds -= Int((clock.monotonic - begun).components.seconds)
        }
        if let order, seconds > 0 {
            let begun = clock.monotonic
            await order.waitForTurn(kill.name, limit: .seconds(seconds), clock: clock)
            seconds -= Int((clock.monotonic - begun).components.seconds)
        }
        try Task.checkCancellation()
        seconds = max(seconds, Self.minimumGracePeriod)
        do {
            try await cri.stopContainer(kill.id, timeout: seconds)
        } catch where isNotFound(error) {
        } catch {
            if Task.isCancelled { throw CancellationError() }
            // One that ends by itself meanwhile takes the process that would have stopped it with it.
            if await hasEnded(kill.id) { return }
            logger.warning("cannot stop a container", metadata: ["container": "\(kill.name)", "id": "\(kill.id)", "error": "\(error)"])
            throw error
        }
    }

    /// Whether a container that could not be stopped does not run any more, as the runtime tells in a moment.
    private func hasEnded(_ id: String) async -> Bool {
        for _ in 0..<10 {
            do {
                let state = try await cri.containerStatus(id, verbose: false).status.state
                if state == .containerExited { return true }
                try await clock.sleep(for: .milliseconds(100))
            } catch {
                return isNotFound(error)
            }
        }
        return false
    }

    /// A pod that no source knows any more, as far as the annotations of its container tell it: enough to stop it as it wished.
    private func restored(_ id: String) async -> Pod? {
        guard let status = try? await cri.containerStatus(id, verbose: false).status,
            let name = status.labels[RuntimeLabels.containerName], !name.isEmpty
        else { return nil }
        let annotations = status.annotations
        var container = Container(name: name)
        if let text = annotations[RuntimeLabels.containerPreStopHandler], let hook = try? LifecycleHandler(json: Array(text.utf8)) {
            container.lifecycle = Lifecycle(preStop: hook)
        }
        if let text = annotations[RuntimeLabels.containerPorts], let ports = (try? JSONValue(parsing: Array(text.utf8)))?.array {
            container.ports = ports.compactMap { try? ContainerPort(json: $0) }
        }
        var pod = Pod(metadata: ObjectMeta(
            name: status.labels[RuntimeLabels.podName] ?? "", namespace: status.labels[RuntimeLabels.podNamespace] ?? "",
            uid: status.labels[RuntimeLabels.podUID] ?? ""))
        pod.spec.containers = [container]
        pod.spec.terminationGracePeriodSeconds = annotations[RuntimeLabels.podTerminationGracePeriod].flatMap { Int($0) }
        pod.metadata.deletionGracePeriodSeconds = annotations[RuntimeLabels.podDeletionGracePeriod].flatMap { Int($0) }
        return pod
    }

    private func gracePeriod(_ pod: Pod?, _ container: Container?, _ reason: PodActions.KillReason) -> Int {
        guard let pod else { return Self.minimumGracePeriod }
        if pod.metadata.deletionGracePeriodSeconds == nil {
            switch reason {
            case .livenessProbe: if let own = container?.livenessProbe?.terminationGracePeriodSeconds { return own }
            case .startupProbe: if let own = container?.startupProbe?.terminationGracePeriodSeconds { return own }
            case .specChanged, .resize, .other: break
            }
        }
        return pod.gracePeriod
    }

    /// A hook that takes longer than the grace period is left to itself.
    private func preStop(_ hook: LifecycleHandler, _ pod: Pod, _ container: Container, id: String, limit: Duration) async {
        let hooks = self.hooks
        let clock = self.clock
        do {
            try await withThrowingTaskGroup { group in
                group.addTask { try await hooks.run(hook, container, of: pod, id: id, podIP: pod.status.podIP, limit: limit) }
                group.addTask {
                    try await clock.sleep(for: limit)
                    // A command or a request ends with its container; who only sleeps has not failed.
                    if hook.sleep == nil { throw HookFailure(message: "grace period is over") }
                }
                _ = try await group.next()
                group.cancelAll()
            }
        } catch {
            if Task.isCancelled { return }
            // What the hook answered stays out of the event: it may hold a secret.
            events.event(pod, container: container.name, type: "Warning", reason: "FailedPreStopHook", message: "PreStopHook failed")
            logger.info("a pre-stop hook failed", metadata: ["pod": "\(pod.key)", "container": "\(container.name)", "error": "\(error)"])
        }
    }

    /// Removes everything of a pod from the runtime; what runs is stopped hard.
    func removePod(uid: String, _ status: RuntimePodStatus) async throws {
        for sandbox in status.sandboxes {
            try await cri.stopPodSandbox(sandbox.id)
            try await cri.removePodSandbox(sandbox.id)
        }
        for record in status.containers {
            do { try await cri.removeContainer(record.id) } catch where isNotFound(error) {}
        }
    }
}
