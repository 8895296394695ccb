import Foundation

/// What Linux knows about this process, under the names of the Prometheus client libraries.
struct ProcessMetrics: Sendable {
    /// The clock ticks a second in which /proc counts CPU time; 100 on every Linux architecture we run on.
    private static let ticks = 100.0
    private static let pageSize = 4096.0

    func write(to text: inout MetricsText) {
        guard let stat = read("/proc/self/stat") else { return }
        // The second column, the program's name in brackets, may hold blanks.
        guard let end = stat.lastIndex(of: ")") else { return }
        let fields = stat[stat.index(after: end)...].split(separator: " ").map(String.init)
        func number(_ column: Int) -> Double { fields.indices.contains(column - 3) ? Double(fields[column - 3]) ?? 0 : 0 }
        gauge(&text, "process_cpu_seconds_total", "User and system CPU time spent in seconds.", (number(14) + number(15)) / Self.ticks, "counter")
        gauge(&text, "process_resident_memory_bytes", "Resident memory size in bytes.", number(24) * Self.pageSize)
        gauge(&text, "process_virtual_memory_bytes", "Virtual memory size in bytes.", number(23))
        gauge(&text, "process_start_time_seconds", "Start time of the process since the epoch in seconds.", bootTime + number(22) / Self.ticks)
        if let open = try? FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd").count {
            gauge(&text, "process_open_fds", "Number of open file descriptors.", Double(open))
        }
        if let limits = read("/proc/self/limits"),
           let line = limits.split(separator: "\n").first(where: { $0.hasPrefix("Max open files") }),
           let soft = line.split(separator: " ").dropFirst(3).first.flatMap({ Double($0) }) {
            gauge(&text, "process_max_fds", "Maximum number of open file descriptors.", soft)
        }
    }

    private func gauge(_ text: inout MetricsText, _ name: String, _ help: String, _ value: Double, _ type: String = "gauge") {
        text.header(name, help, type)
        text.sample(name, [], [], value)
    }

    private var bootTime: Double {
        let line = read("/proc/stat")?.split(separator: "\n").first { $0.hasPrefix("btime ") }
        return line?.split(separator: " ").dropFirst().first.flatMap { Double($0) } ?? 0
    }

    /// Files in /proc say that they have no size, so they are read to their end.
    private func read(_ path: String) -> String? {
        guard let handle = FileHandle(forReadingAtPath: path) else { return nil }
        defer { try? handle.close() }
        guard let data = try? handle.readToEnd() else { return nil }
        return String(decoding: data, as: UTF8.self)
    }
}
