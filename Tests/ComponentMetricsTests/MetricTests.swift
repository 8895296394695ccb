import ComponentMetrics
import Testing

/// Metrics as a scrape sees them.
@Suite struct MetricTests {
    private let registry = MetricRegistry()

    @Test func families() {
        registry.histogram("c_seconds", "Time.", ["verb"], buckets: [0.5, 1]).observe(0.75, "GET")
        let gauge = registry.gauge("b", "Now.", ["kind"])
        gauge.set(2, "x")
        gauge.add(-0.5, "x")
        registry.counter("a_total", "All.").add()
        registry.register([Gauge(name: "d", help: "Read.", labels: ["l"], type: "counter") { [(["v"], 7)] }])
        #expect(registry.page() == """
            # HELP a_total All.
            # TYPE a_total counter
            a_total 1
            # HELP b Now.
            # TYPE b gauge
            b{kind="x"} 1.5
            # HELP c_seconds Time.
            # TYPE c_seconds histogram
            c_seconds_bucket{verb="GET",le="0.5"} 0
            c_seconds_bucket{verb="GET",le="1"} 1
            c_seconds_bucket{verb="GET",le="+Inf"} 1
            c_seconds_sum{verb="GET"} 0.75
            c_seconds_count{verb="GET"} 1
            # HELP d Read.
            # TYPE d counter
            d{l="v"} 7

            """)
    }

    @Test func whatHasNoSampleIsNotShown() {
        let counter = registry.counter("x_total", "X.", ["l"])
        #expect(registry.page() == "")
        counter.add(1.5, "a")
        counter.add(2, "b")
        #expect(counter.value("a") == 1.5 && counter.value("b") == 2)
        counter.remove { $0 == ["a"] }
        #expect(registry.page().hasSuffix("counter\nx_total{l=\"b\"} 2\n"))
        counter.remove { _ in true }
        #expect(registry.page() == "")
    }

    @Test func labelValuesAreEscaped() {
        var text = MetricsText()
        text.sample("c", ["l": "a\"b\\c\nd"], 1, milliseconds: 5)
        #expect(text.text == #"c{l="a\"b\\c\nd"} 1 5"# + "\n")
    }

    @Test func theProcessIsShown() {
        let page = registry.page(process: true)
        #expect(page.contains("\nprocess_resident_memory_bytes ") && page.contains("\nprocess_cpu_seconds_total "))
    }

    @Test func manyThreadsCountTogether() async {
        let counter = registry.counter("n_total", "N.")
        await withTaskGroup(of: Void.self) { group in
            for _ in 0..<8 { group.addTask { for _ in 0..<1000 { counter.add() } } }
        }
        #expect(counter.value() == 8000)
    }
}
