import Crypto
import Foundation
import KubernetesAPI
import KubernetesClient
import Testing

@testable import ControllerManager

@Suite(.timeLimit(.minutes(3))) struct BootstrapTests {
    private func secret(_ id: String, key: String = "0123456789abcdef", expiration: String? = nil, signs: Bool = true) -> Secret {
        var secret = Secret()
        secret.metadata.name = "bootstrap-token-\(id)"
        secret.metadata.namespace = "kube-system"
        secret.type = BootstrapToken.secretType
        secret.data = ["token-id": Array(id.utf8), "token-secret": Array(key.utf8), "usage-bootstrap-signing": Array("\(signs)".utf8)]
        if let expiration { secret.data["expiration"] = Array(expiration.utf8) }
        return secret
    }

    private func clusterInfo() -> ConfigMap {
        var map = ConfigMap()
        map.metadata.name = "cluster-info"
        map.metadata.namespace = "kube-public"
        map.data = ["kubeconfig": "apiVersion: v1\nkind: Config\n"]
        return map
    }

    private let controllers = ["bootstrapsigner", "token-cleaner-controller"]

    private func signatures(_ cluster: TestCluster) async throws -> Set<String> {
        let map = try await cluster.client.get(ConfigMap.self, "cluster-info", namespace: "kube-public")
        return Set(map.data.keys.filter { $0.hasPrefix("jws-kubeconfig-") })
    }

    @Test func signsTheClusterInfoWithTokensThatMaySign() async throws {
        try await TestCluster.run(controllers: controllers) { cluster in
            _ = try await cluster.client.create(clusterInfo())
            _ = try await cluster.client.create(secret("abcdef"))
            _ = try await cluster.client.create(secret("nosign", signs: false))
            try await cluster.eventually("it is signed") { try await signatures(cluster) == ["jws-kubeconfig-abcdef"] }
            let map = try await cluster.client.get(ConfigMap.self, "cluster-info", namespace: "kube-public")
            // What a node that joins checks.
            let parts = (map.data["jws-kubeconfig-abcdef"] ?? "").split(separator: ".", omittingEmptySubsequences: false).map(String.init)
            #expect(parts.count == 3 && parts[1].isEmpty)
            #expect(decoded(parts[0]) == #"{"alg":"HS256","kid":"abcdef"}"#)
            let message = parts[0] + "." + encoded(map.data["kubeconfig"] ?? "")
            let code = HMAC<SHA256>.authenticationCode(for: Data(message.utf8), using: SymmetricKey(data: Data("0123456789abcdef".utf8)))
            #expect(parts[2] == url(Data(code).base64EncodedString()))
            // Another content is signed anew; a token that goes takes its signature along.
            _ = try await cluster.client.create(secret("second"))
            try await cluster.eventually("both sign") { try await signatures(cluster).count == 2 }
            _ = try await cluster.client.patch(ConfigMap.self, "cluster-info", namespace: "kube-public", .merge(["data": ["kubeconfig": "new"]]))
            try await cluster.eventually("signed anew") {
                let now = try await cluster.client.get(ConfigMap.self, "cluster-info", namespace: "kube-public").data["jws-kubeconfig-abcdef"]
                return now != nil && now != map.data["jws-kubeconfig-abcdef"]
            }
            try await cluster.client.delete(Secret.self, "bootstrap-token-abcdef", namespace: "kube-system")
            try await cluster.eventually("one signs") { try await signatures(cluster) == ["jws-kubeconfig-second"] }
        }
    }

    @Test func expiredTokensAreDeletedAndSignNoMore() async throws {
        try await TestCluster.run(controllers: controllers) { cluster in
            _ = try await cluster.client.create(clusterInfo())
            let end = cluster.clock.time.adding(600)
            _ = try await cluster.client.create(secret("abcdef", expiration: "\(end)"))
            _ = try await cluster.client.create(secret("broken", expiration: "tomorrow"))
            _ = try await cluster.client.create(secret("stays0"))
            try await cluster.eventually("two sign, the broken one is gone") {
                let names = try await cluster.client.list(Secret.self, namespace: "kube-system").items.map(\.metadata.name)
                let signing = try await signatures(cluster)
                return signing == ["jws-kubeconfig-abcdef", "jws-kubeconfig-stays0"] && !names.contains("bootstrap-token-broken")
            }
            #expect(cluster.clock.time.seconds < end.seconds)
            try await cluster.eventually("it is deleted", step: .seconds(10)) {
                let names = try await cluster.client.list(Secret.self, namespace: "kube-system").items.map(\.metadata.name)
                let signing = try await signatures(cluster)
                return !names.contains("bootstrap-token-abcdef") && signing == ["jws-kubeconfig-stays0"]
            }
            #expect(cluster.clock.time.seconds >= end.seconds)
        }
    }

    @Test func theyAreOffUnlessNamed() {
        var options = ControllerManagerOptions()
        #expect(!options.enables(BootstrapSigner.self) && !options.enables(TokenCleaner.self) && options.enables(TTLController.self))
        // As kubeadm writes it, by the old names.
        options.controllers = ["*", "bootstrapsigner", "tokencleaner"]
        #expect(options.enables(BootstrapSigner.self) && options.enables(TokenCleaner.self))
    }

    private func url(_ text: String) -> String {
        text.replacingOccurrences(of: "+", with: "-").replacingOccurrences(of: "/", with: "_").replacingOccurrences(of: "=", with: "")
    }

    private func encoded(_ text: String) -> String { url(Data(text.utf8).base64EncodedString()) }

    private func decoded(_ text: String) -> String {
        let padded = text.replacingOccurrences(of: "-", with: "+").replacingOccurrences(of: "_", with: "/") + String(repeating: "=", count: (4 - text.count % 4) % 4)
        return String(decoding: Data(base64Encoded: padded) ?? Data(), as: UTF8.self)
    }
}
