import ComponentMetrics
import Synchronization

/// The metrics of flow control, under Kubernetes' names.
final class FlowControlMetrics: Sendable {
    /// How many requests are served or wait, of those that flow control sees.
    struct Inflight: ~Copyable, Sendable {
        let reading = Atomic<Int>(0)
        let mutating = Atomic<Int>(0)
        let readingQueued = Atomic<Int>(0)
        let mutatingQueued = Atomic<Int>(0)
    }

    fileprivate static let flowLabels = ["flow_schema", "priority_level"]
    fileprivate static let times = [0, 0.005, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 15, 30]

    let inflight = Inflight()
    fileprivate let dispatched = Counter(
        name: "apiserver_flowcontrol_dispatched_requests_total", help: "Number of requests executed by API Priority and Fairness.",
        labels: flowLabels)
    fileprivate let rejected = Counter(
        name: "apiserver_flowcontrol_rejected_requests_total", help: "Number of requests refused by API Priority and Fairness.",
        labels: flowLabels + ["reason"])
    fileprivate let executing = Gauge(
        name: "apiserver_flowcontrol_current_executing_requests", help: "Number of requests that execute or watches that are being initialised.",
        labels: flowLabels)
    fileprivate let executingSeats = Gauge(
        name: "apiserver_flowcontrol_current_executing_seats", help: "Seats that executing requests take.", labels: flowLabels)
    fileprivate let inUse = Gauge(
        name: "apiserver_flowcontrol_request_concurrency_in_use", help: "Seats that executing requests take.", labels: flowLabels)
    fileprivate let queued = Gauge(
        name: "apiserver_flowcontrol_current_inqueue_requests", help: "Number of requests that wait in queues.", labels: flowLabels)
    fileprivate let queuedSeats = Gauge(
        name: "apiserver_flowcontrol_current_inqueue_seats", help: "Seats that waiting requests will take.", labels: flowLabels)
    fileprivate let wait = Histogram(
        name: "apiserver_flowcontrol_request_wait_duration_seconds", help: "How long requests waited in queues.",
        labels: ["execute"] + flowLabels, buckets: times)
    fileprivate let execution = Histogram(
        name: "apiserver_flowcontrol_request_execution_seconds", help: "How long requests, or the initialisation of watches, took.",
        labels: flowLabels + ["type"], buckets: times)
    fileprivate let estimatedSeats = Histogram(
        name: "apiserver_flowcontrol_work_estimated_seats", help: "Seats that requests are estimated to take.", labels: flowLabels,
        buckets: [1, 2, 4, 10])
    fileprivate let watchCounts = Histogram(
        name: "apiserver_flowcontrol_watch_count_samples", help: "How many watchers changing requests have.", labels: flowLabels,
        buckets: [0, 1, 10, 100, 1000, 10000])
    private let known = Mutex<[String: FlowSeries]>([:])

    /// The series of a schema at a level.
    func series(schema: String, level: String) -> FlowSeries {
        known.withLock { known in
            let key = schema + "\u{0}" + level
            if let series = known[key] { return series }
            let new = FlowSeries(self, schema: schema, level: level)
            known[key] = new
            return new
        }
    }

    /// Everything that is counted here; what the levels know themselves comes from `levels` at each scrape.
    func all(levels: @escaping @Sendable () -> [PriorityLevel], fraction: @escaping @Sendable () -> Double) -> [any Metric] {
        func gauge(_ name: String, _ help: String, type: String = "gauge", _ read: @escaping @Sendable (PriorityLevel) -> Double) -> Gauge {
            Gauge(name: "apiserver_flowcontrol_" + name, help: help, labels: ["priority_level"], type: type) {
                levels().map { ([$0.name], read($0)) }
            }
        }
        let inflight: @Sendable () -> [([String], Double)] = { [self] in
            [
                (["mutating"], Double(self.inflight.mutating.load(ordering: .relaxed))),
                (["readOnly"], Double(self.inflight.reading.load(ordering: .relaxed))),
            ]
        }
        let inqueue: @Sendable () -> [([String], Double)] = { [self] in
            [
                (["mutating"], Double(self.inflight.mutatingQueued.load(ordering: .relaxed))),
                (["readOnly"], Double(self.inflight.readingQueued.load(ordering: .relaxed))),
            ]
        }
        return [
            dispatched, rejected, executing, executingSeats, inUse, queued, queuedSeats, wait, execution, estimatedSeats, watchCounts,
            Gauge(name: "apiserver_current_inflight_requests", help: "Requests being served now, by kind.", labels: ["request_kind"], read: inflight),
            Gauge(name: "apiserver_current_inqueue_requests", help: "Requests waiting in queues now, by kind.", labels: ["request_kind"], read: inqueue),
            Gauge(
                name: "apiserver_flowcontrol_seat_fair_frac", help: "The fraction of their demand that priority levels were given.", labels: [],
                read: { [([], fraction())] }),
            gauge("request_concurrency_limit", "The nominal limit of the level's seats.") { Double($0.limits.nominal) },
            gauge("nominal_limit_seats", "The nominal limit of the level's seats.") { Double($0.limits.nominal) },
            gauge("lower_limit_seats", "The least seats that the level keeps.") { Double($0.limits.lower) },
            gauge("upper_limit_seats", "The most seats that the level may have.") { Double($0.limits.upper) },
            gauge("current_limit_seats", "The seats that the level may use now.") { Double($0.limits.current) },
            gauge("target_seats", "The seats that the level would like to have.") { $0.demand.target },
            gauge("demand_seats_average", "Average demand for seats in the last adjustment period.") { $0.demand.last.average },
            gauge("demand_seats_high_watermark", "Highest demand for seats in the last adjustment period.") { $0.demand.last.maximum },
            gauge("demand_seats_stdev", "Deviation of the demand for seats in the last adjustment period.") { $0.demand.last.deviation },
            gauge("demand_seats_smoothed", "Smoothed demand for seats.") { $0.demand.smoothed },
            gauge("current_r", "The level's virtual time, in seat-seconds.") { $0.look().queues.currentR },
            gauge("request_dispatch_no_accommodation_total", "How often a request whose turn it was found too few seats.", type: "counter") {
                Double($0.look().queues.withoutAccommodation)
            },
        ]
    }
}

/// The series of one schema at one level, found once.
final class FlowSeries: Sendable {
    private let metrics: FlowControlMetrics
    private let values: [String]
    private let dispatchedCount: CounterSeries
    private let executing, executingSeats, inUse, queued, queuedSeats: GaugeSeries
    private let waitedAndRan, waitedInVain, ran, watched, seats, watchCount: HistogramSeries

    fileprivate init(_ metrics: FlowControlMetrics, schema: String, level: String) {
        self.metrics = metrics
        values = [schema, level]
        dispatchedCount = metrics.dispatched.series(values)
        executing = metrics.executing.series(values)
        executingSeats = metrics.executingSeats.series(values)
        inUse = metrics.inUse.series(values)
        queued = metrics.queued.series(values)
        queuedSeats = metrics.queuedSeats.series(values)
        waitedAndRan = metrics.wait.series(["true"] + values)
        waitedInVain = metrics.wait.series(["false"] + values)
        ran = metrics.execution.series(values + ["regular"])
        watched = metrics.execution.series(values + ["watch"])
        seats = metrics.estimatedSeats.series(values)
        watchCount = metrics.watchCounts.series(values)
    }

    func dispatched(_ work: FlowWork, isMutating: Bool, waited: Double = 0) {
        dispatchedCount.add()
        executing.add(1)
        executingSeats.add(Double(work.seats))
        inUse.add(Double(work.seats))
        waitedAndRan.observe(waited)
        seats.observe(Double(work.seats))
        count(metrics.inflight.mutating, metrics.inflight.reading, isMutating, 1)
    }

    func finished(_ work: FlowWork, isMutating: Bool, isWatch: Bool, took: Double) {
        executing.add(-1)
        executingSeats.add(-Double(work.seats))
        inUse.add(-Double(work.seats))
        (isWatch ? watched : ran).observe(took)
        count(metrics.inflight.mutating, metrics.inflight.reading, isMutating, -1)
    }

    func enqueued(_ work: FlowWork, isMutating: Bool) {
        queued.add(1)
        queuedSeats.add(Double(work.seats))
        count(metrics.inflight.mutatingQueued, metrics.inflight.readingQueued, isMutating, 1)
    }

    func dequeued(_ work: FlowWork, isMutating: Bool) {
        queued.add(-1)
        queuedSeats.add(-Double(work.seats))
        count(metrics.inflight.mutatingQueued, metrics.inflight.readingQueued, isMutating, -1)
    }

    func rejected(_ reason: String, waited: Double = 0) {
        metrics.rejected.series(values + [reason]).add()
        waitedInVain.observe(waited)
    }

    func watchers(_ count: Int) { watchCount.observe(Double(count)) }

    private func count(_ mutating: borrowing Atomic<Int>, _ reading: borrowing Atomic<Int>, _ isMutating: Bool, _ amount: Int) {
        if isMutating {
            mutating.wrappingAdd(amount, ordering: .relaxed)
        } else {
            reading.wrappingAdd(amount, ordering: .relaxed)
        }
    }
}
