import KubernetesAPI
import KubernetesClient
import Testing

@testable import ControllerManager

/// PreemptionExecutionPath of [sig-scheduling]: workloads of rising priority on one node, and the last one takes the room of the first two.
@Suite(.serialized) struct PreemptionPathTests {
    private static let resource = "example.com/fakecpu"

    private func replicaSet(_ name: String, _ amount: Quantity) -> ReplicaSet {
        var set = ReplicaSet()
        (set.metadata.name, set.metadata.namespace) = (name, "default")
        set.spec.replicas = 1
        set.spec.selector = LabelSelector(matchLabels: ["name": name])
        var template = PodTemplateSpec()
        template.metadata.labels = ["name": name]
        var container = Container()
        (container.name, container.image) = ("pause", "registry.k8s.io/pause:3.10")
        container.resources.requests = [Self.resource: amount]
        container.resources.limits = [Self.resource: amount]
        template.spec.containers = [container]
        template.spec.priorityClassName = name
        template.spec.terminationGracePeriodSeconds = 0
        set.spec.template = template
        return set
    }

    @Test func replicaSetsOfFourPriorities() async throws {
        try await TestCluster.run(controllers: ["replicaset-controller", "serviceaccount-controller", "taint-eviction-controller", "node-lifecycle-controller"]) { cluster in
            try await cluster.takesPods()
            try await cluster.addNode()
            var node = try await cluster.client.get(Node.self, TestCluster.node)
            let amounts: [String: Quantity] = [Self.resource: "1000", "cpu": "8", "memory": "8Gi", "pods": "110"]
            (node.status.capacity, node.status.allocatable) = (amounts, amounts)
            _ = try await cluster.client.updateStatus(node)
            for value in 1...4 {
                var priority = PriorityClass()
                priority.metadata.name = "p\(value)"
                priority.value = value
                _ = try await cluster.client.create(priority)
            }
            let life = ProcessLife()
            let scheduler = cluster.scheduler(life: life)
            defer { scheduler.cancel() }
            func pods(_ name: String) async throws -> [Pod] {
                let list: ObjectList<Pod> = try await cluster.client.list(namespace: "default", options: ListOptions(labelSelector: "name=\(name)"))
                return list.items.filter { $0.metadata.deletionTimestamp == nil }
            }
            func isPlaced(_ name: String) async throws -> Bool { try await pods(name).contains { $0.spec.nodeName == TestCluster.node } }
            var first: [String: String] = [:]
            for (name, amount) in [("p1", Quantity(200)), ("p2", Quantity(300)), ("p3", Quantity(450))] {
                _ = try await cluster.client.create(replicaSet(name, amount))
                try await cluster.eventually("\(name) is placed", binds: false) { try await isPlaced(name) }
                first[name] = try await pods(name).first?.metadata.uid
            }
            _ = try await cluster.client.create(replicaSet("p4", Quantity(500)))
            try await cluster.eventually("p4 is placed", binds: false) { try await isPlaced("p4") }
            // The first two have pods that wait instead of those that went; the third kept its own.
            try await cluster.eventually("the others have their pods again", binds: false) {
                for name in ["p1", "p2"] {
                    let now = try await pods(name)
                    guard now.count == 1, now[0].metadata.uid != first[name], (now[0].spec.nodeName ?? "").isEmpty else { return false }
                }
                return try await pods("p3").map(\.metadata.uid) == [first["p3"] ?? ""]
            }
            for name in ["p1", "p2", "p3", "p4"] {
                try await cluster.eventually("\(name) says one replica", binds: false) {
                    try await cluster.client.get(ReplicaSet.self, name, namespace: "default").status.replicas == 1
                }
            }
            scheduler.cancel()
            await scheduler.value
        }
    }
}
