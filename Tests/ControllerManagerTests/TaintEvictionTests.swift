import KubernetesAPI
import KubernetesClient
import Testing

@testable import ControllerManager

@Suite(.timeLimit(.minutes(5))) struct TaintEvictionTests {
    private static func pod(_ name: String, tolerating seconds: Int?) -> Pod {
        var pod = Pod()
        pod.metadata = ObjectMeta(name: name, namespace: "default")
        pod.spec.containers = [Container(name: "c", image: "nginx")]
        pod.spec.terminationGracePeriodSeconds = 30
        pod.spec.tolerations = [Toleration(key: "k", operator: "Equal", value: "v", effect: "NoExecute", tolerationSeconds: seconds)]
        return pod
    }

    private static func taint(_ cluster: TestCluster, _ taints: [Taint]) async throws {
        _ = try await cluster.client.patch(Node.self, TestCluster.node, .merge(["spec": ["taints": .array(taints.map { $0.jsonValue() })]]))
    }

    private static func going(_ cluster: TestCluster) async throws -> Set<String> {
        Set(try await cluster.client.list(Pod.self, namespace: "default").items.filter(\.metadata.isBeingDeleted).map(\.metadata.name))
    }

    @Test func podsGoWhenTheirTolerationEndsAndStayWhenTheTaintGoes() async throws {
        try await TestCluster.run(controllers: [TaintEvictionController.name, NodeLifecycleController.name, "serviceaccount-controller"]) { cluster in
            try await cluster.addNode()
            for (name, seconds) in [("short", 5), ("long", 60), ("ever", nil)] as [(String, Int?)] {
                try await cluster.eventually("\(name) is made", nodeWorks: false) {
                    (try? await cluster.client.create(Self.pod(name, tolerating: seconds))) != nil
                }
            }
            try await cluster.eventually("they run") { try await cluster.pods().filter(\.isReady).count == 3 }
            // As kubectl taints: without a time.
            try await Self.taint(cluster, [Taint(key: "k", value: "v", effect: "NoExecute")])
            try await cluster.eventually("short goes", step: .seconds(1), nodeWorks: false) { try await Self.going(cluster) == ["short"] }
            try await cluster.eventually("told") {
                try await cluster.eventMessages("TaintManagerEviction").contains("Marking for deletion Pod default/short")
            }
            try await Self.taint(cluster, [])
            try await cluster.eventually("cancelled") {
                try await cluster.eventMessages("TaintManagerEviction").contains("Cancelling deletion of Pod default/long")
            }
            try await cluster.pass(.seconds(90), nodeWorks: false)
            #expect(try await Self.going(cluster).isSubset(of: ["short"]))
            try await Self.taint(cluster, [Taint(key: "other", effect: "NoExecute")])
            try await cluster.eventually("nobody tolerates that", nodeWorks: false) { try await Self.going(cluster).isSuperset(of: ["long", "ever"]) }
            let gone = try await cluster.client.get(Pod.self, "ever", namespace: "default")
            let condition = gone.status.condition("DisruptionTarget")
            #expect(condition?.reason == "DeletionByTaintManager" && condition?.message == "Taint manager: deleting due to NoExecute taint")
        }
    }
}
