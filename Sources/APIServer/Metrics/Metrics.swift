import Synchronization

/// The labels of one time series: names (fixed for a metric) and values.
struct LabelValues: Hashable, Sendable {
    let values: [String]
    init(_ values: [String]) { self.values = values }
}

/// A number that only grows, one for each combination of label values: a Prometheus counter.
public final class Counter: Sendable {
    let name: String
    let help: String
    let labels: [String]
    private let shards: ShardedTable<Double>

    init(name: String, help: String, labels: [String]) {
        self.name = name
        self.help = help
        self.labels = labels
        shards = ShardedTable(initial: 0)
    }

    /// Adds to the series of these label values, which stand in the order of the metric's label names.
    public func add(_ amount: Double = 1, _ values: String...) { shards.update(values) { $0 += amount } }

    func write(to text: inout MetricsText) {
        text.header(name, help, "counter")
        for (values, value) in shards.snapshot() { text.sample(name, labels, values, value) }
    }
}

/// A number that goes up and down, one for each combination of label values: a Prometheus gauge.
public final class Gauge: Sendable {
    let name: String
    let help: String
    let labels: [String]
    private let shards: ShardedTable<Double>
    private let read: (@Sendable () -> [([String], Double)])?

    init(name: String, help: String, labels: [String], read: (@Sendable () -> [([String], Double)])? = nil) {
        self.name = name
        self.help = help
        self.labels = labels
        self.read = read
        shards = ShardedTable(initial: 0)
    }

    public func set(_ value: Double, _ values: String...) { shards.update(values) { $0 = value } }
    public func add(_ amount: Double = 1, _ values: String...) { shards.update(values) { $0 += amount } }

    func write(to text: inout MetricsText) {
        text.header(name, help, "gauge")
        for (values, value) in read?() ?? shards.snapshot() { text.sample(name, labels, values, value) }
    }
}

/// How often values fall into which range, for each combination of label values: a Prometheus histogram.
public final class Histogram: Sendable {
    private struct Cells {
        var counts: [UInt64] = []
        var sum = 0.0
        var count: UInt64 = 0
    }

    let name: String
    let help: String
    let labels: [String]
    /// The upper bounds of the ranges, ascending, without infinity.
    let buckets: [Double]
    private let shards: ShardedTable<Cells>

    init(name: String, help: String, labels: [String], buckets: [Double]) {
        self.name = name
        self.help = help
        self.labels = labels
        self.buckets = buckets
        shards = ShardedTable(initial: Cells())
    }

    /// Counts one value, in seconds where the metric's name says so.
    public func observe(_ value: Double, _ values: String...) {
        let bucket = buckets.firstIndex { value <= $0 } ?? buckets.count
        let size = buckets.count + 1
        shards.update(values) { cells in
            if cells.counts.isEmpty { cells.counts = Array(repeating: 0, count: size) }
            cells.counts[bucket] &+= 1
            cells.sum += value
            cells.count &+= 1
        }
    }

    func write(to text: inout MetricsText) {
        text.header(name, help, "histogram")
        for (values, cells) in shards.snapshot() {
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
}

/// Values by label values, spread over several locks so that requests on several cores seldom wait for each other.
final class ShardedTable<Value: Sendable>: Sendable {
    private final class Shard: Sendable {
        let table = Mutex<[LabelValues: Value]>([:])
    }

    private static var shardCount: Int { 8 }
    private let shards: [Shard]
    private let initial: Value

    init(initial: Value) {
        self.initial = initial
        shards = (0..<Self.shardCount).map { _ in Shard() }
    }

    func update(_ values: [String], _ change: (inout Value) -> Void) {
        let key = LabelValues(values)
        let shard = shards[Int(UInt(bitPattern: key.hashValue) % UInt(Self.shardCount))]
        shard.table.withLock { change(&$0[key, default: initial]) }
    }

    /// All series, ordered by their label values.
    func snapshot() -> [([String], Value)] {
        shards.flatMap { shard in shard.table.withLock { $0.map { ($0.key.values, $0.value) } } }
            .sorted { $0.0.lexicographicallyPrecedes($1.0) }
    }
}
