import ContainerRuntime
import Foundation
import KubernetesAPI
import Synchronization

/// Measures what pods and the node use, when somebody asks; between questions it costs nothing. Safe to use from anywhere.
final class StatsProvider: Sendable {
    let backend: any KubeletServerBackend
    let clock: any WallClock
    let running: RunningPods
    let volumes: VolumeMeter
    let meter = Mutex(RateMeter())

    init(backend: any KubeletServerBackend, clock: any WallClock) {
        self.backend = backend
        self.clock = clock
        running = RunningPods(runtime: backend.runtime, reader: CgroupHierarchy(root: backend.cgroupFileSystem).map { CgroupReader(hierarchy: $0) })
        volumes = VolumeMeter(
            rootDirectory: backend.rootDirectory, period: backend.volumeStatsPeriod, clock: clock,
            boundVolume: { [backend] in await backend.boundVolume(namespace: $0, claim: $1) },
            driverFigures: { [backend] in await backend.driverFigures(of: $0) },
            abnormal: { [backend] in backend.volumeIsAbnormal($0, volume: $1, condition: $2) })
    }

    /// How much is measured.
    enum Depth {
        /// CPU and memory.
        case brief
        /// All that cgroups know.
        case full
    }

    /// One container's figures.
    struct ContainerStats: Sendable {
        var container: RunningPod.Running
        var usage: CgroupStats
        /// What the runtime says of its writable layer; only with the runtime's own statistics.
        var layer: CRIFilesystemUsage?
    }

    /// One pod's figures.
    struct PodStats: Sendable {
        var pod: RunningPod
        var containers: [ContainerStats]
        /// Of the pod as a whole; the sum of its containers where it has no cgroup of its own.
        var usage: CgroupStats
        /// Of the sandbox's own container.
        var sandbox: CgroupStats?
        var interfaces: [NetworkInterface]
    }

    /// Measures all running pods.
    /// - Parameters:
    ///   - layers: asks the runtime for writable layers too.
    ///   - network: looks into the pods' networks too.
    /// - Throws: when the runtime cannot be asked.
    func measure(_ depth: Depth, layers: Bool = false, network: Bool = false) async throws -> [PodStats] {
        let pods = try await running.list()
        let reader = running.reader
        func read(_ path: String?) -> CgroupStats? {
            guard let path, let reader else { return nil }
            return switch depth {
            case .brief: reader.brief(path)
            case .full: reader.full(path)
            }
        }
        var fromRuntime: [String: CRIContainerStats] = [:]
        if layers || pods.contains(where: { $0.containers.contains { $0.cgroup == nil } }) {
            let all = try await backend.runtime.listContainerStats(.init())
            fromRuntime = Dictionary(all.map { ($0.attributes.id, $0) }, uniquingKeysWith: { first, _ in first })
        }
        return pods.map { pod in
            let containers = pod.containers.compactMap { container -> ContainerStats? in
                let stats = fromRuntime[container.id]
                guard let usage = read(container.cgroup) ?? stats.map(Self.usage) else { return nil }
                return ContainerStats(container: container, usage: usage, layer: (stats?.hasWritableLayer ?? false) ? stats?.writableLayer : nil)
            }
            let interfaces = network ? pod.process.map { NetworkInterface.all(of: "\($0)").filter { $0.name != "lo" } } ?? [] : []
            return PodStats(
                pod: pod, containers: containers, usage: read(pod.cgroup) ?? Self.sum(containers.map(\.usage)), sandbox: read(pod.sandboxCgroup),
                interfaces: interfaces)
        }
    }

    private static func usage(_ stats: CRIContainerStats) -> CgroupStats {
        var usage = CgroupStats()
        if stats.hasCpu { usage.cpu = stats.cpu.usageCoreNanoSeconds.value }
        if stats.hasMemory {
            let workingSet = stats.memory.workingSetBytes.value
            usage.memory = max(workingSet, stats.memory.usageBytes.value)
            usage.inactiveFile = (usage.memory ?? 0) - workingSet
            usage.rss = stats.memory.rssBytes.value
            usage.pageFaults = stats.memory.pageFaults.value
            usage.majorPageFaults = stats.memory.majorPageFaults.value
        }
        return usage
    }

    private static func sum(_ all: [CgroupStats]) -> CgroupStats {
        var sum = CgroupStats()
        for usage in all {
            if let cpu = usage.cpu { sum.cpu = (sum.cpu ?? 0) &+ cpu }
            if let memory = usage.memory { sum.memory = (sum.memory ?? 0) &+ memory }
            if let swap = usage.swap { sum.swap = (sum.swap ?? 0) &+ swap }
            sum.inactiveFile &+= usage.inactiveFile
            sum.rss &+= usage.rss
            sum.pageFaults &+= usage.pageFaults
            sum.majorPageFaults &+= usage.majorPageFaults
        }
        return sum
    }
}
