import JSON
import KubernetesAPI
import KubernetesClient
import Testing

@testable import ControllerManager

@Suite(.timeLimit(.minutes(5))) struct WorkloadTests {
    @Test func aReplicationControllerKeepsItsNumberOfPods() async throws {
        try await TestCluster.run(controllers: TestCluster.patient) { cluster in
            var rc = ReplicationController()
            rc.metadata.name = "nginx"
            rc.metadata.namespace = "default"
            rc.spec.replicas = 2
            rc.spec.selector = ["app": "web"]
            rc.spec.template = Sample.template()
            rc = try await cluster.client.create(rc)
            try await cluster.eventually("two ready replicas") {
                try await cluster.client.get(ReplicationController.self, "nginx", namespace: "default").status.readyReplicas == 2
            }
            let pods = try await cluster.pods()
            #expect(pods.count == 2)
            #expect(pods.allSatisfy { $0.metadata.name.hasPrefix("nginx-") && $0.metadata.isControlled(by: rc.metadata) })
            #expect(try await cluster.eventMessages("SuccessfulCreate").count == 2)

            // One deleted is replaced; one relabelled is released and replaced; one more is adopted and is one too many.
            try await cluster.client.delete(Pod.self, pods[0].metadata.name, namespace: "default")
            _ = try await cluster.client.patch(
                Pod.self, pods[1].metadata.name, namespace: "default", .merge(["metadata": ["labels": ["app": "other"]]]))
            try await cluster.eventually("both are replaced") {
                try await cluster.pods().filter { $0.metadata.labels["app"] == "web" && $0.isReady }.count == 2
            }
            try await cluster.eventually("the relabelled one is free") {
                try await cluster.client.get(Pod.self, pods[1].metadata.name, namespace: "default").metadata.ownerReferences.isEmpty
            }
            _ = try await cluster.client.patch(
                Pod.self, pods[1].metadata.name, namespace: "default", .merge(["metadata": ["labels": ["app": "web"]]]))
            try await cluster.eventually("there are two again") {
                try await cluster.pods().filter { $0.metadata.labels["app"] == "web" }.count == 2
            }
            _ = try await cluster.client.patch(
                ReplicationController.self, "nginx", namespace: "default", .merge(["spec": ["replicas": 5]]))
            try await cluster.eventually("five available") {
                try await cluster.client.get(ReplicationController.self, "nginx", namespace: "default").status.availableReplicas == 5
            }
            _ = try await cluster.client.patch(
                ReplicationController.self, "nginx", namespace: "default", .merge(["spec": ["replicas": 0]]))
            try await cluster.eventually("none") { try await cluster.pods().isEmpty }
        }
    }

    @Test func aPodThatCannotBeCreatedIsReportedAndStarvesNobody() async throws {
        try await TestCluster.run(controllers: TestCluster.patient) { cluster in
            var broken = ReplicaSet()
            broken.metadata.name = "broken"
            broken.metadata.namespace = "default"
            broken.spec.replicas = 100
            broken.spec.selector = LabelSelector(matchLabels: ["app": "web"])
            broken.spec.template = Sample.template()
            // Nobody makes service accounts by hand, so admission refuses the pods.
            broken.spec.template.spec.serviceAccountName = "nobody"
            _ = try await cluster.client.create(broken)
            _ = try await cluster.client.create(Sample.deployment("fine", replicas: 2))
            try await cluster.eventually("the other one runs") {
                try await cluster.client.get(Deployment.self, "fine", namespace: "default").status.availableReplicas == 2
            }
            try await cluster.eventually("the condition says what is wrong") {
                try await cluster.client.get(ReplicaSet.self, "broken", namespace: "default").status.conditions
                    .contains { $0.type == "ReplicaFailure" && $0.reason == "FailedCreate" && $0.message?.contains("nobody") == true }
            }
            #expect(try await cluster.eventMessages("FailedCreate").contains { $0.hasPrefix("Error creating: ") })
        }
    }

    @Test func aRollingUpdateStaysWithinItsBoundsAndCanBeUndone() async throws {
        try await TestCluster.run(controllers: TestCluster.patient) { cluster in
            var deployment = Sample.deployment(replicas: 4)
            deployment.spec.revisionHistoryLimit = 1
            _ = try await cluster.client.create(deployment)
            try await cluster.eventually("available") { try await self.isDone("web", cluster) }
            let first = try await cluster.client.list(ReplicaSet.self, namespace: "default").items[0]
            #expect(first.metadata.name == "web-" + (first.metadata.labels["pod-template-hash"] ?? "?"))
            #expect(first.metadata.annotations["deployment.kubernetes.io/revision"] == "1")
            #expect(first.metadata.annotations["deployment.kubernetes.io/desired-replicas"] == "4")
            #expect(first.metadata.annotations["deployment.kubernetes.io/max-replicas"] == "5")
            #expect(try await cluster.eventMessages("ScalingReplicaSet") == ["Scaled up replica set \(first.metadata.name) from 0 to 4"])

            try await self.setImage("nginx:2", cluster)
            try await cluster.eventually("updated") {
                let pods = try await cluster.pods()
                #expect(pods.count <= 5)
                #expect(pods.filter(\.isReady).count >= 3)
                return try await self.isDone("web", cluster)
            }
            let done = try await cluster.client.get(Deployment.self, "web", namespace: "default")
            #expect(done.metadata.annotations["deployment.kubernetes.io/revision"] == "2")
            let progressing = try #require(done.status.conditions.first { $0.type == "Progressing" })
            #expect(progressing.reason == "NewReplicaSetAvailable" && progressing.message?.hasSuffix("has successfully progressed.") == true)
            #expect(done.status.conditions.contains { $0.type == "Available" && $0.reason == "MinimumReplicasAvailable" })
            #expect(try await cluster.pods().allSatisfy { $0.spec.containers[0].image == "nginx:2" })

            // Back to the first template: the old set is used again, as revision 3.
            try await self.setImage("nginx", cluster)
            try await cluster.eventually("undone") { try await self.isDone("web", cluster) }
            let again = try await cluster.client.get(ReplicaSet.self, first.metadata.name, namespace: "default")
            #expect(again.metadata.uid == first.metadata.uid)
            #expect(again.metadata.annotations["deployment.kubernetes.io/revision"] == "3")
            #expect(again.metadata.annotations["deployment.kubernetes.io/revision-history"] == "1")

            try await self.setImage("nginx:3", cluster)
            try await cluster.eventually("updated again") { try await self.isDone("web", cluster) }
            try await cluster.eventually("only one old set is kept") {
                try await cluster.client.list(ReplicaSet.self, namespace: "default").items.count == 2
            }
        }
    }

    @Test func recreateStartsNothingNewBeforeTheOldIsGone() async throws {
        try await TestCluster.run(controllers: TestCluster.patient) { cluster in
            var deployment = Sample.deployment(replicas: 3)
            deployment.spec.strategy = DeploymentStrategy(type: "Recreate")
            _ = try await cluster.client.create(deployment)
            try await cluster.eventually("available") { try await self.isDone("web", cluster) }
            try await self.setImage("nginx:2", cluster)
            try await cluster.eventually("recreated") {
                let images = Set(try await cluster.client.list(Pod.self, namespace: "default").items.map { $0.spec.containers[0].image })
                #expect(images.count <= 1)
                return try await self.isDone("web", cluster)
            }
        }
    }

    @Test func aStuckRolloutIsReportedAfterItsDeadline() async throws {
        try await TestCluster.run(controllers: TestCluster.patient) { cluster in
            var deployment = Sample.deployment(replicas: 2)
            deployment.spec.progressDeadlineSeconds = 30
            _ = try await cluster.client.create(deployment)
            try await cluster.eventually("available") { try await self.isDone("web", cluster) }
            try await self.setImage("broken", cluster)
            try await cluster.eventually("the deadline passes", step: .seconds(1)) {
                try await cluster.client.get(Deployment.self, "web", namespace: "default").status.conditions
                    .contains { $0.type == "Progressing" && $0.status == "False" && $0.reason == "ProgressDeadlineExceeded" }
            }
            #expect(try await cluster.pods().filter(\.isReady).count == 2)
        }
    }

    @Test func pausedDeploymentsScaleButDoNotRoll() async throws {
        try await TestCluster.run(controllers: TestCluster.patient) { cluster in
            _ = try await cluster.client.create(Sample.deployment(replicas: 2))
            try await cluster.eventually("available") { try await self.isDone("web", cluster) }
            _ = try await cluster.client.patch(
                Deployment.self, "web", namespace: "default", .merge(["spec": ["paused": true, "replicas": 4]]))
            try await self.setImage("nginx:2", cluster)
            try await cluster.eventually("scaled, and says that it is paused") {
                let now = try await cluster.client.get(Deployment.self, "web", namespace: "default")
                return now.status.readyReplicas == 4 && now.status.conditions.contains { $0.reason == "DeploymentPaused" }
            }
            #expect(try await cluster.pods().allSatisfy { $0.spec.containers[0].image == "nginx" })
            _ = try await cluster.client.patch(Deployment.self, "web", namespace: "default", .merge(["spec": ["paused": false]]))
            try await cluster.eventually("rolled") { try await self.isDone("web", cluster) }
            #expect(try await cluster.pods().allSatisfy { $0.spec.containers[0].image == "nginx:2" })
        }
    }

    private func setImage(_ image: String, _ cluster: TestCluster) async throws {
        let container: JSONValue = ["name": "c", "image": .string(image)]
        _ = try await cluster.client.patch(
            Deployment.self, "web", namespace: "default", .strategic(["spec": ["template": ["spec": ["containers": [container]]]]]))
    }

    private func isDone(_ name: String, _ cluster: TestCluster) async throws -> Bool {
        let deployment = try await cluster.client.get(Deployment.self, name, namespace: "default")
        return deployment.isComplete(deployment.status)
    }
}
