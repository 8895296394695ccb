import JSON
import KubernetesAPI
import KubernetesClient
import Testing

@testable import ControllerManager

@Suite(.timeLimit(.minutes(5))) struct DeploymentBehaviourTests {
    /// The template is changed again and again before a rollout ends: only the last one counts.
    @Test func aRolloutRollsOver() async throws {
        try await TestCluster.run(controllers: TestCluster.patient) { cluster in
            _ = try await cluster.client.create(Sample.deployment(replicas: 3))
            try await cluster.eventually("done") { try await Self.isDone(cluster) }
            for image in ["broken", "nginx:3", "broken", "nginx:4"] {
                try await cluster.setImage(Deployment.self, "web", image)
                try await cluster.eventually("\(image) has begun") {
                    let deployment = try await cluster.get(Deployment.self, "web")
                    #expect(try await cluster.pods().filter(\.isReady).count >= 3)
                    return (deployment.status.updatedReplicas ?? 0) > 0 && deployment.status.observedGeneration == deployment.metadata.generation
                }
            }
            try await cluster.eventually("the last one is there") {
                let images = Set(try await cluster.pods().map { $0.spec.containers[0].image })
                let done = try await Self.isDone(cluster)
                return done && images == ["nginx:4"]
            }
            // The same broken template twice was the same revision of it, used again.
            #expect(try await cluster.client.list(ReplicaSet.self, namespace: "default").items.count == 4)
            #expect(try await cluster.get(Deployment.self, "web").metadata.annotations["deployment.kubernetes.io/revision"] == "5")
        }
    }

    /// In the middle of a rollout that cannot go on, a new size is shared out in proportion.
    @Test func aResizeInARolloutIsShared() async throws {
        try await TestCluster.run(controllers: TestCluster.patient) { cluster in
            var deployment = Sample.deployment(replicas: 10)
            deployment.spec.strategy.rollingUpdate = RollingUpdateDeployment(maxUnavailable: .int(2), maxSurge: .int(3))
            _ = try await cluster.client.create(deployment)
            try await cluster.eventually("done") { try await Self.isDone(cluster) }
            try await cluster.setImage(Deployment.self, "web", "broken")
            try await cluster.eventually("stuck at 8 and 5") { try await Self.sizes(cluster) == [5, 8] }
            try await cluster.merge(Deployment.self, "web", ["spec": ["replicas": 30]])
            // 33 in all, as e2e has it: 20 of the first, 13 of the second.
            try await cluster.eventually("shared out") { try await Self.sizes(cluster) == [13, 20] }
        }
    }

    /// A set that is made by hand and matches is adopted, and speaks for the template that it has.
    @Test func aMatchingSetIsAdopted() async throws {
        try await TestCluster.run(controllers: TestCluster.patient) { cluster in
            let set = try await cluster.client.create(Sample.replicaSet("web", replicas: 2))
            try await cluster.eventually("runs") { try await cluster.pods().filter(\.isReady).count == 2 }
            _ = try await cluster.client.create(Sample.deployment("web", replicas: 2))
            try await cluster.eventually("adopted") {
                let now = try await cluster.get(ReplicaSet.self, "web")
                let done = try await Self.isDone(cluster)
                return done && now.metadata.controllerRef?.kind == "Deployment" && now.metadata.uid == set.metadata.uid
            }
            #expect(try await cluster.client.list(ReplicaSet.self, namespace: "default").items.count == 1)
        }
    }

    /// What `kubectl rollout undo` goes by: the template that was, the annotations with it, a new revision.
    @Test func anUndoneRolloutTellsItsHistory() async throws {
        try await TestCluster.run(controllers: TestCluster.patient) { cluster in
            var deployment = Sample.deployment(replicas: 1)
            deployment.metadata.annotations["kubernetes.io/change-cause"] = "first"
            _ = try await cluster.client.create(deployment)
            try await cluster.eventually("done") { try await Self.isDone(cluster) }
            try await cluster.merge(Deployment.self, "web", ["metadata": ["annotations": ["kubernetes.io/change-cause": "second"]]])
            try await cluster.setImage(Deployment.self, "web", "nginx:2")
            try await cluster.eventually("done again") { try await Self.isDone(cluster) }
            try await cluster.setImage(Deployment.self, "web", "nginx")
            try await cluster.eventually("undone") {
                let done = try await Self.isDone(cluster)
                let revision = try await cluster.get(Deployment.self, "web").metadata.annotations["deployment.kubernetes.io/revision"]
                return done && revision == "3"
            }
            let sets = try await cluster.client.list(ReplicaSet.self, namespace: "default").items
            #expect(Set(sets.map { $0.metadata.annotations["deployment.kubernetes.io/revision"] }) == ["2", "3"])
            #expect(sets.first { $0.metadata.annotations["deployment.kubernetes.io/revision"] == "2" }?.metadata.annotations["kubernetes.io/change-cause"] == "second")
            // As old clients do it.
            try await cluster.merge(Deployment.self, "web", ["metadata": ["annotations": ["deprecated.deployment.rollback.to": "0"]]])
            try await cluster.eventually("back to the one before") {
                let now = try await cluster.get(Deployment.self, "web")
                return now.metadata.annotations["deprecated.deployment.rollback.to"] == nil && now.spec.template.spec.containers[0].image == "nginx:2"
                    && now.metadata.annotations["deployment.kubernetes.io/revision"] == "4" && now.isComplete(now.status)
            }
        }
    }

    /// A name that is taken already: the deployment counts, and takes another.
    @Test func aHashThatIsTakenIsCounted() async throws {
        try await TestCluster.run(controllers: TestCluster.patient) { cluster in
            let hash = templateHash(try await Self.defaulted(cluster), collisionCount: nil)
            var stranger = Sample.replicaSet("web-\(hash)", replicas: 0)
            stranger.metadata.labels = [:]
            stranger.spec.selector = LabelSelector(matchLabels: ["other": "one"])
            stranger.spec.template = Sample.template(labels: ["other": "one"])
            _ = try await cluster.client.create(stranger)
            _ = try await cluster.client.create(Sample.deployment(replicas: 1))
            try await cluster.eventually("another name is found") {
                let done = try await Self.isDone(cluster)
                let count = try await cluster.get(Deployment.self, "web").status.collisionCount
                return done && count == 1
            }
        }
    }

    /// The template as the server stores it.
    private static func defaulted(_ cluster: TestCluster) async throws -> PodTemplateSpec {
        var probe = Sample.deployment(replicas: 0)
        probe.metadata.name = "probe"
        let template = try await cluster.client.create(probe).spec.template
        try await cluster.client.delete(Deployment.self, "probe", namespace: "default", options: DeleteOptions(propagationPolicy: "Background"))
        try await cluster.eventually("the probe is gone") { try await cluster.client.list(ReplicaSet.self, namespace: "default").items.isEmpty }
        return template
    }

    private static func sizes(_ cluster: TestCluster) async throws -> [Int] {
        try await cluster.client.list(ReplicaSet.self, namespace: "default").items.map(\.replicas).sorted()
    }

    private static func isDone(_ cluster: TestCluster) async throws -> Bool {
        let deployment = try await cluster.get(Deployment.self, "web")
        return deployment.isComplete(deployment.status)
    }
}
