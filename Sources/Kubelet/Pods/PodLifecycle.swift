import ContainerRuntime
import KubernetesAPI
import KubernetesClient
import Logging

/// The steps of pods' lives: what their workers do. Kubernetes calls them SyncPod, SyncTerminatingPod and SyncTerminatedPod.
struct PodLifecycle: PodSteps {
    var options: KubeletOptions
    var client: Client?
    var cri: any CRI
    var reader: RuntimeReader
    var runtime: RuntimeManager
    var volumes: any VolumeManaging
    var probes: any ProbeManaging
    var files: PodFiles
    var cgroups: CgroupManager
    var images: ImageManager
    var statuses: StatusManager
    var waitReasons: WaitReasons
    var allocation: AllocationManager
    var resources: ResourceManagers
    /// UIDs of the pods that may hold resources; nil until all sources have told theirs.
    var activePods: @Sendable () -> Set<String>?
    var mirrors: MirrorPods
    var pods: PodManager
    var events: any PodEventSink
    var clock: any WallClock
    var hostIPs: @Sendable () -> [String]
    /// Nil when the runtime's network is ready, else why it is not.
    var networkError: @Sendable () -> String?
    /// Something was started or stopped, so that the runtime should be looked at soon.
    var changed: @Sendable () -> Void
    var logger: Logger
    /// Is told of statuses, to measure how long starting takes.
    var starts: PodStartLatency?

    // MARK: - Running

    func sync(_ pod: Pod) async throws -> PodStepOutcome {
        let uid = pod.metadata.uid
        var runtimeStatus = try await reader.status(uid: uid)
        var status = publish(pod, runtimeStatus)
        if PodPhase.isTerminal(status.phase) { return .ended }
        var lookAgain: Duration?
        if let deadline = pod.spec.activeDeadlineSeconds, let start = status.startTime {
            let left = start + deadline - clock.time
            if left <= 0 {
                let message = "Pod was active on the node longer than the specified deadline"
                events.event(pod, container: nil, type: "Normal", reason: "DeadlineExceeded", message: message)
                return .failed(PodVerdict(reason: "DeadlineExceeded", message: message))
            }
            lookAgain = .seconds(left)
        }
        if pod.isStatic { await mirrors.ensure(pod, existing: pods.mirror(of: pod)) }
        if let error = networkError(), pod.spec.hostNetwork != true {
            event(pod, "NetworkNotReady", "network is not ready: \(error)")
            return .settled(lookAgainAfter: .seconds(1))
        }
        if let verdict = try await resources.admit(pod, running: Set(runtimeStatus.active.map(\.name)), active: activePods()) {
            event(pod, verdict.reason, verdict.message)
            return .failed(PodVerdict(reason: verdict.reason, message: "Pod was rejected: " + verdict.message, isRejection: true))
        }
        await cgroups.create(allocation.withCgroupResources(pod), exclusiveCPUs: resources.cpus.hasExclusive(uid))
        try files.prepare(pod)
        let mounted: [String: MountedVolume]
        do {
            mounted = try await volumes.mount(pod)
        } catch let error as VolumeError {
            if error.isTold { event(pod, "FailedMount", error.message) }
            throw error
        }
        probes.podAdded(pod)
        let result = try await runtime.sync(pod, runtimeStatus, volumes: mounted) { await pullCredentials(pod) }
        if result.changed || result.retryAfter != nil {
            changed()
            runtimeStatus = try await reader.status(uid: uid)
            status = publish(pod, runtimeStatus)
            if PodPhase.isTerminal(status.phase) { return .ended }
        }
        if let retry = result.retryAfter { lookAgain = min(lookAgain ?? retry, retry) }
        return .settled(lookAgainAfter: lookAgain)
    }

    private func pullCredentials(_ pod: Pod) async -> PullCredentials {
        var credentials = PullCredentials()
        guard let client else { return credentials }
        var missing: [String] = []
        for reference in pod.spec.imagePullSecrets {
            guard let name = reference.name, !name.isEmpty else { continue }
            do {
                credentials.add(try await client.get(Secret.self, name, namespace: pod.metadata.namespace))
            } catch {
                missing.append(name)
            }
        }
        if !missing.isEmpty {
            event(
                pod, "FailedToRetrieveImagePullSecret",
                "Unable to retrieve some image pull secrets (\(missing.joined(separator: ", "))); attempting to pull the image may not succeed.")
        }
        return credentials
    }

    // MARK: - Ending

    func terminate(_ pod: Pod, grace: Int, verdict: PodVerdict?) async throws {
        let uid = pod.metadata.uid
        probes.stopLivenessAndStartup(pod)
        let runtimeStatus = try await reader.status(uid: uid)
        publish(pod, runtimeStatus, verdict: verdict)
        if !runtimeStatus.isStopped {
            try await runtime.killPod(pod, runtimeStatus, grace: grace)
            changed()
        }
        probes.podRemoved(uid: uid)
        let after = try await reader.status(uid: uid)
        guard after.active.isEmpty else { throw StillRunning(containers: after.active.map(\.name)) }
        // Before the end is told: whoever waits for it may take the devices.
        try await resources.claims.unprepare(pod)
        publish(pod, after, stopped: true, verdict: verdict)
    }

    func finish(_ pod: Pod, verdict: PodVerdict?) async throws {
        let uid = pod.metadata.uid
        publish(pod, try await reader.status(uid: uid), stopped: true, verdict: verdict)
        try await volumes.unmount(podUID: uid)
        if await !cgroups.remove(uid: uid) { logger.debug("a pod's cgroup is not empty yet", metadata: ["pod": "\(pod.key)"]) }
        resources.release(uid)
        allocation.retry("pods_removed")
        statuses.finish(pod)
    }

    func forget(_ pod: Pod) async throws {
        let uid = pod.metadata.uid
        try await runtime.removePod(uid: uid, reader.status(uid: uid))
        try await volumes.unmount(podUID: uid)
        try files.removePod(uid)
        files.removeLogs(directory: "\(pod.metadata.namespace)_\(pod.metadata.name)_\(uid)")
        files.removeDeadLinks()
        _ = await cgroups.remove(uid: uid)
        statuses.forget(uid)
        allocation.forget(uid)
        waitReasons.remove(uid)
        images.forget(podUID: uid)
        runtime.backOff.reset(prefix: uid + "_")
        runtime.sandboxBackOff.reset(uid)
        if pod.isStatic, let mirror = pods.mirror(of: pod), pods.staticPod(of: mirror) == nil { try await mirrors.delete(mirror) }
    }

    func removeOrphan(_ pod: RuntimeOnlyPod) async throws {
        let status = try await reader.status(uid: pod.uid)
        try await runtime.killPod(nil, status)
        try await runtime.removePod(uid: pod.uid, status)
        try await volumes.unmount(podUID: pod.uid)
        try files.removePod(pod.uid)
        files.removeLogs(directory: "\(pod.namespace)_\(pod.name)_\(pod.uid)")
        _ = await cgroups.remove(uid: pod.uid)
    }

    // MARK: - Status

    @discardableResult
    private func publish(_ pod: Pod, _ runtimeStatus: RuntimePodStatus, stopped: Bool = false, verdict: PodVerdict? = nil) -> PodStatus {
        let reasons = waitReasons.of(pod.metadata.uid)
        let old = statuses.status(pod.metadata.uid) ?? pod.status
        var status = PodStatusBuilder(
            pod: pod, runtime: runtimeStatus, old: old, waitReason: { reasons[$0] }, probes: { probes.results(containerID: $0) },
            hostIPs: hostIPs(), now: clock.time, stopped: stopped, verdict: verdict, resize: allocation.state(pod.metadata.uid),
            actuated: { allocation.actuated(pod.metadata.uid, container: $0) }
        ).status()
        resources.addHealth(to: &status, of: pod)
        // Who waits for a pod's end may take what it held: that it has ended is told when nothing of it runs.
        statuses.set(pod, stopped || runtimeStatus.isStopped ? status : status.holdingPhase(of: old))
        for name in status.unreadyButStarted(pod) { probes.probeSoon(podUID: pod.metadata.uid, container: name) }
        starts?.observed(pod, status)
        return status
    }

    /// The results of probes have changed: readiness is told at once, also while the pod's worker is busy with something long.
    func refreshReadiness(_ pod: Pod) {
        guard let old = statuses.status(pod.metadata.uid), !PodPhase.isTerminal(old.phase) else { return }
        let new = PodReadiness.refreshed(old, of: pod, now: clock.time) { probes.results(containerID: $0) }
        if new != old { statuses.set(pod, new) }
    }

    private func event(_ pod: Pod, _ reason: String, _ message: String) {
        events.event(pod, container: nil, type: "Warning", reason: reason, message: message)
    }
}

/// Containers that should have stopped run on.
struct StillRunning: Error, CustomStringConvertible {
    var containers: [String]
    var description: String { "containers still run: \(containers.joined(separator: ", "))" }
}
