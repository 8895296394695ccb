import JSON
import KubernetesAPI
import KubernetesClient
import Testing

@testable import ControllerManager

/// Pods on nodes with taints of the effect NoExecute.
@Suite(.timeLimit(.minutes(5))) struct NoExecuteTaintTests {
    private func pod(_ name: String, tolerates seconds: Int?) -> Pod {
        var pod = Sample.pod(name, labels: ["app": "tolerant"])
        pod.metadata.uid = ""
        pod.status = PodStatus()
        pod.spec.containers = [Container(name: "c", image: "nginx")]
        if let seconds { pod.spec.tolerations = [Toleration(key: "evict", operator: "Equal", value: "yes", effect: "NoExecute", tolerationSeconds: seconds)] }
        return pod
    }

    private func taint(_ on: Bool, _ cluster: TestCluster) async throws {
        let taint: JSONValue = ["key": "evict", "value": "yes", "effect": "NoExecute"]
        _ = try await cluster.client.patch(Node.self, TestCluster.node, .merge(["spec": ["taints": on ? [taint] : []]]))
    }

    @Test func podsGoWhenTheirTimeIsOver() async throws {
        try await TestCluster.run { cluster in
            try await cluster.addNode()
            for (name, seconds) in [("none", nil), ("short", 5), ("long", 60)] as [(String, Int?)] { _ = try await cluster.client.create(pod(name, tolerates: seconds)) }
            try await cluster.eventually("all run") { try await cluster.pods().filter(\.isReady).count == 3 }
            try await taint(true, cluster)
            let began = cluster.clock.monotonic
            try await cluster.eventually("who tolerates nothing goes") { try await cluster.pods().map(\.metadata.name).sorted() == ["long", "short"] }
            try await cluster.eventually("the short time is over") { try await cluster.pods().map(\.metadata.name) == ["long"] }
            // Taints have whole seconds.
            #expect(cluster.clock.monotonic - began >= .seconds(4))
            try await cluster.eventually("the long time is over", step: .milliseconds(500)) { try await cluster.pods().isEmpty }
            #expect(cluster.clock.monotonic - began >= .seconds(59))
            #expect(try await cluster.eventMessages("TaintManagerEviction").contains { $0.contains("default/long") })
        }
    }

    @Test func aTaintThatGoesInTimeEvictsNobody() async throws {
        try await TestCluster.run { cluster in
            try await cluster.addNode()
            _ = try await cluster.client.create(pod("patient", tolerates: 20))
            try await cluster.eventually("runs") { try await cluster.pods().filter(\.isReady).count == 1 }
            try await taint(true, cluster)
            try await cluster.pass(.seconds(10))
            try await taint(false, cluster)
            try await cluster.pass(.seconds(40))
            #expect(try await cluster.pods().map(\.metadata.name) == ["patient"])
        }
    }
}
