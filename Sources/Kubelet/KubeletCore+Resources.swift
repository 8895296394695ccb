import ContainerRuntime
import KubernetesAPI
import KubernetesClient
import Logging

/// The cgroups of the node and the managers of its CPUs, memory and devices, kept in line with the pods.
extension KubeletCore {
    /// A runtime that tells its cgroup driver decides: with another one than its own no pod would start.
    func takeCgroupDriver() async {
        guard let driver = try? await cri.runtimeConfig().linux.cgroupDriver else { return }
        cgroups.driver = driver == .systemd ? .systemd : .cgroupfs
    }

    /// Keeps the weights of the QoS classes' cgroups in line with the pods.
    func keepClasses() async {
        let allocatable = NodeAllocatable(options: options, machine: machine, cgroups: cgroups, event: { _, _, _ in }, logger: logger)
        for await _ in classesChanged.signals { await cgroups.updateClasses(workers.active, memory: allocatable.classMemory(workers.active)) }
    }
}

// MARK: - CPUs, memory and devices

extension KubeletCore {
    /// UIDs of the pods that may hold resources; nil until all sources have told theirs, so that nothing is taken from a pod that was not seen yet.
    var resourceHolders: Set<String>? {
        sourcesReady ? Set(workers.known.keys).union(pods.all.map(\.metadata.uid)) : nil
    }

    /// Serves the sockets of plug-ins and monitors, and keeps CPUs and statuses in line, until it is cancelled.
    func keepResources() async {
        await enforceNodeAllocatable()
        let service = PodResourcesService(managers: resources, pods: { [weak self] in self?.workers.active ?? [] }, requests: metrics.resources.podResourcesRequests)
        let server = UnixServer(path: options.rootDirectory + "/pod-resources/kubelet.sock", services: [service], clock: clock, logger: logger)
        await withDiscardingTaskGroup { group in
            group.addTask { await self.resources.devices.run() }
            group.addTask { await server.run() }
            group.addTask { await self.reconcileCPUs() }
            group.addTask { await self.resources.claims.drivers.wipeSlices() }
            group.addTask { await self.resources.claims.reconcile { [weak self] in self?.resourceHolders } }
            group.addTask {
                for await _ in self.resources.devices.healthChanges { for uid in self.resources.devices.inventory.allocations.keys { self.workers.wake(uid) } }
            }
        }
    }

    /// Limits the cgroups of pods together and of what is reserved.
    private func enforceNodeAllocatable() async {
        let recorder = self.recorder
        let node = parts.node
        await NodeAllocatable(
            options: options, machine: machine, cgroups: cgroups,
            event: { type, reason, message in
                if let node = node.node() { recorder?.event(node, type: type, reason: reason, message: message) }
            }, logger: logger
        ).enforce()
    }

    /// Moves running containers when the CPUs that all share have become fewer or more.
    private func reconcileCPUs() async {
        guard resources.cpus.isStatic else { return }
        var last: [String: CPUSet] = [:]
        while !Task.isCancelled {
            do { try await clock.sleep(for: options.resourceManagers.cpuReconcilePeriod) } catch { return }
            var seen: [String: CPUSet] = [:]
            for (id, cpus) in containerCPUs() {
                seen[id] = cpus
                if last[id] == cpus { continue }
                var update = CRILinuxContainerResources()
                update.cpusetCpus = cpus.description
                do { try await cri.updateContainerResources(id, update) } catch {
                    seen[id] = nil
                    logger.warning("cannot move a container to its CPUs", metadata: ["container": "\(id)", "error": "\(error)"])
                }
            }
            last = seen
        }
    }

    private func containerCPUs() -> [(id: String, cpus: CPUSet)] {
        workers.active.flatMap { pod -> [(id: String, cpus: CPUSet)] in
            let status = statuses.status(pod.metadata.uid)
            return ((status?.containerStatuses ?? []) + (status?.initContainerStatuses ?? [])).compactMap { container in
                guard container.state.running != nil, let id = container.containerID?.split(separator: "/").last,
                    let cpus = resources.cpus.cpus(pod.metadata.uid, container.name), !cpus.isEmpty
                else { return nil }
                return (String(id), cpus)
            }
        }
    }
}
