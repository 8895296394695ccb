import ComponentMetrics
import Testing

@testable import APIServer

@Suite struct MetricsTests {
    @Test func printsWhatWasCounted() async throws {
        let metrics = APIServerMetrics(version: "v1.36.2+apus.0", storageObjects: { [("deployments.apps", 3)] })
        let target = RequestMetrics.Target(verb: "GET", version: "v1", resource: "pods", scope: "resource")
        let series = try #require(metrics.requests.series(target) { true })
        await withTaskGroup(of: Void.self) { group in
            for _ in 0..<4 {
                group.addTask {
                    for _ in 0..<100 { series.observe(status: 200, client: "", took: 0.03, waited: 0.01, responseBytes: 10, bodyBytes: 0) }
                }
            }
        }
        let text = metrics.render()
        let common = #"group="",resource="pods",scope="resource",subresource="",verb="GET",version="v1""#
        #expect(
            text.contains(
                #"apiserver_request_total{code="200",component="apiserver",dry_run="",group="",resource="pods",scope="resource",subresource="",system_client="",verb="GET",version="v1"} 400"#
                    + "\n"))
        #expect(text.contains("apiserver_request_duration_seconds_bucket{component=\"apiserver\",dry_run=\"\",\(common),le=\"0.025\"} 0\n"))
        #expect(text.contains("apiserver_request_duration_seconds_bucket{component=\"apiserver\",dry_run=\"\",\(common),le=\"0.05\"} 400\n"))
        #expect(text.contains("apiserver_request_sli_duration_seconds_bucket{component=\"apiserver\",\(common),le=\"0.025\"} 400\n"))
        #expect(text.contains("apiserver_response_sizes_count{component=\"apiserver\",\(common)} 400\n"))
        #expect(text.contains("apiserver_resource_objects{group=\"apps\",resource=\"deployments\"} 3\n"))
        #expect(text.contains("process_resident_memory_bytes "))
    }

    @Test func whatIsNotServedMakesNoSeries() {
        let metrics = RequestMetrics()
        let target = RequestMetrics.Target(verb: "GET", version: "v1", resource: "unicorns", scope: "resource")
        #expect(metrics.series(target) { false } == nil)
    }

    @Test func escapesLabelValues() {
        let counter = Counter(name: "c", help: "h", labels: ["l"])
        counter.add(1, "a\"b\\c\nd")
        var text = MetricsText()
        counter.write(to: &text)
        #expect(text.text.hasSuffix(#"c{l="a\"b\\c\nd"} 1"# + "\n"))
    }
}
