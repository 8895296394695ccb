import KubernetesAPI
import Synchronization

/// How often values fall into which range, for each combination of label values: a Prometheus histogram. Safe to use from any
/// thread.
public final class Histogram: Metric {
    /// Prometheus' own ranges, in seconds.
    public static let standardBuckets = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10]

    public let name: String
    private let help: String
    private let labels: [String]
    private let buckets: [Double]
    private let table = SeriesTable<HistogramSeries>()

    /// - Parameter buckets: the upper bounds of the ranges, ascending, without infinity.
    public init(name: String, help: String, labels: [String] = [], buckets: [Double] = Histogram.standardBuckets) {
        self.name = name
        self.help = help
        self.labels = labels
        self.buckets = buckets
    }

    /// The series of these label values, which stand in the order of the metric's label names. Hold on to it where much is
    /// measured: finding it costs a lock and hashing.
    public func series(_ values: [String]) -> HistogramSeries { table.series(values) { [buckets] in HistogramSeries(buckets) } }

    /// Counts one value, in seconds where the metric's name says so.
    public func observe(_ value: Double, _ values: String...) { series(values).observe(value) }

    /// How many values were counted for these label values.
    public func count(_ values: String...) -> UInt64 { table.known(values)?.snapshot.count ?? 0 }

    /// Forgets the series whose label values match, of what is not there any more.
    public func remove(where matches: ([String]) -> Bool) { table.remove(where: matches) }

    public func write(to text: inout MetricsText) {
        let all = table.snapshot()
        guard !all.isEmpty else { return }
        text.family(name, "histogram", help)
        for (values, series) in all {
            let cells = series.snapshot
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
    public static func exponential(_ start: Double, _ factor: Double, _ count: Int) -> [Double] {
        var bound = start
        return (0..<max(0, count)).map { _ in
            defer { bound *= factor }
            return bound
        }
    }
}

/// One time series of a ``Histogram``.
public final class HistogramSeries: Sendable {
    struct Cells {
        var counts: [UInt64]
        var sum = 0.0
        var count: UInt64 = 0
    }

    private let buckets: [Double]
    private let cells: Mutex<Cells>

    init(_ buckets: [Double]) {
        self.buckets = buckets
        cells = Mutex(Cells(counts: Array(repeating: 0, count: buckets.count + 1)))
    }

    var snapshot: Cells { cells.withLock { $0 } }

    /// Counts one value.
    public func observe(_ value: Double) {
        var bucket = 0
        while bucket < buckets.count, buckets[bucket] < value { bucket += 1 }
        cells.withLock { cells in
            cells.counts[bucket] &+= 1
            cells.sum += value
            cells.count &+= 1
        }
    }

    /// Counts one duration, in seconds.
    public func observe(_ duration: Duration) { observe(duration.inSeconds) }
}
