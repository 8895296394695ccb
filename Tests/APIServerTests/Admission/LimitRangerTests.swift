import JSON
import Testing

@testable import APIServer

@Suite struct LimitRangerTests {
    private static func range(_ limits: JSONValue...) -> JSONValue {
        ["apiVersion": "v1", "kind": "LimitRange", "metadata": ["name": "l"], "spec": ["limits": .array(limits)]]
    }

    @Test func podsGetDefaultsAndKeepWhatTheyAskFor() async throws {
        try await TestServer.run { (server) async throws in
            let root = try await server.namespace("limited")
            let limit: JSONValue = [
                "type": "Container", "min": ["cpu": "50m", "memory": "100Mi"], "max": ["cpu": "500m", "memory": "500Mi"],
                "defaultRequest": ["cpu": "100m", "memory": "200Mi"], "default": ["cpu": "300m", "memory": "300Mi"],
            ]
            #expect(try await server.send("POST", "\(root)/limitranges", Self.range(limit)).status == 201)
            var pod = TestServer.pod("plain")
            pod["spec"]?["initContainers"] = [["name": "i", "image": "nginx"]]
            let plain = try await server.send("POST", "\(root)/pods", pod).body
            for path in ["spec.containers.0.resources", "spec.initContainers.0.resources"] {
                #expect(plain[at: path] == ["limits": ["cpu": "300m", "memory": "300Mi"], "requests": ["cpu": "100m", "memory": "200Mi"]])
            }
            #expect(
                plain["metadata"]?["annotations"]?["kubernetes.io/limit-ranger"]
                    == .string(
                        "LimitRanger plugin set: cpu, memory request for container c; cpu, memory limit for container c; "
                            + "cpu, memory request for init container i; cpu, memory limit for init container i"))
            #expect(plain[at: "status.qosClass"] == "Burstable")

            let partial = try await server.send("POST", "\(root)/pods", TestServer.pod("partial", requests: ["cpu": "200m"])).body
            #expect(partial[at: "spec.containers.0.resources.requests"] == ["cpu": "200m", "memory": "200Mi"])

            let small = try await server.send("POST", "\(root)/pods", TestServer.pod("small", requests: ["cpu": "10m", "memory": "10Mi"]))
            #expect(small.status == 403)
            #expect(
                small.body["message"]
                    == .string(
                        "pods \"small\" is forbidden: [minimum cpu usage per Container is 50m, but request is 10m, minimum memory usage per "
                            + "Container is 100Mi, but request is 10Mi]"))
            let large = try await server.send("POST", "\(root)/pods", TestServer.pod("large", limits: ["cpu": "600m"]))
            #expect(large.body["message"] == "pods \"large\" is forbidden: maximum cpu usage per Container is 500m, but limit is 600m")
        }
    }

    @Test func wholePodsRatiosAndClaimsHaveBounds() async throws {
        try await TestServer.run { (server) async throws in
            let root = try await server.namespace("limited")
            let range = Self.range(
                ["type": "Pod", "max": ["cpu": "1"], "maxLimitRequestRatio": ["memory": "2"]],
                ["type": "PersistentVolumeClaim", "min": ["storage": "1Gi"], "max": ["storage": "2Gi"]])
            #expect(try await server.send("POST", "\(root)/limitranges", range).status == 201)
            var pod = TestServer.pod("p", requests: ["memory": "1Gi"], limits: ["cpu": "400m", "memory": "2Gi"])
            #expect(try await server.send("POST", "\(root)/pods", pod).status == 201)
            pod = TestServer.pod("q", requests: ["memory": "1Gi"], limits: ["cpu": "600m", "memory": "2Gi"])
            let first = pod[at: "spec.containers.0"] ?? [:]
            var second = first
            second["name"] = "d"
            pod["spec"]?["containers"] = [first, second]
            let both = try await server.send("POST", "\(root)/pods", pod)
            #expect(both.body["message"] == "pods \"q\" is forbidden: maximum cpu usage per Pod is 1, but limit is 1200m")
            pod = TestServer.pod("r", requests: ["memory": "1Gi"], limits: ["cpu": "1", "memory": "3Gi"])
            let ratio = try await server.send("POST", "\(root)/pods", pod)
            #expect(
                ratio.body["message"] == "pods \"r\" is forbidden: memory max limit to request ratio per Pod is 2, but provided ratio is 3.000000")

            func claim(_ size: String) -> JSONValue {
                [
                    "apiVersion": "v1", "kind": "PersistentVolumeClaim", "metadata": ["name": "c"],
                    "spec": ["accessModes": ["ReadWriteOnce"], "resources": ["requests": ["storage": .string(size)]]],
                ]
            }
            let small = try await server.send("POST", "\(root)/persistentvolumeclaims", claim("500Mi"))
            #expect(
                small.body["message"]
                    == "persistentvolumeclaims \"c\" is forbidden: minimum storage usage per PersistentVolumeClaim is 1Gi, but request is 500Mi")
            #expect(try await server.send("POST", "\(root)/persistentvolumeclaims", claim("3Gi")).status == 403)
            #expect(try await server.send("POST", "\(root)/persistentvolumeclaims", claim("1Gi")).status == 201)
        }
    }

    @Test func rangesThatContradictThemselvesAreRefused() async throws {
        try await TestServer.run { (server) async throws in
            let bad = Self.range(
                ["type": "Pod", "default": ["cpu": "1"]], ["type": "Pod", "max": ["nonsense": "1"]],
                ["type": "Container", "min": ["cpu": "1"], "max": ["cpu": "2"], "maxLimitRequestRatio": ["cpu": "3"]],
                ["type": "PersistentVolumeClaim"], ["type": "Nothing"])
            let answer = try await server.send("POST", "/api/v1/namespaces/default/limitranges", bad)
            #expect(answer.status == 422)
            let fields = Set((answer.body[at: "details.causes"]?.array ?? []).map { "\($0["field"]?.string ?? ""): \($0["reason"]?.string ?? "")" })
            #expect(
                fields == [
                    "spec.limits[0].default: FieldValueForbidden", "spec.limits[1].type: FieldValueDuplicate",
                    "spec.limits[1].max[nonsense]: FieldValueInvalid", "spec.limits[2].maxLimitRequestRatio[cpu]: FieldValueInvalid",
                    "spec.limits[3].limits: FieldValueRequired", "spec.limits[4].type: FieldValueInvalid",
                ])
        }
    }
}
