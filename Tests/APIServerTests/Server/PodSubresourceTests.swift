import JSON
import Testing

@testable import APIServer

@Suite struct PodSubresourceTests {
    @Test func aPodGetsDefaultsAndAClass() async throws {
        try await TestServer.run { (server) async throws in
            let body = try await server.send("POST", TestServer.pods, TestServer.pod("p")).body
            #expect(body[at: "status.phase"] == "Pending")
            #expect(body[at: "status.qosClass"] == "BestEffort")
            #expect(body[at: "spec.containers.0.imagePullPolicy"] == "Always")
            #expect(body[at: "spec.tolerations"]?.array?.count == 2)
            #expect(body[at: "spec.priority"] == 0)
        }
    }

    @Test func onlyTheImageOfARunningPodChanges() async throws {
        try await TestServer.run { (server) async throws in
            _ = try await server.send("POST", TestServer.pods, TestServer.pod("p"))
            let type = "application/strategic-merge-patch+json"
            let image: JSONValue = ["spec": ["containers": [["name": "c", "image": "other"]]]]
            #expect(try await server.send("PATCH", TestServer.pods + "/p", image, type: type).status == 200)
            let refused = try await server.send("PATCH", TestServer.pods + "/p", ["spec": ["hostNetwork": true]], type: type)
            #expect(refused.status == 422)
            #expect(refused.body.text("message").contains("pod updates may not change fields other than"))
        }
    }

    @Test func aPodIsBoundOnce() async throws {
        try await TestServer.run { (server) async throws in
            _ = try await server.send("POST", TestServer.pods, TestServer.pod("p"))
            func bind(_ node: String) async throws -> (status: Int, body: JSONValue) {
                try await server.send(
                    "POST", TestServer.pods + "/p/binding", ["metadata": ["name": "p"], "target": ["kind": "Node", "name": .string(node)]])
            }
            #expect(try await bind("a").status == 201)
            let second = try await bind("b")
            #expect(second.status == 409)
            #expect(second.body.text("message").hasSuffix("pod p is already assigned to node \"a\""))
            let pod = try await server.send("GET", TestServer.pods + "/p").body
            #expect(pod[at: "spec.nodeName"] == "a")
            #expect(pod[at: "status.conditions.0.type"] == "PodScheduled")
        }
    }

    @Test func evictionKeepsToTheBudget() async throws {
        try await TestServer.run { (server) async throws in
            let merge = "application/merge-patch+json"
            _ = try await server.send("POST", TestServer.pods, TestServer.pod("p", node: "n", labels: ["a": "b"]))
            let running: JSONValue = ["status": ["phase": "Running", "conditions": [["type": "Ready", "status": "True"]]]]
            _ = try await server.send("PATCH", TestServer.pods + "/p/status", running, type: merge)
            let budgets = "/apis/policy/v1/namespaces/default/poddisruptionbudgets"
            let spec: JSONValue = ["minAvailable": 1, "selector": ["matchLabels": ["a": "b"]]]
            _ = try await server.send("POST", budgets, ["metadata": ["name": "b"], "spec": spec])
            _ = try await server.send("PATCH", budgets + "/b/status", ["status": ["observedGeneration": 1]], type: merge)
            let eviction: JSONValue = ["apiVersion": "policy/v1", "kind": "Eviction", "metadata": ["name": "p"]]
            #expect(try await server.send("POST", TestServer.pods + "/p/eviction", eviction).status == 429)
            _ = try await server.send("PATCH", budgets + "/b/status", ["status": ["disruptionsAllowed": 1]], type: merge)
            #expect(try await server.send("POST", TestServer.pods + "/p/eviction", eviction).status == 201)
            let budget = try await server.send("GET", budgets + "/b").body
            #expect(budget[at: "status.disruptionsAllowed"] == 0)
            #expect(try await server.send("GET", TestServer.pods + "/p").body[at: "metadata.deletionTimestamp"] != nil)
        }
    }

    @Test func priorityComesFromItsClass() async throws {
        try await TestServer.run { (server) async throws in
            var pod = TestServer.pod("p")
            pod["spec"]?["priorityClassName"] = "system-node-critical"
            #expect(try await server.send("POST", TestServer.pods, pod).body[at: "spec.priority"] == 2_000_001_000)
            pod["metadata"]?["name"] = "q"
            pod["spec"]?["priorityClassName"] = "none"
            #expect(try await server.send("POST", TestServer.pods, pod).status == 403)
        }
    }

    @Test func aServiceAccountBringsItsToken() async throws {
        try await TestServer.run(configure: { $0.disableAdmissionPlugins = [] }) { (server) async throws in
            #expect(try await server.send("POST", TestServer.pods, TestServer.pod("p")).status == 403)
            let accounts = "/api/v1/namespaces/default/serviceaccounts"
            _ = try await server.send("POST", accounts, ["metadata": ["name": "default"]])
            let pod = try await server.send("POST", TestServer.pods, TestServer.pod("p")).body
            #expect(pod[at: "spec.serviceAccountName"] == "default")
            #expect(pod[at: "spec.containers.0.volumeMounts.0.mountPath"] == "/var/run/secrets/kubernetes.io/serviceaccount")
            let token = try await server.send("POST", accounts + "/default/token", ["spec": [:]]).body
            #expect(token[at: "status.token"]?.string?.split(separator: ".").count == 3)
        }
    }
}
