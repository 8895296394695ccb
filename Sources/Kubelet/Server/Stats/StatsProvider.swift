import ContainerRuntime
import JSON
import KubernetesAPI
import Synchronization

/// What pods and the node use: /stats/summary and /metrics/resource.
final class StatsProvider: Sendable {
    private let backend: any KubeletServerBackend
    private let clock: any WallClock
    private let meter = Mutex(RateMeter())

    init(backend: any KubeletServerBackend, clock: any WallClock) {
        self.backend = backend
        self.clock = clock
    }

    /// What the runtime says about one pod.
    private struct PodUsage {
        var sandbox: CRIPodSandboxStats?
        var containers: [CRIContainerStats] = []

        var cpu: CRICpuUsage? {
            if let sandbox, sandbox.linux.hasCpu { return sandbox.linux.cpu }
            guard !containers.isEmpty else { return nil }
            var sum = CRICpuUsage()
            sum.timestamp = containers.map(\.cpu.timestamp).max() ?? 0
            sum.usageCoreNanoSeconds.value = containers.reduce(0) { $0 &+ $1.cpu.usageCoreNanoSeconds.value }
            return sum
        }

        var memory: CRIMemoryUsage? {
            if let sandbox, sandbox.linux.hasMemory { return sandbox.linux.memory }
            guard !containers.isEmpty else { return nil }
            var sum = CRIMemoryUsage()
            sum.timestamp = containers.map(\.memory.timestamp).max() ?? 0
            sum.workingSetBytes.value = containers.reduce(0) { $0 &+ $1.memory.workingSetBytes.value }
            return sum
        }
    }

    /// The runtime's figures by pod UID; `false` when it cannot be asked.
    private func usage() async -> ([String: PodUsage], complete: Bool) {
        var pods: [String: PodUsage] = [:]
        // Not every runtime knows sandboxes' figures; those of their containers are then summed up.
        for stats in (try? await backend.runtime.listPodSandboxStats(.init())) ?? [] {
            pods[stats.attributes.metadata.uid, default: PodUsage()].sandbox = stats
        }
        guard let containers = try? await backend.runtime.listContainerStats(.init()) else { return (pods, false) }
        // Containers that have ended have no figures, and would stand beside their successors under the same name.
        for stats in containers where stats.cpu.timestamp > 0 || stats.memory.timestamp > 0 {
            guard let uid = stats.attributes.labels[ServerLabels.podUID] else { continue }
            pods[uid, default: PodUsage()].containers.append(stats)
        }
        return (pods, true)
    }

    // MARK: Summary

    /// The Summary of the kubelet's stats API.
    func summary() async -> JSONValue {
        let (usage, _) = await usage()
        let node = NodeUsage()
        let now = clock.now
        let imageFiles = try? await backend.runtime.imageFsInfo()
        let pods = backend.pods().map { podSummary($0, usage[$0.metadata.uid]) }
        var names = Set(usage.values.flatMap(\.containers).map(\.attributes.id))
        names.formUnion(usage.keys)
        names.insert("")
        meter.withLock { $0.keep(names) }
        return ["node": nodeSummary(node, now, imageFiles), "pods": .array(pods)]
    }

    private func nodeSummary(_ node: NodeUsage, _ now: Instant, _ images: CRIImageFsInfoResponse?) -> JSONValue {
        let time = JSONValue.string(RFC3339.text(seconds: now.seconds))
        var object = JSONObject()
        object["nodeName"] = .string(backend.nodeName)
        object["startTime"] = .string(RFC3339.text(seconds: node.bootTime))
        object["cpu"] = cpu("", usage: node.cpuNanoseconds, nanoseconds: Self.nanoseconds(now))
        object["memory"] = [
            "time": time, "availableBytes": Self.number(node.memoryAvailable), "usageBytes": Self.number(node.memoryUsage),
            "workingSetBytes": Self.number(node.memoryWorkingSet), "rssBytes": Self.number(node.memoryRSS),
        ]
        if let first = node.interfaces.first {
            var network = Self.interface(first)
            network["time"] = time
            network["interfaces"] = .array(node.interfaces.map { .object(Self.interface($0)) })
            object["network"] = .object(network)
        }
        if let files = NodeUsage.FileSystem(path: backend.rootDirectory) ?? NodeUsage.FileSystem(path: "/") {
            object["fs"] = .object(Self.fileSystem(files, time))
        }
        if let image = images?.imageFilesystems.first, let files = NodeUsage.FileSystem(path: image.fsID.mountpoint) {
            var values = Self.fileSystem(files, time)
            values["usedBytes"] = Self.number(image.usedBytes.value)
            object["runtime"] = ["imageFs": .object(values)]
        }
        return .object(object)
    }

    private func podSummary(_ pod: Pod, _ usage: PodUsage?) -> JSONValue {
        var object = JSONObject()
        object["podRef"] = [
            "name": .string(pod.metadata.name), "namespace": .string(pod.metadata.namespace),
            "uid": .string(pod.metadata.uid),
        ]
        if let start = pod.status.startTime { object["startTime"] = .string(start.description) }
        let starts = Dictionary(
            (pod.status.containerStatuses + pod.status.initContainerStatuses).compactMap { status in
                status.state.running?.startedAt.map { (status.name, $0.description) }
            }, uniquingKeysWith: { first, _ in first })
        object["containers"] = .array((usage?.containers ?? []).map { containerSummary($0, starts) })
        if let value = usage?.cpu { object["cpu"] = cpu(pod.metadata.uid, value) }
        if let value = usage?.memory { object["memory"] = Self.memory(value) }
        if let network = usage?.sandbox?.linux.network, network.hasDefaultInterface {
            object["network"] = [
                "time": Self.time(network.timestamp), "name": .string(network.defaultInterface.name),
                "rxBytes": Self.number(network.defaultInterface.rxBytes.value),
                "rxErrors": Self.number(network.defaultInterface.rxErrors.value),
                "txBytes": Self.number(network.defaultInterface.txBytes.value),
                "txErrors": Self.number(network.defaultInterface.txErrors.value),
            ]
        }
        return .object(object)
    }

    private func containerSummary(_ stats: CRIContainerStats, _ starts: [String: String]) -> JSONValue {
        let name = stats.attributes.labels[ServerLabels.containerName] ?? stats.attributes.metadata.name
        var object: JSONObject = .init()
        object["name"] = .string(name)
        if let start = starts[name] { object["startTime"] = .string(start) }
        if stats.hasCpu { object["cpu"] = cpu(stats.attributes.id, stats.cpu) }
        if stats.hasMemory { object["memory"] = Self.memory(stats.memory) }
        if stats.hasWritableLayer {
            object["rootfs"] = [
                "time": Self.time(stats.writableLayer.timestamp),
                "usedBytes": Self.number(stats.writableLayer.usedBytes.value),
                "inodesUsed": Self.number(stats.writableLayer.inodesUsed.value),
            ]
        }
        return .object(object)
    }

    // MARK: Metrics

    /// What metrics-server reads.
    func resourceMetrics() async -> String {
        let (usage, complete) = await usage()
        let node = NodeUsage()
        let pods = backend.pods().sorted { ($0.metadata.namespace, $0.metadata.name) < ($1.metadata.namespace, $1.metadata.name) }
        var text = MetricsText()
        let now = clock.now.seconds * 1000
        text.family("node_cpu_usage_seconds_total", "counter", "Cumulative cpu time consumed by the node in core-seconds")
        text.sample("node_cpu_usage_seconds_total", [:], Double(node.cpuNanoseconds) / 1e9, milliseconds: now)
        text.family("node_memory_working_set_bytes", "gauge", "Current working set of the node in bytes")
        text.sample("node_memory_working_set_bytes", [:], Double(node.memoryWorkingSet), milliseconds: now)
        let each: [(String, String, String, (CRIContainerStats) -> (Double, Int64))] = [
            ("container_cpu_usage_seconds_total", "counter", "Cumulative cpu time consumed by the container in core-seconds",
             { (Double($0.cpu.usageCoreNanoSeconds.value) / 1e9, $0.cpu.timestamp) }),
            ("container_memory_working_set_bytes", "gauge", "Current working set of the container in bytes",
             { (Double($0.memory.workingSetBytes.value), $0.memory.timestamp) }),
        ]
        for (name, type, help, value) in each {
            text.family(name, type, help)
            for pod in pods {
                for stats in usage[pod.metadata.uid]?.containers ?? [] {
                    let (number, time) = value(stats)
                    text.sample(
                        name,
                        ["container": stats.attributes.metadata.name, "namespace": pod.metadata.namespace,
                         "pod": pod.metadata.name],
                        number, milliseconds: time / 1_000_000)
                }
            }
        }
        text.family("pod_cpu_usage_seconds_total", "counter", "Cumulative cpu time consumed by the pod in core-seconds")
        for pod in pods {
            guard let cpu = usage[pod.metadata.uid]?.cpu else { continue }
            text.sample(
                "pod_cpu_usage_seconds_total", ["namespace": pod.metadata.namespace, "pod": pod.metadata.name],
                Double(cpu.usageCoreNanoSeconds.value) / 1e9, milliseconds: cpu.timestamp / 1_000_000)
        }
        text.family("pod_memory_working_set_bytes", "gauge", "Current working set of the pod in bytes")
        for pod in pods {
            guard let memory = usage[pod.metadata.uid]?.memory else { continue }
            text.sample(
                "pod_memory_working_set_bytes", ["namespace": pod.metadata.namespace, "pod": pod.metadata.name],
                Double(memory.workingSetBytes.value), milliseconds: memory.timestamp / 1_000_000)
        }
        text.family(
            "resource_scrape_error", "gauge", "1 if there was an error while getting container metrics, 0 otherwise")
        text.sample("resource_scrape_error", [:], complete ? 0 : 1)
        return text.text
    }

    // MARK: Values

    private func cpu(_ name: String, _ usage: CRICpuUsage) -> JSONValue {
        cpu(name, usage: usage.usageCoreNanoSeconds.value, nanoseconds: UInt64(clamping: usage.timestamp))
    }

    private func cpu(_ name: String, usage: UInt64, nanoseconds: UInt64) -> JSONValue {
        var object = JSONObject()
        object["time"] = Self.time(Int64(clamping: nanoseconds))
        if let rate = meter.withLock({ $0.rate(name, usage: usage, nanoseconds: nanoseconds) }) {
            object["usageNanoCores"] = Self.number(rate)
        }
        object["usageCoreNanoSeconds"] = Self.number(usage)
        return .object(object)
    }

    private static func memory(_ usage: CRIMemoryUsage) -> JSONValue {
        var object = JSONObject()
        object["time"] = time(usage.timestamp)
        if usage.hasAvailableBytes { object["availableBytes"] = number(usage.availableBytes.value) }
        if usage.hasUsageBytes { object["usageBytes"] = number(usage.usageBytes.value) }
        object["workingSetBytes"] = number(usage.workingSetBytes.value)
        if usage.hasRssBytes { object["rssBytes"] = number(usage.rssBytes.value) }
        if usage.hasPageFaults { object["pageFaults"] = number(usage.pageFaults.value) }
        if usage.hasMajorPageFaults { object["majorPageFaults"] = number(usage.majorPageFaults.value) }
        return .object(object)
    }

    private static func interface(_ interface: NodeUsage.Interface) -> JSONObject {
        var object = JSONObject()
        object["name"] = .string(interface.name)
        object["rxBytes"] = number(interface.received)
        object["rxErrors"] = number(interface.receiveErrors)
        object["txBytes"] = number(interface.sent)
        object["txErrors"] = number(interface.sendErrors)
        return object
    }

    private static func fileSystem(_ files: NodeUsage.FileSystem, _ time: JSONValue) -> JSONObject {
        var object = JSONObject()
        object["time"] = time
        object["availableBytes"] = number(files.available)
        object["capacityBytes"] = number(files.capacity)
        object["usedBytes"] = number(files.capacity - min(files.capacity, files.available))
        object["inodesFree"] = number(files.inodesFree)
        object["inodes"] = number(files.inodes)
        object["inodesUsed"] = number(files.inodes - min(files.inodes, files.inodesFree))
        return object
    }

    private static func number(_ value: UInt64) -> JSONValue { .int(Int64(clamping: value)) }
    private static func time(_ nanoseconds: Int64) -> JSONValue { .string(RFC3339.text(seconds: nanoseconds / 1_000_000_000)) }
    private static func nanoseconds(_ instant: Instant) -> UInt64 {
        UInt64(clamping: instant.seconds).multipliedReportingOverflow(by: 1_000_000_000).partialValue
            &+ UInt64(clamping: instant.nanoseconds)
    }
}
