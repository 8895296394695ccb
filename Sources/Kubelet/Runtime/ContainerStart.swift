import ContainerRuntime
import KubernetesAPI
import Logging

/// Starts containers of one pod in its sandbox.
struct ContainerStart {
    var manager: RuntimeManager
    var pod: Pod
    var status: RuntimePodStatus
    var sandboxID: String
    var sandboxConfig: CRIPodSandboxConfig
    var volumes: [String: MountedVolume]
    var credentials: PullCredentials
    /// The runtime's handler of the pod.
    var handler: String
    var addresses: PodAddresses

    /// A step that failed: the reason the container waits with, and what the event says.
    private struct Failure: Error {
        var reason: String
        var message: String
        var retryAfter: Duration?
    }

    /// Starts a container unless it has to wait out its back-off.
    /// - Returns: whether it was started. If not, its wait reason says why and `result` when to try again.
    /// - Throws: only when the pod is being stopped (`CancellationError`).
    func start(_ container: Container, _ result: inout RuntimeSyncResult, targetID: String? = nil) async throws -> Bool {
        let uid = pod.metadata.uid
        if let left = waitsForBackOff(container) {
            result.retry(after: left)
            return false
        }
        do {
            try await create(container, targetID: targetID)
            manager.waitReasons.remove(uid, container.name)
            result.changed = true
            return true
        } catch {
            if Task.isCancelled { throw CancellationError() }
            let failure = error as? Failure ?? Failure(reason: "RunContainerError", message: "\(error)")
            manager.logger.info(
                "a container did not start",
                metadata: ["pod": "\(pod.key)", "container": "\(container.name)", "reason": "\(failure.reason)", "error": "\(failure.message)"]
            )
            manager.waitReasons.set(uid, container.name, WaitReason(reason: failure.reason, message: failure.message))
            result.changed = true
            result.retry(after: failure.retryAfter ?? RuntimeManager.retryInterval)
            return false
        }
    }

    // MARK: - Back-off

    /// How long the container still has to wait because it keeps ending; nil when it may start.
    private func waitsForBackOff(_ container: Container) -> Duration? {
        guard let last = status.containers.first(where: { $0.name == container.name && $0.state == .exited }) else { return nil }
        let key = "\(pod.metadata.uid)_\(container.name)_\(ContainerHash.of(container))"
        let ended = Instant(seconds: last.finishedAt / 1_000_000_000, nanoseconds: Int32(last.finishedAt % 1_000_000_000))
        guard let left = manager.backOff.remaining(key, since: ended) else {
            manager.backOff.next(key, at: ended)
            return nil
        }
        let wait = manager.backOff.wait(key).goText
        event(container, "Warning", "BackOff", "Back-off restarting failed container \(container.name) in pod \(pod.formatted)")
        manager.waitReasons.set(
            pod.metadata.uid, container.name,
            WaitReason(reason: "CrashLoopBackOff", message: "back-off \(wait) restarting failed container=\(container.name) pod=\(pod.formatted)")
        )
        return left
    }

    // MARK: - Steps

    private func create(_ container: Container, targetID: String?) async throws {
        let image: CRIImage
        do {
            image = try await manager.images.ensure(container, of: pod, credentials: credentials, sandbox: sandboxConfig) {
                event(container, $0, $1, $2)
            }
        } catch let failure as ImageFailure {
            event(container, "Warning", "Failed", "Error: \(failure.reason)")
            throw Failure(reason: failure.reason, message: failure.message, retryAfter: failure.retryAfter)
        }
        let restartCount = status.container(container.name).map { $0.restartCount + 1 } ?? previousRestarts(container)
        if let problem = targetProblem(container) { throw failed(container, "CreateContainerConfigError", problem) }
        let shownImages = try await imageVolumes(container)
        let config: CRIContainerConfig
        do {
            config = try await self.config(container, images: shownImages, restartCount: restartCount, image: image, targetID: targetID)
        } catch {
            throw failed(container, "CreateContainerConfigError", "\(error)")
        }
        let id: String
        do {
            try manager.files.prepareLogs(pod, container: container.name)
            id = try await manager.cri.createContainer(in: sandboxID, config, sandboxConfig: sandboxConfig)
        } catch {
            throw failed(container, "CreateContainerError", Self.words(error))
        }
        manager.allocation.setActuated(pod.metadata.uid, container: container)
        event(container, "Normal", "Created", "Container created")
        do {
            try await manager.cri.startContainer(id)
        } catch {
            throw failed(container, "RunContainerError", Self.words(error))
        }
        event(container, "Normal", "Started", "Container started")
        manager.files.linkLog(pod, container: container.name, id: id, restartCount: restartCount)
        manager.probes.probeSoon(podUID: pod.metadata.uid, container: container.name)
        try await postStart(container, id: id)
    }

    /// Brings the images to the node that the container shows as volumes.
    private func imageVolumes(_ container: Container) async throws -> [String: MountedImage] {
        let names = Set(container.volumeMounts.map(\.name))
        var mounted: [String: MountedImage] = [:]
        for volume in pod.spec.volumes where names.contains(volume.name) {
            guard let source = volume.image else { continue }
            let reference = source.reference ?? ""
            let wanted = Container(name: container.name, image: reference, imagePullPolicy: source.pullPolicy)
            do {
                let image = try await manager.images.ensure(wanted, of: pod, credentials: credentials, sandbox: sandboxConfig) {
                    event(container, $0, $1, $2)
                }
                mounted[volume.name] = try await manager.imageVolumes.mount(
                    image, reference: reference, volume: volume.name, pod: pod, handler: handler, byRuntime: manager.handlers.mountsImages)
            } catch let failure as ImageFailure {
                event(container, "Warning", "Failed", "Error: \(failure.reason)")
                throw Failure(reason: failure.reason, message: failure.message, retryAfter: failure.retryAfter)
            } catch {
                if Task.isCancelled { throw CancellationError() }
                throw failed(container, "CreateContainerConfigError", "failed to mount image volume \"\(volume.name)\": \(error)")
            }
        }
        return mounted
    }

    /// A container that was collected may have restarted before: the API remembers how often, and so do the names of its logs.
    private func previousRestarts(_ container: Container) -> Int {
        let known = (pod.status.containerStatuses + pod.status.initContainerStatuses).first { $0.name == container.name && $0.containerID != nil }
        let logged = manager.files.newestLog(pod, container: container.name)
        return max(known.map { $0.restartCount + 1 } ?? 0, logged.map { $0 + 1 } ?? 0)
    }

    /// An ephemeral container looks at another one, which has to be there.
    private func targetProblem(_ container: Container) -> String? {
        guard let target = pod.spec.ephemeralContainers.first(where: { $0.name == container.name })?.targetContainerName, !target.isEmpty,
            status.container(target) == nil
        else { return nil }
        return "unable to find target container \(target)"
    }

    private func config(_ container: Container, images: [String: MountedImage], restartCount: Int, image: CRIImage, targetID: String?) async throws -> CRIContainerConfig {
        let environment = try await manager.environment.environment(of: container, in: pod, addresses: addresses)
        let variables = Dictionary(environment.map { ($0.name, $0.value) }, uniquingKeysWith: { _, last in last })
        var mounts = try ContainerMounts(
            pod: pod, volumes: volumes, images: images, environment: variables,
            subPaths: SubPath(podDirectory: manager.options.podDirectory(pod.metadata.uid), mounter: SystemMounter()),
            recursiveReadOnly: manager.handlers.features(of: handler).recursiveReadOnlyMounts, logger: manager.logger
        ).mounts(container)
        let taken = Set(mounts.map(\.containerPath))
        if !taken.contains("/etc/hosts") && (pod.spec.hostNetwork == true || !addresses.podIPs.isEmpty) {
            let ips = pod.spec.hostNetwork == true ? [] : addresses.podIPs
            var mount = CRIMount()
            mount.hostPath = try manager.files.writeHosts(pod, ips: ips)
            mount.containerPath = "/etc/hosts"
            mount.selinuxRelabel = true
            mounts.append(mount)
        }
        let messagePath = container.terminationMessagePath ?? "/dev/termination-log"
        if !messagePath.isEmpty && !taken.contains(messagePath) {
            var mount = CRIMount()
            let id = String(ContainerHash.fnv32a(Array("\(pod.metadata.uid)/\(restartCount)/\(manager.clock.now)".utf8)), radix: 16)
            mount.hostPath = try manager.files.terminationLog(pod, container: container.name, id: id)
            mount.containerPath = messagePath
            mount.selinuxRelabel = true
            mounts.append(mount)
        }
        var config = try ContainerConfig(
            pod: pod, options: manager.options, settings: manager.cgroups.settings,
            userNamespace: manager.userNamespace(of: pod, handler: handler)
        ).config(
            container, restartCount: restartCount, image: image, imageRef: image.id, environment: environment, mounts: mounts, targetID: targetID
        )
        config.devices += try VolumeDevices.devices(of: container, volumes)
        try await manager.resources.configure(&config, container, of: pod, runtimeKnowsCDI: manager.handlers.knowsCDI)
        return config
    }

    private func postStart(_ container: Container, id: String) async throws {
        guard let hook = container.lifecycle?.postStart else { return }
        do {
            try await manager.hooks.run(hook, container, of: pod, id: id, podIP: addresses.podIPs.first, limit: nil)
        } catch {
            if Task.isCancelled { throw CancellationError() }
            event(container, "Warning", "FailedPostStartHook", "PostStartHook failed")
            manager.logger.info(
                "a post-start hook failed", metadata: ["pod": "\(pod.key)", "container": "\(container.name)", "error": "\(error)"]
            )
            let kill = PodActions.Kill(id: id, name: container.name, reason: .other, message: "FailedPostStartHook")
            try await manager.killContainer(pod, kill)
            throw Failure(reason: "PostStartHookError", message: "\(error)")
        }
    }

    /// The runtime's own words, without what gRPC puts before them.
    private static func words(_ error: any Error) -> String { (error as? ContainerRuntimeError)?.message ?? "\(error)" }

    private func failed(_ container: Container, _ reason: String, _ message: String) -> Failure {
        event(container, "Warning", "Failed", "Error: \(message)")
        return Failure(reason: reason, message: message)
    }

    private func event(_ container: Container, _ type: String, _ reason: String, _ message: String) {
        manager.events.event(pod, container: container.name, type: type, reason: reason, message: message)
    }
}
