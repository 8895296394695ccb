import JSON
import KubernetesAPI
import KubernetesClient
import Testing

@testable import ControllerManager

/// What all kinds of workloads have: scale, status, lists and the deletion of collections.
@Suite(.timeLimit(.minutes(5))) struct ScaleAndStatusTests {
    /// The scale can be read, replaced and patched, and the controller follows.
    @Test func scalesWork() async throws {
        try await TestCluster.run(controllers: TestCluster.patient) { cluster in
            _ = try await cluster.client.create(Sample.deployment("d", replicas: 1))
            _ = try await cluster.client.create(Sample.replicaSet("r", replicas: 1))
            _ = try await cluster.client.create(Sample.replicationController("c", replicas: 1))
            _ = try await cluster.client.create(Sample.statefulSet("s", replicas: 1))
            try await cluster.eventually("one of each runs") { try await cluster.pods().filter(\.isReady).count == 4 }
            for (resource, name) in [(Deployment.resource, "d"), (ReplicaSet.resource, "r"), (ReplicationController.resource, "c"), (StatefulSet.resource, "s")] {
                let path = resource.path(namespace: "default", name: name) + "/scale"
                var scale = try await cluster.client.json("GET", path)
                #expect(scale["spec"]?["replicas"]?.int == 1 && scale["status"]?["selector"]?.string == "app=\(name)")
                var spec = scale["spec"] ?? [:]
                spec["replicas"] = 2
                scale["spec"] = spec
                #expect(try await cluster.client.json("PUT", path, body: scale)["spec"]?["replicas"]?.int == 2)
            }
            try await cluster.eventually("two of each run") { try await cluster.pods().filter(\.isReady).count == 8 }
            for (resource, name) in [(Deployment.resource, "d"), (ReplicaSet.resource, "r"), (ReplicationController.resource, "c"), (StatefulSet.resource, "s")] {
                let path = resource.path(namespace: "default", name: name) + "/scale"
                let patched = try await cluster.client.json(
                    "PATCH", path, body: ["spec": ["replicas": 3]], contentType: "application/merge-patch+json")
                #expect(patched["spec"]?["replicas"]?.int == 3)
            }
            try await cluster.eventually("three of each run, and the scale says so") {
                let path = Deployment.resource.path(namespace: "default", name: "d") + "/scale"
                let shown = try await cluster.client.json("GET", path)["status"]?["replicas"]?.int
                return try await cluster.pods().filter(\.isReady).count == 12 && shown == 3
            }
        }
    }

    /// A status can be read, replaced and patched by anybody who may; the collection can be listed and deleted by label.
    @Test func statusesAndCollectionsWork() async throws {
        try await TestCluster.run(controllers: ["serviceaccount-controller"]) { cluster in
            try await Self.check(cluster, Sample.deployment("d"), "Deployment") { $0.metadata.labels = ["app": "d"] }
            try await Self.check(cluster, Sample.replicaSet("r"), "ReplicaSet")
            try await Self.check(cluster, Sample.statefulSet("s"), "StatefulSet")
            try await Self.check(cluster, Sample.daemonSet("a"), "DaemonSet")
            try await Self.check(cluster, Sample.replicationController("c"), "ReplicationController")
            try await Self.check(cluster, Sample.job("j"), "Job") { $0.metadata.labels = ["app": "j"] }
            try await Self.check(cluster, Sample.budget("b", minAvailable: .int(1)), "PodDisruptionBudget")
            try await Self.check(cluster, Sample.cronJob("t"), "CronJob", condition: false) { $0.metadata.labels = ["app": "t"] }
        }
    }

    private static func check<T: KubernetesObject>(
        _ cluster: TestCluster, _ object: T, _ kind: String, condition: Bool = true, _ change: (inout T) -> Void = { _ in }
    ) async throws {
        var object = object
        change(&object)
        let name = object.metadata.name
        _ = try await cluster.client.create(object)
        let path = T.resource.path(namespace: "default", name: name) + "/status"
        if condition {
            let told: JSONValue = [
                "type": "StatusUpdate", "status": "True", "reason": "E2E", "message": "Set by a test", "lastTransitionTime": "2026-11-21T10:00:00Z",
            ]
            var status = try await cluster.client.json("GET", path)
            var part = status["status"] ?? [:]
            part["conditions"] = [told]
            status["status"] = part
            _ = try await cluster.client.json("PUT", path, body: status)
            let read = try await cluster.client.json("GET", path)
            #expect(read["status"]?["conditions"]?[0]?["type"]?.string == "StatusUpdate", "\(kind)")
            let patched = try await cluster.client.json(
                "PATCH", path, body: ["status": ["conditions": [["type": "StatusPatched", "status": "True", "lastTransitionTime": "2026-11-21T10:00:00Z", "reason": "E2E", "message": ""]]]],
                contentType: "application/merge-patch+json")
            #expect(patched["status"]?["conditions"]?[0]?["type"]?.string == "StatusPatched", "\(kind)")
        } else {
            let patched = try await cluster.client.json(
                "PATCH", path, body: ["status": ["lastScheduleTime": "2026-11-21T10:00:00Z"]], contentType: "application/merge-patch+json")
            #expect(patched["status"]?["lastScheduleTime"]?.string == "2026-11-21T10:00:00Z")
            _ = try await cluster.client.json("PUT", path, body: patched)
        }
        let mine = ListOptions(labelSelector: "app=\(name)")
        #expect(try await cluster.client.list(T.self, options: mine).items.map(\.metadata.name) == [name], "\(kind)")
        try await cluster.client.deleteCollection(T.self, namespace: "default", options: DeleteOptions(propagationPolicy: "Background"), selection: mine)
        #expect(try await cluster.client.list(T.self, namespace: "default", options: mine).items.isEmpty, "\(kind)")
    }
}
