import Foundation
import SystemPackage

/// What the process uses, as Prometheus' process collector names it.
public enum ProcessMetrics {
    /// Writes the families that begin with `process_`.
    public static func write(to text: inout MetricsText) {
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

