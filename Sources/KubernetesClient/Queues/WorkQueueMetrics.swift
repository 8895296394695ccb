public import ComponentMetrics
import Synchronization

/// The metrics `workqueue_*` of a component's queues. Safe to use from any task.
public final class WorkQueueMetrics: Sendable {
    fileprivate let depth: Gauge
    fileprivate let adds: Counter
    fileprivate let retries: Counter
    fileprivate let waits: Histogram
    fileprivate let works: Histogram
    private let meters: Meters

    /// Shared with the gauges that are read when the page is asked for.
    private final class Meters: Sendable {
        /// Several queues may share a name, as those of the certificate controllers do.
        let all = Mutex<[String: [WorkQueueMeter]]>([:])

        func read(_ value: ([Duration]) -> Duration) -> [([String], Double)] {
            all.withLock { $0 }.sorted { $0.key < $1.key }.map { name, meters in ([name], value(meters.flatMap { $0.running() }) / .seconds(1)) }
        }
    }

    public init(_ registry: MetricRegistry) {
        let buckets = Histogram.exponential(1e-8, 10, 12)
        depth = registry.gauge("workqueue_depth", "Current depth of workqueue", ["name"])
        adds = registry.counter("workqueue_adds_total", "Total number of adds handled by workqueue", ["name"])
        retries = registry.counter("workqueue_retries_total", "Total number of retries handled by workqueue", ["name"])
        waits = registry.histogram(
            "workqueue_queue_duration_seconds", "How long in seconds an item stays in workqueue before being requested.", ["name"], buckets: buckets)
        works = registry.histogram(
            "workqueue_work_duration_seconds", "How long in seconds processing an item from workqueue takes.", ["name"], buckets: buckets)
        let meters = Meters()
        self.meters = meters
        registry.register([
            Gauge(
                name: "workqueue_unfinished_work_seconds",
                help: "How many seconds of work has done that is in progress and hasn't been observed by work_duration. Large values indicate stuck threads. One can deduce the number of stuck threads by observing the rate at which this increases.",
                labels: ["name"], read: { meters.read { $0.reduce(.zero, +) } }),
            Gauge(
                name: "workqueue_longest_running_processor_seconds",
                help: "How many seconds has the longest running processor for workqueue been running.", labels: ["name"],
                read: { meters.read { $0.max() ?? .zero } }),
        ])
    }

    /// What measures the queue of this name.
    public func meter(_ name: String) -> WorkQueueMeter {
        let meter = WorkQueueMeter(
            depth: depth.series([name]), adds: adds.series([name]), retries: retries.series([name]), waits: waits.series([name]), works: works.series([name]))
        // They are there from the start, as 0.
        meter.depth.add(0)
        meters.all.withLock { $0[name, default: []].append(meter) }
        return meter
    }
}

/// What one queue is measured by. Safe to use from any task.
public final class WorkQueueMeter: Sendable {
    fileprivate let depth: GaugeSeries
    private let adds: CounterSeries
    private let retries: CounterSeries
    private let waits: HistogramSeries
    private let works: HistogramSeries
    private let unfinished = Mutex<(@Sendable () -> [Duration])?>(nil)

    fileprivate init(depth: GaugeSeries, adds: CounterSeries, retries: CounterSeries, waits: HistogramSeries, works: HistogramSeries) {
        self.depth = depth
        self.adds = adds
        self.retries = retries
        self.waits = waits
        self.works = works
    }

    func added() {
        adds.add()
        depth.add()
    }

    func taken(after wait: Duration) {
        depth.add(-1)
        waits.observe(wait / .seconds(1))
    }

    func done(after work: Duration) { works.observe(work / .seconds(1)) }

    func retried() { retries.add() }

    /// Sets who tells for how long keys are worked on.
    func unfinished(_ read: @escaping @Sendable () -> [Duration]) { unfinished.withLock { $0 = read } }

    fileprivate func running() -> [Duration] { unfinished.withLock { $0 }?() ?? [] }
}
