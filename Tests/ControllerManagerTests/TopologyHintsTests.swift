import JSON
import KubernetesAPI
import KubernetesClient
import Testing

@testable import ControllerManager

@Suite(.timeLimit(.minutes(3))) struct TopologyHintsTests {
    private func backend(_ number: Int, zone: String?, ready: Bool = true) -> SlicePlan.Backend {
        SlicePlan.Backend(
            endpoint: DiscoveryV1.Endpoint(
                addresses: ["10.0.0.\(number)"], conditions: DiscoveryV1.EndpointConditions(ready: ready), nodeName: "n\(number)", zone: zone),
            ports: [])
    }

    private func node(_ name: String, zone: String?, cpu: Quantity, ready: String = "True") -> Node {
        var node = Sample.node(name, ready: ready, zone: zone)
        node.status.allocatable = ["cpu": cpu]
        return node
    }

    private func zones(_ backends: [SlicePlan.Backend]) -> [[String]] { backends.map { $0.endpoint.hints?.forZones.map(\.name) ?? [] } }

    @Test func trafficDistributionNamesZonesAndNodes() {
        var backends = [backend(1, zone: "a"), backend(2, zone: nil), backend(3, zone: "b", ready: false)]
        TopologyHints.distribute("PreferClose", over: &backends)
        #expect(zones(backends) == [["a"], [], []])
        TopologyHints.distribute("PreferSameNode", over: &backends)
        #expect(zones(backends) == [["a"], [], []])
        #expect(backends.map { $0.endpoint.hints?.forNodes.map(\.name) ?? [] } == [["n1"], ["n2"], []])
        TopologyHints.distribute(nil, over: &backends)
        #expect(backends.allSatisfy { $0.endpoint.hints == nil })
    }

    @Test func zonesLendEndpointsToThoseThatHaveTooFew() throws {
        let shares = ZoneShares([node("1", zone: "a", cpu: 2), node("2", zone: "b", cpu: 2), node("3", zone: "c", cpu: 2)])
        var backends = (1...6).map { backend($0, zone: $0 <= 4 ? "a" : "b") } + [backend(7, zone: "c", ready: false)]
        try TopologyHints.share(shares, among: &backends)
        var counts: [String: Int] = [:]
        for zone in zones(backends).joined() { counts[zone, default: 0] += 1 }
        #expect(counts == ["a": 2, "b": 2, "c": 2] && backends[6].endpoint.hints == nil)
        var again = backends
        try TopologyHints.share(shares, among: &again)
        #expect(zones(again) == zones(backends))
    }

    @Test func whatCannotBeSharedSaysWhy() {
        let two = ZoneShares([node("1", zone: "a", cpu: 1), node("2", zone: "b", cpu: 1)])
        func problem(_ shares: ZoneShares, _ backends: [SlicePlan.Backend]) -> TopologyHints.Problem? {
            var backends = backends
            do throws(TopologyHints.Problem) {
                try TopologyHints.share(shares, among: &backends)
                return nil
            } catch { return error }
        }
        #expect(problem(two, [backend(1, zone: "a")]) == .fewEndpoints(1, zones: 2))
        #expect(problem(two, [backend(1, zone: "a"), backend(2, zone: nil)]) == .noZone)
        #expect(problem(two, [backend(1, zone: "a"), backend(2, zone: "b")]) == nil)
        // One of three endpoints would get half of the traffic.
        #expect(problem(two, (1...3).map { backend($0, zone: "a") }) == .overloaded(3, zones: 2))
        for nodes in [[node("1", zone: "a", cpu: 1)], [node("1", zone: "a", cpu: 1), node("2", zone: nil, cpu: 1)], [node("1", zone: "a", cpu: 1), node("2", zone: "b", cpu: 1, ready: "False")]] {
            #expect(problem(ZoneShares(nodes), (1...3).map { backend($0, zone: "a") }) == .insufficientNodes)
        }
    }

    @Test func slicesGetTheHintsThatTheServiceAsksFor() async throws {
        try await TestCluster.run(controllers: [EndpointSliceController.name, "serviceaccount"]) { cluster in
            try await cluster.takesPods()
            for (name, zone) in [("node-1", "a"), ("node-2", "b")] {
                var node = try await cluster.client.create(self.node(name, zone: zone, cpu: 2))
                node.metadata.resourceVersion = ""
                node.status = self.node(name, zone: zone, cpu: 2).status
                _ = try await cluster.client.updateStatus(node)
            }
            for index in 1...4 {
                var pod = Pod()
                pod.metadata.name = "p\(index)"
                pod.metadata.namespace = "default"
                pod.metadata.labels = ["app": "web"]
                pod.spec = Sample.template().spec
                pod.spec.nodeName = index % 2 == 0 ? "node-2" : "node-1"
                _ = try await cluster.client.create(pod)
            }
            var service = KubernetesAPI.Service()
            service.metadata.name = "web"
            service.metadata.namespace = "default"
            service.spec.selector = ["app": "web"]
            service.spec.ports = [ServicePort(protocol: "TCP", port: 80)]
            service.spec.trafficDistribution = "PreferSameNode"
            _ = try await cluster.client.create(service)
            func hints() async throws -> [DiscoveryV1.EndpointHints?] {
                try await cluster.client.list(EndpointSlice.self, namespace: "default").items
                    .filter { $0.metadata.labels["kubernetes.io/service-name"] == "web" }.flatMap(\.endpoints).map(\.hints)
            }
            try await cluster.eventually("nodes") { try await hints().compactMap { $0?.forNodes.first?.name }.sorted() == ["node-1", "node-1", "node-2", "node-2"] }
            _ = try await cluster.client.patch(
                KubernetesAPI.Service.self, "web", namespace: "default", .merge(["metadata": ["annotations": ["service.kubernetes.io/topology-mode": "Auto"]]]))
            try await cluster.eventually("by CPU") {
                let now = try await hints().compactMap { $0 }
                return now.allSatisfy { $0.forNodes.isEmpty } && now.compactMap { $0.forZones.first?.name }.sorted() == ["a", "a", "b", "b"]
            }
            try await cluster.eventually("told") {
                try await cluster.eventMessages("TopologyAwareHintsEnabled") == ["Topology Aware Hints has been enabled, addressType: IPv4"]
            }
            _ = try await cluster.client.patch(Node.self, "node-2", .merge(["metadata": ["labels": ["topology.kubernetes.io/zone": "a"]]]))
            try await cluster.eventually("one zone: none") { try await hints().allSatisfy { $0 == nil } }
            try await cluster.eventually("told, too") { try await !cluster.eventMessages("TopologyAwareHintsDisabled").isEmpty }
        }
    }
}
