import JSON
import KubernetesAPI
import KubernetesClient
import Testing

@testable import ControllerManager

@Suite(.timeLimit(.minutes(3))) struct SmallControllersTests {
    // MARK: ttl-controller

    @Test func theMoreNodesTheLongerKubeletsMayKeepWhatTheyRead() {
        func walk(_ sizes: [Int]) -> [Int] {
            var step = 0
            return sizes.map { size in
                step = TTLController.step(step, nodes: size)
                return TTLController.seconds(step: step)
            }
        }
        #expect(walk([1, 100, 101, 500, 501, 1001, 2001, 5000]) == [0, 0, 15, 15, 30, 60, 300, 300])
        // Not at once back: a node that comes and goes changes nothing.
        #expect(walk([101, 100, 90, 89]) == [15, 15, 15, 0])
        #expect(walk([2001, 1900, 1799, 899, 0]) == [300, 300, 60, 30, 0])
    }

    @Test func nodesAreTold() async throws {
        try await TestCluster.run(controllers: ["ttl"]) { cluster in
            for index in 0..<3 {
                var node = Node()
                node.metadata.name = "n\(index)"
                _ = try await cluster.client.create(node)
            }
            try await cluster.eventually("all say 0", nodeWorks: false) {
                try await cluster.client.list(Node.self).items.allSatisfy { $0.metadata.annotations["node.alpha.kubernetes.io/ttl"] == "0" }
            }
            // Somebody's own value is corrected.
            _ = try await cluster.client.patch(Node.self, "n1", .merge(["metadata": ["annotations": ["node.alpha.kubernetes.io/ttl": "7"]]]))
            try await cluster.eventually("0 again", nodeWorks: false) {
                try await cluster.client.get(Node.self, "n1").metadata.annotations["node.alpha.kubernetes.io/ttl"] == "0"
            }
        }
    }

    // MARK: legacy-serviceaccount-token-cleaner-controller

    @Test func unusedTokensAreMarkedAndAYearLaterDeleted() async throws {
        try await TestCluster.run(controllers: ["legacy-service-account-token-cleaner", "serviceaccount"]) { cluster in
            try await cluster.takesPods()
            var account = ServiceAccount()
            account.metadata.name = "robot"
            account.metadata.namespace = "default"
            // One that was made by itself, and one that a user made and the account does not know.
            account.secrets = [ObjectReference(name: "robot-token"), ObjectReference(name: "robot-mounted")]
            _ = try await cluster.client.create(account)
            for name in ["robot-token", "robot-own", "robot-mounted"] {
                var secret = Secret()
                secret.metadata.name = name
                secret.metadata.namespace = "default"
                secret.metadata.annotations = ["kubernetes.io/service-account.name": "robot"]
                secret.type = "kubernetes.io/service-account-token"
                _ = try await cluster.client.create(secret)
            }
            var pod = Pod()
            pod.metadata.name = "user"
            pod.metadata.namespace = "default"
            pod.spec = Sample.template().spec
            pod.spec.volumes = [Volume(name: "t", secret: SecretVolumeSource(secretName: "robot-mounted"))]
            _ = try await cluster.client.create(pod)
            func labels() async throws -> [String: String?] {
                var labels: [String: String?] = [:]
                for secret in try await cluster.client.list(Secret.self, namespace: "default").items {
                    labels[secret.metadata.name] = .some(secret.metadata.labels["kubernetes.io/legacy-token-invalid-since"])
                }
                return labels
            }
            let year: Duration = .seconds(366 * 86400)
            func days(_ count: Int) async throws {
                for _ in 0..<count {
                    cluster.clock.advance(by: .seconds(86400))
                    try await Task.sleep(for: .milliseconds(10))
                }
            }
            try await days(3)
            #expect(try await labels().values.allSatisfy { $0 == nil })
            cluster.clock.advance(by: year)
            try await cluster.eventually("marked", step: .seconds(86400), nodeWorks: false) { try await labels()["robot-token"] != .some(nil) }
            cluster.clock.advance(by: year)
            try await cluster.eventually("deleted", step: .seconds(86400), nodeWorks: false) { try await labels()["robot-token"] == nil }
            let left = try await labels()
            #expect(Set(left.keys) == ["robot-own", "robot-mounted"] && left.values.allSatisfy { $0 == nil })
        }
    }
}
