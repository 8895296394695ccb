import JSON
import Store
import Testing

@testable import APIServer

@Suite struct WriteTests {
    @Test func whatHasNoSchemaIsComparedAsItWasSent() async throws {
        try await TestServer.run { (server) async throws in
            let path = "/apis/apps/v1/namespaces/default/controllerrevisions"
            func send(_ method: String, _ name: String, _ data: String) async throws -> Int {
                let body = #"{"revision": 1, "data" : \#(data) , "metadata":{"name":"\#(name)","annotations":{"data":"{} "}}}"#
                return try await server.send(method, method == "POST" ? path : "\(path)/\(name)", bytes: Array(body.utf8)).status
            }
            func patch(_ name: String) async throws -> Int {
                try await server.send(
                    "PATCH", "\(path)/\(name)", ["metadata": ["annotations": ["a": "b"]]], type: "application/merge-patch+json").status
            }
            #expect(try await send("POST", "plain", #"{"a":[1,"}"]}"#) == 201)
            #expect(try await send("POST", "spaced", #"{"a": [1, "}"]}"#) == 201)
            #expect(try await patch("plain") == 200)
            #expect(try await patch("spaced") == 422)
            #expect(try await send("PUT", "spaced", #"{"a": [1, "}"]}"#) == 200)
            #expect(try await send("PUT", "spaced", #"{"a":[1,"}"]}"#) == 422)
            #expect(try await patch("plain") == 200)
            #expect(try await server.send("GET", path + "/spaced").body["data"] == ["a": [1, "}"]])
        }
    }

    @Test func anObjectGoesThroughItsLife() async throws {
        try await TestServer.run { (server) async throws in
            let created = try await server.send("POST", TestServer.configMaps, TestServer.configMap("x"))
            #expect(created.status == 201)
            #expect(created.body[at: "metadata.uid"]?.string?.count == 36)
            let version = try #require(created.body[at: "metadata.resourceVersion"]?.string)

            let read = try await server.send("GET", TestServer.configMaps + "/x")
            #expect(read.body == created.body)

            let again = try await server.send("POST", TestServer.configMaps, TestServer.configMap("x"))
            #expect(again.status == 409)
            #expect(again.body.text("message") == "configmaps \"x\" already exists")

            var changed = created.body
            changed["data"]?["a"] = "2"
            #expect(try await server.send("PUT", TestServer.configMaps + "/x", changed).status == 200)
            changed["data"]?["a"] = "3"
            let conflict = try await server.send("PUT", TestServer.configMaps + "/x", changed)
            #expect(conflict.status == 409)
            #expect(
                conflict.body.text("message")
                    == "Operation cannot be fulfilled on configmaps \"x\": the object has been modified; please apply your changes to the latest version and try again")
            let stale: JSONValue = ["preconditions": ["resourceVersion": .string(version)]]
            #expect(try await server.send("DELETE", TestServer.configMaps + "/x", stale).status == 409)
            let deleted = try await server.send("DELETE", TestServer.configMaps + "/x")
            #expect(deleted.body.text("status") == "Success")
            #expect(try await server.send("GET", TestServer.configMaps + "/x").status == 404)
        }
    }

    @Test func aWriteThatChangesNothingKeepsTheRevision() async throws {
        try await TestServer.run { (server) async throws in
            let created = try await server.send("POST", TestServer.configMaps, TestServer.configMap("x")).body
            let same = try await server.send("PUT", TestServer.configMaps + "/x", created)
            #expect(same.body[at: "metadata.resourceVersion"] == created[at: "metadata.resourceVersion"])
        }
    }

    @Test func namesAreGeneratedFromAPrefix() async throws {
        try await TestServer.run { (server) async throws in
            let body: JSONValue = ["metadata": ["generateName": "job-"]]
            let name = try await server.send("POST", TestServer.configMaps, body).body[at: "metadata.name"]?.string ?? ""
            #expect(name.hasPrefix("job-") && name.count == 9)
            #expect(name.dropFirst(4).allSatisfy { "bcdfghjklmnpqrstvwxz2456789".contains($0) })
        }
    }

    @Test func manyWritersOfOneObjectAllSucceed() async throws {
        try await TestServer.run { (server) async throws in
            _ = try await server.send("POST", TestServer.configMaps, TestServer.configMap("x", data: [:]))
            try await withThrowingTaskGroup(of: Int.self) { group in
                for i in 0..<5 {
                    group.addTask {
                        let patch: JSONValue = ["data": ["k\(i)": "v"]]
                        return try await server.send("PATCH", TestServer.configMaps + "/x", patch, type: "application/merge-patch+json").status
                    }
                }
                for try await status in group { #expect(status == 200) }
            }
            let data = try await server.send("GET", TestServer.configMaps + "/x").body["data"]?.object
            #expect(data?.count == 5)
        }
    }

    @Test func generationCountsChangesOfTheSpecificationOnly() async throws {
        try await TestServer.run { (server) async throws in
            let path = "/apis/apps/v1/namespaces/default/deployments"
            let template: JSONValue = ["metadata": ["labels": ["a": "b"]], "spec": ["containers": [["name": "c", "image": "nginx"]]]]
            let created = try await server.send(
                "POST", path,
                ["apiVersion": "apps/v1", "kind": "Deployment", "metadata": ["name": "d"], "spec": ["selector": ["matchLabels": ["a": "b"]], "template": template]])
            #expect(created.status == 201)
            #expect(created.body[at: "spec.strategy.rollingUpdate.maxSurge"] == "25%")
            let merge = "application/merge-patch+json"
            let labelled = try await server.send("PATCH", path + "/d", ["metadata": ["labels": ["x": "y"]]], type: merge).body
            #expect(labelled[at: "metadata.generation"] == 1)
            let scaled = try await server.send("PATCH", path + "/d/scale", ["spec": ["replicas": 3]], type: merge).body
            #expect(scaled.text("kind") == "Scale")
            #expect(scaled[at: "status.selector"] == "a=b")
            let status: JSONValue = ["status": ["observedGeneration": 2], "spec": ["replicas": 9]]
            let patched = try await server.send("PATCH", path + "/d/status", status, type: merge).body
            #expect(patched[at: "metadata.generation"] == 2)
            #expect(patched[at: "spec.replicas"] == 3)
            let moved = try await server.send("PATCH", path + "/d", ["spec": ["selector": ["matchLabels": ["q": "r"]]]], type: merge)
            #expect(moved.status == 422)
            #expect(moved.body[at: "details.causes"]?.array?.contains { $0.text("message").hasSuffix("field is immutable") } == true)
        }
    }

    @Test func scalesThatAreNotThereAreNamedAsSuch() async throws {
        try await TestServer.run { (server) async throws in
            for (path, name) in [
                ("/apis/apps/v1/namespaces/default/deployments", "deployments/scale.apps"), ("/apis/apps/v1/namespaces/default/replicasets", "replicasets/scale.apps"),
                ("/apis/apps/v1/namespaces/default/statefulsets", "statefulsets.apps"), ("/api/v1/namespaces/default/replicationcontrollers", "replicationcontrollers/scale.autoscaling"),
            ] {
                let read = try await server.send("GET", path + "/x/scale"), written = try await server.send("PATCH", path + "/x/scale", ["spec": ["replicas": 3]], type: "application/merge-patch+json")
                for answer in [read, written] {
                    #expect(answer.status == 404 && answer.body.text("message") == "\(name) \"x\" not found", "\(answer.body)")
                }
            }
        }
    }

    @Test func dryRunStoresNothing() async throws {
        try await TestServer.run { (server) async throws in
            let answer = try await server.send("POST", TestServer.configMaps + "?dryRun=All", TestServer.configMap("x"))
            #expect(answer.status == 201)
            #expect(answer.body[at: "metadata.resourceVersion"] == nil)
            #expect(try await server.send("GET", TestServer.configMaps + "/x").status == 404)
        }
    }

    @Test func whatWasWrittenIsThereAfterARestart() async throws {
        let store = MemoryStore()
        try await TestServer.run(store) { (server) async throws in
            _ = try await server.send("POST", TestServer.configMaps, TestServer.configMap("x", labels: ["k": "v"]))
        }
        try await TestServer.run(store) { (server) async throws in
            let list = try await server.send("GET", TestServer.configMaps + "?labelSelector=k%3Dv").body
            #expect(list.items("items").count == 1)
            #expect(list[at: "items.0.metadata.name"] == "x")
        }
    }

    @Test func leasesAreCreatedByUpdate() async throws {
        try await TestServer.run { (server) async throws in
            let path = "/apis/coordination.k8s.io/v1/namespaces/kube-node-lease/leases/n"
            let lease: JSONValue = ["apiVersion": "coordination.k8s.io/v1", "kind": "Lease", "metadata": ["name": "n"], "spec": ["holderIdentity": "n"]]
            let answer = try await server.send("PUT", path, lease)
            #expect(answer.status == 201)
        }
    }
}
