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
}
