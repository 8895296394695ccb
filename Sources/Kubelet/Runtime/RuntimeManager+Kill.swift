import ContainerRuntime
import KubernetesAPI
import Logging

extension RuntimeManager {
    /// The least that a container gets between the stop signal and the kill, in seconds.
    static let minimumGracePeriod = 2

    /// Stops all containers of a pod, then its sandboxes. Main containers stop together; sidecars after them, the last one first.
    /// - Parameters:
    ///   - pod: nil when only the runtime still knows it.
    ///   - grace: seconds, instead of what the pod says.
    /// - Throws: when something could not be stopped; all else was.
    func killPod(_ pod: Pod?, _ status: RuntimePodStatus, grace: Int? = nil) async throws {
        let grace = grace ?? pod?.gracePeriod ?? Self.minimumGracePeriod
        let deadline = clock.monotonic + .seconds(grace)
        let sidecars = (pod?.spec.initContainers ?? []).filter(\.isSidecar).map(\.name)
        let active = status.active
        var failure: (any Error)?
        do {
            try await withThrowingTaskGroup { group in
                for record in active where !sidecars.contains(record.name) {
                    group.addTask { try await killContainer(pod, stopping(record), grace: grace) }
                }
                try await group.waitForAll()
            }
        } catch {
            failure = error
        }
        for name in sidecars.reversed() {
            for record in active where record.name == name {
                let left = Int((deadline - clock.monotonic).components.seconds)
                do { try await killContainer(pod, stopping(record), grace: max(0, left)) } catch { failure = error }
            }
        }
        if Task.isCancelled { throw CancellationError() }
        for sandbox in status.sandboxes where sandbox.ready || sandbox.id == status.sandboxes.first?.id {
            do {
                try await cri.stopPodSandbox(sandbox.id)
            } catch where isNotFound(error) {
            } catch {
                failure = error
                if let pod {
                    events.event(pod, container: nil, type: "Warning", reason: "FailedKillPod", message: "error killing pod: failed to \"KillPodSandbox\" for \"\(pod.metadata.uid)\": \(error)")
                }
            }
        }
        if let failure { throw failure }
    }

    private func stopping(_ record: ContainerRecord) -> PodActions.Kill {
        PodActions.Kill(id: record.id, name: record.name, reason: .other, message: "Stopping container \(record.name)")
    }

    /// Runs the container's pre-stop hook, then stops it, within its grace period.
    /// - Parameter grace: seconds, instead of what pod and probe say.
    func killContainer(_ pod: Pod?, _ kill: PodActions.Kill, grace: Int? = nil) async throws {
        let container = pod?.everyContainer.first { $0.name == kill.name }
        var seconds = grace ?? gracePeriod(pod, container, kill.reason)
        if let pod {
            events.event(pod, container: kill.name, type: "Normal", reason: "Killing", message: kill.message)
        }
        if let pod, let container, let hook = container.lifecycle?.preStop, seconds > 0 {
            let begun = clock.monotonic
            await preStop(hook, pod, container, id: kill.id, limit: .seconds(seconds))
            seconds -= Int((clock.monotonic - begun).components.seconds)
        }
        if grace != 0 { seconds = max(seconds, Self.minimumGracePeriod) }
        do {
            try await cri.stopContainer(kill.id, timeout: seconds)
        } catch where isNotFound(error) {
        } catch {
            if Task.isCancelled { throw CancellationError() }
            logger.warning("cannot stop a container", metadata: ["container": "\(kill.name)", "id": "\(kill.id)", "error": "\(error)"])
            throw error
        }
    }

    private func gracePeriod(_ pod: Pod?, _ container: Container?, _ reason: PodActions.KillReason) -> Int {
        guard let pod else { return Self.minimumGracePeriod }
        if pod.metadata.deletionGracePeriodSeconds == nil {
            switch reason {
            case .livenessProbe: if let own = container?.livenessProbe?.terminationGracePeriodSeconds { return own }
            case .startupProbe: if let own = container?.startupProbe?.terminationGracePeriodSeconds { return own }
            case .specChanged, .other: break
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
                group.addTask { try await hooks.run(hook, container, id: id, podIP: pod.status.podIP, limit: limit) }
                group.addTask {
                    try await clock.sleep(for: limit)
                    throw HookFailure(message: "grace period is over")
                }
                _ = try await group.next()
                group.cancelAll()
            }
        } catch {
            if Task.isCancelled { return }
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
