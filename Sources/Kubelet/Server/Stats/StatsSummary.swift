import ContainerRuntime
import Foundation
import JSON
import KubernetesAPI
import Synchronization

/// /stats/summary: the Summary of the kubelet's stats API.
extension StatsProvider {
    /// - Parameter briefly: `only_cpu_and_memory`.
    /// - Throws: when the runtime cannot be asked.
    func summary(briefly: Bool = false) async throws -> JSONValue {
        let now = clock.now
        let stats = try await measure(briefly ? .brief : .full, layers: !briefly, network: !briefly)
        let node = NodeUsage()
        let root = FileSystemUsage(path: backend.rootDirectory) ?? FileSystemUsage(path: "/")
        let images = briefly ? nil : try? await backend.runtime.imageFsInfo()
        let known = Dictionary(backend.pods().map { ($0.metadata.uid, $0) }, uniquingKeysWith: { first, _ in first })
        var pods: [JSONValue] = []
        for entry in stats {
            guard let pod = known[entry.pod.uid] else { continue }
            let volumes = briefly ? [] : await self.volumes.usage(pod)
            pods.append(await podSummary(pod, entry, volumes, root, images, now, briefly))
        }
        let names = stats.flatMap { [$0.pod.uid] + $0.containers.map(\.container.id) }
        meter.withLock { $0.keep(Set(names + ["", "kubelet", "runtime", "pods"])) }
        volumes.keep(Set(known.keys))
        return ["node": nodeSummary(node, root, images, now, briefly), "pods": .array(pods)]
    }

    // MARK: The node

    private func nodeSummary(
        _ node: NodeUsage, _ root: FileSystemUsage?, _ images: CRIImageFsInfoResponse?, _ now: Instant, _ briefly: Bool
    ) -> JSONValue {
        let time = Self.time(now)
        var object = JSONObject()
        object["nodeName"] = .string(backend.nodeName)
        object["systemContainers"] = .array(systemContainers(node, now))
        object["startTime"] = .string(RFC3339.text(seconds: node.bootTime))
        object["cpu"] = cpu("", node.cpuNanoseconds, now, start: node.bootTime, pressure: CgroupReader.pressure("/proc/pressure/cpu"))
        var memory: JSONObject = [
            "time": time, "availableBytes": Self.number(node.memoryAvailable), "usageBytes": Self.number(node.memoryUsage),
            "workingSetBytes": Self.number(node.memoryWorkingSet), "rssBytes": Self.number(node.memoryRSS),
            "pageFaults": Self.number(node.pageFaults), "majorPageFaults": Self.number(node.majorPageFaults),
        ]
        if let pressure = CgroupReader.pressure("/proc/pressure/memory") { memory["psi"] = Self.psi(pressure) }
        object["memory"] = .object(memory)
        object["swap"] = [
            "time": time, "swapAvailableBytes": Self.number(node.swapFree),
            "swapUsageBytes": Self.number(node.swapTotal - min(node.swapTotal, node.swapFree)),
        ]
        if let pressure = CgroupReader.pressure("/proc/pressure/io") { object["io"] = ["time": time, "psi": Self.psi(pressure)] }
        object["rlimit"] = ["time": time, "maxpid": Self.number(node.maxTasks), "curproc": Self.number(node.tasks)]
        if briefly { return .object(object) }
        object["network"] = Self.network(node.interfaces, time)
        if let root { object["fs"] = .object(Self.fileSystem(root, time)) }
        if let images {
            var runtime = JSONObject()
            for (name, list) in [("imageFs", images.imageFilesystems), ("containerFs", images.containerFilesystems)] {
                guard let usage = list.first ?? images.imageFilesystems.first, let files = FileSystemUsage(path: usage.fsID.mountpoint) else { continue }
                var values = Self.fileSystem(files, time)
                values["usedBytes"] = Self.number(usage.usedBytes.value)
                if usage.hasInodesUsed { values["inodesUsed"] = Self.number(usage.inodesUsed.value) }
                runtime[name] = .object(values)
            }
            object["runtime"] = .object(runtime)
        }
        return .object(object)
    }

    /// The kubelet itself, the runtime, and all pods together.
    private func systemContainers(_ node: NodeUsage, _ now: Instant) -> [JSONValue] {
        var all: [JSONValue] = []
        for (name, process) in [("kubelet", Int(getpid())), ("runtime", SocketPeer.process(backend.runtimeEndpoint) ?? 0)] where process > 0 {
            // A process in the root cgroup shares its figures with everything; its own are then those of /proc.
            let usage = running.cgroup(ofProcess: process).flatMap { running.reader?.brief($0) } ?? CgroupStats(ofProcess: process)
            guard let usage else { continue }
            all.append(.object(systemContainer(name, usage, node, now)))
        }
        if let usage = backend.podsCgroup.flatMap({ running.reader?.full($0) }) { all.append(.object(systemContainer("pods", usage, node, now))) }
        return all
    }

    private func systemContainer(_ name: String, _ usage: CgroupStats, _ node: NodeUsage, _ now: Instant) -> JSONObject {
        var object: JSONObject = ["name": .string(name), "startTime": .string(RFC3339.text(seconds: node.bootTime))]
        if let value = usage.cpu { object["cpu"] = cpu(name, value, now, start: node.bootTime, pressure: usage.pressure["cpu"]) }
        if usage.memory != nil { object["memory"] = Self.memory(usage, now, available: node.memoryAvailable) }
        return object
    }

    // MARK: Pods

    private func podSummary(
        _ pod: Pod, _ stats: PodStats, _ volumes: [VolumeUsage], _ root: FileSystemUsage?, _ images: CRIImageFsInfoResponse?, _ now: Instant,
        _ briefly: Bool
    ) async -> JSONValue {
        let time = Self.time(now)
        var object = JSONObject()
        object["podRef"] = [
            "name": .string(pod.metadata.name), "namespace": .string(pod.metadata.namespace), "uid": .string(pod.metadata.uid),
        ]
        if let start = pod.status.startTime { object["startTime"] = .string(start.description) }
        var ephemeral = DiskUse()
        var containers: [JSONValue] = []
        for container in stats.containers {
            let logs = briefly ? nil : await DiskUsage.measured(backend.logDirectory(of: pod, container: container.container.name))
            if let logs { ephemeral = ephemeral + logs }
            if let layer = container.layer { ephemeral = ephemeral + DiskUse(bytes: Int(clamping: layer.usedBytes.value), inodes: Int(clamping: layer.inodesUsed.value)) }
            containers.append(containerSummary(container, logs, root, images, now, briefly))
        }
        object["containers"] = .array(containers)
        let start = stats.pod.createdAt / 1_000_000_000
        if let value = stats.usage.cpu { object["cpu"] = cpu(pod.metadata.uid, value, now, start: start, pressure: stats.usage.pressure["cpu"]) }
        if stats.usage.memory != nil { object["memory"] = Self.memory(stats.usage, now) }
        if let swap = stats.usage.swap { object["swap"] = Self.swap(swap, stats.usage, time) }
        if let pressure = stats.usage.pressure["io"] { object["io"] = ["time": time, "psi": Self.psi(pressure)] }
        if briefly { return .object(object) }
        let processes = ([stats.sandbox] + stats.containers.map(\.usage)).compactMap { $0?.processes }.reduce(0, &+)
        object["process_stats"] = ["process_count": Self.number(processes)]
        // Pods in the node's network use none of their own.
        if pod.spec.hostNetwork != true { object["network"] = Self.network(stats.interfaces, time) }
        for volume in volumes where volume.isEphemeral { ephemeral = ephemeral + DiskUse(bytes: Int(clamping: volume.used), inodes: Int(clamping: volume.inodesUsed)) }
        object["volume"] = .array(volumes.map { Self.volume($0, pod.metadata.namespace, time) })
        if let root {
            var values = Self.fileSystem(root, time)
            values["usedBytes"] = Self.number(UInt64(clamping: ephemeral.bytes))
            values["inodesUsed"] = Self.number(UInt64(clamping: ephemeral.inodes))
            object["ephemeral-storage"] = .object(values)
        }
        return .object(object)
    }

    private func containerSummary(
        _ stats: ContainerStats, _ logs: DiskUse?, _ root: FileSystemUsage?, _ images: CRIImageFsInfoResponse?, _ now: Instant, _ briefly: Bool
    ) -> JSONValue {
        let time = Self.time(now)
        let start = stats.container.createdAt / 1_000_000_000
        var object: JSONObject = ["name": .string(stats.container.name), "startTime": .string(RFC3339.text(seconds: start))]
        if let value = stats.usage.cpu { object["cpu"] = cpu(stats.container.id, value, now, start: start, pressure: stats.usage.pressure["cpu"]) }
        if stats.usage.memory != nil { object["memory"] = Self.memory(stats.usage, now) }
        if let swap = stats.usage.swap { object["swap"] = Self.swap(swap, stats.usage, time) }
        if let pressure = stats.usage.pressure["io"] { object["io"] = ["time": time, "psi": Self.psi(pressure)] }
        if briefly { return .object(object) }
        if let layer = stats.layer {
            let files = images?.containerFilesystems.first ?? images?.imageFilesystems.first
            var values = files.flatMap { FileSystemUsage(path: $0.fsID.mountpoint) }.map { Self.fileSystem($0, time) } ?? ["time": time]
            values["usedBytes"] = Self.number(layer.usedBytes.value)
            values["inodesUsed"] = Self.number(layer.inodesUsed.value)
            object["rootfs"] = .object(values)
        }
        if let logs, let root {
            var values = Self.fileSystem(root, time)
            values["usedBytes"] = Self.number(UInt64(clamping: logs.bytes))
            values["inodesUsed"] = Self.number(UInt64(clamping: logs.inodes))
            object["logs"] = .object(values)
        }
        return .object(object)
    }

    // MARK: Values

    private func cpu(_ name: String, _ usage: UInt64, _ now: Instant, start: Int64, pressure: CgroupStats.Pressure?) -> JSONValue {
        let time = UInt64(clamping: now.seconds) &* 1_000_000_000 &+ UInt64(clamping: now.nanoseconds)
        let begun = UInt64(clamping: start) &* 1_000_000_000
        let rate = meter.withLock { $0.rate(name, usage: usage, nanoseconds: time, start: begun) }
        var object: JSONObject = ["time": Self.time(now), "usageNanoCores": Self.number(rate), "usageCoreNanoSeconds": Self.number(usage)]
        if let pressure { object["psi"] = Self.psi(pressure) }
        return .object(object)
    }

    private static func memory(_ usage: CgroupStats, _ now: Instant, available: UInt64? = nil) -> JSONValue {
        var object: JSONObject = ["time": time(now)]
        let workingSet = usage.workingSet ?? 0
        if let limit = usage.memoryLimit { object["availableBytes"] = number(limit - min(limit, workingSet)) }
        if let available, usage.memoryLimit == nil { object["availableBytes"] = number(available) }
        object["usageBytes"] = number(usage.memory ?? 0)
        object["workingSetBytes"] = number(workingSet)
        object["rssBytes"] = number(usage.rss)
        object["pageFaults"] = number(usage.pageFaults)
        object["majorPageFaults"] = number(usage.majorPageFaults)
        if let pressure = usage.pressure["memory"] { object["psi"] = psi(pressure) }
        return .object(object)
    }

    private static func swap(_ used: UInt64, _ usage: CgroupStats, _ time: JSONValue) -> JSONValue {
        var object: JSONObject = ["time": time]
        if let limit = usage.swapLimit { object["swapAvailableBytes"] = number(limit - min(limit, used)) }
        object["swapUsageBytes"] = number(used)
        return .object(object)
    }

    private static func psi(_ pressure: CgroupStats.Pressure) -> JSONValue {
        func line(_ line: CgroupStats.Pressure.Line) -> JSONValue {
            ["total": number(line.total &* 1000), "avg10": .double(line.avg10), "avg60": .double(line.avg60), "avg300": .double(line.avg300)]
        }
        return ["full": line(pressure.full), "some": line(pressure.some)]
    }

    private static func network(_ interfaces: [NetworkInterface], _ time: JSONValue) -> JSONValue {
        var object: JSONObject = ["time": time]
        let all = interfaces.map { interface -> JSONObject in
            [
                "name": .string(interface.name), "rxBytes": number(interface.receivedBytes), "rxErrors": number(interface.receiveErrors),
                "txBytes": number(interface.sentBytes), "txErrors": number(interface.sendErrors),
            ]
        }
        if let first = all.first { for (name, value) in first { object[name] = value } }
        object["interfaces"] = .array(all.map { .object($0) })
        return .object(object)
    }

    private static func volume(_ volume: VolumeUsage, _ namespace: String, _ time: JSONValue) -> JSONValue {
        var object: JSONObject = [
            "time": time, "availableBytes": number(volume.available), "capacityBytes": number(volume.capacity), "usedBytes": number(volume.used),
            "inodesFree": number(volume.inodesFree), "inodes": number(volume.inodes), "inodesUsed": number(volume.inodesUsed),
            "name": .string(volume.name),
        ]
        if let claim = volume.claim { object["pvcRef"] = ["name": .string(claim), "namespace": .string(namespace)] }
        return .object(object)
    }

    private static func fileSystem(_ files: FileSystemUsage, _ time: JSONValue) -> JSONObject {
        [
            "time": time, "availableBytes": number(files.available), "capacityBytes": number(files.capacity), "usedBytes": number(files.used),
            "inodesFree": number(files.inodesFree), "inodes": number(files.inodes), "inodesUsed": number(files.inodesUsed),
        ]
    }

    private static func number(_ value: UInt64) -> JSONValue { .int(Int64(clamping: value)) }
    private static func time(_ instant: Instant) -> JSONValue { .string(RFC3339.text(seconds: instant.seconds)) }
}
