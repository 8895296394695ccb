import Foundation
import JSON
import KubernetesAPI
import KubernetesClient
import Testing

extension Walk {
    private static func resized(_ pod: Pod, _ cpu: [String: Quantity]) -> Bool {
        pod.status.containerStatuses.allSatisfy { status in
            status.resources?.requests["cpu"] == cpu[status.name] && status.allocatedResources["cpu"] == cpu[status.name] && status.restartCount == 0
        } && !pod.status.conditions.contains { $0.type.hasPrefix("PodResize") } && pod.status.observedGeneration == pod.metadata.generation
    }

    /// Resources change through the resize subresource, by patch and by replacing, while containers run on.
    @Test func podsAreResizedInPlace() async throws {
        try await Room.open("resize") { room in
            let container = "image: busybox, command: [sh, -c, \"trap 'exit 0' TERM; while true; do sleep 0.1; done\"]"
            try await room.create("""
                apiVersion: v1
                kind: Pod
                metadata: {name: web}
                spec:
                  terminationGracePeriodSeconds: 1
                  containers:
                  - {name: a, \(container), resources: {limits: {cpu: 50m, memory: 32Mi}}}
                  - {name: b, \(container), resources: {limits: {cpu: 60m, memory: 32Mi}}}
                  - {name: c, \(container), resources: {limits: {cpu: 70m, memory: 32Mi}}}
                """)
            _ = try await room.readyPod("web")
            func amounts(_ cpu: String) -> JSONValue { ["limits": ["cpu": .string(cpu)], "requests": ["cpu": .string(cpu)]] }
            let patch: JSONValue = ["spec": ["containers": [
                ["name": "a", "resources": amounts("80m")], ["name": "b", "resources": amounts("90m")], ["name": "c", "resources": amounts("20m")],
            ]]]
            _ = try await room.client.patch(Pod.self, "web", namespace: room.namespace, subresource: "resize", .strategic(patch))
            let first = try await eventually("the patch has come true") {
                let pod = try await room.pod("web")
                return Self.resized(pod, ["a": "80m", "b": "90m", "c": "20m"]) ? pod : nil
            }
            #expect(first.metadata.generation == 2)

            let path = "/api/v1/namespaces/\(room.namespace)/pods/web/resize"
            var wanted = first
            wanted.spec.containers[0].resources.limits["cpu"] = "30m"
            wanted.spec.containers[0].resources.requests["cpu"] = "30m"
            let (status, _) = try await room.client.raw("PUT", path, body: wanted.jsonValue())
            #expect(status == 200)
            try await eventually("the replacement has come true") { Self.resized(try await room.pod("web"), ["a": "30m", "b": "90m", "c": "20m"]) }
            let (code, body) = try await room.client.raw("GET", path)
            let shown = try await room.pod("web")
            #expect(code == 200)
            #expect(try Pod(json: body).spec == shown.spec)
            #expect(shown.status.qosClass == "Guaranteed")

            // What the node never has is said, and what the class of service forbids is refused.
            let huge: JSONValue = ["spec": ["containers": [["name": "a", "resources": amounts("4000")]]]]
            _ = try await room.client.patch(Pod.self, "web", namespace: room.namespace, subresource: "resize", .strategic(huge))
            try await eventually("the pod says that it cannot be") {
                try await room.pod("web").status.conditions.contains { $0.type == "PodResizePending" && $0.reason == "Infeasible" }
            }
            let burstable: JSONValue = ["spec": ["containers": [["name": "a", "resources": ["limits": ["cpu": "40m"], "requests": ["cpu": "30m"]]]]]]
            await #expect(throws: APIError.self) {
                try await room.client.patch(Pod.self, "web", namespace: room.namespace, subresource: "resize", .strategic(burstable))
            }
        }
    }

    /// Each change of a pod's spec counts, and the kubelet tells up to which one it has come.
    @Test func generationsConverge() async throws {
        try await Room.open("generations") { room in
            try await room.create("""
                apiVersion: v1
                kind: Pod
                metadata: {name: web}
                spec:
                  terminationGracePeriodSeconds: 5
                  containers: [{name: main, image: busybox, command: [sh, -c, "sleep 3600"]}]
                ---
                apiVersion: v1
                kind: Pod
                metadata: {name: brief}
                spec: {terminationGracePeriodSeconds: 1, containers: [{name: main, image: busybox, command: [sh, -c, "sleep 3600"]}]}
                """)
            let first = try await room.readyPod("web")
            #expect(first.metadata.generation == 1 && first.status.observedGeneration == 1)
            for number in 1...99 {
                let patch: JSONValue = ["spec": ["activeDeadlineSeconds": .int(Int64(100_000 - number))]]
                _ = try await room.client.patch(Pod.self, "web", namespace: room.namespace, .strategic(patch))
            }
            let last = try await eventually("the kubelet has seen all") {
                let pod = try await room.pod("web")
                return pod.status.observedGeneration == 100 && pod.metadata.generation == 100 ? pod : nil
            }
            #expect(last.status.conditions.first { $0.type == "Ready" }?.observedGeneration == 100)
            try await room.client.delete(Pod.self, "web", namespace: room.namespace)
            #expect(try await room.pod("web").metadata.generation == 101)
            // A deadline may come later too.
            _ = try await room.readyPod("brief")
            let _: Pod = try await room.client.patch(Pod.self, "brief", namespace: room.namespace, .strategic(["spec": ["activeDeadlineSeconds": 1]]))
            try await eventually("its time is over") {
                let status = try await room.pod("brief").status
                return status.phase == "Failed" && status.reason == "DeadlineExceeded"
            }
        }
    }
}
