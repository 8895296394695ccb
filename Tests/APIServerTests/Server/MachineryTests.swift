import JSON
import KubernetesAPI
import KubernetesClient
import Store
import Testing

@testable import APIServer

/// Behaviours that every client counts on: pages, watches, strict fields, namespaces, versions.
@Suite struct MachineryTests {
    private static let strategic = "application/strategic-merge-patch+json"
    private static let merge = "application/merge-patch+json"
    private static let apply = "application/apply-patch+yaml"

    /// A list goes on behind the last key even when its revision is gone, though inconsistently.
    @Test func pagesGoOnAfterTheirRevisionIsGone() async throws {
        let store = MemoryStore()
        for i in 0..<1500 { _ = try await store.create("/registry/other/\(i)", [0]) }
        try await TestServer.run(store) { server in
            for i in 0..<4 { _ = try await server.send("POST", TestServer.configMaps, TestServer.configMap("p\(i)")) }
            let old = ContinueToken(revision: 3, startKey: "p1\u{0}").text
            let gone = try await server.send("GET", TestServer.configMaps + "?limit=1&continue=\(old)")
            #expect(gone.status == 410 && gone.body.text("reason") == "Expired")
            let token = try #require(gone.body[at: "metadata.continue"]?.string)
            let rest = try await server.send("GET", TestServer.configMaps + "?limit=10&continue=\(token)")
            #expect(rest.body.items("items").compactMap { $0[at: "metadata.name"]?.string } == ["p2", "p3"])
            let exact = try await server.send("GET", TestServer.configMaps + "?resourceVersion=3&resourceVersionMatch=Exact")
            #expect(exact.status == 410 && exact.body.text("message") == "The resourceVersion for the provided list is too old.")
        }
    }

    @Test func listOptionsThatMakeNoSenseAreRefused() async throws {
        try await TestServer.run { server in
            func message(_ query: String) async throws -> String {
                try await server.send("GET", TestServer.configMaps + "?" + query).body.text("message")
            }
            let invalid = "ListOptions.meta.k8s.io \"\" is invalid: "
            #expect(try await message("resourceVersionMatch=Exact") == invalid + "resourceVersionMatch: Forbidden: resourceVersionMatch is forbidden unless resourceVersion is provided")
            #expect(try await message("resourceVersion=0&resourceVersionMatch=Exact") == invalid + "resourceVersionMatch: Forbidden: resourceVersionMatch \"exact\" is forbidden for resourceVersion \"0\"")
            #expect(try await message("sendInitialEvents=true") == invalid + "sendInitialEvents: Forbidden: sendInitialEvents is forbidden for list")
            #expect(try await message("watch=1&sendInitialEvents=true") == invalid + "resourceVersionMatch: Forbidden: sendInitialEvents requires setting resourceVersionMatch to NotOlderThan")
            #expect(try await message("watch=1&resourceVersionMatch=NotOlderThan") == invalid + "resourceVersionMatch: Forbidden: resourceVersionMatch is forbidden for watch unless sendInitialEvents is provided")
            #expect(try await message("resourceVersion=x") == "invalid resource version: resourceVersion: Invalid value: \"x\": strconv.ParseUint: parsing \"x\": invalid syntax")
            #expect(try await message("continue=a*b") == "invalid continue token: continue key is not valid: illegal base64 data at input byte 1")
            let future = try await server.send("GET", TestServer.configMaps + "?resourceVersion=1000000")
            #expect(future.status == 504 && future.body.text("message").hasPrefix("Timeout: Too large resource version: 1000000, current: "))
            #expect(future.body[at: "details.causes.0.reason"] == "ResourceVersionTooLarge" && future.body[at: "details.retryAfterSeconds"] == 1)
        }
    }

    /// What is applied to an object that is told by its uid is not made anew when that is gone.
    @Test func applyMakesNothingOfAnObjectThatIsGone() async throws {
        try await TestServer.run { server in
            let body: JSONValue = ["apiVersion": "v1", "kind": "ConfigMap", "metadata": ["name": "gone", "uid": "u1"]]
            let answer = try await server.send("PATCH", TestServer.configMaps + "/gone?fieldManager=m", body, type: Self.apply)
            #expect(answer.status == 409)
            #expect(answer.body.text("message").hasSuffix("uid mismatch: the provided object specified uid u1, and no existing object was found"))
            #expect(try await server.send("GET", TestServer.configMaps + "/gone").status == 404)
        }
    }

    /// The paths below `watch`, which old clients use.
    @Test func oldPathsWatch() async throws {
        try await TestServer.run { server in
            for name in ["a", "b"] { _ = try await server.send("POST", TestServer.configMaps, TestServer.configMap(name)) }
            func names(_ path: String) async throws -> [String] {
                let response = try await server.transport.send(ClientRequest(method: "GET", path: path + "?timeoutSeconds=1"))
                let bytes = try await response.body.collect(upTo: 1 << 20)
                return try bytes.split(separator: 0x0A).map { try JSONValue(parsing: Array($0))[at: "object.metadata.name"]?.string ?? "" }
            }
            #expect(try await names("/api/v1/watch/namespaces/default/configmaps") == ["a", "b"])
            #expect(try await names("/api/v1/watch/namespaces/default/configmaps/b") == ["b"])
            #expect(try await names("/api/v1/watch/namespaces/default/secrets") == [])
        }
    }

    /// A watch that begins where another has come to tells the same, in the same order.
    @Test func watchesGoOnWhereOthersStopped() async throws {
        try await TestServer.run { server in
            let start = try await server.send("GET", TestServer.configMaps).body[at: "metadata.resourceVersion"]?.string ?? ""
            for i in 0..<3 { _ = try await server.send("POST", TestServer.configMaps, TestServer.configMap("w\(i)")) }
            _ = try await server.send("PATCH", TestServer.configMaps + "/w1", ["data": ["a": "2"]], type: Self.merge)
            _ = try await server.send("DELETE", TestServer.configMaps + "/w0")
            func told(_ version: String) async throws -> [String] {
                try await server.events(TestServer.configMaps + "?resourceVersion=\(version)").map {
                    "\($0.text("type")) \($0[at: "object.metadata.name"]?.string ?? "") \($0[at: "object.metadata.resourceVersion"]?.string ?? "")"
                }
            }
            let all = try await told(start)
            #expect(all.map { $0.split(separator: " ").prefix(2).joined(separator: " ") } == ["ADDED w0", "ADDED w1", "ADDED w2", "MODIFIED w1", "DELETED w0"])
            let middle = all[2].split(separator: " ")[2]
            #expect(try await told(String(middle)) == Array(all[3...]))
        }
    }

    /// A Table's watch ends its initial rows with a bookmark whose row carries the annotation.
    @Test func tablesAreWatchedToTheEndOfTheirInitialRows() async throws {
        try await TestServer.run { server in
            _ = try await server.send("POST", TestServer.configMaps, TestServer.configMap("a"))
            let path = TestServer.configMaps + "?watch=1&timeoutSeconds=1&sendInitialEvents=true&resourceVersionMatch=NotOlderThan&allowWatchBookmarks=true"
            let headers = [("Accept", "application/json;as=Table;g=meta.k8s.io;v=v1")]
            let response = try await server.transport.send(ClientRequest(method: "GET", path: path, headers: headers))
            let events = try await response.body.collect(upTo: 1 << 20).split(separator: 0x0A).map { try JSONValue(parsing: Array($0)) }
            #expect(events.prefix(2).map { $0.text("type") } == ["ADDED", "BOOKMARK"])
            #expect(events[0][at: "object.columnDefinitions"]?.array?.isEmpty == false && events[1][at: "object.columnDefinitions"]?.array == nil)
            #expect(events[1][at: "object.rows.0.object.metadata.annotations"]?["k8s.io/initial-events-end"] == "true")
        }
    }

    @Test func whatIsNeverStoredIsNoTable() async throws {
        try await TestServer.run { server in
            let review: JSONValue = ["spec": ["nonResourceAttributes": ["path": "/", "verb": "get"]]]
            let answer = try await server.send(
                "POST", "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews", review, accept: "application/json;as=Table;v=v1;g=meta.k8s.io")
            #expect(answer.status == 406)
        }
    }

    /// Unknown and doubled fields are refused, warned of or dropped, whatever way they come.
    @Test func strictnessHoldsForEveryWayOfWriting() async throws {
        try await TestServer.run { server in
            _ = try await server.send("POST", TestServer.configMaps, TestServer.configMap("a"))
            func write(_ method: String, _ path: String, _ body: String, _ type: String, _ validation: String) async throws -> (Int, String, String?) {
                let response = try await server.transport.send(
                    ClientRequest(
                        method: method, path: path + "fieldValidation=\(validation)",
                        headers: [("Content-Type", type), ("User-Agent", "test/1")], body: Array(body.utf8)))
                let warning = response.header("Warning")
                let answer = try JSONValue(parsing: try await response.body.collect(upTo: 1 << 20))
                return (response.status, answer.text("message"), warning)
            }
            let object = #"{"kind":"ConfigMap","apiVersion":"v1","metadata":{"name":"a","bogus":1,"labels":{"x":"1","x":"2"}},"data":{}}"#
            let put = try await write("PUT", TestServer.configMaps + "/a?", object, "application/json", "Strict")
            #expect(put.0 == 400 && put.1.contains(#"strict decoding error: duplicate field "metadata.labels.x", unknown field "metadata.bogus""#))
            let warned = try await write("PUT", TestServer.configMaps + "/a?", object, "application/json", "Warn")
            #expect(warned.0 == 200 && warned.2?.contains("field") == true)
            #expect(try await write("PUT", TestServer.configMaps + "/a?", object, "application/json", "Ignore").2 == nil)

            let patch = #"{"metadata":{"bogus":1},"data":{"k":"1","k":"2"}}"#
            for type in [Self.merge, Self.strategic] {
                let strict = try await write("PATCH", TestServer.configMaps + "/a?", patch, type, "Strict")
                #expect(strict.0 == 422 && strict.1.hasPrefix(#" "" is invalid: patch: Invalid value: "#))
                #expect(strict.1.hasSuffix(#"strict decoding error: duplicate field "data.k", unknown field "metadata.bogus""#))
            }
            let operations = #"[{"op":"add","path":"/x","path":"/data","value":{"y":"1"},"foo":1}]"#
            let json = try await write("PATCH", TestServer.configMaps + "/a?", operations, "application/json-patch+json", "Strict")
            #expect(json.0 == 422 && json.1.hasSuffix(#"json patch duplicate field "[0].path", json patch unknown field "[0].foo""#))

            let yaml = "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: b\ndata:\n  a: \"1\"\n  a: \"2\"\n"
            let applied = try await write("PATCH", TestServer.configMaps + "/b?fieldManager=m&", yaml, Self.apply, "Strict")
            #expect(applied.0 == 400 && applied.1 == "error strict decoding YAML: yaml: unmarshal errors:\n  line 7: key \"a\" already set in map")
            let created = try await write("POST", TestServer.configMaps + "?", yaml, "application/yaml", "Strict")
            #expect(created.0 == 400 && created.1.contains("line 7: key \"a\" already set in map"))
            #expect(try await write("PATCH", TestServer.configMaps + "/b?fieldManager=m&", yaml, Self.apply, "Ignore").0 == 201)
            #expect(try await server.send("GET", TestServer.configMaps + "/b").body[at: "data.a"] == "2")
        }
    }

    /// A patch whose outcome is no such object is to blame itself.
    @Test func aPatchThatDoesNotFitIsNamed() async throws {
        try await TestServer.run { server in
            _ = try await server.send("POST", TestServer.configMaps, TestServer.configMap("a"))
            let strategic = try await server.send("PATCH", TestServer.configMaps + "/a", ["data": ["k": 5]], type: Self.strategic)
            #expect(strategic.status == 422 && strategic.body[at: "details.causes.0.field"] == "patch")
            #expect(strategic.body.text("message") == #" "" is invalid: patch: Invalid value: "map[data:map[k:5]]": cannot convert int64 to string"#)
            let merged = try await server.send("PATCH", TestServer.configMaps + "/a", ["data": ["k": 5]], type: Self.merge)
            #expect(merged.status == 422 && merged.body.text("message").hasSuffix("json: cannot unmarshal number into Go struct field ConfigMap.data of type string"))
        }
    }

    @Test func namespacesAreUpdatedPatchedAndHeldByFinalizers() async throws {
        try await TestServer.run { server in
            let path = "/api/v1/namespaces/n"
            var object = try await server.send("POST", "/api/v1/namespaces", ["metadata": ["name": "n"]]).body
            #expect(object[at: "status.phase"] == "Active" && object[at: "spec.finalizers.0"] == "kubernetes")
            object["metadata"]?["labels"] = ["a": "1", "kubernetes.io/metadata.name": "n"]
            #expect(try await server.send("PUT", path, object).body[at: "metadata.labels.a"] == "1")
            let condition: JSONValue = ["type": "T", "status": "True", "reason": "R", "message": "M"]
            let status = try await server.send("PATCH", path + "/status", ["metadata": ["annotations": ["s": "1"]], "status": ["conditions": [condition]]], type: Self.merge)
            #expect(status.body[at: "status.conditions.0.type"] == "T" && status.body[at: "metadata.annotations.s"] == "1")
            var finalize = status.body
            finalize["spec"] = ["finalizers": ["kubernetes", "e2e.example/fake"]]
            #expect(try await server.send("PUT", path + "/finalize", finalize).body[at: "spec.finalizers"]?.array?.count == 2)
            #expect(try await server.send("DELETE", path).body[at: "status.phase"] == "Terminating")
            let refused = try await server.send("POST", path + "/configmaps", TestServer.configMap("x"))
            #expect(refused.status == 403 && refused.body[at: "details.causes.0.reason"] == "NamespaceTerminating")
        }
    }

    @Test func aCollectionIsDeletedInPages() async throws {
        try await TestServer.run { server in
            for i in 0..<5 { _ = try await server.send("POST", TestServer.configMaps, TestServer.configMap("d\(i)", labels: ["d": "1"])) }
            let first = try await server.send("DELETE", TestServer.configMaps + "?labelSelector=d&limit=2").body
            #expect(first.items("items").count == 2 && first[at: "metadata.continue"]?.string?.isEmpty == false)
            #expect(try await server.send("GET", TestServer.configMaps + "?labelSelector=d").body.items("items").count == 3)
        }
    }

    @Test func theVersionIsTwoNumbers() async throws {
        try await TestServer.run { server in
            let version = try await server.send("GET", "/version").body
            #expect(Int(version.text("major")) == 1 && (Int(version.text("minor")) ?? 0) > 0)
        }
    }

    @Test func deprecatedKindsWarnEveryReader() async throws {
        try await TestServer.run { server in
            let response = try await server.transport.send(ClientRequest(method: "GET", path: "/api/v1/endpoints"))
            #expect(response.header("Warning") == "299 - \"v1 Endpoints is deprecated in v1.33+; use discovery.k8s.io/v1 EndpointSlice\"")
            #expect(try await server.transport.send(ClientRequest(method: "GET", path: TestServer.configMaps)).header("Warning") == nil)
        }
    }

    /// Either group has its own names for the fields of events; each refuses the other's.
    @Test func eventsAreSelectedInTheWordsOfTheirGroup() async throws {
        try await TestServer.run { server in
            let event: JSONValue = [
                "metadata": ["name": "e"], "involvedObject": ["kind": "Pod", "name": "p", "namespace": "default"], "reason": "Started",
                "reportingComponent": "kubelet", "type": "Normal",
            ]
            _ = try await server.send("POST", "/api/v1/namespaces/default/events", event)
            let new = "/apis/events.k8s.io/v1/namespaces/default/events?fieldSelector="
            let found = try await server.send("GET", new + "regarding.name%3Dp,reportingController%3Dkubelet").body
            #expect(found.items("items").count == 1)
            let refused = try await server.send("GET", new + "involvedObject.name%3Dp")
            #expect(refused.status == 400 && refused.body.text("message") == "field label not supported: involvedObject.name")
        }
    }
}
