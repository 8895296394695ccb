import JSON
import KubernetesAPI
import Testing

@testable import APIServer

@Suite struct NodeRestrictionTests {
    /// What the plugin says to a request of the node `n1`; nil when it lets it through.
    private static func verdict(
        _ server: TestServer, _ operation: AdmissionRequest.Operation, _ resource: String, group: String = "", subresource: String = "",
        namespace: String = "default", name: String, object: JSONValue = .null, old: JSONValue = .null
    ) async throws -> String? {
        var request = AdmissionRequest(
            operation: operation, group: group, version: "v1", resource: resource, kind: "", subresource: subresource, namespace: namespace,
            name: name, object: object, old: old, user: APIUser(name: "system:node:n1", groups: ["system:nodes"]), dryRun: false)
        do {
            try await NodeRestriction().admit(&request, Reader(server: server))
            return nil
        } catch let error as APIStatusError {
            return error.message
        }
    }

    @Test func aKubeletKeepsToItsNode() async throws {
        try await TestServer.run { (server) async throws in
            let labels: JSONValue = ["kubernetes.io/hostname": "n1", "example.com/x": "y", "kubelet.kubernetes.io/z": "1"]
            let node: JSONValue = ["metadata": ["name": "n1", "labels": labels], "spec": [:]]
            #expect(try await Self.verdict(server, .create, "nodes", name: "n1", object: node) == nil)
            #expect(
                try await Self.verdict(server, .update, "nodes", name: "n2", object: node, old: node)
                    == "nodes \"n2\" is forbidden: node \"n1\" is not allowed to modify node \"n2\"")
            var marked = node
            marked["metadata"]?["labels"]?["node-restriction.kubernetes.io/pci"] = "yes"
            marked["metadata"]?["labels"]?["node-role.kubernetes.io/master"] = ""
            #expect(
                try await Self.verdict(server, .create, "nodes", name: "n1", object: marked)
                    == "nodes \"n1\" is forbidden: node \"n1\" is not allowed to set the following labels: node-restriction.kubernetes.io/pci, node-role.kubernetes.io/master")
            #expect(
                try await Self.verdict(server, .update, "nodes", name: "n1", object: node, old: marked)?
                    .has("is not allowed to modify labels: node-restriction.kubernetes.io/pci") == true)
            var tainted = node
            tainted["spec"]?["taints"] = [["key": "a", "effect": "NoSchedule"]]
            #expect(try await Self.verdict(server, .update, "nodes", name: "n1", object: node, old: tainted)?.has("modify taints") == true)
            #expect(
                try await Self.verdict(server, .update, "leases", group: "coordination.k8s.io", namespace: "kube-node-lease", name: "n1") == nil)
            #expect(
                try await Self.verdict(server, .update, "leases", group: "coordination.k8s.io", namespace: "kube-node-lease", name: "n2") != nil)
            #expect(try await Self.verdict(server, .update, "leases", group: "coordination.k8s.io", namespace: "default", name: "n1") != nil)
        }
    }

    @Test func aKubeletKeepsToItsPods() async throws {
        try await TestServer.run { (server) async throws in
            var pod = TestServer.pod("p")
            pod["spec"]?["nodeName"] = "n1"
            #expect(try await Self.verdict(server, .create, "pods", name: "p", object: pod)?.has("can only create mirror pods") == true)
            pod["metadata"]?["annotations"] = ["kubernetes.io/config.mirror": "x"]
            var owner: JSONValue = ["apiVersion": "v1", "kind": "Node", "name": "n1", "uid": "u", "controller": true]
            pod["metadata"]?["ownerReferences"] = [owner]
            // There is no such node.
            #expect(try await Self.verdict(server, .create, "pods", name: "p", object: pod) == "nodes \"n1\" not found")
            _ = try await server.send("POST", "/api/v1/nodes", ["apiVersion": "v1", "kind": "Node", "metadata": ["name": "n1"]])
            #expect(try await Self.verdict(server, .create, "pods", name: "p", object: pod)?.has("node n1 UID mismatch: expected u got ") == true)
            let uid = try await server.send("GET", "/api/v1/nodes/n1").body[at: "metadata.uid"] ?? ""
            owner["uid"] = uid
            pod["metadata"]?["ownerReferences"] = [owner]
            #expect(try await Self.verdict(server, .create, "pods", name: "p", object: pod) == nil)
            pod["spec"]?["volumes"] = [["name": "v", "configMap": ["name": "c"]]]
            #expect(try await Self.verdict(server, .create, "pods", name: "p", object: pod)?.has("can not create pods that reference configmaps") == true)

            var other = pod
            other["spec"]?["nodeName"] = "n2"
            #expect(try await Self.verdict(server, .delete, "pods", name: "p", old: pod) == nil)
            #expect(
                try await Self.verdict(server, .delete, "pods", name: "p", old: other)
                    == "pods \"p\" is forbidden: node \"n1\" can only delete pods with spec.nodeName set to itself")
            #expect(try await Self.verdict(server, .update, "pods", subresource: "status", name: "p", object: other, old: other) != nil)
            #expect(try await Self.verdict(server, .update, "pods", subresource: "status", name: "p", object: pod, old: pod) == nil)
            #expect(try await Self.verdict(server, .update, "pods", subresource: "resize", name: "p", object: pod, old: pod) != nil)

            let unbound: JSONValue = ["spec": ["audiences": []]]
            #expect(
                try await Self.verdict(server, .create, "serviceaccounts", subresource: "token", name: "default", object: unbound)
                    == "serviceaccounts \"default\" is forbidden: node requested token not bound to a pod")
        }
    }

    /// A reader that asks a running server.
    private struct Reader: AdmissionReader {
        let server: TestServer
        var now: Time { Time(seconds: 0) }

        func find(group: String, resource: String, namespace: String, name: String) async throws -> StoredObject? {
            let path = namespace.isEmpty ? "/api/v1/\(resource)/\(name)" : "/api/v1/namespaces/\(namespace)/\(resource)/\(name)"
            let answer = try await server.send("GET", path)
            guard answer.status == 200 else { return nil }
            let bytes = answer.body.serialized()
            guard let layout = ObjectLayout(bytes) else { return nil }
            return StoredObject(bytes: bytes, revision: 1, facts: .init(layout: layout, labels: [:], fields: [:]))
        }

        func findAll(group: String, resource: String, namespace: String) -> [StoredObject] { [] }
        func resources(apiVersion: String, kind: String) -> [(group: String, plural: String)] { [] }
        func createNamespace(_ name: String) async throws {}
        func updateQuotaStatus(_ stored: StoredObject, used: ResourceAmounts, namespace: String) async throws -> Bool { true }
        func refreshQuotas() async throws {}
    }
}
