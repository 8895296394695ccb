import ComponentMetrics
import Synchronization

/// The metrics of an API server, under Kubernetes' names, and the text of `/metrics`. Safe to use from any thread.
public final class APIServerMetrics: Sendable {
    let requests = RequestMetrics()
    /// `apiserver_watch_events_total`: group, resource, version.
    public let watchEvents = Counter(
        name: "apiserver_watch_events_total", help: "Events sent to watch clients.", labels: ["group", "resource", "version"])
    /// `apiserver_watch_events_sizes`: group, resource, version; bytes.
    public let watchEventSizes = Histogram(
        name: "apiserver_watch_events_sizes", help: "Size of watch events in bytes.", labels: ["group", "resource", "version"],
        buckets: Histogram.exponential(1024, 2, 8))
    /// `authentication_attempts`: result.
    public let authenticationAttempts = Counter(
        name: "authentication_attempts", help: "Attempts to authenticate, by result.", labels: ["result"])
    /// `authenticated_user_requests`: username, the known ones by name.
    public let authenticatedUsers = Counter(
        name: "authenticated_user_requests", help: "Authenticated requests by user name.", labels: ["username"])
    /// `authentication_duration_seconds`: result.
    public let authenticationDuration = Histogram(
        name: "authentication_duration_seconds", help: "How long authentication took, in seconds, by result.", labels: ["result"],
        buckets: Histogram.exponential(0.001, 2, 15))
    /// `authorization_attempts_total`: result.
    public let authorizationAttempts = Counter(
        name: "authorization_attempts_total", help: "Attempts to authorize, by result.", labels: ["result"])
    /// `authorization_duration_seconds`: result.
    public let authorizationDuration = Histogram(
        name: "authorization_duration_seconds", help: "How long authorization took, in seconds, by result.", labels: ["result"],
        buckets: Histogram.exponential(0.001, 2, 15))
    /// `apiserver_admission_step_admission_duration_seconds`: operation, rejected, type.
    public let admissionStepDuration = Histogram(
        name: "apiserver_admission_step_admission_duration_seconds", help: "Latency of admission as a whole in seconds.",
        labels: ["operation", "rejected", "type"], buckets: [0.005, 0.025, 0.1, 0.5, 1, 2.5])
    /// `apiserver_audit_event_total`.
    public let auditEvents = Counter(name: "apiserver_audit_event_total", help: "Audit events that were made and sent to the backend.", labels: [])
    /// `apiserver_audit_error_total`: plugin.
    public let auditErrors = Counter(
        name: "apiserver_audit_error_total", help: "Audit events that could not be written.", labels: ["plugin"])
    /// `apiserver_tls_handshake_errors_total`.
    public let tlsHandshakeErrors = Counter(
        name: "apiserver_tls_handshake_errors_total", help: "Requests dropped with a TLS handshake error.", labels: [])
    let storage = StorageMetrics()
    let authenticated, notAuthenticated, badCredentials: (CounterSeries, HistogramSeries)
    let allowed, denied, noOpinion: (CounterSeries, HistogramSeries)
    private let registry = MetricRegistry()

    /// - Parameters:
    ///   - storageObjects: resource (`deployments.apps`) and how many objects are stored, read at each scrape.
    ///   - version: what `kubernetes_build_info` says, such as v1.36.2.
    public init(version: String, storageObjects read: @escaping @Sendable () -> [(resource: String, count: Int)] = { [] }) {
        authenticated = (authenticationAttempts.series(["success"]), authenticationDuration.series(["success"]))
        notAuthenticated = (authenticationAttempts.series(["failure"]), authenticationDuration.series(["failure"]))
        badCredentials = (authenticationAttempts.series(["error"]), authenticationDuration.series(["error"]))
        allowed = (authorizationAttempts.series(["allowed"]), authorizationDuration.series(["allowed"]))
        denied = (authorizationAttempts.series(["denied"]), authorizationDuration.series(["denied"]))
        noOpinion = (authorizationAttempts.series(["no-opinion"]), authorizationDuration.series(["no-opinion"]))
        let parts = version.drop { $0 == "v" }.split(separator: ".").map(String.init)
        let (major, minor) = (parts.first ?? "", parts.dropFirst().first ?? "")
        register(
            [
                watchEvents, watchEventSizes, authenticationAttempts, authenticatedUsers, authenticationDuration, authorizationAttempts,
                authorizationDuration, admissionStepDuration, auditEvents, auditErrors, tlsHandshakeErrors,
                Gauge(
                    name: "apiserver_storage_objects", help: "Number of stored objects by resource.", labels: ["resource"],
                    read: { read().map { ([$0.resource], Double($0.count)) } }),
                Gauge(
                    name: "apiserver_resource_objects", help: "Number of stored objects by group and resource.", labels: ["group", "resource"],
                    read: {
                        read().map { entry in
                            let parts = entry.resource.split(separator: ".", maxSplits: 1).map(String.init)
                            return ([parts.count > 1 ? parts[1] : "", parts.first ?? ""], Double(entry.count))
                        }
                    }),
                Gauge(
                    name: "kubernetes_build_info", help: "A constant 1 with the version.",
                    labels: [
                        "build_date", "compiler", "git_commit", "git_tree_state", "git_version", "go_version", "major", "minor", "platform",
                    ], read: { [(["", "swiftc", "", "clean", version, "", major, minor, Self.platform], 1)] }),
                Gauge(
                    name: "version_info", help: "The binary's version and the versions that it emulates.",
                    labels: ["binary", "component", "emulation", "min_compat"],
                    read: { [(["\(major).\(minor)", "kube", "\(major).\(minor)", "\(major).\(minor)"], 1)] }),
            ] + requests.all + storage.all)
    }

    /// What the version and the metrics call the machine.
    #if arch(arm64)
    static let platform = "linux/arm64"
    #else
    static let platform = "linux/amd64"
    #endif

    /// Adds metrics to the text.
    func register(_ metrics: [any Metric]) { registry.register(metrics) }

    /// The text of `/metrics` (`text/plain; version=0.0.4; charset=utf-8`).
    public func render() -> String { registry.page(process: true) }
}
