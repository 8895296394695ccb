import ComponentMetrics
import ContainerRuntime
import KubernetesAPI

/// /metrics/cadvisor: what cAdvisor tells of containers and of the machine, by its names and labels.
extension StatsProvider {
    /// One row of figures: a container, a sandbox, a pod, or a cgroup above them.
    private struct Row {
        /// container, id, image, name, namespace, pod.
        var labels: [String]
        var usage: CgroupStats
        var start: Double
        var interfaces: [NetworkInterface] = []
        /// Bytes and inodes of the writable layer.
        var layer: (used: UInt64, inodes: UInt64)?
    }

    private static let labelNames = ["container", "id", "image", "name", "namespace", "pod"]

    func cadvisorMetrics() async -> String {
        var text = MetricsText()
        let machine = MachineInfo.read(rootDirectory: backend.rootDirectory)
        Self.machine(&text, machine)
        let failed: Bool
        do {
            let stats = try await measure(.full, layers: true, network: true)
            write(&text, rows(stats))
            failed = false
        } catch {
            failed = true
        }
        text.family("container_scrape_error", "gauge", "1 if there was an error while getting container metrics, 0 otherwise")
        text.sample("container_scrape_error", [:], failed ? 1 : 0)
        return text.text
    }

    private func rows(_ stats: [PodStats]) -> [Row] {
        var rows: [Row] = []
        let boot = Double(ProcFile.bootTime)
        if let usage = running.reader?.full("/") {
            rows.append(Row(labels: ["", "/", "", "", "", ""], usage: usage, start: boot, interfaces: NodeUsage().interfaces))
        }
        if let root = backend.podsCgroup {
            for path in [root] + backend.classCgroups {
                if let usage = running.reader?.full(path) { rows.append(Row(labels: ["", path, "", "", "", ""], usage: usage, start: boot)) }
            }
        }
        for entry in stats {
            let pod = entry.pod
            let start = Double(pod.createdAt) / 1e9
            if let cgroup = pod.cgroup {
                rows.append(Row(labels: ["", cgroup, "", "", pod.namespace, pod.name], usage: entry.usage, start: start))
            }
            rows.append(Row(
                labels: ["", pod.sandboxCgroup ?? "/\(pod.sandboxID)", backend.sandboxImage, pod.sandboxID, pod.namespace, pod.name],
                usage: entry.sandbox ?? CgroupStats(), start: start, interfaces: entry.interfaces))
            for container in entry.containers {
                rows.append(Row(
                    labels: [
                        container.container.name, container.container.cgroup ?? "/\(container.container.id)", container.container.image,
                        container.container.id, pod.namespace, pod.name,
                    ],
                    usage: container.usage, start: Double(container.container.createdAt) / 1e9,
                    layer: container.layer.map { ($0.usedBytes.value, $0.inodesUsed.value) }))
            }
        }
        return rows
    }

    // MARK: Containers

    private func write(_ text: inout MetricsText, _ rows: [Row]) {
        let now = clock.now
        let milliseconds = now.seconds * 1000 + Int64(now.nanoseconds) / 1_000_000
        func family(
            _ name: String, _ type: String, _ help: String, _ extra: [String] = [], _ samples: (Row) -> [([String], Double)]
        ) {
            var isFirst = true
            for row in rows {
                for (values, number) in samples(row) {
                    if isFirst { text.family(name, type, help) }
                    isFirst = false
                    text.sample(name, Self.labelNames + extra, row.labels + values, number, milliseconds: milliseconds)
                }
            }
        }
        func one(_ name: String, _ type: String, _ help: String, _ value: (Row) -> UInt64?, scale: Double = 1) {
            family(name, type, help) { row in value(row).map { [([], Double($0) / scale)] } ?? [] }
        }
        let nano = 1e9
        family("container_cpu_usage_seconds_total", "counter", "Cumulative cpu time consumed in seconds.", ["cpu"]) { row in
            row.usage.cpu.map { [(["total"], Double($0) / nano)] } ?? []
        }
        one("container_cpu_user_seconds_total", "counter", "Cumulative user cpu time consumed in seconds.", \.usage.cpuUser, scale: nano)
        one("container_cpu_system_seconds_total", "counter", "Cumulative system cpu time consumed in seconds.", \.usage.cpuSystem, scale: nano)
        one("container_cpu_cfs_periods_total", "counter", "Number of elapsed enforcement period intervals.") { $0.usage.cpuQuota == nil ? nil : $0.usage.periods }
        one("container_cpu_cfs_throttled_periods_total", "counter", "Number of throttled period intervals.") { $0.usage.cpuQuota == nil ? nil : $0.usage.throttledPeriods }
        one(
            "container_cpu_cfs_throttled_seconds_total", "counter", "Total time duration the container has been throttled.",
            { $0.usage.cpuQuota == nil ? nil : $0.usage.throttledTime }, scale: nano)
        one("container_memory_usage_bytes", "gauge", "Current memory usage in bytes, including all memory regardless of when it was accessed", \.usage.memory)
        one("container_memory_working_set_bytes", "gauge", "Current working set in bytes.", \.usage.workingSet)
        one("container_memory_max_usage_bytes", "gauge", "Maximum memory usage recorded in bytes", \.usage.memoryPeak)
        let inMemory: [(String, String, any KeyPath<CgroupStats, UInt64> & Sendable)] = [
            ("container_memory_rss", "Size of RSS in bytes.", \.rss), ("container_memory_cache", "Number of bytes of page cache memory.", \.cache),
            ("container_memory_mapped_file", "Size of memory mapped files in bytes.", \.mappedFile),
            ("container_memory_kernel_usage", "Size of kernel memory allocated in bytes.", \.kernelMemory),
        ]
        for (name, help, path) in inMemory { one(name, "gauge", help, { $0.usage.memory == nil ? nil : $0.usage[keyPath: path] }) }
        one("container_memory_swap", "gauge", "Container swap usage in bytes.", \.usage.swap)
        one("container_memory_failcnt", "counter", "Number of memory usage hits limits", { $0.usage.memory == nil ? nil : $0.usage.memoryFailures })
        one("container_oom_events_total", "counter", "Count of out of memory events observed for the container", { $0.usage.memory == nil ? nil : $0.usage.oomKills })
        family("container_memory_failures_total", "counter", "Cumulative count of memory allocation failures.", ["failure_type", "scope"]) { row in
            row.usage.memory == nil ? [] : [
                (["pgfault", "hierarchy"], Double(row.usage.pageFaults)), (["pgmajfault", "hierarchy"], Double(row.usage.majorPageFaults)),
            ]
        }
        one("container_processes", "gauge", "Number of processes running inside the container.", \.usage.processes)
        one("container_threads", "gauge", "Number of threads running inside the container", \.usage.threads)
        disks(family)
        networks(family)
        one("container_spec_cpu_period", "gauge", "CPU period of the container.", \.usage.cpuPeriod)
        one("container_spec_cpu_quota", "gauge", "CPU quota of the container.", \.usage.cpuQuota)
        one("container_spec_cpu_shares", "gauge", "CPU share of the container.", \.usage.cpuShares)
        one("container_spec_memory_limit_bytes", "gauge", "Memory limit for the container.", { $0.usage.memory == nil ? nil : $0.usage.memoryLimit ?? 0 })
        one("container_spec_memory_swap_limit_bytes", "gauge", "Memory swap limit for the container.", { $0.usage.memory == nil ? nil : $0.usage.swapLimit ?? 0 })
        family("container_start_time_seconds", "gauge", "Start time of the container since unix epoch in seconds.") { [([], $0.start)] }
        family("container_last_seen", "gauge", "Last time a container was seen by the exporter") { _ in [([], Double(now.seconds))] }
        pressures(family)
    }

    private typealias Family = (String, String, String, [String], (Row) -> [([String], Double)]) -> Void

    private func disks(_ family: Family) {
        let each: [(String, String, any KeyPath<CgroupStats.DiskUse, UInt64> & Sendable)] = [
            ("container_fs_reads_bytes_total", "Cumulative count of bytes read", \.readBytes), ("container_fs_reads_total", "Cumulative count of reads completed", \.reads),
            ("container_fs_writes_bytes_total", "Cumulative count of bytes written", \.writtenBytes),
            ("container_fs_writes_total", "Cumulative count of writes completed", \.writes),
        ]
        for (name, help, path) in each {
            family(name, "counter", help, ["device"]) { row in row.usage.disks.map { ([Self.device($0.device)], Double($0[keyPath: path])) } }
        }
        family("container_fs_usage_bytes", "gauge", "Number of bytes that are consumed by the container on this filesystem.", ["device"]) { row in
            row.layer.map { [([""], Double($0.used))] } ?? []
        }
        family("container_fs_inodes_total", "gauge", "Number of Inodes", ["device"]) { row in row.layer.map { [([""], Double($0.inodes))] } ?? [] }
    }

    private func networks(_ family: Family) {
        let each: [(String, String, any KeyPath<NetworkInterface, UInt64> & Sendable)] = [
            ("receive_bytes", "bytes received", \.receivedBytes), ("receive_errors", "errors encountered while receiving", \.receiveErrors),
            ("receive_packets_dropped", "packets dropped while receiving", \.receiveDropped), ("receive_packets", "packets received", \.receivedPackets),
            ("transmit_bytes", "bytes transmitted", \.sentBytes), ("transmit_errors", "errors encountered while transmitting", \.sendErrors),
            ("transmit_packets_dropped", "packets dropped while transmitting", \.sendDropped), ("transmit_packets", "packets transmitted", \.sentPackets),
        ]
        for (name, help, path) in each {
            family("container_network_\(name)_total", "counter", "Cumulative count of \(help)", ["interface"]) { row in
                row.interfaces.map { ([$0.name], Double($0[keyPath: path])) }
            }
        }
    }

    private func pressures(_ family: Family) {
        for (resource, name) in [("cpu", "cpu"), ("memory", "memory"), ("io", "io")] {
            family("container_pressure_\(name)_stalled_seconds_total", "counter", "Total time duration no tasks in the container could make progress due to \(resource) congestion.", []) { row in
                row.usage.pressure[resource].map { [([], Double($0.full.total) / 1e6)] } ?? []
            }
            family("container_pressure_\(name)_waiting_seconds_total", "counter", "Total time duration tasks in the container have waited due to \(resource) congestion.", []) { row in
                row.usage.pressure[resource].map { [([], Double($0.some.total) / 1e6)] } ?? []
            }
        }
    }

    /// The name of a block device in /dev; its number where it has none.
    private static func device(_ number: String) -> String {
        for line in ProcFile.lines("/sys/dev/block/\(number)/uevent") where line.hasPrefix("DEVNAME=") { return "/dev/" + line.dropFirst(8) }
        return number
    }

    // MARK: The machine

    private static func machine(_ text: inout MetricsText, _ machine: MachineInfo) {
        text.family("cadvisor_version_info", "gauge", "A metric with a constant '1' value labeled by kernel version, OS version, docker version, cadvisor version & cadvisor revision.")
        text.sample(
            "cadvisor_version_info", ["cadvisorRevision", "cadvisorVersion", "dockerVersion", "kernelVersion", "osVersion"],
            ["", "", "", machine.kernel, machine.osImage], 1)
        let labels = ["boot_id", "machine_id", "system_uuid"]
        let values = [machine.bootID, machine.machineID, machine.systemUUID]
        for (name, help, value) in [
            ("machine_cpu_cores", "Number of logical CPU cores.", machine.cpus), ("machine_memory_bytes", "Amount of memory installed on the machine.", machine.memory),
            ("machine_swap_bytes", "Amount of swap memory available on the machine.", machine.swap), ("machine_scrape_error", "1 if there was an error while getting machine metrics, 0 otherwise.", 0),
        ] {
            text.family(name, "gauge", help)
            if name == "machine_scrape_error" { text.sample(name, [:], 0) } else { text.sample(name, labels, values, Double(value)) }
        }
    }
}
