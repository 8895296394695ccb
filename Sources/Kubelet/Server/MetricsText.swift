import Foundation
import Synchronization

/// Writes metrics in Prometheus' text format.
struct MetricsText {
    static let contentType = "text/plain; version=0.0.4; charset=utf-8"
    private(set) var text = ""

    /// Begins a family of metrics.
    mutating func family(_ name: String, _ type: String, _ help: String) {
        text += "# HELP \(name) \(help)\n# TYPE \(name) \(type)\n"
    }

    /// One sample; `milliseconds` is when it was measured, if not now.
    mutating func sample(
        _ name: String, _ labels: KeyValuePairs<String, String> = [:], _ value: Double, milliseconds: Int64? = nil
    ) {
        let list = labels.map { "\($0.key)=\"\(Self.escape($0.value))\"" }.joined(separator: ",")
        text += name + (list.isEmpty ? "" : "{\(list)}") + " " + Self.number(value)
        if let milliseconds { text += " \(milliseconds)" }
        text += "\n"
    }

    private static func number(_ value: Double) -> String {
        guard let whole = Int64(exactly: value) else { return "\(value)" }
        return "\(whole)"
    }

    private static func escape(_ text: String) -> String {
        text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"").replacing("\n", with: "\\n")
    }
}

/// Counts the requests to the kubelet's server.
final class RequestCounter: Sendable {
    private struct Key: Hashable {
        var method: String
        var path: String
    }
    private let counts = Mutex<[Key: Int]>([:])
    /// Only paths that exist are told apart: a client must not be able to make labels.
    private static let known: Set<String> = [
        "attach", "containerLogs", "exec", "healthz", "metrics", "pods", "portForward", "run", "stats",
    ]
    private static let methods: Set<String> = ["GET", "POST", "PUT", "DELETE", "HEAD"]

    func count(method: String, path: String) {
        let key = Key(
            method: Self.methods.contains(method) ? method : "other", path: Self.known.contains(path) ? path : "other")
        counts.withLock { $0[key, default: 0] += 1 }
    }

    func add(to text: inout MetricsText) {
        text.family(
            "kubelet_http_requests_total", "counter", "Number of the http requests received since the server started")
        let sorted = counts.withLock { $0 }.sorted { ($0.key.path, $0.key.method) < ($1.key.path, $1.key.method) }
        for (key, count) in sorted {
            text.sample(
                "kubelet_http_requests_total",
                ["long_running": "false", "method": key.method, "path": key.path, "server_type": "readwrite"], Double(count))
        }
    }
}

/// What the process uses, as Prometheus' process collector names it.
enum ProcessMetrics {
    static func add(to text: inout MetricsText) {
        guard let stat = FileManager.default.contents(atPath: "/proc/self/stat") else { return }
        // Behind the command's name, which may hold anything, the fields are numbers.
        let fields = String(decoding: stat, as: UTF8.self).split(separator: ")").last?.split(separator: " ") ?? []
        guard fields.count > 21, let user = Double(fields[11]), let system = Double(fields[12]),
            let pages = Double(fields[21])
        else { return }
        let ticks = Double(max(1, sysconf(Int32(_SC_CLK_TCK))))
        text.family("process_cpu_seconds_total", "counter", "Total user and system CPU time spent in seconds.")
        text.sample("process_cpu_seconds_total", [:], (user + system) / ticks)
        text.family("process_resident_memory_bytes", "gauge", "Resident memory size in bytes.")
        text.sample("process_resident_memory_bytes", [:], pages * Double(sysconf(Int32(_SC_PAGESIZE))))
    }
}
