import Synchronization

/// The metrics of one page, such as /metrics, in the order in which they were made. Safe to use from anywhere.
///
/// What measures something gets its ``Counter``, ``Gauge`` or ``Histogram`` from a theme of ``KubeletMetrics`` and records into
/// it; that costs a lock and a lookup. A metric without samples shows nothing, as with Prometheus' client.
final class MetricRegistry: Sendable {
    private let metrics = Mutex<[any Metric]>([])

    func counter(_ name: String, _ help: String, _ labels: [String] = []) -> Counter {
        add(Counter(name: name, help: help, labels: labels))
    }

    func gauge(_ name: String, _ help: String, _ labels: [String] = []) -> Gauge {
        add(Gauge(name: name, help: help, labels: labels))
    }

    /// - Parameter buckets: the upper bounds of the ranges, ascending, without infinity.
    func histogram(_ name: String, _ help: String, _ labels: [String] = [], buckets: [Double] = Histogram.standardBuckets) -> Histogram {
        add(Histogram(name: name, help: help, labels: labels, buckets: buckets))
    }

    private func add<M: Metric>(_ metric: M) -> M {
        metrics.withLock { $0.append(metric) }
        return metric
    }

    func write(to text: inout MetricsText) {
        for metric in metrics.withLock({ $0 }) { metric.write(to: &text) }
    }
}

/// A family of time series that can be written in Prometheus' text format.
protocol Metric: Sendable {
    func write(to text: inout MetricsText)
}

/// A number that only grows, one for each combination of label values.
final class Counter: Metric {
    private let name: String
    private let help: String
    private let labels: [String]
    private let series = Mutex<[[String]: Double]>([:])

    init(name: String, help: String, labels: [String]) {
        self.name = name
        self.help = help
        self.labels = labels
        // A counter without labels is there from the start, as 0.
        if labels.isEmpty { series.withLock { $0[[]] = 0 } }
    }

    /// Adds to the series of these label values, which stand in the order of the metric's label names.
    func add(_ amount: Double = 1, _ values: String...) { series.withLock { $0[values, default: 0] += amount } }

    /// What was counted for these label values.
    func value(_ values: String...) -> Double { series.withLock { $0[values] ?? 0 } }

    /// Forgets the series whose label values match, of what is not there any more.
    func remove(where matches: ([String]) -> Bool) { series.withLock { $0 = $0.filter { !matches($0.key) } } }

    func write(to text: inout MetricsText) {
        let all = series.withLock { $0 }
        guard !all.isEmpty else { return }
        text.family(name, "counter", help)
        for (values, number) in all.sorted(by: { $0.key.lexicographicallyPrecedes($1.key) }) { text.sample(name, labels, values, number) }
    }
}

/// A number that goes up and down, one for each combination of label values.
final class Gauge: Metric {
    private let name: String
    private let help: String
    private let labels: [String]
    private let series = Mutex<[[String]: Double]>([:])

    init(name: String, help: String, labels: [String]) {
        self.name = name
        self.help = help
        self.labels = labels
    }

    func set(_ value: Double, _ values: String...) { series.withLock { $0[values] = value } }
    func add(_ amount: Double, _ values: String...) { series.withLock { $0[values, default: 0] += amount } }
    func value(_ values: String...) -> Double? { series.withLock { $0[values] } }

    /// Sets all series at once; those that are not among them go.
    func replace(_ all: [[String]: Double]) { series.withLock { $0 = all } }

    func write(to text: inout MetricsText) {
        let all = series.withLock { $0 }
        guard !all.isEmpty else { return }
        text.family(name, "gauge", help)
        for (values, number) in all.sorted(by: { $0.key.lexicographicallyPrecedes($1.key) }) { text.sample(name, labels, values, number) }
    }
}

/// How often values fall into which range, for each combination of label values.
final class Histogram: Metric {
    /// Prometheus' own ranges, in seconds.
    static let standardBuckets = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10]

    private struct Cells {
        var counts: [UInt64]
        var sum = 0.0
        var count: UInt64 = 0
    }

    private let name: String
    private let help: String
    private let labels: [String]
    private let buckets: [Double]
    private let series = Mutex<[[String]: Cells]>([:])

    init(name: String, help: String, labels: [String], buckets: [Double]) {
        self.name = name
        self.help = help
        self.labels = labels
        self.buckets = buckets
    }

    /// Counts one value, in seconds where the metric's name says so.
    func observe(_ value: Double, _ values: String...) {
        let bucket = buckets.firstIndex { value <= $0 } ?? buckets.count
        series.withLock { series in
            var cells = series[values] ?? Cells(counts: Array(repeating: 0, count: buckets.count + 1))
            cells.counts[bucket] &+= 1
            cells.count &+= 1
            cells.sum += value
            series[values] = cells
        }
    }

    /// How many values were counted for these label values.
    func count(_ values: String...) -> UInt64 { series.withLock { $0[values]?.count ?? 0 } }

    func write(to text: inout MetricsText) {
        let all = series.withLock { $0 }
        guard !all.isEmpty else { return }
        text.family(name, "histogram", help)
        for (values, cells) in all.sorted(by: { $0.key.lexicographicallyPrecedes($1.key) }) {
            var cumulative: UInt64 = 0
            for (bound, count) in zip(buckets, cells.counts) {
                cumulative &+= count
                text.sample(name + "_bucket", labels + ["le"], values + [MetricsText.number(bound)], Double(cumulative))
            }
            text.sample(name + "_bucket", labels + ["le"], values + ["+Inf"], Double(cells.count))
            text.sample(name + "_sum", labels, values, cells.sum)
            text.sample(name + "_count", labels, values, Double(cells.count))
        }
    }

    /// Bounds that grow by a factor.
    static func exponential(_ start: Double, _ factor: Double, _ count: Int) -> [Double] {
        var bound = start
        return (0..<max(0, count)).map { _ in
            defer { bound *= factor }
            return bound
        }
    }
}
