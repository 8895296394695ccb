import ContainerRuntime
import KubernetesAPI
import Logging

/// Why the resources of a pod could not be changed while it runs.
struct ResizeFailure: Error, CustomStringConvertible {
    var description: String
}

extension RuntimeManager {
    /// Gives running containers the resources that they are allocated. The pod's cgroup grows before its containers do, and
    /// shrinks after them, so that it holds them at every moment.
    /// - Throws: when the runtime refuses, or uses more memory than it would be left.
    func resize(_ pod: Pod, _ status: RuntimePodStatus, _ updates: [PodActions.Update]) async throws {
        let settings = cgroups.settings
        let before = LinuxResources.pod(allocation.withCgroupResources(pod), settings)
        let wanted = LinuxResources.pod(pod, settings)
        try await checkMemory(pod, updates, before: before, wanted: wanted)
        try await cgroups.update(pod, before.raised(to: wanted))
        for update in updates {
            guard let container = pod.everyContainer.first(where: { $0.name == update.name }) else { continue }
            let resources = LinuxResources.container(container, of: pod, settings)
            do {
                try await cri.updateContainerResources(update.id, resources)
            } catch {
                if Task.isCancelled { throw CancellationError() }
                throw ResizeFailure(description: "updating resources of container \"\(update.name)\" failed: \(error)")
            }
            allocation.setActuated(pod.metadata.uid, container: container)
        }
        try await cgroups.update(pod, wanted)
        allocation.setCgroupResources(pod)
    }

    /// Whether the cgroup of the whole pod is to change, because of its own resources or those of its containers.
    func podLimitsDiffer(_ pod: Pod) -> Bool {
        let present = allocation.withCgroupResources(pod)
        return LinuxResources.pod(present, cgroups.settings) != LinuxResources.pod(pod, cgroups.settings) || pod.spec.resources != present.spec.resources
    }

    /// The kernel kills what is above a new limit: better to leave it as it was, and to say so.
    private func checkMemory(_ pod: Pod, _ updates: [PodActions.Update], before: CgroupLimits, wanted: CgroupLimits) async throws {
        let shrinking = updates.compactMap { update -> (update: PodActions.Update, limit: Int64)? in
            guard let limit = pod.everyContainer.first(where: { $0.name == update.name })?.resources.limits["memory"] else { return nil }
            let old = allocation.actuated(pod.metadata.uid, container: update.name)?.limits["memory"]
            return old.map { limit < $0 } ?? true ? (update, Int64(limit.value)) : nil
        }
        let podShrinks = wanted.memoryLimit.map { limit in before.memoryLimit.map { limit < $0 } ?? true } ?? false
        if shrinking.isEmpty && !podShrinks { return }
        var filter = CRIContainerStatsFilter()
        filter.labelSelector = [RuntimeLabels.podUID: pod.metadata.uid]
        guard let stats = try? await cri.listContainerStats(filter) else { return }
        var usage: [String: Int64] = [:]
        for entry in stats { usage[entry.attributes.id] = Int64(clamping: entry.memory.workingSetBytes.value) }
        var problems: [String] = []
        let total = usage.values.reduce(0, +)
        if podShrinks, let limit = wanted.memoryLimit, total >= limit {
            problems.append("attempting to set pod memory limit (\(limit)) below current usage (\(total))")
        }
        for (update, limit) in shrinking {
            if let used = usage[update.id], used >= limit {
                problems.append("attempting to set container \"\(update.name)\" memory limit (\(limit)) below current usage (\(used))")
            }
        }
        if !problems.isEmpty { throw ResizeFailure(description: problems.joined(separator: "; ")) }
    }
}

extension CgroupLimits {
    /// What holds both: the larger of each, and nothing of what one of them does not limit.
    func raised(to other: CgroupLimits) -> CgroupLimits {
        func larger(_ a: Int64?, _ b: Int64?) -> Int64? {
            guard let a, let b else { return nil }
            return a < 0 || b < 0 ? -1 : max(a, b)
        }
        return CgroupLimits(
            cpuShares: larger(cpuShares, other.cpuShares), cpuQuota: larger(cpuQuota, other.cpuQuota), cpuPeriod: other.cpuPeriod,
            memoryLimit: larger(memoryLimit, other.memoryLimit))
    }
}
