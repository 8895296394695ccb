import JSON
import KubernetesAPI
import KubernetesClient
import Testing

@testable import ControllerManager

@Suite(.timeLimit(.minutes(5))) struct ReplicaBehaviourTests {
    /// A pod that is there already is taken instead of a new one; a pod whose labels change is let go, whole, and replaced.
    @Test func setsAdoptAndRelease() async throws {
        try await TestCluster.run(controllers: TestCluster.patient) { cluster in
            for app in ["r", "c"] {
                var orphan = Sample.pod("pod-\(app)", labels: ["app": app])
                orphan.metadata.uid = ""
                orphan.spec.nodeName = nil
                orphan.status = PodStatus()
                orphan.spec.containers = [Container(name: "c", image: "nginx")]
                _ = try await cluster.client.create(orphan)
            }
            let set = try await cluster.client.create(Sample.replicaSet("r", replicas: 1))
            let controller = try await cluster.client.create(Sample.replicationController("c", replicas: 1))
            try await cluster.eventually("adopted") {
                let owners = try await [cluster.get(Pod.self, "pod-r"), cluster.get(Pod.self, "pod-c")].map { $0.metadata.controllerRef?.uid }
                return owners == [set.metadata.uid, controller.metadata.uid]
            }
            #expect(try await cluster.pods().count == 2)
            for app in ["r", "c"] { try await cluster.merge(Pod.self, "pod-\(app)", ["metadata": ["labels": ["app": "free"]]]) }
            try await cluster.eventually("released and replaced") {
                let free = try await [cluster.get(Pod.self, "pod-r"), cluster.get(Pod.self, "pod-c")]
                let all = try await cluster.pods()
                return free.allSatisfy { $0.metadata.ownerReferences.isEmpty } && all.count == 4
            }
        }
    }

    /// Pods over the quota: the condition says so, others go on, and when there is room the condition goes.
    @Test func aQuotaThatIsUsedUpIsTold() async throws {
        try await TestCluster.run(controllers: TestCluster.patient) { cluster in
            var quota = ResourceQuota()
            quota.metadata.name = "two"
            quota.metadata.namespace = "default"
            quota.spec.hard = ["pods": 2]
            _ = try await cluster.client.create(quota)
            try await cluster.eventually("counted") { try await cluster.get(ResourceQuota.self, "two").status.hard["pods"] == 2 }
            _ = try await cluster.client.create(Sample.replicationController("c", replicas: 3))
            try await cluster.eventually("it fails for the third") {
                let conditions = try await cluster.get(ReplicationController.self, "c").status.conditions
                return conditions.contains {
                    $0.type == "ReplicaFailure" && $0.status == "True" && $0.reason == "FailedCreate" && $0.message?.contains("exceeded quota: two") == true
                }
            }
            try await cluster.merge(ReplicationController.self, "c", ["spec": ["replicas": 2]])
            try await cluster.eventually("no failure") {
                let now = try await cluster.get(ReplicationController.self, "c")
                return now.status.conditions.isEmpty && now.status.readyReplicas == 2
            }
        }
    }

    /// Pods on their way out are told apart in the status, and replaced without waiting for them.
    @Test func terminatingPodsAreCounted() async throws {
        try await TestCluster.run(controllers: TestCluster.patient) { cluster in
            let set = try await cluster.client.create(Sample.replicaSet("r", replicas: 2))
            try await cluster.eventually("two run") { try await cluster.get(ReplicaSet.self, "r").status.readyReplicas == 2 }
            let pod = try await cluster.pods(of: set.metadata)[0]
            // Somebody holds it.
            try await cluster.merge(Pod.self, pod.metadata.name, ["metadata": ["finalizers": ["example.com/held"]]])
            try await cluster.client.delete(Pod.self, pod.metadata.name, namespace: "default")
            try await cluster.eventually("replaced, and one terminating") {
                let status = try await cluster.get(ReplicaSet.self, "r").status
                return status.replicas == 2 && status.readyReplicas == 2 && status.terminatingReplicas == 1
            }
            try await cluster.merge(Pod.self, pod.metadata.name, ["metadata": ["finalizers": .null]])
            try await cluster.eventually("gone") { try await cluster.get(ReplicaSet.self, "r").status.terminatingReplicas == 0 }
        }
    }

    /// `minReadySeconds`: ready at once, available when they have been so for that long.
    @Test func availabilityTakesItsTime() async throws {
        try await TestCluster.run(controllers: TestCluster.patient) { cluster in
            var set = Sample.replicaSet("r", replicas: 2)
            set.spec.minReadySeconds = 30
            _ = try await cluster.client.create(set)
            try await cluster.eventually("ready") { try await cluster.get(ReplicaSet.self, "r").status.readyReplicas == 2 }
            let since = cluster.clock.monotonic
            #expect(try await cluster.get(ReplicaSet.self, "r").status.availableReplicas == nil)
            try await cluster.eventually("available", step: .seconds(1)) { try await cluster.get(ReplicaSet.self, "r").status.availableReplicas == 2 }
            #expect(cluster.clock.monotonic - since >= .seconds(25))
        }
    }

    /// The dearest pod by controller.kubernetes.io/pod-deletion-cost is the last to go.
    @Test func thePodThatCostsLeastGoes() async throws {
        try await TestCluster.run(controllers: TestCluster.patient) { cluster in
            let set = try await cluster.client.create(Sample.replicaSet("r", replicas: 3))
            try await cluster.eventually("three run") { try await cluster.get(ReplicaSet.self, "r").status.readyReplicas == 3 }
            let dear = try await cluster.pods(of: set.metadata)[1].metadata.name
            try await cluster.merge(Pod.self, dear, ["metadata": ["annotations": ["controller.kubernetes.io/pod-deletion-cost": "100"]]])
            try await cluster.merge(ReplicaSet.self, "r", ["spec": ["replicas": 1]])
            try await cluster.eventually("one is left") { try await cluster.pods(of: set.metadata).map(\.metadata.name) == [dear] }
        }
    }
}
