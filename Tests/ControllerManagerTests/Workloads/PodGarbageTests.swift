import JSON
import KubernetesAPI
import KubernetesClient
import Testing

@testable import ControllerManager

@Suite(.timeLimit(.minutes(5))) struct PodGarbageTests {
    private static func create(_ cluster: TestCluster, _ name: String, finalizers: [String] = []) async throws {
        var pod = Sample.pod(name)
        pod.metadata.uid = ""
        pod.metadata.finalizers = finalizers
        pod.spec.nodeName = nil
        pod.status = PodStatus()
        pod.spec.containers = [Container(name: "c", image: "nginx")]
        _ = try await cluster.client.create(pod)
    }

    /// Beyond the threshold finished pods go, evicted ones first and then the oldest.
    @Test func finishedPodsBeyondTheThresholdGo() async throws {
        try await TestCluster.run(options: { $0.terminatedPodGCThreshold = 2 }) { cluster in
            for name in ["a", "b", "c", "d"] {
                try await Self.create(cluster, name)
                try await cluster.pass(.seconds(2))
            }
            try await cluster.eventually("all run") { try await cluster.pods().filter(\.isReady).count == 4 }
            for pod in try await cluster.pods() {
                var ended = pod
                ended.status.phase = "Failed"
                if pod.metadata.name == "d" { ended.status.reason = "Evicted" }
                _ = try await cluster.client.updateStatus(ended)
            }
            try await cluster.eventually("two are left", step: .seconds(1)) { try await Set(cluster.pods().map(\.metadata.name)) == ["b", "c"] }
        }
    }

    /// A pod that is being deleted and never had a node: nobody else would end it, so it is marked as failed and goes; one on a node that
    /// is out of service likewise.
    @Test func podsThatNobodyEndsAreEnded() async throws {
        try await TestCluster.run { cluster in
            try await cluster.addNode()
            try await Self.create(cluster, "lost", finalizers: ["example.com/held"])
            try await Self.create(cluster, "stuck")
            try await cluster.client.bind(pod: "stuck", namespace: "default", uid: cluster.get(Pod.self, "stuck").metadata.uid, to: TestCluster.node)
            for name in ["lost", "stuck"] { try await cluster.client.delete(Pod.self, name, namespace: "default") }
            try await cluster.eventually("the lost one has failed", step: .seconds(1), nodeWorks: false) {
                try await cluster.get(Pod.self, "lost").status.phase == "Failed"
            }
            #expect(try await cluster.get(Pod.self, "stuck").metadata.isBeingDeleted)
            var node = try await cluster.client.get(Node.self, TestCluster.node)
            node.spec.taints.append(Taint(key: "node.kubernetes.io/out-of-service", value: "nodeshutdown", effect: "NoExecute"))
            node = try await cluster.client.update(node)
            node.metadata.resourceVersion = ""
            node.status.conditions = [NodeCondition(type: "Ready", status: "False", lastHeartbeatTime: cluster.clock.time, lastTransitionTime: cluster.clock.time)]
            _ = try await cluster.client.updateStatus(node)
            try await cluster.eventually("gone", step: .seconds(1), nodeWorks: false) {
                try await cluster.client.list(Pod.self, namespace: "default").items.map(\.metadata.name) == ["lost"]
            }
        }
    }
}
