import JSON
import KubernetesAPI
import Testing

@testable import APIServer

@Suite struct TablesTests {
    private static let now = Instant(seconds: 1_704_067_200)  // 2024-01-01T00:00:00Z

    private func pod(_ spec: String, _ status: String, deleted: Bool = false) -> [JSONValue] {
        let deletion = deleted ? #","deletionTimestamp":"2023-12-31T23:59:59Z""# : ""
        let object = json(#"{"metadata":{"name":"p","creationTimestamp":"2023-12-31T23:50:00Z"\#(deletion)},"spec":\#(spec),"status":\#(status)}"#)
        return Tables.cells(group: "", kind: "Pod", object: object, now: Self.now)
    }

    private static let one = #"{"containers":[{"name":"c"}]}"#
    private static let withInit = #"{"initContainers":[{"name":"i"},{"name":"j"}],"containers":[{"name":"c"}]}"#

    private static let states: [(String, String, String, String, String)] = [
        (one, #"{"phase":"Running","containerStatuses":[{"ready":true,"restartCount":0,"state":{"running":{}}}]}"#, "1/1", "Running", "0"),
        (one, #"{"phase":"Running","containerStatuses":[{"ready":false,"restartCount":3,"state":{"waiting":{"reason":"CrashLoopBackOff"}},"lastState":{"terminated":{"finishedAt":"2023-12-31T23:59:50Z"}}}]}"#,
         "0/1", "CrashLoopBackOff", "3 (10s ago)"),
        (one, #"{"phase":"Succeeded","containerStatuses":[{"ready":false,"restartCount":0,"state":{"terminated":{"reason":"Completed","exitCode":0}}}]}"#,
         "0/1", "Completed", "0"),
        (one, #"{"phase":"Failed","containerStatuses":[{"restartCount":0,"state":{"terminated":{"exitCode":0,"signal":9}}}]}"#, "0/1", "Signal:9", "0"),
        (one, #"{"phase":"Pending","conditions":[{"type":"PodScheduled","status":"False","reason":"SchedulingGated"}]}"#, "0/1", "SchedulingGated", "0"),
        (withInit, #"{"phase":"Pending","initContainerStatuses":[{"name":"i","restartCount":0,"state":{"running":{}}},{"name":"j","restartCount":0,"state":{"waiting":{"reason":"PodInitializing"}}}]}"#,
         "0/1", "Init:0/2", "0"),
        (withInit, #"{"phase":"Pending","initContainerStatuses":[{"name":"i","restartCount":2,"state":{"terminated":{"exitCode":1}}}]}"#, "0/1", "Init:ExitCode:1", "2"),
        (withInit, #"{"phase":"Pending","containerStatuses":[{"restartCount":0,"state":{"waiting":{"reason":"PodInitializing"}}}],"initContainerStatuses":[{"name":"i","restartCount":0,"state":{"terminated":{"exitCode":0}}},{"name":"j","restartCount":0,"state":{"terminated":{"exitCode":0}}}]}"#,
         "0/1", "PodInitializing", "0"),
    ]

    @Test(arguments: states)
    func sumsUpPods(spec: String, status: String, ready: String, reason: String, restarts: String) {
        let cells = pod(spec, status)
        #expect(cells.prefix(5) == ["p", .string(ready), .string(reason), .string(restarts), "10m"])
        #expect(cells.count == 9)
    }

    @Test func aDeletedPodTerminates() {
        #expect(pod(Self.one, #"{"phase":"Running"}"#, deleted: true)[2] == "Terminating")
        #expect(pod(Self.one, #"{"phase":"Running","reason":"NodeLost"}"#, deleted: true)[2] == "Unknown")
    }

    private static let durations: [(Int64, String)] = [
        (-5, "<invalid>"), (0, "0s"), (119, "119s"), (120, "2m"), (599, "9m59s"), (600, "10m"), (3 * 3600, "3h"), (3 * 3600 + 60, "3h1m"),
        (47 * 3600, "47h"), (49 * 3600, "2d1h"), (8 * 86400, "8d"), (800 * 86400, "2y70d"), (3000 * 86400, "8y"),
    ]

    @Test(arguments: durations)
    func showsDurations(seconds: Int64, text: String) {
        #expect(HumanDuration.text(seconds: seconds) == text)
    }

    @Test func showsServices() {
        let object = json(
            #"{"metadata":{"name":"s"},"spec":{"type":"LoadBalancer","clusterIPs":["10.0.0.1"],"ports":[{"port":82,"nodePort":30000,"protocol":"TCP"}],"selector":{"app":"nginx"}},"status":{"loadBalancer":{"ingress":[{"ip":"192.0.2.1"}]}}}"#)
        #expect(Tables.cells(group: "", kind: "Service", object: object, now: Self.now)
            == ["s", "LoadBalancer", "10.0.0.1", "192.0.2.1", "82:30000/TCP", "<unknown>", "app=nginx"])
    }

    @Test func everyKindHasCellsForItsColumns() throws {
        for resource in try #require(TestSchemas.description).resources {
            let columns = Tables.columnDefinitions(group: resource.group, kind: resource.kind).array ?? []
            let cells = Tables.cells(group: resource.group, kind: resource.kind, object: resource.schema.zero, now: Self.now)
            #expect(columns.count == cells.count)
            #expect(columns.contains { $0["name"] == "Name" })
        }
    }
}
