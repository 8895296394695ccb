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
    var interfaces: [Interface] = []

    /// What went through a network interface, in bytes.
    struct Interface {
        var name: String
        var received: UInt64
        var receiveErrors: UInt64
        var sent: UInt64
        var sendErrors: UInt64
    }

    /// Space and inodes of a file system.
    struct FileSystem {
        var capacity: UInt64
        var available: UInt64
        var inodes: UInt64
        var inodesFree: UInt64

        /// Nil when there is no such path.
        init?(path: String) {
            var status = statvfs()
            guard statvfs(path, &status) == 0 else { return nil }
            let block = UInt64(status.f_frsize)
            capacity = UInt64(status.f_blocks).multipliedReportingOverflow(by: block).partialValue
            available = UInt64(status.f_bavail).multipliedReportingOverflow(by: block).partialValue
            inodes = UInt64(status.f_files)
            inodesFree = UInt64(status.f_ffree)
        }
    }

    init() {
        readCPU()
        readMemory()
        readInterfaces()
    }

    private mutating func readCPU() {
        let ticks = UInt64(max(1, sysconf(Int32(_SC_CLK_TCK))))
        for line in Self.lines("/proc/stat") {
            let words = line.split(separator: " ")
            if words.first == "cpu" {
                let numbers = words.dropFirst().prefix(8).map { UInt64($0) ?? 0 }
                // Neither idle nor waiting for disks is use.
                let used = numbers.enumerated().filter { $0.offset != 3 && $0.offset != 4 }.reduce(0) { $0 &+ $1.element }
                cpuNanoseconds = used.multipliedReportingOverflow(by: 1_000_000_000 / ticks).partialValue
            } else if words.first == "btime", words.count > 1 {
                bootTime = Int64(words[1]) ?? 0
            }
        }
    }

    private mutating func readMemory() {
        var values: [Substring: UInt64] = [:]
        for line in Self.lines("/proc/meminfo") {
            let words = line.split(whereSeparator: { $0 == " " || $0 == ":" })
            if words.count > 1, let kilobytes = UInt64(words[1]) { values[words[0]] = kilobytes &* 1024 }
        }
        let total = values["MemTotal"] ?? 0
        memoryUsage = total - min(total, values["MemFree"] ?? 0)
        memoryWorkingSet = memoryUsage - min(memoryUsage, values["Inactive(file)"] ?? 0)
        memoryAvailable = total - min(total, memoryWorkingSet)
        memoryRSS = values["AnonPages"] ?? 0
    }

    private mutating func readInterfaces() {
        // The interface of the default route is what the node's traffic is measured by; it comes first.
        let primary = Self.lines("/proc/net/route").dropFirst().map { $0.split(separator: "\t") }
            .first { $0.count > 1 && $0[1] == "00000000" }?.first
        for line in Self.lines("/proc/net/dev").dropFirst(2) {
            guard let colon = line.firstIndex(of: ":") else { continue }
            let name = line[..<colon].trimmingCharacters(in: .whitespaces)
            let numbers = line[line.index(after: colon)...].split(separator: " ").map { UInt64($0) ?? 0 }
            guard name != "lo", numbers.count >= 11 else { continue }
            let interface = Interface(
                name: name, received: numbers[0], receiveErrors: numbers[2], sent: numbers[8], sendErrors: numbers[10])
            if Substring(name) == primary { interfaces.insert(interface, at: 0) } else { interfaces.append(interface) }
        }
    }

    private static func lines(_ path: String) -> [Substring] {
        // Files in /proc say that they are empty, so they are read until nothing comes.
        guard let file = FileHandle(forReadingAtPath: path), let data = try? file.readToEnd() else { return [] }
        return String(decoding: data, as: UTF8.self).split(separator: "\n")
    }
}

/// Turns counters of CPU time into rates, by remembering what they were.
struct RateMeter {
    private var samples: [String: (time: UInt64, usage: UInt64, rate: UInt64?)] = [:]

    /// The use in billionths of a core since the last sample of that name; nil for the first one.
    mutating func rate(_ name: String, usage: UInt64, nanoseconds time: UInt64) -> UInt64? {
        guard let last = samples[name], time > last.time, usage >= last.usage else {
            if samples[name]?.time == time { return samples[name]?.rate }
            samples[name] = (time, usage, nil)
            return nil
        }
        let rate = Double(usage - last.usage) / Double(time - last.time) * 1e9
        let whole = UInt64(exactly: rate.rounded())
        samples[name] = (time, usage, whole)
        return whole
    }

    /// Forgets what is not there any more.
    mutating func keep(_ names: Set<String>) {
        samples = samples.filter { names.contains($0.key) }
    }
}
