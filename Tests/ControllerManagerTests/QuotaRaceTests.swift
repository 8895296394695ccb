import KubernetesAPI
import KubernetesClient
import Testing

@testable import ControllerManager

@Suite(.timeLimit(.minutes(5))) struct QuotaRaceTests {
    private static func create(_ client: Client, _ name: String) async -> Bool {
        (try? await client.create(ConfigMap(metadata: ObjectMeta(name: name, namespace: "default")))) != nil
    }

    /// Many who create and delete at once, while the controller counts: there are never more than the quota allows, as many as it
    /// allows get through, and in the end it knows how many there are.
    @Test func neverMoreThanTheQuota() async throws {
        try await TestCluster.run(controllers: ["resourcequota-controller"], options: { $0.resourceQuotaSyncPeriod = .seconds(1) }) { cluster in
            let client = cluster.client
            var quota = ResourceQuota()
            quota.metadata = ObjectMeta(name: "q", namespace: "default")
            quota.spec.hard = ["count/configmaps": 7]
            _ = try await client.create(quota)
            func used() async throws -> Quantity? { try await client.get(ResourceQuota.self, "q", namespace: "default").status.used["count/configmaps"] }
            try await cluster.eventually("counted", nodeWorks: false) { try await used() == 0 }

            let admitted = await withTaskGroup(of: Bool.self) { group in
                for i in 0..<40 { group.addTask { await Self.create(client, "first-\(i)") } }
                return await group.reduce(0) { $0 + ($1 ? 1 : 0) }
            }
            #expect(admitted == 7)

            var random = SeededGenerator(seed: 5)
            for round in 0..<8 {
                let there = try await client.list(ConfigMap.self, namespace: "default").items.map(\.metadata.name)
                #expect(there.count <= 7)
                let leaving = there.shuffled(using: &random).prefix(Int.random(in: 1...4, using: &random))
                await withTaskGroup(of: Void.self) { group in
                    for name in leaving { group.addTask { try? await client.delete(ConfigMap.self, name, namespace: "default") } }
                    for i in 0..<10 { group.addTask { _ = await Self.create(client, "round-\(round)-\(i)") } }
                }
                #expect(try await client.list(ConfigMap.self, namespace: "default").items.count <= 7)
                cluster.clock.advance(by: .milliseconds(Int64.random(in: 0...1500, using: &random)))
            }
            try await cluster.eventually("it knows", step: .seconds(1), nodeWorks: false) {
                let count = try await client.list(ConfigMap.self, namespace: "default").items.count
                return try await used() == Quantity(count)
            }
            // What was given back can be taken again.
            for config in try await client.list(ConfigMap.self, namespace: "default").items {
                try await client.delete(ConfigMap.self, config.metadata.name, namespace: "default")
            }
            try await cluster.eventually("given back", step: .seconds(1), nodeWorks: false) { try await used() == 0 }
            #expect(await Self.create(client, "last"))
        }
    }
}
