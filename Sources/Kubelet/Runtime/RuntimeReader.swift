import ContainerRuntime
import KubernetesAPI

/// Reads the runtime: which pods it has, and everything about one of them.
struct RuntimeReader: Sendable {
    var cri: any CRI
    var runtimeName: RuntimeName
    /// Whether statuses tell which images are shown: the feature gate `ImageVolumeWithDigest`.
    var showsImages = false

    /// Everything about one pod, from sandbox and container statuses.
    /// - Throws: when the runtime cannot be asked; a thing that disappears in between is left out.
    func status(uid: String) async throws -> RuntimePodStatus {
        var sandboxFilter = CRIPodSandboxFilter()
        sandboxFilter.labelSelector = [RuntimeLabels.podUID: uid]
        var containerFilter = CRIContainerFilter()
        containerFilter.labelSelector = [RuntimeLabels.podUID: uid]
        let listedSandboxes = try await cri.listPodSandboxes(sandboxFilter)
        let listedContainers = try await cri.listContainers(containerFilter)

        var status = RuntimePodStatus(uid: uid, runtimeName: runtimeName.value)
        if let first = listedSandboxes.first {
            status.name = first.metadata.name
            status.namespace = first.metadata.namespace
        } else if let first = listedContainers.first {
            status.name = first.labels[RuntimeLabels.podName] ?? ""
            status.namespace = first.labels[RuntimeLabels.podNamespace] ?? ""
        }
        for sandbox in listedSandboxes {
            do { status.sandboxes.append(try await record(sandbox)) } catch where isNotFound(error) {}
        }
        for container in listedContainers {
            do { status.containers.append(try await record(container)) } catch where isNotFound(error) {}
        }
        status.sandboxes.sort { $0.createdAt > $1.createdAt }
        status.containers.sort { $0.createdAt > $1.createdAt }
        return status
    }

    private func record(_ sandbox: CRIPodSandbox) async throws -> SandboxRecord {
        var record = SandboxRecord(
            id: sandbox.id, attempt: Int(sandbox.metadata.attempt), ready: sandbox.state == .sandboxReady, createdAt: sandbox.createdAt
        )
        // A dead sandbox has no address; nothing more is to be learnt of it.
        guard record.ready else { return record }
        let status = try await cri.podSandboxStatus(sandbox.id, verbose: false).status
        record.ready = status.state == .sandboxReady
        record.hostNetwork = status.linux.namespaces.options.network == .node
        if !record.hostNetwork && !status.network.ip.isEmpty {
            record.ips = [status.network.ip] + status.network.additionalIps.map(\.ip).filter { !$0.isEmpty }
        }
        return record
    }

    private func record(_ container: CRIContainer) async throws -> ContainerRecord {
        let status = try await cri.containerStatus(container.id, verbose: false).status
        var record = ContainerRecord(
            id: status.id, name: container.labels[RuntimeLabels.containerName] ?? status.metadata.name,
            state: RuntimeContainerState(status.state), createdAt: status.createdAt, startedAt: status.startedAt,
            finishedAt: status.finishedAt, exitCode: Int(status.exitCode), image: status.image.image, imageRef: status.imageRef,
            hash: container.annotations[RuntimeLabels.containerHash] ?? "", reason: status.reason, message: status.message,
            logPath: status.logPath, sandboxID: container.podSandboxID
        )
        record.restartCount = container.annotations[RuntimeLabels.containerRestartCount].flatMap { Int($0) } ?? Int(status.metadata.attempt)
        if status.resources.hasLinux {
            let linux = status.resources.linux
            record.limits = RuntimeLimits(
                cpuShares: linux.cpuShares, cpuQuota: linux.cpuQuota, cpuPeriod: linux.cpuPeriod, memoryLimit: linux.memoryLimitInBytes)
        }
        if status.user.hasLinux {
            let linux = status.user.linux
            record.user = ContainerUser(linux: LinuxContainerUser(
                uid: Int(linux.uid), gid: Int(linux.gid), supplementalGroups: linux.supplementalGroups.map { Int($0) }))
        }
        record.stopSignal = StopSignal.name(status.stopSignal)
        record.recursivelyReadOnly = Set(status.mounts.filter(\.recursiveReadOnly).map(\.containerPath))
        if showsImages {
            let images = status.mounts.filter { $0.hasImage && !$0.image.image.isEmpty }
            record.shownImages = Dictionary(images.map { ($0.containerPath, $0.image.image) }, uniquingKeysWith: { first, _ in first })
        }
        if record.state == .exited { record.message = TerminationMessage.read(status, container.annotations) }
        return record
    }
}

extension RuntimeContainerState {
    init(_ state: CRIContainerState) {
        switch state {
        case .containerCreated: self = .created
        case .containerRunning: self = .running
        case .containerExited: self = .exited
        default: self = .unknown
        }
    }
}
