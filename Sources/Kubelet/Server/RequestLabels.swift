import ComponentMetrics
import KubernetesAPI

/// How a request to the kubelet's server is counted.
struct RequestLabels {
    private let longRunning: String
    private let method: String
    private let path: String
    private let serverType: String

    /// Only paths that exist are told apart: a client must not be able to make labels.
    private static let known: Set<String> = [
        "attach", "checkpoint", "configz", "containerLogs", "exec", "healthz", "logs", "metrics", "metrics/cadvisor", "metrics/probes",
        "metrics/resource", "pods", "portForward", "run", "runningpods", "stats",
    ]
    private static let longRunningPaths: Set<String> = ["exec", "attach", "portForward", "containerLogs"]
    private static let methods: Set<String> = ["GET", "POST", "PUT", "DELETE", "HEAD", "PATCH", "OPTIONS"]

    init(method: String, path: [String], serverType: String = "readwrite") {
        let whole = path.first == "metrics" ? path.prefix(2).joined(separator: "/") : path.first ?? ""
        self.method = Self.methods.contains(method) ? method : "other"
        self.path = Self.known.contains(whole) ? whole : "other"
        longRunning = Self.longRunningPaths.contains(whole) ? "true" : "false"
        self.serverType = serverType
    }

    func begin(_ metrics: ServerMetrics) {
        metrics.requests.add(1, longRunning, method, path, serverType)
        metrics.inflight.add(1, longRunning, method, path, serverType)
    }

    func end(_ metrics: ServerMetrics, after duration: Duration) {
        metrics.inflight.add(-1, longRunning, method, path, serverType)
        metrics.duration.observe(duration.inSeconds, longRunning, method, path, serverType)
    }
}
