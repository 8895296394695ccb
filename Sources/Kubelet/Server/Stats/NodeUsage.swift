import ComponentMetrics
import Foundation
import KubernetesAPI

/// What the node as a whole uses, read from /proc.
struct NodeUsage {
    /// CPU time used since boot, in nanoseconds over all cores.
    var cpuNanoseconds: UInt64 = 0
    /// Seconds since 1970 when the node booted.
    var bootTime: Int64 = 0
    var memoryAvailable: UInt64 = 0
    var memoryUsage: UInt64 = 0
    var memoryWorkingSet: UInt64 = 0
    var memoryRSS: UInt64 = 0
    var memoryTotal: UInt64 = 0
    var pageFaults: UInt64 = 0
    var majorPageFaults: UInt64 = 0
    var swapTotal: UInt64 = 0
    var swapFree: UInt64 = 0
    var cores = 0
    /// How many processes and threads there are, and may be.
    var tasks: UInt64 = 0
    var maxTasks: UInt64 = 0
    /// First the one of the default route, by which the node's traffic is measured.
    var interfaces: [NetworkInterface] = []

    init() {
        readCPU()
        readMemory()
        readInterfaces()
    }

    private mutating func readCPU() {
        let ticks = UInt64(max(1, sysconf(Int32(_SC_CLK_TCK))))
        for line in ProcFile.lines("/proc/stat") {
            let words = line.split(separator: " ")
            if words.first == "cpu" {
                let numbers = words.dropFirst().prefix(8).map { UInt64($0) ?? 0 }
                // Neither idle nor waiting for disks is use.
                let used = numbers.enumerated().filter { $0.offset != 3 && $0.offset != 4 }.reduce(0) { $0 &+ $1.element }
                cpuNanoseconds = used.multipliedReportingOverflow(by: 1_000_000_000 / ticks).partialValue
            } else if words.first?.hasPrefix("cpu") == true {
                cores += 1
            } else if words.first == "btime", words.count > 1 {
                bootTime = Int64(words[1]) ?? 0
            }
        }
    }

    private mutating func readMemory() {
        var values: [Substring: UInt64] = [:]
        for line in ProcFile.lines("/proc/meminfo") {
            let words = line.split(whereSeparator: { $0 == " " || $0 == ":" })
            if words.count > 1, let kilobytes = UInt64(words[1]) { values[words[0]] = kilobytes &* 1024 }
        }
        let total = values["MemTotal"] ?? 0
        memoryUsage = total - min(total, values["MemFree"] ?? 0)
        memoryWorkingSet = memoryUsage - min(memoryUsage, values["Inactive(file)"] ?? 0)
        memoryAvailable = total - min(total, memoryWorkingSet)
        memoryRSS = values["AnonPages"] ?? 0
        memoryTotal = total
        swapTotal = values["SwapTotal"] ?? 0
        swapFree = values["SwapFree"] ?? 0
        let faults = ProcFile.table("/proc/vmstat")
        pageFaults = faults["pgfault"] ?? 0
        majorPageFaults = faults["pgmajfault"] ?? 0
        // Such as `0.42 0.31 0.24 3/1205 4711`.
        let load = ProcFile.text("/proc/loadavg").split(separator: " ")
        if load.count > 3 { tasks = load[3].split(separator: "/").last.flatMap { UInt64($0) } ?? 0 }
        let limits = ["/proc/sys/kernel/pid_max", "/proc/sys/kernel/threads-max"].compactMap(ProcFile.number)
        maxTasks = limits.min() ?? 0
    }

    private mutating func readInterfaces() {
        interfaces = NetworkInterface.all(of: "self").filter { $0.name != "lo" }
    }
}

/// What went through a network interface.
struct NetworkInterface: Sendable {
    var name: String
    var receivedBytes: UInt64
    var receivedPackets: UInt64
    var receiveErrors: UInt64
    var receiveDropped: UInt64
    var sentBytes: UInt64
    var sentPackets: UInt64
    var sendErrors: UInt64
    var sendDropped: UInt64

    /// The interfaces that a process sees, that of the default route first.
    /// - Parameter process: its ID, or `self`.
    static func all(of process: String) -> [NetworkInterface] {
        let primary = ProcFile.lines("/proc/\(process)/net/route").dropFirst().map { $0.split(separator: "\t") }
            .first { $0.count > 1 && $0[1] == "00000000" }?.first
        var interfaces: [NetworkInterface] = []
        for line in ProcFile.lines("/proc/\(process)/net/dev").dropFirst(2) {
            guard let colon = line.firstIndex(of: ":") else { continue }
            let name = String(line[..<colon].drop { $0 == " " })
            let numbers = line[line.index(after: colon)...].split(separator: " ").map { UInt64($0) ?? 0 }
            guard numbers.count >= 12 else { continue }
            let interface = NetworkInterface(
                name: name, receivedBytes: numbers[0], receivedPackets: numbers[1], receiveErrors: numbers[2], receiveDropped: numbers[3],
                sentBytes: numbers[8], sentPackets: numbers[9], sendErrors: numbers[10], sendDropped: numbers[11])
            if Substring(name) == primary { interfaces.insert(interface, at: 0) } else { interfaces.append(interface) }
        }
        return interfaces
    }
}

/// Turns counters of CPU time into rates, by remembering what they were.
struct RateMeter {
    private var samples: [String: (time: UInt64, usage: UInt64, rate: UInt64)] = [:]

    /// The use in billionths of a core since the last sample of that name; at first, since `start`.
    mutating func rate(_ name: String, usage: UInt64, nanoseconds time: UInt64, start: UInt64) -> UInt64 {
        let last = samples[name]
        let from: (time: UInt64, usage: UInt64) = last.map { (time: $0.time, usage: $0.usage) } ?? (time: start, usage: 0)
        guard usage >= from.usage, time > from.time else {
            if let last, time <= last.time { return last.rate }
            samples[name] = (time, usage, 0)
            return 0
        }
        // Over a shorter time a rate says little.
        if let last, time - last.time < 1_000_000_000 { return last.rate }
        let rate = UInt64(exactly: (Double(usage - from.usage) / Double(time - from.time) * 1e9).rounded()) ?? 0
        samples[name] = (time, usage, rate)
        return rate
    }

    /// Forgets what is not there any more.
    mutating func keep(_ names: Set<String>) {
        samples = samples.filter { names.contains($0.key) }
    }
}
