import Synchronization

/// A number that only grows, one for each combination of label values: a Prometheus counter. Safe to use from any thread.
public final class Counter: Metric {
    public let name: String
    private let help: String
    private let labels: [String]
    private let table = SeriesTable<CounterSeries>()

    /// A counter without labels is there from the start, as 0.
    public init(name: String, help: String, labels: [String] = []) {
        self.name = name
        self.help = help
        self.labels = labels
        if labels.isEmpty { _ = series([]) }
    }

    /// The series of these label values, which stand in the order of the metric's label names. Hold on to it where much is
    /// counted: it costs an atomic addition, while finding it costs a lock and hashing.
    public func series(_ values: [String]) -> CounterSeries { table.series(values) { CounterSeries() } }

    /// Adds to the series of these label values.
    public func add(_ amount: Int = 1, _ values: String...) { series(values).add(Double(amount)) }

    /// Adds to the series of these label values what need not be whole, such as seconds.
    public func add(_ amount: Double, _ values: String...) { series(values).add(amount) }

    /// What was counted for these label values.
    public func value(_ values: String...) -> Double { table.known(values)?.value ?? 0 }

    /// Forgets the series whose label values match, of what is not there any more.
    public func remove(where matches: ([String]) -> Bool) { table.remove(where: matches) }

    public func write(to text: inout MetricsText) {
        let all = table.snapshot()
        guard !all.isEmpty else { return }
        text.family(name, "counter", help)
        for (values, series) in all { text.sample(name, labels, values, series.value) }
    }
}

/// One time series of a ``Counter``.
public final class CounterSeries: Sendable {
    private let number = AtomicDouble()

    /// What was counted.
    public var value: Double { number.value }

    /// Counts on.
    public func add(_ amount: Double = 1) { number.add(amount) }
}

/// A floating point number that several threads may change at once.
final class AtomicDouble: Sendable {
    private let bits: Atomic<UInt64>

    init(_ value: Double = 0) { bits = Atomic(value.bitPattern) }

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
