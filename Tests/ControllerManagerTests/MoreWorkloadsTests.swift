import JSON
import KubernetesAPI
import KubernetesClient
import Testing

@testable import ControllerManager

@Suite(.timeLimit(.minutes(5))) struct MoreWorkloadsTests {
    @Test func aDaemonSetHasAPodOnEachNodeAndRollsOneByOne() async throws {
        try await TestCluster.run { cluster in
            for index in 1...3 { try await cluster.addNode("node-\(index)", address: "192.168.1.\(index)") }
            _ = try await cluster.client.patch(Node.self, "node-3", .merge(["metadata": ["labels": ["disk": "none"]]]))
            var set = DaemonSet()
            set.metadata.name = "agent"
            set.metadata.namespace = "default"
            set.spec.selector = LabelSelector(matchLabels: ["app": "agent"])
            set.spec.template = Sample.template(labels: ["app": "agent"])
            var affinity = NodeAffinity()
            affinity.requiredDuringSchedulingIgnoredDuringExecution = NodeSelector(nodeSelectorTerms: [
                NodeSelectorTerm(matchExpressions: [NodeSelectorRequirement(key: "disk", operator: "DoesNotExist")])
            ])
            set.spec.template.spec.affinity = Affinity(nodeAffinity: affinity)
            _ = try await cluster.client.create(set)
            try await cluster.eventually("two of three nodes have one") {
                let status = try await cluster.client.get(DaemonSet.self, "agent", namespace: "default").status
                return status.desiredNumberScheduled == 2 && status.numberAvailable == 2
            }
            #expect(try await Set(cluster.pods().compactMap(\.spec.nodeName)) == ["node-1", "node-2"])

            _ = try await cluster.client.patch(Node.self, "node-3", .merge(["metadata": ["labels": ["disk": .null]]]))
            try await cluster.eventually("now all three") { try await cluster.pods().filter(\.isReady).count == 3 }

            let container: JSONValue = ["name": "c", "image": "nginx:2"]
            _ = try await cluster.client.patch(
                DaemonSet.self, "agent", namespace: "default", .strategic(["spec": ["template": ["spec": ["containers": [container]]]]]))
            try await cluster.eventually("rolled") {
                let pods = try await cluster.pods()
                #expect(pods.filter(\.isReady).count >= 2)
                let status = try await cluster.client.get(DaemonSet.self, "agent", namespace: "default").status
                return status.updatedNumberScheduled == 3 && status.numberAvailable == 3
                    && pods.allSatisfy { $0.spec.containers[0].image == "nginx:2" }
            }
            #expect(try await cluster.client.list(ControllerRevision.self, namespace: "default").items.map(\.revision).sorted() == [1, 2])

            try await cluster.client.delete(Node.self, "node-3")
            try await cluster.eventually("the pod of a node that is gone goes", step: .seconds(1)) {
                try await cluster.pods().count == 2
            }
        }
    }

    @Test func aStatefulSetGoesInOrder() async throws {
        try await TestCluster.run(controllers: TestCluster.patient) { cluster in
            var set = StatefulSet()
            set.metadata.name = "db"
            set.metadata.namespace = "default"
            set.spec.replicas = 3
            set.spec.serviceName = "db"
            set.spec.selector = LabelSelector(matchLabels: ["app": "db"])
            set.spec.template = Sample.template(labels: ["app": "db"])
            var claim = PersistentVolumeClaim()
            claim.metadata.name = "data"
            claim.spec.accessModes = ["ReadWriteOnce"]
            claim.spec.resources.requests = ["storage": "1Gi"]
            set.spec.volumeClaimTemplates = [claim]
            _ = try await cluster.client.create(set)
            try await cluster.eventually("three, each after the one before") {
                let pods = try await cluster.pods().sorted { $0.metadata.name < $1.metadata.name }
                #expect(pods.dropLast().allSatisfy { $0.isReady })
                #expect(pods.map(\.metadata.name) == Array(["db-0", "db-1", "db-2"].prefix(pods.count)))
                return try await cluster.client.get(StatefulSet.self, "db", namespace: "default").status.readyReplicas == 3
            }
            let last = try await cluster.client.get(Pod.self, "db-2", namespace: "default")
            #expect(last.spec.hostname == "db-2" && last.spec.subdomain == "db")
            #expect(last.metadata.labels["apps.kubernetes.io/pod-index"] == "2")
            #expect(last.spec.volumes.first { $0.name == "data" }?.persistentVolumeClaim?.claimName == "data-db-2")
            #expect(try await cluster.client.list(PersistentVolumeClaim.self, namespace: "default").items.count == 3)

            // An update comes from the last to the partition.
            let container: JSONValue = ["name": "c", "image": "nginx:2"]
            _ = try await cluster.client.patch(
                StatefulSet.self, "db", namespace: "default",
                .strategic([
                    "spec": [
                        "template": ["spec": ["containers": [container]]],
                        "updateStrategy": ["type": "RollingUpdate", "rollingUpdate": ["partition": 1]],
                    ]
                ]))
            try await cluster.eventually("all from the partition on are updated") {
                let pods = try await cluster.pods().sorted { $0.metadata.name < $1.metadata.name }
                #expect(pods.filter(\.isReady).count >= 2)
                return pods.map { $0.spec.containers[0].image } == ["nginx", "nginx:2", "nginx:2"] && pods.allSatisfy(\.isReady)
            }
            _ = try await cluster.client.patch(StatefulSet.self, "db", namespace: "default", .merge(["spec": ["replicas": 1]]))
            try await cluster.eventually("one is left") { try await cluster.pods().map(\.metadata.name) == ["db-0"] }
            #expect(try await cluster.client.list(PersistentVolumeClaim.self, namespace: "default").items.count == 3)
        }
    }

    @Test func aJobCountsEachPodOnce() async throws {
        try await TestCluster.run(controllers: TestCluster.patient) { cluster in
            _ = try await cluster.client.create(job("work", completions: 3, parallelism: 2))
            for round in 1...3 {
                try await cluster.eventually("pod \(round) runs") { try await cluster.pods().contains(where: \.isReady) }
                let pods = try await cluster.pods()
                #expect(pods.filter { !$0.isTerminal }.count <= 2)
                try await cluster.finish(try #require(pods.first(where: \.isReady)), phase: "Succeeded")
            }
            try await cluster.eventually("complete") {
                let done = try await cluster.client.get(Job.self, "work", namespace: "default")
                return done.isTrue("Complete") && done.status.succeeded == 3 && (done.status.uncountedTerminatedPods?.isEmpty ?? true)
            }
            let done = try await cluster.client.get(Job.self, "work", namespace: "default")
            #expect(done.isTrue("SuccessCriteriaMet") && done.status.completionTime != nil && done.status.active == nil)
            #expect(try await cluster.pods().allSatisfy { !$0.isTracked && $0.isTerminal })
            try await cluster.eventually("it is told") { try await cluster.eventMessages("Completed") == ["Job completed"] }
        }
    }

    @Test func aJobGivesUpAtItsLimit() async throws {
        try await TestCluster.run(controllers: TestCluster.patient) { cluster in
            var broken = job("broken", completions: 1, parallelism: 1)
            broken.spec.backoffLimit = 1
            _ = try await cluster.client.create(broken)
            for round in 1...2 {
                try await cluster.eventually("pod \(round) runs", step: .seconds(1)) { try await cluster.pods().contains(where: \.isReady) }
                try await cluster.finish(try #require(try await cluster.pods().first(where: \.isReady)), phase: "Failed", exitCode: 1)
            }
            // The second came ten seconds after the first had failed.
            #expect(cluster.clock.monotonic >= .seconds(10))
            try await cluster.eventually("failed") {
                let now = try await cluster.client.get(Job.self, "broken", namespace: "default")
                return now.status.conditions.contains {
                    $0.type == "Failed" && $0.status == "True" && $0.reason == "BackoffLimitExceeded"
                        && $0.message == "Job has reached the specified backoff limit"
                } && now.status.failed == 2
            }
        }
    }

    @Test func anIndexedJobDoesEachIndexOnce() async throws {
        try await TestCluster.run(controllers: TestCluster.patient) { cluster in
            var indexed = job("indexed", completions: 4, parallelism: 2)
            indexed.spec.completionMode = "Indexed"
            _ = try await cluster.client.create(indexed)
            for _ in 0..<4 {
                try await cluster.eventually("a pod runs") { try await cluster.pods().contains(where: \.isReady) }
                try await cluster.finish(try #require(try await cluster.pods().first(where: \.isReady)), phase: "Succeeded")
            }
            try await cluster.eventually("complete") {
                let now = try await cluster.client.get(Job.self, "indexed", namespace: "default")
                return now.isTrue("Complete") && now.status.completedIndexes == "0-3" && now.status.succeeded == 4
            }
            #expect(try await Set(cluster.pods().compactMap(JobPods.index)) == [0, 1, 2, 3])
        }
    }

    private func job(_ name: String, completions: Int, parallelism: Int) -> Job {
        var job = Job()
        job.metadata.name = name
        job.metadata.namespace = "default"
        job.spec.completions = completions
        job.spec.parallelism = parallelism
        job.spec.template = Sample.template(labels: [:])
        job.spec.template.spec.restartPolicy = "Never"
        return job
    }
}
