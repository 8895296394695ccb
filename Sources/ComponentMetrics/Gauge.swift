/// A number that goes up and down, one for each combination of label values: a Prometheus gauge. Safe to use from any thread.
public final class Gauge: Metric {
    public let name: String
    private let help: String
    private let labels: [String]
    private let type: String
    private let table = SeriesTable<GaugeSeries>()
    private let read: (@Sendable () -> [([String], Double)])?

    /// - Parameters:
    ///   - type: what the text calls it; a counter that is kept elsewhere and only read here says so.
    ///   - read: the values of its series, asked for at each scrape, of a metric that is kept elsewhere.
    public init(
        name: String, help: String, labels: [String] = [], type: String = "gauge", read: (@Sendable () -> [([String], Double)])? = nil
    ) {
        self.name = name
        self.help = help
        self.labels = labels
        self.type = type
        self.read = read
    }

    /// The series of these label values, which stand in the order of the metric's label names.
    public func series(_ values: [String]) -> GaugeSeries { table.series(values) { GaugeSeries() } }

    /// Sets the series of these label values.
    public func set(_ value: Double, _ values: String...) { series(values).set(value) }

    /// Adds to the series of these label values; what is negative is taken away.
    public func add(_ amount: Double = 1, _ values: String...) { series(values).add(amount) }

    /// What the series of these label values stands at; nil when there is none.
    public func value(_ values: String...) -> Double? { table.known(values)?.value }

    /// Sets all series at once; those that are not among them go.
    public func replace(_ all: [[String]: Double]) { table.replace(all.mapValues { GaugeSeries($0) }) }

    /// Forgets the series whose label values match, of what is not there any more.
    public func remove(where matches: ([String]) -> Bool) { table.remove(where: matches) }

    public func write(to text: inout MetricsText) {
        let all = read?() ?? table.snapshot().map { ($0.0, $0.1.value) }
        guard !all.isEmpty else { return }
        text.family(name, type, help)
        for (values, value) in all { text.sample(name, labels, values, value) }
    }
}

/// One time series of a ``Gauge``.
public final class GaugeSeries: Sendable {
    private let number: AtomicDouble

    init(_ value: Double = 0) { number = AtomicDouble(value) }

    /// What it stands at.
    public var value: Double { number.value }
    public func set(_ value: Double) { number.set(value) }
    public func add(_ amount: Double = 1) { number.add(amount) }
}
