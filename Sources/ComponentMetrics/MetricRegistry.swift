import Synchronization

/// A family of time series that can be written in Prometheus' text format.
public protocol Metric: Sendable {
    /// The family's name, such as `apiserver_request_total`.
    var name: String { get }
    /// Writes the family and its samples; nothing when there is no sample, as Prometheus' client does.
    func write(to text: inout MetricsText)
}

/// The metrics of one page, such as /metrics. Safe to use from any thread.
///
/// A component makes one for each of its pages, and hands the ``Counter``, ``Gauge`` or ``Histogram`` that it gets from it to what
/// measures something.
public final class MetricRegistry: Sendable {
    private let metrics = Mutex<[any Metric]>([])

    public init() {}

    /// A new counter of this page.
    public func counter(_ name: String, _ help: String, _ labels: [String] = []) -> Counter {
        add(Counter(name: name, help: help, labels: labels))
    }

    /// A new gauge of this page.
    public func gauge(_ name: String, _ help: String, _ labels: [String] = []) -> Gauge {
        add(Gauge(name: name, help: help, labels: labels))
    }

    /// A new histogram of this page.
    ///
    /// - Parameter buckets: the upper bounds of the ranges, ascending, without infinity.
    public func histogram(_ name: String, _ help: String, _ labels: [String] = [], buckets: [Double] = Histogram.standardBuckets) -> Histogram {
        add(Histogram(name: name, help: help, labels: labels, buckets: buckets))
    }

    /// Shows metrics that were made elsewhere on this page.
    public func register(_ more: [any Metric]) { metrics.withLock { $0 += more } }

    /// Writes all of them, by name.
    public func write(to text: inout MetricsText) {
        for metric in metrics.withLock({ $0 }).sorted(by: { $0.name < $1.name }) { metric.write(to: &text) }
    }

    /// The page's text, with that of the process where `process` says so.
    public func page(process: Bool = false) -> String {
        var text = MetricsText()
        write(to: &text)
        if process { ProcessMetrics.write(to: &text) }
        return text.text
    }

    private func add<M: Metric>(_ metric: M) -> M {
        metrics.withLock { $0.append(metric) }
        return metric
    }
}

/// The series of a metric by their label values.
final class SeriesTable<Series: Sendable>: Sendable {
    private let table = Mutex<[[String]: Series]>([:])

    func series(_ values: [String], make: () -> Series) -> Series {
        table.withLock { table in
            if let known = table[values] { return known }
            let new = make()
            table[values] = new
            return new
        }
    }

    /// The series of these label values, if there is one.
    func known(_ values: [String]) -> Series? { table.withLock { $0[values] } }

    func remove(where matches: ([String]) -> Bool) { table.withLock { $0 = $0.filter { !matches($0.key) } } }

    func replace(_ all: [[String]: Series]) { table.withLock { $0 = all } }

    /// All series, ordered by their label values.
    func snapshot() -> [([String], Series)] {
        table.withLock { $0.map { ($0.key, $0.value) } }.sorted { $0.0.lexicographicallyPrecedes($1.0) }
    }
}
