import JSON
import KubernetesAPI
import KubernetesClient
import Testing

@testable import ControllerManager

@Suite(.timeLimit(.minutes(5))) struct DaemonSetBehaviourTests {
    private static func cluster(nodes: Int, _ body: (TestCluster) async throws -> Void) async throws {
        try await TestCluster.run { cluster in
            for index in 1...nodes { try await cluster.addNode("node-\(index)", address: "192.168.1.\(index)") }
            try await body(cluster)
        }
    }

    private static func status(_ cluster: TestCluster) async throws -> DaemonSetStatus { try await cluster.get(DaemonSet.self, "agent").status }

    /// A pod that is deleted, or that failed, is made anew on its node; one that fails again and again more and more slowly.
    @Test func podsAreReplaced() async throws {
        try await Self.cluster(nodes: 2) { cluster in
            let set = try await cluster.client.create(Sample.daemonSet())
            try await cluster.eventually("two") { try await Self.status(cluster).numberReady == 2 }
            let first = try await cluster.pods(of: set.metadata)[0]
            try await cluster.client.delete(Pod.self, first.metadata.name, namespace: "default")
            try await cluster.eventually("a new one on its node") {
                try await cluster.pods(of: set.metadata).contains { $0.isReady && $0.metadata.uid != first.metadata.uid && $0.spec.nodeName == first.spec.nodeName }
            }
            for round in 1...3 {
                let pod = try #require(try await cluster.pods(of: set.metadata).first(where: \.isReady))
                try await cluster.finish(pod, phase: "Failed", exitCode: 1)
                try await cluster.eventually("replaced after failure \(round)") {
                    let pods = try await cluster.pods(of: set.metadata)
                    return pods.filter(\.isReady).count == 2 && !pods.contains { $0.metadata.uid == pod.metadata.uid }
                }
            }
            try await cluster.eventually("it is told") { try await !cluster.eventMessages("FailedDaemonPod").isEmpty }
        }
    }

    /// Nodes are chosen by their labels, also when those change.
    @Test func labelsChooseTheNodes() async throws {
        try await Self.cluster(nodes: 2) { cluster in
            var set = Sample.daemonSet()
            set.spec.template.spec.nodeSelector = ["color": "blue"]
            let made = try await cluster.client.create(set)
            try await cluster.pass(.seconds(2))
            #expect(try await cluster.pods(of: made.metadata).isEmpty)
            _ = try await cluster.client.patch(Node.self, "node-2", .merge(["metadata": ["labels": ["color": "blue"]]]))
            try await cluster.eventually("on the blue one") {
                let pods = try await cluster.pods(of: made.metadata)
                let status = try await Self.status(cluster)
                return pods.map(\.spec.nodeName) == ["node-2"] && status.desiredNumberScheduled == 1 && status.numberAvailable == 1
            }
            let pod = try #require(try await cluster.pods(of: made.metadata).first)
            let affinity = pod.spec.affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution?.nodeSelectorTerms.first?.matchFields.first
            #expect(affinity?.key == "metadata.name" && affinity?.values == ["node-2"])
            #expect(
                Set(pod.spec.tolerations.filter { $0.operator == "Exists" }.map { "\($0.key ?? ""):\($0.effect ?? "")" })
                    .isSuperset(of: [
                        "node.kubernetes.io/not-ready:NoExecute", "node.kubernetes.io/unreachable:NoExecute", "node.kubernetes.io/disk-pressure:NoSchedule",
                        "node.kubernetes.io/memory-pressure:NoSchedule", "node.kubernetes.io/pid-pressure:NoSchedule",
                        "node.kubernetes.io/unschedulable:NoSchedule",
                    ]))
            _ = try await cluster.client.patch(Node.self, "node-2", .merge(["metadata": ["labels": ["color": "green"]]]))
            try await cluster.eventually("gone") { try await cluster.pods(of: made.metadata).isEmpty }
            try await cluster.merge(DaemonSet.self, "agent", ["spec": ["template": ["spec": ["nodeSelector": ["color": "green"]]]]])
            try await cluster.eventually("on the green one") { try await Self.status(cluster).numberAvailable == 1 }
        }
    }

    /// An update that never comes up is rolled back: the pods that still had the old template are not touched.
    @Test func aRollbackRestartsNothing() async throws {
        try await Self.cluster(nodes: 4) { cluster in
            let set = try await cluster.client.create(Sample.daemonSet())
            try await cluster.eventually("four") { try await Self.status(cluster).numberAvailable == 4 }
            try await cluster.setImage(DaemonSet.self, "agent", "broken")
            try await cluster.eventually("one is broken, and no more") {
                let pods = try await cluster.pods(of: set.metadata)
                #expect(pods.filter(\.isReady).count >= 3)
                return pods.filter { $0.spec.containers[0].image == "broken" }.count == 1
            }
            let untouched = Set(try await cluster.pods(of: set.metadata).filter(\.isReady).map(\.metadata.uid))
            try await cluster.setImage(DaemonSet.self, "agent", "nginx")
            try await cluster.eventually("back") {
                let status = try await Self.status(cluster)
                return status.numberAvailable == 4 && status.updatedNumberScheduled == 4
            }
            #expect(Set(try await cluster.pods(of: set.metadata).map(\.metadata.uid)).isSuperset(of: untouched))
            #expect(untouched.count == 3)
            #expect(try await cluster.client.list(ControllerRevision.self, namespace: "default").items.map(\.revision).sorted() == [2, 3])
        }
    }

    /// With surge the new pod is available before the old one goes; with OnDelete nothing goes by itself.
    @Test func surgeAndOnDelete() async throws {
        try await Self.cluster(nodes: 3) { cluster in
            var set = Sample.daemonSet()
            set.spec.updateStrategy.rollingUpdate = RollingUpdateDaemonSet(maxUnavailable: .int(0), maxSurge: .int(1))
            let made = try await cluster.client.create(set)
            try await cluster.eventually("three") { try await Self.status(cluster).numberAvailable == 3 }
            try await cluster.setImage(DaemonSet.self, "agent", "nginx:2")
            try await cluster.eventually("rolled") {
                let pods = try await cluster.pods(of: made.metadata)
                #expect(Set(pods.filter(\.isReady).compactMap(\.spec.nodeName)).count == 3)
                #expect(pods.count <= 4)
                let status = try await Self.status(cluster)
                return status.updatedNumberScheduled == 3 && status.numberAvailable == 3 && pods.count == 3
                    && pods.allSatisfy { $0.spec.containers[0].image == "nginx:2" }
            }
            try await cluster.merge(DaemonSet.self, "agent", ["spec": ["updateStrategy": ["type": "OnDelete", "rollingUpdate": .null]]])
            try await cluster.setImage(DaemonSet.self, "agent", "nginx:3")
            try await cluster.eventually("seen") {
                let set = try await cluster.get(DaemonSet.self, "agent")
                return set.status.observedGeneration == set.metadata.generation && set.status.updatedNumberScheduled == nil
            }
            #expect(try await cluster.pods(of: made.metadata).allSatisfy { $0.spec.containers[0].image == "nginx:2" })
            let victim = try await cluster.pods(of: made.metadata)[0].metadata.name
            try await cluster.client.delete(Pod.self, victim, namespace: "default")
            try await cluster.eventually("only that one is new") {
                let pods = try await cluster.pods(of: made.metadata)
                return pods.filter { $0.spec.containers[0].image == "nginx:3" }.count == 1 && pods.count == 3
            }
        }
    }

    /// Revisions can be labelled, added and deleted by hand; the next change counts on from the highest.
    @Test func revisionsHaveALifeOfTheirOwn() async throws {
        try await Self.cluster(nodes: 1) { cluster in
            _ = try await cluster.client.create(Sample.daemonSet())
            try await cluster.eventually("runs") { try await Self.status(cluster).numberAvailable == 1 }
            func revisions() async throws -> [ControllerRevision] {
                try await cluster.client.list(ControllerRevision.self, namespace: "default", options: ListOptions(labelSelector: "app=agent")).items
            }
            let first = try #require(try await revisions().first)
            #expect(try await revisions().count == 1 && first.revision == 1)
            try await cluster.merge(ControllerRevision.self, first.metadata.name, ["metadata": ["labels": ["marked": "patched"]]])
            var second = first
            second.metadata = ObjectMeta()
            second.metadata.name = "agent-by-hand"
            second.metadata.namespace = "default"
            second.metadata.labels = first.metadata.labels
            second.metadata.ownerReferences = first.metadata.ownerReferences
            second.revision = 2
            _ = try await cluster.client.create(second)
            #expect(try await revisions().count == 2)
            try await cluster.client.delete(ControllerRevision.self, first.metadata.name, namespace: "default")
            try await cluster.merge(DaemonSet.self, "agent", ["spec": ["template": ["spec": ["terminationGracePeriodSeconds": 1]]]])
            try await cluster.eventually("a third") { try await revisions().map(\.revision).sorted() == [2, 3] }
            try await cluster.merge(ControllerRevision.self, "agent-by-hand", ["metadata": ["labels": ["marked": "old"]]])
            try await cluster.client.deleteCollection(
                ControllerRevision.self, namespace: "default", selection: ListOptions(labelSelector: "marked=old"))
            #expect(try await revisions().map(\.revision) == [3])
        }
    }
}
