import JSON
import Testing

@testable import APIServer

/// What the API server itself keeps to of the behaviours that nodes and storage need.
@Suite struct NodeObjectsTests {
    private static let merge = "application/merge-patch+json"

    /// An immutable object's content stays, and immutable it stays; its labels may change, and it may go.
    @Test(arguments: [
        ("/api/v1/namespaces/default/configmaps", "ConfigMap", "a", "b"), ("/api/v1/namespaces/default/secrets", "Secret", "YQ==", "Yg=="),
    ])
    func immutableContentStays(path: String, kind: String, first: String, second: String) async throws {
        try await TestServer.run { (server) async throws in
            let object: JSONValue = ["apiVersion": "v1", "kind": .string(kind), "metadata": ["name": "fixed"], "data": ["k": .string(first)]]
            #expect(try await server.send("POST", path, object).status == 201)
            func change(_ patch: JSONValue) async throws -> (status: Int, body: JSONValue) {
                try await server.send("PATCH", path + "/fixed", patch, type: Self.merge)
            }
            #expect(try await change(["data": ["k": .string(second)]]).status == 200)
            #expect(try await change(["immutable": true]).status == 200)
            for patch: JSONValue in [["data": ["k": .string(first)]], ["data": ["new": .string(first)]], ["immutable": false], ["immutable": nil]] {
                let refused = try await change(patch)
                #expect(refused.status == 422, "\(patch)")
                #expect(refused.body["message"]?.string?.contains("field is immutable when `immutable` is set") == true, "\(refused.body)")
            }
            #expect(try await change(["metadata": ["labels": ["new": "yes"]]]).body[at: "data.k"] == .string(second))
            #expect(try await server.send("DELETE", path + "/fixed").status == 200)
            #expect(try await server.send("GET", path + "/fixed").status == 404)
        }
    }

    @Test func keysMustBeFileNames() async throws {
        try await TestServer.run { (server) async throws in
            for key in ["", "a/b", "..", "a b"] {
                for (plural, kind) in [("configmaps", "ConfigMap"), ("secrets", "Secret")] {
                    let object: JSONValue = ["apiVersion": "v1", "kind": .string(kind), "metadata": ["name": "bad"], "data": .object([key: "YQ=="])]
                    let refused = try await server.send("POST", "/api/v1/namespaces/default/\(plural)", object)
                    #expect(refused.status == 422, "\(kind) '\(key)'")
                    #expect(refused.body["message"]?.string?.contains("data[\(key)]: Invalid value: \"\(key)\"") == true, "\(refused.body)")
                }
            }
        }
    }

    /// Of several names of sysctls those that are none are told, and only those.
    @Test func sysctlsThatAreNoneAreTold() async throws {
        try await TestServer.run { (server) async throws in
            var pod = TestServer.pod("p")
            let names = ["foo-", "kernel.shmmax", "safe-and-unsafe", "bar..", "net/ipv4/ip_local_port_range"]
            pod["spec"]?["securityContext"] = ["sysctls": .array(names.map { ["name": .string($0), "value": "1"] })]
            let refused = try await server.send("POST", TestServer.pods, pod)
            let message = refused.body["message"]?.string ?? ""
            #expect(refused.status == 422)
            #expect(message.contains("sysctls[0].name: Invalid value: \"foo-\"") && message.contains("sysctls[3].name: Invalid value: \"bar..\""), "\(message)")
            for name in ["kernel.shmmax", "safe-and-unsafe", "net/ipv4"] { #expect(!message.contains("\"" + name), "\(message)") }
        }
    }

    @Test func aRuntimeClassThatIsGoneIsNoneAnyMore() async throws {
        try await TestServer.run { (server) async throws in
            let classes = "/apis/node.k8s.io/v1/runtimeclasses"
            let runtime: JSONValue = ["apiVersion": "node.k8s.io/v1", "kind": "RuntimeClass", "metadata": ["name": "brief"], "handler": "runc"]
            #expect(try await server.send("POST", classes, runtime).status == 201)
            var pod = TestServer.pod("p")
            pod["spec"]?["runtimeClassName"] = "brief"
            let taken = try await server.send("POST", TestServer.pods, pod)
            #expect(taken.status == 201 && taken.body[at: "spec.overhead"] == nil)
            #expect(try await server.send("DELETE", classes + "/brief").status == 200)
            pod["metadata"]?["name"] = "q"
            let refused = try await server.send("POST", TestServer.pods, pod)
            #expect(refused.status == 403)
            #expect(refused.body["message"] == "pods \"q\" is forbidden: pod rejected: RuntimeClass \"brief\" not found")
        }
    }

    /// Volumes of drivers in pods are kept as they were said.
    @Test func podsMayNameInlineVolumesOfDrivers() async throws {
        try await TestServer.run { (server) async throws in
            var pod = TestServer.pod("inline", labels: ["of": "csi"])
            let csi: JSONValue = ["driver": "inline.example.com", "fsType": "ext4", "readOnly": true, "volumeAttributes": ["a": "b"]]
            pod["spec"]?["volumes"] = [["name": "v", "csi": csi]]
            #expect(try await server.send("POST", TestServer.pods, pod).status == 201)
            #expect(try await server.send("GET", TestServer.pods + "/inline").body[at: "spec.volumes.0.csi"] == csi)
            let patched = try await server.send("PATCH", TestServer.pods + "/inline", ["metadata": ["labels": ["new": "yes"]]], type: Self.merge)
            #expect(patched.status == 200 && patched.body[at: "spec.volumes.0.csi"] == csi)
            let listed = try await server.send("GET", TestServer.pods + "?labelSelector=new%3Dyes").body["items"]?.array ?? []
            #expect(listed.count == 1 && listed.first?[at: "spec.volumes.0.csi"] == csi)
            #expect(try await server.send("DELETE", TestServer.pods + "/inline").status == 200)
            #expect(try await server.send("GET", TestServer.pods + "/inline").status == 404)
            pod["spec"]?["volumes"] = [["name": "v", "csi": ["driver": ""]]]
            #expect(try await server.send("POST", TestServer.pods, pod).status == 422)
        }
    }

    /// The server counts generations, whatever a client says; the wish to delete counts too.
    @Test func generationsAreTheServers() async throws {
        try await TestServer.run { (server) async throws in
            var pod = TestServer.pod("p", node: "n")
            pod["metadata"]?["generation"] = 100
            #expect(try await server.send("POST", TestServer.pods, pod).body[at: "metadata.generation"] == 1)
            func patch(_ change: JSONValue) async throws -> JSONValue? {
                try await server.send("PATCH", TestServer.pods + "/p", change, type: Self.merge).body[at: "metadata.generation"]
            }
            #expect(try await patch(["metadata": ["labels": ["a": "b"]]]) == 1)
            #expect(try await patch(["metadata": ["generation": 7]]) == 1)
            #expect(try await patch(["spec": ["activeDeadlineSeconds": 50]]) == 2)
            #expect(try await patch(["spec": ["activeDeadlineSeconds": 50]]) == 2)
            let deleted = try await server.send("DELETE", TestServer.pods + "/p").body
            #expect(deleted[at: "metadata.generation"] == 3 && deleted[at: "metadata.deletionGracePeriodSeconds"] == 30)
        }
    }

    @Test func requestsAndLimitsMakeTheClassOfService() async throws {
        try await TestServer.run { (server) async throws in
            let both: JSONValue = ["cpu": "100m", "memory": "100Mi"]
            let cases: [(String, JSONValue, String)] = [
                ("same", ["requests": both, "limits": both], "Guaranteed"), ("limits", ["limits": both], "Guaranteed"),
                ("requests", ["requests": both], "Burstable"), ("cpu", ["limits": ["cpu": "1"]], "Burstable"), ("none", [:], "BestEffort"),
            ]
            for (name, resources, expected) in cases {
                var pod = TestServer.pod(name)
                pod["spec"]?["containers"] = [["name": "c", "image": "i", "resources": resources]]
                #expect(try await server.send("POST", TestServer.pods, pod).body[at: "status.qosClass"] == .string(expected), "\(name)")
            }
        }
    }
}
