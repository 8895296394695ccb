import ComponentMetrics
import ContainerRuntime
import KubernetesAPI
import Logging

/// What came of bringing the runtime in line with a pod.
struct RuntimeSyncResult {
    /// Something was started or stopped: the status has changed.
    var changed = false
    /// When to look again, because something waits out a back-off; nil means when something happens.
    var retryAfter: Duration?
    /// Everything has ended for good.
    var killed = false

    mutating func retry(after duration: Duration) { retryAfter = min(retryAfter ?? duration, duration) }
}

/// Makes the container runtime have what pods ask for: sandboxes and containers, in the right order, and takes them away.
/// Calls for one pod must not overlap; calls for different pods may.
struct RuntimeManager: Sendable {
    var cri: any CRI
    var options: KubeletOptions
    var clock: any WallClock
    var files: PodFiles
    var cgroups: CgroupManager
    var images: ImageManager
    var environment: any EnvironmentBuilding
    var probes: any ProbeManaging
    var events: any PodEventSink
    var hooks: Hooks
    var backOff: BackOff
    var sandboxBackOff: BackOff
    var waitReasons: WaitReasons
    var allocation: AllocationManager
    var resources: ResourceManagers
    var hostIPs: @Sendable () -> [String]
    var classes = RuntimeClasses()
    var handlers = RuntimeHandlers()
    var userNamespaces: UserNamespaces
    var imageVolumes: ImageVolumes
    var logger: Logger
    var metrics = KubeletMetrics()

    /// How long to wait before a failed call to the runtime is tried again.
    static let retryInterval: Duration = .seconds(10)

    /// Does what is to be done now, and tells when to look again.
    /// - Parameters:
    ///   - status: of the runtime, just read.
    ///   - volumes: by name, mounted.
    ///   - credentials: fetches the pod's passwords for registries; called only when something is to be started.
    func sync(
        _ pod: Pod, _ status: RuntimePodStatus, volumes: [String: MountedVolume], credentials: () async -> PullCredentials
    ) async throws -> RuntimeSyncResult {
        let uid = pod.metadata.uid
        let actions = PodActions.compute(pod, status, actuated: { allocation.actuated(uid, container: $0) }) { probes.results(containerID: $0) }
        var result = RuntimeSyncResult()
        if actions.isEmpty {
            try await resizeIfNeeded(pod, status, actions, &result)
            return result
        }
        if actions.restartAll {
            try await restartAll(pod, status, &result)
            return result
        }
        result.changed = !actions.kill.isEmpty
        if actions.createSandbox && !actions.sandboxID.isEmpty {
            events.event(pod, container: nil, type: "Normal", reason: "SandboxChanged", message: "Pod sandbox changed, it will be killed and re-created.")
        }
        if actions.killPod {
            try await killPod(pod, status)
            result.changed = true
            if !actions.createSandbox {
                result.killed = true
                return result
            }
            try await removeInitContainers(pod, status)
        } else {
            try await withThrowingTaskGroup { group in
                for kill in actions.kill { group.addTask { try await killContainer(pod, kill) } }
                try await group.waitForAll()
            }
        }

        let handler: String
        let sandboxConfig: CRIPodSandboxConfig
        do {
            handler = try await classes.handler(of: pod)
            sandboxConfig = try self.sandboxConfig(pod, attempt: actions.attempt, handler: handler)
        } catch {
            if Task.isCancelled { throw CancellationError() }
            sandboxFailed(pod, error)
            result.retry(after: Self.retryInterval)
            return result
        }
        var sandboxID = actions.sandboxID
        var ips = status.ips
        if actions.createSandbox {
            // Each try leaves traces in the runtime, which wake the pod's worker: without a wait it would try on and on.
            if let left = sandboxBackOff.remainingSinceUpdate(pod.metadata.uid) {
                result.retry(after: left)
                return result
            }
            do { try await resources.claims.prepare(pod) } catch {
                if Task.isCancelled { throw CancellationError() }
                events.event(
                    pod, container: nil, type: "Warning", reason: "FailedPrepareDynamicResources", message: "Failed to prepare dynamic resources: \(error)")
                // A driver, or who fills the claim in, may just be late.
                result.retry(after: .seconds(3))
                return result
            }
            guard let made = try await makeSandbox(pod, sandboxConfig, handler) else {
                sandboxBackOff.next(pod.metadata.uid, at: clock.now)
                result.retry(after: sandboxBackOff.wait(pod.metadata.uid))
                return result
            }
            sandboxBackOff.reset(pod.metadata.uid)
            (sandboxID, ips) = made
            result.changed = true
        }
        let start = ContainerStart(
            manager: self, pod: pod, status: status, sandboxID: sandboxID, sandboxConfig: sandboxConfig, volumes: volumes,
            credentials: await credentials(), handler: handler, addresses: PodAddresses(podIPs: ips, hostIPs: hostIPs())
        )
        for index in actions.startEphemeral {
            let ephemeral = pod.spec.ephemeralContainers[index]
            let target = ephemeral.targetContainerName.flatMap { status.container($0) }
            _ = try await start.start(ephemeral.asContainer, &result, targetID: target?.id)
        }
        for index in actions.startInit {
            let container = pod.spec.initContainers[index]
            let started = try await start.start(container, &result)
            // Those after a failed one have to wait; a sidecar that fails holds up no other that is due now.
            if !started && !container.isSidecar { return result }
        }
        try await resizeIfNeeded(pod, status, actions, &result)
        for index in actions.start { _ = try await start.start(pod.spec.containers[index], &result) }
        return result
    }

    /// Tells the runtime of changed resources; a failure is told in the pod's conditions and tried again.
    private func resizeIfNeeded(
        _ pod: Pod, _ status: RuntimePodStatus, _ actions: PodActions, _ result: inout RuntimeSyncResult
    ) async throws {
        let inProgress = allocation.state(pod.metadata.uid).inProgress != nil
        // A container that starts anew for its resources has them only then.
        let restarts = actions.kill.contains { $0.reason == .resize }
        if actions.update.isEmpty && !podLimitsDiffer(pod) {
            if inProgress && !restarts {
                allocation.completed(pod)
                result.changed = true
            }
            return
        }
        allocation.began(pod)
        let begun = clock.monotonic
        var succeeded = false
        defer { metrics.pods.resizeDuration.observe((clock.monotonic - begun).seconds * 1000, succeeded ? "true" : "false") }
        do {
            try await resize(pod, status, actions.update)
            succeeded = true
            if !restarts { allocation.completed(pod) }
        } catch {
            if Task.isCancelled { throw CancellationError() }
            logger.info("a resize failed", metadata: ["pod": "\(pod.key)", "error": "\(error)"])
            allocation.failed(pod, "\(error)")
            result.retry(after: Self.retryInterval)
        }
        result.changed = true
    }

    func sandboxConfig(_ pod: Pod, attempt: Int, handler: String) throws -> CRIPodSandboxConfig {
        try SandboxConfig(
            pod: pod, options: options, dns: PodDNS(pod: pod, options: options), cgroupParent: cgroups.parent(of: pod),
            settings: cgroups.settings, userNamespace: userNamespace(of: pod, handler: handler)
        ).config(attempt: attempt)
    }

    /// - Throws: `UserNamespaceError`
    func userNamespace(of pod: Pod, handler: String) throws -> CRIUserNamespace? {
        try userNamespaces.namespace(of: pod, handler: handler, isSupported: handlers.features(of: handler).userNamespaces)
    }

    private func sandboxFailed(_ pod: Pod, _ error: any Error) {
        logger.warning("cannot make a pod sandbox", metadata: ["pod": "\(pod.key)", "error": "\(error)"])
        events.event(pod, container: nil, type: "Warning", reason: "FailedCreatePodSandBox", message: "Failed to create pod sandbox: \(error)")
    }

    /// - Returns: the sandbox's ID and its addresses; nil when it failed, which an event tells.
    private func makeSandbox(_ pod: Pod, _ config: CRIPodSandboxConfig, _ handler: String) async throws -> (id: String, ips: [String])? {
        for warning in PodDNS(pod: pod, options: options).warnings {
            events.event(pod, container: nil, type: "Warning", reason: warning.reason, message: warning.message)
        }
        do {
            try files.prepare(pod)
            metrics.pods.started.add()
            let begun = clock.monotonic
            let id = try await cri.runPodSandbox(config, runtimeHandler: handler)
            metrics.runtime.sandboxDuration.observe((clock.monotonic - begun).inSeconds, handler)
            let status = try await cri.podSandboxStatus(id, verbose: false).status
            let ips = [status.network.ip] + status.network.additionalIps.map(\.ip)
            return (id, pod.spec.hostNetwork == true ? hostIPs() : ips.filter { !$0.isEmpty })
        } catch {
            if Task.isCancelled { throw CancellationError() }
            metrics.pods.startErrors.add()
            metrics.runtime.sandboxErrors.add(1, handler)
            sandboxFailed(pod, error)
            return nil
        }
    }

    /// Init containers start anew in a new sandbox; the old ones must not be taken for them.
    private func removeInitContainers(_ pod: Pod, _ status: RuntimePodStatus) async throws {
        let names = Set(pod.spec.initContainers.map(\.name))
        for record in status.containers where names.contains(record.name) { try await cri.removeContainer(record.id) }
    }
}
