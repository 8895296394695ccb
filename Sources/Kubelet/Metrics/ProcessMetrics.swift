import Foundation
import SystemPackage

/// What the process uses, as Prometheus' process collector names it.
enum ProcessMetrics {
    static func add(to text: inout MetricsText) {
        let stat = ProcFile.text("/proc/self/stat")
        // Behind the command's name, which may hold anything, the fields are numbers.
        let fields = stat.split(separator: ")").last?.split(separator: " ") ?? []
        guard fields.count > 21, let user = Double(fields[11]), let system = Double(fields[12]), let start = Double(fields[19]),
            let virtual = Double(fields[20]), let pages = Double(fields[21])
        else { return }
        let ticks = Double(max(1, sysconf(Int32(_SC_CLK_TCK))))
        text.family("process_cpu_seconds_total", "counter", "Total user and system CPU time spent in seconds.")
        text.sample("process_cpu_seconds_total", [:], (user + system) / ticks)
        let limit = ProcFile.lines("/proc/self/limits").first { $0.hasPrefix("Max open files") }
        if let number = limit?.dropFirst("Max open files".count).split(separator: " ").first.flatMap({ Double($0) }) {
            text.family("process_max_fds", "gauge", "Maximum number of open file descriptors.")
            text.sample("process_max_fds", [:], number)
        }
        if let open = try? FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd").count {
            text.family("process_open_fds", "gauge", "Number of open file descriptors.")
            text.sample("process_open_fds", [:], Double(open))
        }
        text.family("process_resident_memory_bytes", "gauge", "Resident memory size in bytes.")
        text.sample("process_resident_memory_bytes", [:], pages * Double(sysconf(Int32(_SC_PAGESIZE))))
        text.family("process_start_time_seconds", "gauge", "Start time of the process since unix epoch in seconds.")
        text.sample("process_start_time_seconds", [:], Double(ProcFile.bootTime) + start / ticks)
        text.family("process_virtual_memory_bytes", "gauge", "Virtual memory size in bytes.")
        text.sample("process_virtual_memory_bytes", [:], virtual)
    }
}

/// Reads files of the kernel, which say that they are empty and are read until nothing comes.
enum ProcFile {
    /// The file's text; empty when it cannot be read.
    static func text(_ path: String) -> String { bytes(path).map { String(decoding: $0, as: UTF8.self) } ?? "" }

    /// The file's bytes; nil when it cannot be read.
    static func bytes(_ path: String) -> [UInt8]? {
        guard let file = try? FileDescriptor.open(FilePath(path), .readOnly, options: [.closeOnExec]) else { return nil }
        defer { try? file.close() }
        var all: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 16 << 10)
        while true {
            guard let count = try? buffer.withUnsafeMutableBytes({ try file.read(into: $0) }) else { return all.isEmpty ? nil : all }
            if count == 0 { return all }
            all += buffer[..<count]
        }
    }

    static func lines(_ path: String) -> [Substring] { text(path).split(separator: "\n") }

    /// The one number in a file; nil when there is none (`max` is none either).
    static func number(_ path: String) -> UInt64? { lines(path).first.flatMap { UInt64($0) } }

    /// The numbers of lines such as `name 123`.
    static func table(_ path: String) -> [Substring: UInt64] {
        var values: [Substring: UInt64] = [:]
        for line in lines(path) {
            let words = line.split(separator: " ")
            if words.count == 2, let number = UInt64(words[1]) { values[words[0]] = number }
        }
        return values
    }

    /// Seconds since 1970 when the machine started.
    static var bootTime: Int64 {
        lines("/proc/stat").first { $0.hasPrefix("btime ") }.flatMap { Int64($0.dropFirst(6)) } ?? 0
    }
}
