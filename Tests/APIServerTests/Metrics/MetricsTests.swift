import Testing

@testable import APIServer

@Suite struct MetricsTests {
    @Test func printsWhatWasCounted() async {
        let metrics = APIServerMetrics(version: "v1.36.2+apus.0", storageObjects: { [("pods", 3)] })
        await withTaskGroup(of: Void.self) { group in
            for _ in 0..<4 {
                group.addTask {
                    for _ in 0..<100 {
                        metrics.requests.add(1, "GET", "", "v1", "pods", "", "resource", "apiserver", "", "200")
                        metrics.requestDuration.observe(0.03, "GET", "", "v1", "pods", "", "resource", "apiserver", "")
                    }
                }
            }
        }
        let text = metrics.render()
        #expect(text.contains(#"apiserver_request_total{verb="GET",group="",version="v1",resource="pods",subresource="",scope="resource",component="apiserver",dry_run="",code="200"} 400"# + "\n"))
        #expect(text.contains(#"dry_run="",le="0.025"} 0"#))
        #expect(text.contains(#"dry_run="",le="0.05"} 400"#))
        #expect(text.contains(#"dry_run="",le="+Inf"} 400"#))
        #expect(text.contains("apiserver_storage_objects{resource=\"pods\"} 3\n"))
        #expect(text.contains("process_resident_memory_bytes "))
    }

    @Test func escapesLabelValues() {
        let counter = Counter(name: "c", help: "h", labels: ["l"])
        counter.add(1, "a\"b\\c\nd")
        var text = MetricsText()
        counter.write(to: &text)
        #expect(text.text.hasSuffix(#"c{l="a\"b\\c\nd"} 1"# + "\n"))
    }
}
