import KubernetesAPI
import KubernetesClient
import Testing

@testable import ControllerManager

@Suite(.timeLimit(.minutes(5))) struct LoadBalancerTests {
    private static func service(_ name: String, port: Int = 80, sharing: String? = nil) -> KubernetesAPI.Service {
        var service = KubernetesAPI.Service()
        service.metadata = ObjectMeta(name: name, namespace: "default")
        service.metadata.annotations[LoadBalancerUse.sharingAnnotation] = sharing
        service.spec.type = "LoadBalancer"
        service.spec.ports = [ServicePort(port: port)]
        return service
    }

    private static func addresses(_ cluster: TestCluster, _ name: String) async throws -> [String] {
        try await cluster.client.get(KubernetesAPI.Service.self, name, namespace: "default").status.loadBalancer.ingress.compactMap(\.ip)
    }

    @Test func aPoolOfRangesAndNetworks() throws {
        let pool = try LoadBalancerPool(parsing: "192.168.1.254-192.168.2.1, 10.0.0.0/30,fd00::10")
        var taken: Set<String> = []
        var given: [String] = []
        while let address = pool.first(isIPv6: false, where: { !taken.contains($0) }) {
            given.append(address)
            taken.insert(address)
        }
        #expect(given == ["192.168.1.254", "192.168.1.255", "192.168.2.0", "192.168.2.1", "10.0.0.0", "10.0.0.1", "10.0.0.2", "10.0.0.3"])
        #expect(pool.contains("10.0.0.3") && !pool.contains("10.0.0.4") && pool.contains("fd00::10") && !pool.contains("x"))
        let six = pool.first(isIPv6: true, where: { _ in true })
        #expect(six == "fd00::10")
    }

    @Test(arguments: ["x", "10.0.0.5-10.0.0.1", "10.0.0.1-fd00::1", "10.0.0.0/33", "1-2-3"])
    func badPools(text: String) { #expect(throws: LoadBalancerPool.BadPool.self) { try LoadBalancerPool(parsing: text) } }

    /// Whoever asks in whatever order: an address is one service's, or that of services which agreed and whose ports differ.
    @Test func noAddressIsGivenTwice() throws {
        var random = SeededGenerator(seed: 11)
        let pool = try LoadBalancerPool(parsing: "10.0.0.1-10.0.0.6")
        for _ in 0..<200 {
            var uses: [LoadBalancerUse] = []
            for i in 0..<20 {
                if Int.random(in: 0..<4, using: &random) == 0, !uses.isEmpty { uses.remove(at: Int.random(in: uses.indices, using: &random)) }
                let sharing = ["a", "b", nil, nil].randomElement(using: &random) ?? nil
                var use = LoadBalancerUse(Self.service("s\(i)", port: Int.random(in: 80...83, using: &random), sharing: sharing), addresses: [])
                guard let found = try? LoadBalancerPlan.fromPool(pool, use, families: ["IPv4"], wanted: nil, others: uses) else {
                    // Only when there is really none left.
                    let taken = Set(uses.flatMap(\.addresses))
                    let free = pool.first(isIPv6: false, where: { !taken.contains($0) })
                    #expect(free == nil)
                    continue
                }
                use.addresses = found
                uses.append(use)
            }
            for (i, one) in uses.enumerated() {
                for other in uses[(i + 1)...] where !Set(one.addresses).isDisjoint(with: other.addresses) {
                    let isAgreed = one.shares(with: other)
                    #expect(isAgreed)
                }
            }
        }
    }

    @Test func servicesGetAddressesOfThePoolAndWaitWhenItIsEmpty() async throws {
        try await TestCluster.run(
            controllers: [ServiceLoadBalancerController.name], options: { $0.loadBalancerAddressPool = "10.9.0.1-10.9.0.2" }
        ) { cluster in
            _ = try await cluster.client.create(Self.service("a"))
            try await cluster.eventually("a") { try await Self.addresses(cluster, "a") == ["10.9.0.1"] }
            var wished = Self.service("b", port: 81, sharing: "x")
            wished.spec.loadBalancerIP = "10.9.0.2"
            _ = try await cluster.client.create(wished)
            try await cluster.eventually("b") { try await Self.addresses(cluster, "b") == ["10.9.0.2"] }
            _ = try await cluster.client.create(Self.service("c", port: 81))
            try await cluster.eventually("c is told") {
                try await cluster.eventMessages("SyncLoadBalancerFailed")
                    == ["Error syncing load balancer: failed to ensure load balancer: no IPv4 address is left in the pool"]
            }
            // Who agrees with b, on another port, gets b's.
            _ = try await cluster.client.create(Self.service("d", port: 82, sharing: "x"))
            try await cluster.eventually("d") { try await Self.addresses(cluster, "d") == ["10.9.0.2"] }
            #expect(try await Self.addresses(cluster, "c") == [])
            let given = try await cluster.client.get(KubernetesAPI.Service.self, "a", namespace: "default").status.loadBalancer.ingress
            #expect(given.map(\.ipMode) == ["VIP"])

            try await cluster.client.delete(KubernetesAPI.Service.self, "a", namespace: "default")
            try await cluster.eventually("c, too") { try await Self.addresses(cluster, "c") == ["10.9.0.1"] }
            // Another type gives it back.
            _ = try await cluster.client.patch(KubernetesAPI.Service.self, "c", namespace: "default", .merge(["spec": ["type": "ClusterIP"]]))
            try await cluster.eventually("given back") { try await Self.addresses(cluster, "c") == [] }
            try await cluster.eventually("told") { try await cluster.eventMessages("DeletedLoadBalancer") == ["Deleted load balancer"] }
        }
    }

    @Test func aPortOfTheNodesIsOneServices() async throws {
        try await TestCluster.run(controllers: [ServiceLoadBalancerController.name, NodeLifecycleController.name]) { cluster in
            try await cluster.addNode()
            _ = try await cluster.client.create(Self.service("a"))
            try await cluster.eventually("a") { try await Self.addresses(cluster, "a") == ["192.168.1.10"] }
            _ = try await cluster.client.create(Self.service("b", port: 81))
            _ = try await cluster.client.create(Self.service("c"))
            try await cluster.eventually("b") { try await Self.addresses(cluster, "b") == ["192.168.1.10"] }
            try await cluster.eventually("c is told") {
                try await cluster.eventMessages("SyncLoadBalancerFailed")
                    == ["Error syncing load balancer: failed to ensure load balancer: port 80/TCP of the nodes is taken by service default/a"]
            }
            var classed = Self.service("other", port: 90)
            classed.spec.loadBalancerClass = "example.com/lb"
            _ = try await cluster.client.create(classed)
            try await cluster.client.delete(KubernetesAPI.Service.self, "a", namespace: "default")
            try await cluster.eventually("c, too") { try await Self.addresses(cluster, "c") == ["192.168.1.10"] }
            #expect(try await Self.addresses(cluster, "other") == [])
        }
    }
}
