import KubernetesAPI
import KubernetesClient
import Testing

@testable import ControllerManager

@Suite(.timeLimit(.minutes(5))) struct NodesTests {
    @Test func aSilentNodeIsUnknownAndItsPodsMoveOn() async throws {
        try await TestCluster.run { cluster in
            try await cluster.addNode("node-1")
            try await cluster.addNode("node-2", address: "192.168.1.11")
            _ = try await cluster.client.create(Sample.deployment(replicas: 2))
            try await cluster.eventually("two ready pods") { try await cluster.pods().filter(\.isReady).count == 2 }

            // node-2 goes on renewing its lease; node-1, where the pods are, falls silent.
            try await cluster.eventually("node-1 is unknown", step: .seconds(1), nodeWorks: false) {
                try await self.renew("node-2", cluster)
                let ready = try await cluster.client.get(Node.self, "node-1").status.condition("Ready")
                return ready?.status == "Unknown" && ready?.reason == "NodeStatusUnknown"
            }
            #expect(cluster.clock.monotonic >= .seconds(50))
            try await cluster.eventually("tainted, and its pods not ready", nodeWorks: false) {
                try await self.renew("node-2", cluster)
                let taints = try await cluster.client.get(Node.self, "node-1").spec.taints
                let pods = try await cluster.pods()
                return Set(taints.map { "\($0.key):\($0.effect)" }) == [
                    "node.kubernetes.io/unreachable:NoSchedule", "node.kubernetes.io/unreachable:NoExecute",
                ] && pods.allSatisfy { !$0.isReady }
            }
            // The pods tolerate that for five minutes, as admission gave them.
            try await cluster.eventually("the pods are deleted", step: .seconds(2), nodeWorks: false) {
                try await self.renew("node-2", cluster)
                return try await cluster.client.list(Pod.self, namespace: "default").items
                    .filter { $0.metadata.isBeingDeleted && $0.spec.nodeName == "node-1" }.count == 2
            }
            #expect(cluster.clock.monotonic >= .seconds(350))
            #expect(try await cluster.client.get(Node.self, "node-2").spec.taints.isEmpty)

            try await self.renew("node-1", cluster)
            var back = try await cluster.client.get(Node.self, "node-1")
            for index in back.status.conditions.indices where back.status.conditions[index].type == "Ready" {
                back.status.conditions[index].status = "True"
            }
            _ = try await cluster.client.updateStatus(back)
            try await cluster.eventually("well again", nodeWorks: false) {
                try await cluster.client.get(Node.self, "node-1").spec.taints.isEmpty
            }
        }
    }

    @Test func theOnlyNodeIsNotEmptied() async throws {
        try await TestCluster.run { cluster in
            try await cluster.addNode()
            _ = try await cluster.client.create(Sample.deployment(replicas: 1))
            try await cluster.eventually("a ready pod") { try await cluster.pods().filter(\.isReady).count == 1 }
            try await cluster.eventually("unknown", step: .seconds(1), nodeWorks: false) {
                try await cluster.client.get(Node.self, TestCluster.node).status.condition("Ready")?.status == "Unknown"
            }
            try await cluster.pass(.seconds(60), nodeWorks: false)
            #expect(try await cluster.client.get(Node.self, TestCluster.node).spec.taints.map(\.effect) == ["NoSchedule"])
            #expect(try await cluster.pods().count == 1)
        }
    }

    private func drivenNodes(_ cluster: TestCluster) async throws -> Set<String> {
        Set(try await cluster.client.list(Node.self).items.filter { $0.spec.taints.contains(where: \.isDriving) }.map(\.metadata.name))
    }

    private func setReady(_ name: String, _ status: String, _ cluster: TestCluster) async throws {
        var node = try await cluster.client.get(Node.self, name)
        for index in node.status.conditions.indices where node.status.conditions[index].type == "Ready" {
            node.status.conditions[index].status = status
            node.status.conditions[index].lastHeartbeatTime = cluster.clock.time
        }
        node.metadata.resourceVersion = ""
        _ = try await cluster.client.updateStatus(node)
    }

    /// One zone loses most of its nodes, the other one: each is emptied at its own pace, and none any more once all are lost.
    @Test func zonesAreEmptiedAtTheirPaceAndNotAtAllWhenAllIsLost() async throws {
        try await TestCluster.run(
            controllers: [NodeLifecycleController.name],
            options: {
                $0.nodeMonitorGracePeriod = .seconds(100_000)
                $0.nodeEvictionRate = 0.01
            }
        ) { cluster in
            let zones = ["a": 5, "b": 3]
            for (zone, count) in zones {
                for i in 0..<count {
                    try await cluster.addNode("\(zone)-\(i)", address: "192.168.2.\(i + 1)")
                    _ = try await cluster.client.patch(
                        Node.self, "\(zone)-\(i)", .merge(["metadata": ["labels": ["topology.kubernetes.io/zone": .string(zone), "kubernetes.io/os": "linux"]]]))
                }
            }
            try await cluster.eventually("old labels are kept in step", nodeWorks: false) {
                try await cluster.client.list(Node.self).items.allSatisfy { $0.metadata.labels["beta.kubernetes.io/os"] == "linux" }
            }
            // More than 55 % of a small zone: not emptied at all. Of the other zone one node after the other, a hundred seconds apart.
            for name in ["a-0", "a-1", "a-2", "b-0", "b-1"] { try await setReady(name, "False", cluster) }
            try await cluster.eventually("the first of b", step: .seconds(2), nodeWorks: false) { try await !drivenNodes(cluster).isEmpty }
            let first = try await drivenNodes(cluster)
            #expect(first.count == 1 && first.isSubset(of: ["b-0", "b-1"]))
            let since = cluster.clock.monotonic
            try await cluster.eventually("the second of b", step: .seconds(5), nodeWorks: false) { try await drivenNodes(cluster) == ["b-0", "b-1"] }
            #expect(cluster.clock.monotonic - since >= .seconds(80))

            for name in ["a-3", "a-4", "b-2"] { try await setReady(name, "False", cluster) }
            try await cluster.eventually("nobody is emptied while all are lost", step: .seconds(2), nodeWorks: false) { try await drivenNodes(cluster).isEmpty }
            try await setReady("b-2", "True", cluster)
            try await cluster.eventually("it goes on when one is back", step: .seconds(2), nodeWorks: false) { try await !drivenNodes(cluster).isEmpty }
        }
    }

    @Test func twoFamiliesOfRangesAndNoneLeft() async throws {
        try await TestCluster.run(controllers: [NodeIPAMController.name, NodeLifecycleController.name], options: {
            $0.allocateNodeCIDRs = true
            $0.clusterCIDR = "10.244.0.0/23,fd00:10::/48"
            $0.serviceClusterIPRange = "10.244.0.0/26"
        }) { cluster in
            try await cluster.addNode("node-1")
            // The services have some of the first part.
            try await cluster.eventually("a part of each", nodeWorks: false) {
                try await cluster.client.get(Node.self, "node-1").spec.podCIDRs == ["10.244.1.0/24", "fd00:10::/64"]
            }
            try await cluster.addNode("node-2", address: "192.168.1.11")
            try await cluster.eventually("the one without is told", nodeWorks: false) {
                try await cluster.eventMessages("CIDRNotAvailable").contains("Node node-2 status is now: CIDRNotAvailable")
            }
            #expect(try await cluster.client.get(Node.self, "node-2").spec.podCIDRs == [])
            try await cluster.client.delete(Node.self, "node-1")
            try await cluster.eventually("the next one gets what is free", step: .seconds(1), nodeWorks: false) {
                try await cluster.client.get(Node.self, "node-2").spec.podCIDRs.first == "10.244.1.0/24"
            }
        }
    }

    @Test func nodesGetPartsOfTheClusterCIDR() async throws {
        try await TestCluster.run(options: {
            $0.allocateNodeCIDRs = true
            $0.clusterCIDR = "10.244.0.0/16"
        }) { cluster in
            try await cluster.addNode("node-1")
            try await cluster.addNode("node-2", address: "192.168.1.11")
            try await cluster.eventually("each has its own") {
                let nodes = try await cluster.client.list(Node.self).items
                return Set(nodes.flatMap(\.spec.podCIDRs)) == ["10.244.0.0/24", "10.244.1.0/24"]
                    && nodes.allSatisfy { $0.spec.podCIDRs == [$0.spec.podCIDR] }
            }
        }
    }

    @Test func podsOfNodesThatAreGoneAreCollected() async throws {
        try await TestCluster.run { cluster in
            try await cluster.addNode()
            var pod = Sample.pod("lonely")
            pod.metadata.uid = ""
            pod.spec.nodeName = nil
            pod.spec.containers = [Container(name: "c", image: "nginx")]
            _ = try await cluster.client.create(pod)
            try await cluster.eventually("it runs") { try await cluster.pods().first?.isReady == true }
            try await cluster.client.delete(Node.self, TestCluster.node)
            try await cluster.eventually("it is gone", step: .seconds(1), nodeWorks: false) {
                try await cluster.client.list(Pod.self, namespace: "default").items.isEmpty
            }
            #expect(cluster.clock.monotonic >= .seconds(40))
        }
    }

    private func renew(_ node: String, _ cluster: TestCluster) async throws {
        do {
            var lease = try await cluster.client.get(Lease.self, node, namespace: "kube-node-lease")
            lease.spec.renewTime = cluster.clock.microTime
            _ = try await cluster.client.update(lease)
        } catch let error as APIError where error.isNotFound {
            var lease = Lease()
            lease.metadata.name = node
            lease.metadata.namespace = "kube-node-lease"
            lease.spec.renewTime = cluster.clock.microTime
            _ = try await cluster.client.create(lease)
        }
    }
}
