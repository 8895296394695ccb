import ComponentMetrics
import Foundation

/// What the processes of one cgroup use, as the kernel counts it. What the kernel does not say is nil.
struct CgroupStats: Sendable {
    /// Nanoseconds of CPU time.
    var cpu: UInt64?
    var cpuUser: UInt64?
    var cpuSystem: UInt64?
    var periods: UInt64?
    var throttledPeriods: UInt64?
    var throttledTime: UInt64?
    /// Bytes.
    var memory: UInt64?
    var memoryPeak: UInt64?
    var inactiveFile: UInt64 = 0
    var rss: UInt64 = 0
    var cache: UInt64 = 0
    var mappedFile: UInt64 = 0
    var kernelMemory: UInt64 = 0
    var swap: UInt64?
    /// Nil means no limit.
    var memoryLimit: UInt64?
    var swapLimit: UInt64?
    var memoryFailures: UInt64 = 0
    var oomKills: UInt64 = 0
    var pageFaults: UInt64 = 0
    var majorPageFaults: UInt64 = 0
    /// Processes in this cgroup itself, and threads in all of it.
    var processes: UInt64?
    var threads: UInt64?
    var cpuShares: UInt64?
    /// Microseconds; nil means no limit.
    var cpuQuota: UInt64?
    var cpuPeriod: UInt64?
    var disks: [DiskUse] = []
    var pressure: [String: Pressure] = [:]

    /// What was read from and written to one device.
    struct DiskUse: Sendable {
        /// `major:minor`.
        var device: String
        var readBytes: UInt64 = 0
        var writtenBytes: UInt64 = 0
        var reads: UInt64 = 0
        var writes: UInt64 = 0
    }

    /// What of the time some, or all, processes waited for a resource (PSI).
    struct Pressure: Sendable {
        struct Line: Sendable {
            /// Microseconds.
            var total: UInt64 = 0
            var avg10 = 0.0
            var avg60 = 0.0
            var avg300 = 0.0
        }
        var some = Line()
        var full = Line()
    }

    /// What the kernel could not give back at once; by this eviction goes.
    var workingSet: UInt64? { memory.map { $0 > inactiveFile ? $0 - inactiveFile : 0 } }
}

/// Reads what cgroups use, from version 1 and 2. Nothing is kept: it costs a few small files, when somebody asks.
struct CgroupReader: Sendable {
    let hierarchy: CgroupHierarchy

    /// Whether there is such a cgroup.
    func exists(_ path: String) -> Bool {
        guard let directory = hierarchy.directory("memory", path) else { return false }
        return access(directory, F_OK) == 0
    }

    /// CPU time and memory, of which most askers want no more; nil when there is no such cgroup.
    func brief(_ path: String) -> CgroupStats? {
        var usage = CgroupStats()
        switch hierarchy.version {
        case .v2:
            let directory = hierarchy.root + path
            let cpu = ProcFile.table(directory + "/cpu.stat")
            usage.cpu = cpu["usage_usec"].map { $0 &* 1000 }
            usage.memory = ProcFile.number(directory + "/memory.current")
            Self.readMemoryV2(directory, &usage)
            if path == "/" || path.isEmpty { usage.memory = usage.memory ?? usage.rss &+ usage.cache }
        case .v1:
            usage.cpu = hierarchy.directory("cpuacct", path).flatMap { ProcFile.number($0 + "/cpuacct.usage") }
            if let directory = hierarchy.directory("memory", path) {
                usage.memory = ProcFile.number(directory + "/memory.usage_in_bytes")
                Self.readMemoryV1(directory, &usage)
            }
        }
        return usage.cpu == nil && usage.memory == nil ? nil : usage
    }

    /// Everything; nil when there is no such cgroup.
    func full(_ path: String) -> CgroupStats? {
        guard var usage = brief(path) else { return nil }
        switch hierarchy.version {
        case .v2: readRestV2(hierarchy.root + path, &usage)
        case .v1: readRestV1(path, &usage)
        }
        return usage
    }

    // MARK: Version 2

    private static func readMemoryV2(_ directory: String, _ usage: inout CgroupStats) {
        let stat = ProcFile.table(directory + "/memory.stat")
        usage.inactiveFile = stat["inactive_file"] ?? 0
        usage.rss = stat["anon"] ?? 0
        usage.cache = stat["file"] ?? 0
        usage.mappedFile = stat["file_mapped"] ?? 0
        usage.kernelMemory = stat["kernel"] ?? 0
        usage.pageFaults = stat["pgfault"] ?? 0
        usage.majorPageFaults = stat["pgmajfault"] ?? 0
        usage.memoryLimit = ProcFile.number(directory + "/memory.max")
        usage.swap = ProcFile.number(directory + "/memory.swap.current")
        usage.swapLimit = ProcFile.number(directory + "/memory.swap.max")
    }

    private func readRestV2(_ directory: String, _ usage: inout CgroupStats) {
        let cpu = ProcFile.table(directory + "/cpu.stat")
        usage.cpuUser = cpu["user_usec"].map { $0 &* 1000 }
        usage.cpuSystem = cpu["system_usec"].map { $0 &* 1000 }
        usage.periods = cpu["nr_periods"]
        usage.throttledPeriods = cpu["nr_throttled"]
        usage.throttledTime = cpu["throttled_usec"].map { $0 &* 1000 }
        usage.memoryPeak = ProcFile.number(directory + "/memory.peak")
        let events = ProcFile.table(directory + "/memory.events")
        usage.memoryFailures = events["max"] ?? 0
        usage.oomKills = events["oom_kill"] ?? 0
        usage.processes = UInt64(ProcFile.lines(directory + "/cgroup.procs").count)
        usage.threads = ProcFile.number(directory + "/pids.current")
        if let weight = ProcFile.number(directory + "/cpu.weight") { usage.cpuShares = 2 + (max(1, weight) - 1) &* 262_142 / 9999 }
        let quota = ProcFile.text(directory + "/cpu.max").split(whereSeparator: \.isWhitespace)
        if quota.count == 2 {
            usage.cpuQuota = UInt64(quota[0])
            usage.cpuPeriod = UInt64(quota[1])
        }
        for line in ProcFile.lines(directory + "/io.stat") {
            let words = line.split(separator: " ")
            guard let device = words.first, device.contains(":") else { continue }
            var disk = CgroupStats.DiskUse(device: String(device))
            for word in words.dropFirst() {
                let pair = word.split(separator: "=")
                guard pair.count == 2, let number = UInt64(pair[1]) else { continue }
                switch pair[0] {
                case "rbytes": disk.readBytes = number
                case "wbytes": disk.writtenBytes = number
                case "rios": disk.reads = number
                case "wios": disk.writes = number
                default: break
                }
            }
            usage.disks.append(disk)
        }
        for resource in ["cpu", "memory", "io"] { usage.pressure[resource] = Self.pressure(directory + "/\(resource).pressure") }
    }

    /// Reads lines such as `some avg10=0.00 avg60=0.00 avg300=0.00 total=0`; nil when the kernel has none.
    static func pressure(_ path: String) -> CgroupStats.Pressure? {
        let lines = ProcFile.lines(path)
        guard !lines.isEmpty else { return nil }
        var pressure = CgroupStats.Pressure()
        for line in lines {
            let words = line.split(separator: " ")
            var values = CgroupStats.Pressure.Line()
            for word in words.dropFirst() {
                let pair = word.split(separator: "=")
                guard pair.count == 2 else { continue }
                switch pair[0] {
                case "total": values.total = UInt64(pair[1]) ?? 0
                case "avg10": values.avg10 = Double(pair[1]) ?? 0
                case "avg60": values.avg60 = Double(pair[1]) ?? 0
                case "avg300": values.avg300 = Double(pair[1]) ?? 0
                default: break
                }
            }
            if words.first == "some" { pressure.some = values } else { pressure.full = values }
        }
        return pressure
    }

    // MARK: Version 1

    private static func readMemoryV1(_ directory: String, _ usage: inout CgroupStats) {
        let stat = ProcFile.table(directory + "/memory.stat")
        usage.inactiveFile = stat["total_inactive_file"] ?? stat["inactive_file"] ?? 0
        usage.rss = stat["total_rss"] ?? stat["rss"] ?? 0
        usage.cache = stat["total_cache"] ?? stat["cache"] ?? 0
        usage.mappedFile = stat["total_mapped_file"] ?? 0
        usage.swap = stat["total_swap"]
        usage.pageFaults = stat["total_pgfault"] ?? stat["pgfault"] ?? 0
        usage.majorPageFaults = stat["total_pgmajfault"] ?? stat["pgmajfault"] ?? 0
        // Without a limit the kernel says the largest number of whole pages.
        usage.memoryLimit = ProcFile.number(directory + "/memory.limit_in_bytes").flatMap { $0 < 1 << 62 ? $0 : nil }
    }

    private func readRestV1(_ path: String, _ usage: inout CgroupStats) {
        if let directory = hierarchy.directory("cpuacct", path) {
            let ticks = UInt64(max(1, sysconf(Int32(_SC_CLK_TCK))))
            let stat = ProcFile.table(directory + "/cpuacct.stat")
            usage.cpuUser = stat["user"].map { $0 &* (1_000_000_000 / ticks) }
            usage.cpuSystem = stat["system"].map { $0 &* (1_000_000_000 / ticks) }
        }
        if let directory = hierarchy.directory("cpu", path) {
            let stat = ProcFile.table(directory + "/cpu.stat")
            usage.periods = stat["nr_periods"]
            usage.throttledPeriods = stat["nr_throttled"]
            usage.throttledTime = stat["throttled_time"]
            usage.cpuShares = ProcFile.number(directory + "/cpu.shares")
            // -1, which is no number here, means no limit.
            usage.cpuQuota = ProcFile.number(directory + "/cpu.cfs_quota_us")
            usage.cpuPeriod = ProcFile.number(directory + "/cpu.cfs_period_us")
        }
        if let directory = hierarchy.directory("memory", path) {
            usage.memoryPeak = ProcFile.number(directory + "/memory.max_usage_in_bytes")
            usage.memoryFailures = ProcFile.number(directory + "/memory.failcnt") ?? 0
            usage.kernelMemory = ProcFile.number(directory + "/memory.kmem.usage_in_bytes") ?? 0
            usage.oomKills = ProcFile.table(directory + "/memory.oom_control")["oom_kill"] ?? 0
        }
        usage.threads = hierarchy.directory("pids", path).flatMap { ProcFile.number($0 + "/pids.current") }
        usage.processes = hierarchy.directory("memory", path).map { UInt64(ProcFile.lines($0 + "/cgroup.procs").count) }
        if let directory = hierarchy.directory("blkio", path) {
            var disks: [Substring: CgroupStats.DiskUse] = [:]
            for (file, isBytes) in [("blkio.throttle.io_service_bytes_recursive", true), ("blkio.throttle.io_serviced_recursive", false)] {
                var lines = ProcFile.lines(directory + "/" + file)
                if lines.isEmpty { lines = ProcFile.lines(directory + "/" + file.replacing("_recursive", with: "")) }
                for line in lines {
                    let words = line.split(separator: " ")
                    guard words.count == 3, let number = UInt64(words[2]) else { continue }
                    var disk = disks[words[0]] ?? CgroupStats.DiskUse(device: String(words[0]))
                    switch (words[1], isBytes) {
                    case ("Read", true): disk.readBytes = number
                    case ("Write", true): disk.writtenBytes = number
                    case ("Read", false): disk.reads = number
                    case ("Write", false): disk.writes = number
                    default: break
                    }
                    disks[words[0]] = disk
                }
            }
            usage.disks = disks.values.sorted { $0.device < $1.device }
        }
    }
}
