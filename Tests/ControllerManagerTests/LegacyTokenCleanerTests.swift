import KubernetesAPI
import KubernetesClient
import Testing

@testable import ControllerManager

@Suite(.timeLimit(.minutes(5))) struct LegacyTokenCleanerTests {
    private static let day: Int64 = 86400

    @Test func itIsMarkedAndThenDeleted() async throws {
        try await TestCluster.run(
            controllers: [LegacyTokenCleaner.name], options: { $0.legacyServiceAccountTokenCleanUpPeriod = .seconds(2 * Self.day) }
        ) { cluster in
            var account = ServiceAccount()
            account.metadata = ObjectMeta(name: "default", namespace: "default")
            account.secrets = [ObjectReference(name: "default-token-abcde")]
            _ = try await cluster.client.create(account)
            var secret = Secret(metadata: ObjectMeta(name: "default-token-abcde", namespace: "default"))
            secret.metadata.annotations = ["kubernetes.io/service-account.name": "default"]
            secret.type = "kubernetes.io/service-account-token"
            _ = try await cluster.client.create(secret)
            func current() async throws -> Secret? {
                try await cluster.client.list(Secret.self, namespace: "default").items.first { $0.metadata.name == "default-token-abcde" }
            }
            try await cluster.eventually("marked", step: .seconds(3600), nodeWorks: false) {
                try await current()?.metadata.labels[LegacyTokenCleaner.invalidSinceLabel] != nil
            }
            #expect(cluster.clock.monotonic >= .seconds(2 * Self.day))
            try await cluster.eventually("deleted", step: .seconds(3600), nodeWorks: false) { try await current() == nil }
            #expect(cluster.clock.monotonic >= .seconds(4 * Self.day))
        }
    }
}
