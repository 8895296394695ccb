import JSON
import Testing

@testable import APIServer

@Suite struct DeleteTests {
    @Test func aRunningPodGetsItsGracePeriod() async throws {
        try await TestServer.run { (server) async throws in
            _ = try await server.send("POST", TestServer.pods, TestServer.pod("p", node: "n"))
            let marked = try await server.send("DELETE", TestServer.pods + "/p").body
            #expect(marked[at: "metadata.deletionGracePeriodSeconds"] == 30)
            #expect(marked[at: "metadata.deletionTimestamp"] != nil)
            let shorter = try await server.send("DELETE", TestServer.pods + "/p", ["gracePeriodSeconds": 5]).body
            #expect(shorter[at: "metadata.deletionGracePeriodSeconds"] == 5)
            let longer = try await server.send("DELETE", TestServer.pods + "/p", ["gracePeriodSeconds": 50]).body
            #expect(longer[at: "metadata.deletionGracePeriodSeconds"] == 5)
            #expect(try await server.send("DELETE", TestServer.pods + "/p?gracePeriodSeconds=0").status == 200)
            #expect(try await server.send("GET", TestServer.pods + "/p").status == 404)
        }
    }

    @Test func aPodThatRunsNowhereGoesAtOnce() async throws {
        try await TestServer.run { (server) async throws in
            _ = try await server.send("POST", TestServer.pods, TestServer.pod("p"))
            _ = try await server.send("DELETE", TestServer.pods + "/p")
            #expect(try await server.send("GET", TestServer.pods + "/p").status == 404)
        }
    }

    @Test func finalizersHoldAnObject() async throws {
        try await TestServer.run { (server) async throws in
            var object = TestServer.configMap("x")
            object["metadata"]?["finalizers"] = ["example.com/f"]
            _ = try await server.send("POST", TestServer.configMaps, object)
            let marked = try await server.send("DELETE", TestServer.configMaps + "/x").body
            #expect(marked[at: "metadata.deletionTimestamp"] != nil)
            #expect(try await server.send("GET", TestServer.configMaps + "/x").status == 200)
            let merge = "application/merge-patch+json"
            let more: JSONValue = ["metadata": ["finalizers": ["example.com/f", "example.com/g"]]]
            #expect(try await server.send("PATCH", TestServer.configMaps + "/x", more, type: merge).status == 422)
            #expect(try await server.send("PATCH", TestServer.configMaps + "/x", ["metadata": ["finalizers": .null]], type: merge).status == 200)
            #expect(try await server.send("GET", TestServer.configMaps + "/x").status == 404)
        }
    }

    @Test func propagationPoliciesBecomeFinalizers() async throws {
        try await TestServer.run { (server) async throws in
            let path = "/api/v1/namespaces/default/replicationcontrollers"
            let spec: JSONValue = ["template": ["metadata": ["labels": ["a": "b"]], "spec": ["containers": [["name": "c", "image": "i"]]]]]
            for (name, policy, finalizers) in [
                ("a", "Foreground", ["foregroundDeletion"] as JSONValue), ("b", "Orphan", ["orphan"]), ("c", nil, ["orphan"]),
            ] {
                let created = try await server.send("POST", path, ["metadata": ["name": .string(name)], "spec": spec])
                #expect(created.status == 201)
                let options: JSONValue? = policy.map { ["propagationPolicy": .string($0)] }
                let marked = try await server.send("DELETE", "\(path)/\(name)", options).body
                #expect(marked[at: "metadata.finalizers"] == finalizers)
            }
        }
    }

    @Test func aNamespaceGoesWhenItIsFinalized() async throws {
        try await TestServer.run { (server) async throws in
            let path = "/api/v1/namespaces/work"
            _ = try await server.send("POST", "/api/v1/namespaces", ["metadata": ["name": "work"]])
            let marked = try await server.send("DELETE", path).body
            #expect(marked[at: "status.phase"] == "Terminating")
            let refused = try await server.send("POST", path + "/configmaps", TestServer.configMap("x"))
            #expect(refused.status == 403)
            #expect(refused.body[at: "details.causes.0.reason"] == "NamespaceTerminating")
            _ = try await server.send("PUT", path + "/finalize", ["metadata": ["name": "work"], "spec": [:]])
            #expect(try await server.send("GET", path).status == 404)
            #expect(try await server.send("DELETE", "/api/v1/namespaces/default").status == 403)
        }
    }

    @Test func aCollectionIsDeletedBySelector() async throws {
        try await TestServer.run { (server) async throws in
            for (name, value) in [("a", "x"), ("b", "x"), ("c", "y")] {
                _ = try await server.send("POST", TestServer.configMaps, TestServer.configMap(name, labels: ["k": .string(value)]))
            }
            let deleted = try await server.send("DELETE", TestServer.configMaps + "?labelSelector=k%3Dx").body
            #expect(deleted.items("items").count == 2)
            let left = try await server.send("GET", TestServer.configMaps).body.items("items").map { $0["metadata"]?.text("name") }
            #expect(left == ["c"])
        }
    }
}
