import Synchronization

/// A metric that can be written into the text of `/metrics`.
protocol Metric: Sendable {
    var name: String { get }
    func write(to text: inout MetricsText)
}

/// A number that only grows, one for each combination of label values: a Prometheus counter.
public final class Counter: Metric {
    let name: String
    let help: String
    let labels: [String]
    private let table = SeriesTable<CounterSeries>()

    init(name: String, help: String, labels: [String]) {
        self.name = name
        self.help = help
        self.labels = labels
    }

    /// The series of these label values, which stand in the order of the metric's label names. Hold on to it where
    /// requests are counted: it costs an atomic addition, while finding it costs a lock and hashing.
    func series(_ values: [String]) -> CounterSeries { table.series(values) { CounterSeries() } }

    /// Adds to the series of these label values.
    public func add(_ amount: Int = 1, _ values: String...) { series(values).add(amount) }

    func write(to text: inout MetricsText) {
        text.header(name, help, "counter")
        for (values, series) in table.snapshot() { text.sample(name, labels, values, Double(series.value)) }
    }
}

/// One time series of a ``Counter``.
final class CounterSeries: Sendable {
    private let count = Atomic<Int>(0)
    var value: Int { count.load(ordering: .relaxed) }
    func add(_ amount: Int = 1) { count.wrappingAdd(amount, ordering: .relaxed) }
}

/// A number that goes up and down, one for each combination of label values: a Prometheus gauge.
public final class Gauge: Metric {
    let name: String
    let help: String
    let labels: [String]
    private let type: String
    private let table = SeriesTable<GaugeSeries>()
    private let read: (@Sendable () -> [([String], Double)])?

    /// - Parameters:
    ///   - type: what the text calls it; a counter that is kept elsewhere and only read here says so.
    ///   - read: the values of its series, asked for at each scrape, of a metric that is kept elsewhere.
    init(name: String, help: String, labels: [String], type: String = "gauge", read: (@Sendable () -> [([String], Double)])? = nil) {
        self.name = name
        self.help = help
        self.labels = labels
        self.type = type
        self.read = read
    }

    func series(_ values: [String]) -> GaugeSeries { table.series(values) { GaugeSeries() } }

    public func set(_ value: Double, _ values: String...) { series(values).set(value) }
    public func add(_ amount: Double = 1, _ values: String...) { series(values).add(amount) }

    func write(to text: inout MetricsText) {
        text.header(name, help, type)
        for (values, value) in read?() ?? table.snapshot().map({ ($0.0, $0.1.value) }) { text.sample(name, labels, values, value) }
    }
}

/// One time series of a ``Gauge``.
final class GaugeSeries: Sendable {
    private let bits = Atomic<UInt64>(0)
    var value: Double { Double(bitPattern: bits.load(ordering: .relaxed)) }
    func set(_ value: Double) { bits.store(value.bitPattern, ordering: .relaxed) }

    func add(_ amount: Double) {
        var old = bits.load(ordering: .relaxed)
        while true {
            let new = (Double(bitPattern: old) + amount).bitPattern
            let (exchanged, original) = bits.weakCompareExchange(expected: old, desired: new, ordering: .relaxed)
            if exchanged { return }
            old = original
        }
    }
}

/// How often values fall into which range, for each combination of label values: a Prometheus histogram.
public final class Histogram: Metric {
    let name: String
    let help: String
    let labels: [String]
    /// The upper bounds of the ranges, ascending, without infinity.
    let buckets: [Double]
    private let table = SeriesTable<HistogramSeries>()

    init(name: String, help: String, labels: [String], buckets: [Double]) {
        self.name = name
        self.help = help
        self.labels = labels
        self.buckets = buckets
    }

    func series(_ values: [String]) -> HistogramSeries { table.series(values) { [buckets] in HistogramSeries(buckets) } }

    /// Counts one value, in seconds where the metric's name says so.
    public func observe(_ value: Double, _ values: String...) { series(values).observe(value) }

    func write(to text: inout MetricsText) {
        text.header(name, help, "histogram")
        for (values, series) in table.snapshot() {
            let cells = series.cells.withLock { $0 }
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
        return (0..<count).map { _ in
            defer { bound *= factor }
            return bound
        }
    }
}

/// One time series of a ``Histogram``.
final class HistogramSeries: Sendable {
    struct Cells {
        var counts: [UInt64]
        var sum = 0.0
        var count: UInt64 = 0
    }

    private let buckets: [Double]
    let cells: Mutex<Cells>

    init(_ buckets: [Double]) {
        self.buckets = buckets
        cells = Mutex(Cells(counts: Array(repeating: 0, count: buckets.count + 1)))
    }

    func observe(_ value: Double) {
        var bucket = 0
        while bucket < buckets.count, buckets[bucket] < value { bucket += 1 }
        cells.withLock { cells in
            cells.counts[bucket] &+= 1
            cells.sum += value
            cells.count &+= 1
        }
    }

    func observe(_ duration: Duration) { observe(duration.inSeconds) }
}

extension Duration {
    /// The duration in seconds.
    var inSeconds: Double { Double(components.seconds) + Double(components.attoseconds) * 1e-18 }
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

    /// All series, ordered by their label values.
    func snapshot() -> [([String], Series)] {
        table.withLock { $0.map { ($0.key, $0.value) } }.sorted { $0.0.lexicographicallyPrecedes($1.0) }
    }
}
