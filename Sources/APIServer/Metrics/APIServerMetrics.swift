/// The metrics of an API server, under Kubernetes' names, and the text of `/metrics`.
public final class APIServerMetrics: Sendable {
    /// `apiserver_request_total`: verb, group, version, resource, subresource, scope, component, dry_run, code.
    public let requests: Counter
    /// `apiserver_request_duration_seconds`: verb, group, version, resource, subresource, scope, component, dry_run.
    public let requestDuration: Histogram
    /// `apiserver_current_inflight_requests`: request_kind (mutating or readOnly).
    public let inflightRequests: Gauge
    /// `apiserver_longrunning_requests`: verb, group, version, resource, subresource, scope, component.
    public let longRunningRequests: Gauge
    /// `apiserver_response_sizes`: verb, group, version, resource, subresource, scope, component; bytes.
    public let responseSizes: Histogram
    /// `apiserver_watch_events_total`: group, version, resource.
    public let watchEvents: Counter
    /// `apiserver_watch_events_sizes`: group, version, resource; bytes.
    public let watchEventSizes: Histogram
    /// `apiserver_audit_event_total` and the like are left to those who make them; this counts refused credentials.
    public let authenticationAttempts: Counter
    /// `authenticated_user_requests`: username.
    public let authenticatedUsers: Counter
    /// `apiserver_admission_controller_admission_duration_seconds`: name, type, operation, rejected.
    public let admissionDuration: Histogram
    /// `apiserver_tls_handshake_errors_total`.
    public let tlsHandshakeErrors: Counter
    private let storageObjects: Gauge
    private let process: ProcessMetrics
    private let build: Gauge

    /// - Parameters:
    ///   - storageObjects: resource (`deployments.apps`) and how many objects are stored, read at each scrape.
    ///   - version: what `kubernetes_build_info` says, such as v1.36.2.
    public init(version: String, storageObjects read: @escaping @Sendable () -> [(resource: String, count: Int)] = { [] }) {
        let target = ["verb", "group", "version", "resource", "subresource", "scope", "component"]
        requests = Counter(
            name: "apiserver_request_total", help: "Requests by verb, dry run value, group, version, resource, scope, component, and HTTP response code.",
            labels: target + ["dry_run", "code"])
        requestDuration = Histogram(
            name: "apiserver_request_duration_seconds", help: "Latency of responses in seconds.", labels: target + ["dry_run"],
            buckets: [0.005, 0.025, 0.05, 0.1, 0.2, 0.4, 0.6, 0.8, 1, 1.25, 1.5, 2, 3, 4, 5, 6, 8, 10, 15, 20, 30, 45, 60])
        inflightRequests = Gauge(
            name: "apiserver_current_inflight_requests", help: "Requests being served now, by kind.", labels: ["request_kind"])
        longRunningRequests = Gauge(
            name: "apiserver_longrunning_requests", help: "Long-running requests being served now.", labels: target)
        responseSizes = Histogram(
            name: "apiserver_response_sizes", help: "Size of responses in bytes.", labels: target,
            buckets: [1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9])
        watchEvents = Counter(
            name: "apiserver_watch_events_total", help: "Events sent to watch clients.", labels: ["group", "version", "resource"])
        watchEventSizes = Histogram(
            name: "apiserver_watch_events_sizes", help: "Size of watch events in bytes.", labels: ["group", "version", "resource"],
            buckets: [1024, 2048, 4096, 8192, 16384, 32768, 65536, 131072])
        authenticationAttempts = Counter(
            name: "authentication_attempts", help: "Attempts to authenticate, by result.", labels: ["result"])
        authenticatedUsers = Counter(
            name: "authenticated_user_requests", help: "Authenticated requests by user name.", labels: ["username"])
        admissionDuration = Histogram(
            name: "apiserver_admission_controller_admission_duration_seconds", help: "Latency of admission controllers in seconds.",
            labels: ["name", "type", "operation", "rejected"], buckets: [0.005, 0.025, 0.1, 0.5, 1, 2.5])
        tlsHandshakeErrors = Counter(
            name: "apiserver_tls_handshake_errors_total", help: "Requests dropped with a TLS handshake error.", labels: [])
        storageObjects = Gauge(
            name: "apiserver_storage_objects", help: "Number of stored objects by resource.", labels: ["resource"],
            read: { read().map { ([$0.resource], Double($0.count)) } })
        build = Gauge(
            name: "kubernetes_build_info", help: "A constant 1 with the version.",
            labels: ["git_version", "major", "minor", "platform"],
            read: {
                let parts = version.drop { $0 == "v" }.split(separator: ".")
                return [([version, parts.first.map(String.init) ?? "", parts.dropFirst().first.map(String.init) ?? "", "linux/amd64"], 1)]
            })
        process = ProcessMetrics()
    }

    /// The text of `/metrics` (`text/plain; version=0.0.4; charset=utf-8`).
    public func render() -> String {
        var text = MetricsText()
        admissionDuration.write(to: &text)
        inflightRequests.write(to: &text)
        longRunningRequests.write(to: &text)
        requestDuration.write(to: &text)
        requests.write(to: &text)
        responseSizes.write(to: &text)
        storageObjects.write(to: &text)
        tlsHandshakeErrors.write(to: &text)
        watchEventSizes.write(to: &text)
        watchEvents.write(to: &text)
        authenticatedUsers.write(to: &text)
        authenticationAttempts.write(to: &text)
        build.write(to: &text)
        process.write(to: &text)
        return text.text
    }
}
