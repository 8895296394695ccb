import ComponentMetrics
import Synchronization

/// The metrics of requests, with their series found once a kind of request. Safe to use from any thread.
final class RequestMetrics: Sendable {
    /// What the series of a request are told apart by.
    struct Target: Hashable, Sendable {
        /// The reported verb: GET, LIST, POST, APPLY, CONNECT, ….
        var verb: String
        var group = ""
        var version = ""
        var resource = ""
        var subresource = ""
        /// resource, namespace, cluster, or empty.
        var scope = ""
        var component = "apiserver"
        /// `All` for a dry run.
        var dryRun = ""

        /// In the order of the labels' names.
        fileprivate var values: [String] { [component, group, resource, scope, subresource, verb, version] }
        fileprivate var valuesWithDryRun: [String] { [component, dryRun, group, resource, scope, subresource, verb, version] }
    }

    private static let labels = ["component", "group", "resource", "scope", "subresource", "verb", "version"]
    private static let labelsWithDryRun = ["component", "dry_run"] + labels.dropFirst()
    private static let times: [Double] = [
        0.005, 0.025, 0.05, 0.1, 0.2, 0.4, 0.6, 0.8, 1, 1.25, 1.5, 2, 3, 4, 5, 6, 8, 10, 15, 20, 30, 45, 60,
    ]

    fileprivate let requests = Counter(
        name: "apiserver_request_total",
        help: "Requests by verb, dry run value, group, version, resource, scope, component, and HTTP response code.",
        labels: ["code", "component", "dry_run", "group", "resource", "scope", "subresource", "system_client", "verb", "version"])
    fileprivate let duration = Histogram(
        name: "apiserver_request_duration_seconds", help: "Latency of responses in seconds.", labels: labelsWithDryRun, buckets: times)
    fileprivate let sli = Histogram(
        name: "apiserver_request_sli_duration_seconds", help: "Latency of responses in seconds, without what webhooks took and what waited for its turn.",
        labels: labels, buckets: times)
    fileprivate let slo = Histogram(
        name: "apiserver_request_slo_duration_seconds", help: "Latency of responses in seconds, without what webhooks took and what waited for its turn.",
        labels: labels, buckets: times)
    fileprivate let responseSizes = Histogram(
        name: "apiserver_response_sizes", help: "Size of responses in bytes.", labels: labels, buckets: [1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9])
    fileprivate let longRunning = Gauge(
        name: "apiserver_longrunning_requests", help: "Long-running requests being served now.", labels: labels)
    fileprivate let bodySizes = Histogram(
        name: "apiserver_request_body_size_bytes", help: "Size of request bodies in bytes.", labels: ["group", "resource", "verb"],
        buckets: [5e4, 1e5, 1.5e5, 2e5, 2.5e5, 3e5, 3.5e5, 4e5, 5e5, 6e5, 7e5, 8e5, 9e5, 1e6, 1.5e6, 2e6, 2.5e6, 3e6])
    fileprivate let terminations = Counter(
        name: "apiserver_request_terminations_total", help: "Requests that the server ended in self-defence.",
        labels: ["code", "component", "group", "resource", "scope", "subresource", "verb", "version"])
    fileprivate let aborts = Counter(
        name: "apiserver_request_aborts_total", help: "Requests that were broken off, possibly for a timeout.",
        labels: ["group", "resource", "scope", "subresource", "verb", "version"])
    fileprivate let filters = Histogram(
        name: "apiserver_request_filter_duration_seconds", help: "How long each filter of the request's way took, in seconds.",
        labels: ["filter"], buckets: [0.0001, 0.0003, 0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1, 5, 10, 15, 30])
    let selfRequests = Counter(
        name: "apiserver_selfrequest_total", help: "Requests that the server makes to itself.", labels: ["group", "resource", "subresource", "verb"])
    let authenticationFilter, authorizationFilter, flowFilter: HistogramSeries
    private let known = Mutex<[Target: RequestSeries]>([:])

    init() {
        authenticationFilter = filters.series(["authentication"])
        authorizationFilter = filters.series(["authorization"])
        flowFilter = filters.series(["priorityandfairness"])
    }

    var all: [any Metric] {
        [requests, duration, sli, slo, responseSizes, longRunning, bodySizes, terminations, aborts, filters, selfRequests]
    }

    /// The series of a kind of requests. A new one is only made when `isServed` says that there are such requests; so
    /// nobody can fill the memory by asking for what there is not.
    func series(_ target: Target, isServed: () -> Bool) -> RequestSeries? {
        if let series = known.withLock({ $0[target] }) { return series }
        guard isServed() else { return nil }
        return known.withLock { known in
            if let series = known[target] { return series }
            let new = RequestSeries(self, target)
            known[target] = new
            return new
        }
    }
}

/// The series of one kind of requests.
final class RequestSeries: Sendable {
    private struct Code: Hashable {
        var status: UInt
        var client: String
    }

    let target: RequestMetrics.Target
    private let metrics: RequestMetrics
    private let duration: HistogramSeries
    private let sli, slo, sizes, bodies: HistogramSeries?
    private let codes = Mutex<[Code: CounterSeries]>([:])

    fileprivate init(_ metrics: RequestMetrics, _ target: RequestMetrics.Target) {
        self.metrics = metrics
        self.target = target
        duration = metrics.duration.series(target.valuesWithDryRun)
        let isLong = ["WATCH", "CONNECT"].contains(target.verb)
        sli = isLong ? nil : metrics.sli.series(target.values)
        slo = isLong ? nil : metrics.slo.series(target.values)
        // Only what reads answer is of interest.
        sizes = ["GET", "LIST"].contains(target.verb) ? metrics.responseSizes.series(target.values) : nil
        let writes = ["POST", "PUT", "PATCH", "APPLY"].contains(target.verb)
        bodies = writes && !target.resource.isEmpty ? metrics.bodySizes.series([target.group, target.resource, target.verb.lowercased()]) : nil
    }

    /// Counts a request that is done. `waited` is how long it waited for its turn.
    func observe(status: UInt, client: String, took: Double, waited: Double, responseBytes: Int?, bodyBytes: Int) {
        let code = Code(status: status, client: client)
        let counter = codes.withLock { codes in
            if let known = codes[code] { return known }
            let (t, new) = (target, "\(status)")
            let series = metrics.requests.series([
                new, t.component, t.dryRun, t.group, t.resource, t.scope, t.subresource, client, t.verb, t.version,
            ])
            codes[code] = series
            return series
        }
        counter.add()
        duration.observe(took)
        sli?.observe(max(0, took - waited))
        slo?.observe(max(0, took - waited))
        if let responseBytes { sizes?.observe(Double(responseBytes)) }
        if bodyBytes > 0 { bodies?.observe(Double(bodyBytes)) }
    }

    /// Counts a request that the server ended in self-defence: 429 or 504.
    func terminated(status: UInt) {
        metrics.terminations.series(["\(status)"] + target.values).add()
    }

    /// Counts a long-running request that begins (1) or ends (-1).
    func running(_ change: Double) {
        metrics.longRunning.series(target.values).add(change)
    }

    /// Counts a request that ran out of time.
    func aborted() {
        metrics.aborts.series(Array(target.values.dropFirst())).add()
    }
}

/// A long-running request, counted until it ends. Ends when told to, or when nobody holds it any more.
final class LongRunningRequest: Sendable {
    private let series: RequestSeries?
    private let watch: WatchTracker.Registration?
    private let onEnd: @Sendable () -> Void
    private let isEnded = Atomic(false)

    init(_ series: RequestSeries?, watch: WatchTracker.Registration?, onEnd: @escaping @Sendable () -> Void) {
        self.series = series
        self.watch = watch
        self.onEnd = onEnd
        series?.running(1)
    }

    func end() {
        guard !isEnded.exchange(true, ordering: .relaxed) else { return }
        series?.running(-1)
        onEnd()
    }

    deinit { end() }
}
