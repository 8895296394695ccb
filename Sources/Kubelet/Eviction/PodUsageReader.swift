import ContainerRuntime
import Foundation
import KubernetesAPI
import Synchronization

/// Reads what pods use: memory and processes from their cgroups, writable layers from the runtime, logs and volumes from the disk.
/// Walking through a pod's files is costly: it is done again only after twenty times as long as it took. Safe to use from anywhere.
final class PodUsageReader: PodUsageSource {
    private struct Measured {
        var volumes: [String: DiskUse]
        var logs: [String: DiskUse]
        var hostsFile: DiskUse
        var at: Duration
        var took: Duration
    }

    private let cri: any CRI
    private let options: KubeletOptions
    private let cgroups: CgroupUsage?
    /// The cgroup of a pod; nil when it has none.
    private let cgroup: @Sendable (Pod) -> String?
    private let clock: any WallClock
    private let cache = Mutex<[String: Measured]>([:])

    init(cri: any CRI, options: KubeletOptions, cgroups: CgroupUsage?, cgroup: @escaping @Sendable (Pod) -> String?, clock: any WallClock) {
        self.cri = cri
        self.options = options
        self.cgroups = cgroups
        self.cgroup = cgroup
        self.clock = clock
    }

    func usage(of pods: [Pod]) async -> [String: PodUsage] {
        var filter = CRIContainerStatsFilter()
        if pods.count == 1, let pod = pods.first { filter.labelSelector = [RuntimeLabels.podUID: pod.metadata.uid] }
        // A runtime that hangs must not keep the node from being saved; cgroups and directories can be read without it.
        let stats = (try? await within(.seconds(5), clock) { [cri, filter] in try await cri.listContainerStats(filter) }) ?? []
        let byPod = Dictionary(grouping: stats) { $0.attributes.labels[RuntimeLabels.podUID] ?? "" }
        var result: [String: PodUsage] = [:]
        for pod in pods {
            let measured = await measure(pod)
            result[pod.metadata.uid] = combine(pod, byPod[pod.metadata.uid] ?? [], measured)
        }
        let known = Set(result.keys)
        let now = clock.monotonic
        cache.withLock { $0 = $0.filter { known.contains($0.key) || now - $0.value.at < .seconds(300) } }
        return result
    }

    private func combine(_ pod: Pod, _ stats: [CRIContainerStats], _ measured: Measured) -> PodUsage {
        var usage = PodUsage(volumes: measured.volumes, hostsFile: measured.hostsFile)
        if let path = cgroup(pod) {
            usage.memory = cgroups?.workingSet(path)
            usage.processes = cgroups?.processes(path)
        }
        for spec in pod.everyContainer {
            // Of several runs the newest has the figures.
            let own = stats.filter { $0.attributes.labels[RuntimeLabels.containerName] == spec.name }
                .max { $0.attributes.metadata.attempt < $1.attributes.metadata.attempt }
            var container = PodUsage.OfContainer(name: spec.name, logs: measured.logs[spec.name] ?? DiskUse())
            if let own, own.hasMemory { container.memory = Int(clamping: own.memory.workingSetBytes.value) }
            if let own, own.hasWritableLayer {
                container.rootfs = DiskUse(
                    bytes: Int(clamping: own.writableLayer.usedBytes.value), inodes: Int(clamping: own.writableLayer.inodesUsed.value))
            }
            if own != nil || measured.logs[spec.name] != nil { usage.containers.append(container) }
        }
        if usage.memory == nil, usage.containers.contains(where: { $0.memory != nil }) {
            usage.memory = usage.containers.reduce(0) { $0 + ($1.memory ?? 0) }
        }
        return usage
    }

    private func measure(_ pod: Pod) async -> Measured {
        let uid = pod.metadata.uid
        let begun = clock.monotonic
        if let known = cache.withLock({ $0[uid] }), begun - known.at < min(known.took * 20, .seconds(60)) { return known }
        let volumes = options.volumesDirectory(uid)
        var measured = Measured(volumes: [:], logs: [:], hostsFile: DiskUse(), at: begun, took: .zero)
        for volume in pod.spec.volumes where volume.isLocalEphemeral || volume.emptyDir?.sizeLimit != nil {
            let plugin = volume.configMap != nil ? "configmap" : "empty-dir"
            measured.volumes[volume.name] = await DiskUsage.measured("\(volumes)/kubernetes.io~\(plugin)/\(volume.name)")
        }
        let logs = LogPaths.podDirectory(root: options.podLogsDirectory, pod)
        for container in pod.everyContainer where POSIXFiles.isDirectory(logs + "/" + container.name) {
            measured.logs[container.name] = await DiskUsage.measured(logs + "/" + container.name)
        }
        measured.hostsFile = DiskUsage.measure(options.podDirectory(uid) + "/etc-hosts")
        measured.took = clock.monotonic - begun
        cache.withLock { $0[uid] = measured }
        return measured
    }
}
