import JSON
import KubernetesAPI
import KubernetesClient
import Testing

@testable import APIServer

@Suite struct NodeAuthorizerTests {
    private static func make(_ server: TestServer, _ kind: String, _ name: String, _ fields: JSONValue = [:]) async throws {
        var object: JSONValue = ["apiVersion": "v1", "kind": .string(kind), "metadata": ["name": .string(name)]]
        for (field, value) in fields.object ?? JSONObject() { object[field] = value }
        let place = kind == "PersistentVolume" ? "/api/v1" : "/api/v1/namespaces/default"
        let answer = try await server.send("POST", "\(place)/\(kind.lowercased())s", object)
        #expect(answer.status == 201, "\(answer.body)")
    }

    @Test func aNodeReadsWhatItsPodsReferTo() async throws {
        try await TestServer.run { server in
            for name in ["env", "volume", "pull", "other", "disk"] { try await Self.make(server, "Secret", name) }
            try await Self.make(server, "ConfigMap", "config")
            let claim: JSONValue = ["accessModes": ["ReadWriteOnce"], "resources": ["requests": ["storage": "1Gi"]], "volumeName": "pv"]
            try await Self.make(server, "PersistentVolumeClaim", "data", ["spec": claim])
            try await Self.make(server, "PersistentVolume", "pv", ["spec": [
                "accessModes": ["ReadWriteOnce"], "capacity": ["storage": "1Gi"],
                "claimRef": ["namespace": "default", "name": "data"],
                "csi": ["driver": "d.example", "volumeHandle": "h", "nodeStageSecretRef": ["name": "disk", "namespace": "default"]],
            ]])
            var pod = TestServer.pod("web", node: "n1")
            pod["spec"]?["imagePullSecrets"] = [["name": "pull"]]
            pod["spec"]?["serviceAccountName"] = "robot"
            pod["spec"]?["containers"] = [[
                "name": "c", "image": "x", "envFrom": [["secretRef": ["name": "env"]]],
                "env": [["name": "A", "valueFrom": ["configMapKeyRef": ["name": "config", "key": "k"]]]],
            ]]
            pod["spec"]?["volumes"] = [
                ["name": "v", "projected": ["sources": [["secret": ["name": "volume"]]]]],
                ["name": "d", "persistentVolumeClaim": ["claimName": "data"]],
            ]
            #expect(try await server.send("POST", TestServer.pods, pod).status == 201)
            let own = server.acting(as: "system:node:n1", groups: ["system:nodes"])
            let other = server.acting(as: "system:node:n2", groups: ["system:nodes"])
            let place = "/api/v1/namespaces/default"
            let related = [
                "\(place)/secrets/env", "\(place)/secrets/volume", "\(place)/secrets/pull", "\(place)/secrets/disk", "\(place)/configmaps/config",
                "\(place)/persistentvolumeclaims/data", "/api/v1/persistentvolumes/pv", "\(place)/pods/web",
            ]
            for path in related {
                #expect(try await own.send("GET", path).status == 200, "\(path)")
                #expect(try await other.send("GET", path).status == 403, "\(path)")
            }
            let refused = try await own.send("GET", "\(place)/secrets/other")
            #expect(refused.body.text("message")
                == #"secrets "other" is forbidden: User "system:node:n1" cannot get resource "secrets" in API group "" in the namespace "default": no relationship found between node 'n1' and this object"#)
            #expect(try await own.send("GET", "\(place)/secrets").body.text("message").hasSuffix("No Object name found"))
            #expect(try await own.send("GET", "\(place)/secrets?fieldSelector=metadata.name%3Denv").status == 200)
            let token: JSONValue = [
                "verb": "create", "resource": "serviceaccounts", "subresource": "token", "namespace": "default", "name": "robot",
            ]
            let mayHaveToken = try await server.review("system:node:n1", groups: ["system:nodes"], token)
            #expect(mayHaveToken == ["allowed": true])
            // With the pod goes the right.
            #expect(try await server.send("DELETE", "\(place)/pods/web?gracePeriodSeconds=0").status == 200)
            #expect(try await own.send("GET", "\(place)/secrets/env").status == 403)
        }
    }

    @Test func aNodeSeesOnlyItselfAndItsPods() async throws {
        try await TestServer.run { server in
            let own = server.acting(as: "system:node:n1", groups: ["system:nodes"])
            #expect(try await own.send("GET", "/api/v1/pods?fieldSelector=spec.nodeName%3Dn1").status == 200)
            #expect(try await own.send("GET", "/api/v1/pods?fieldSelector=spec.nodeName%3Dn2").status == 403)
            #expect(try await own.send("GET", "/api/v1/pods").body.text("message").hasSuffix("can only list/watch pods with spec.nodeName field selector"))
            #expect(try await own.send("GET", "/api/v1/nodes/n1").status == 404)
            #expect(try await own.send("GET", "/api/v1/nodes/n2").body.text("message").hasSuffix("node 'n1' cannot read 'n2', only its own Node object"))
            #expect(try await own.send("GET", "/api/v1/nodes").body.text("message").hasSuffix("node 'n1' cannot read all nodes, only its own Node object"))
            #expect(try await own.send("GET", "/api/v1/services").status == 200)
            #expect(try await own.send("GET", "/apis/coordination.k8s.io/v1/namespaces/kube-node-lease/leases/n1").status == 404)
            #expect(try await own.send("GET", "/apis/coordination.k8s.io/v1/namespaces/kube-node-lease/leases/n2").status == 403)
            #expect(try await own.send("GET", "/apis/coordination.k8s.io/v1/namespaces/default/leases/n1").status == 403)
            #expect(try await own.send("DELETE", "/api/v1/nodes/n1").status == 403)
            // A user of that name who is not in the group is no node.
            #expect(try await server.acting(as: "system:node:n1").send("GET", "/api/v1/services").status == 403)
            let selector: JSONValue = ["requirements": [["key": "spec.nodeName", "operator": "In", "values": ["n1"]]]]
            let list: JSONValue = ["verb": "list", "resource": "pods", "fieldSelector": selector]
            let listed = try await server.review("system:node:n1", groups: ["system:nodes"], list)
            #expect(listed == ["allowed": true])
        }
    }
}
