import Foundation
import KubernetesAPI
import KubernetesClient
import Testing

extension Walk {
    /// A second kubelet comes with a bootstrap token, has its certificate signed, registers its node and goes on with the certificate.
    @Test func aKubeletBootstrapsItself() async throws {
        try await Room.open("bootstrap") { room in
            let cluster = room.cluster
            let directory = cluster.directory + "/bootstrap"
            try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
            defer { try? FileManager.default.removeItem(atPath: directory) }
            var secret = Secret(data: [
                "token-id": Array("abcdef".utf8), "token-secret": Array("0123456789abcdef".utf8), "usage-bootstrap-authentication": Array("true".utf8),
                "auth-extra-groups": Array("system:bootstrappers:test".utf8),
            ])
            secret.metadata = ObjectMeta(name: "bootstrap-token-abcdef", namespace: "kube-system")
            secret.type = "bootstrap.kubernetes.io/token"
            _ = try await room.client.create(secret)
            let roles = ["system:node-bootstrapper", "system:certificates.k8s.io:certificatesigningrequests:nodeclient"]
            for (number, role) in roles.enumerated() {
                try await room.create("""
                    apiVersion: rbac.authorization.k8s.io/v1
                    kind: ClusterRoleBinding
                    metadata: {name: bootstrap-test-\(number)}
                    roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: "\(role)"}
                    subjects: [{apiGroup: rbac.authorization.k8s.io, kind: Group, name: "system:bootstrappers:test"}]
                    """)
            }
            var first = try Kubeconfig.load(path: cluster.kubeconfig)
            for name in first.users.keys { first.users[name] = Kubeconfig.User(token: "abcdef.0123456789abcdef") }
            try first.write(to: directory + "/bootstrap.conf")

            let process = Process()
            process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
            process.arguments = ["nsenter", "--net=/run/netns/\(cluster.name)", Machine.apus, "kubelet"] + [
                "--bootstrap-kubeconfig=\(directory)/bootstrap.conf", "--kubeconfig=\(directory)/kubelet.conf", "--cert-dir=\(directory)/pki", "--root-dir=\(directory)/root",
                "--rotate-certificates", "--hostname-override=second-node", "--container-runtime-endpoint=unix://\(directory)/none.sock", "--port=0", "--healthz-port=0",
                "--node-ip=\(cluster.nodeIP)", "--node-labels=disk=ssd", "--register-with-taints=dedicated=test:NoSchedule", "--cgroup-root=\(cluster.cgroup)",
            ]
            let log = directory + "/log"
            _ = FileManager.default.createFile(atPath: log, contents: nil)
            process.standardError = FileHandle(forWritingAtPath: log)
            process.standardOutput = FileHandle.nullDevice
            try process.run()
            defer {
                process.terminate()
                process.waitUntilExit()
            }
            let node: Node
            do {
                node = try await eventually("the second node is registered") { try await room.client.get(Node.self, "second-node") }
            } catch {
                throw Failure("\(error)\n\((try? String(contentsOfFile: log, encoding: .utf8)) ?? "")")
            }
            #expect(node.metadata.labels["disk"] == "ssd" && node.spec.taints.contains { $0.key == "dedicated" })
            let requests = try await room.client.list(CertificateSigningRequest.self).items.filter { $0.spec.username == "system:bootstrap:abcdef" }
            #expect(requests.contains { $0.spec.signerName == "kubernetes.io/kube-apiserver-client-kubelet" && !$0.status.certificate.isEmpty })
            let own = try Kubeconfig.load(path: directory + "/kubelet.conf").target().user
            #expect(own.clientCertificate == directory + "/pki/kubelet-client-current.pem" && own.token == nil)
            // Without a container runtime it says so, as the node and no longer as the bootstrapper.
            try await eventually("the second node says why it is not ready") {
                let ready = try await room.client.get(Node.self, "second-node").status.condition("Ready")
                return ready?.status == "False" && ready?.message?.contains("container runtime is down") == true
            }
            try await room.client.delete(Node.self, "second-node")
            try await room.client.delete(Secret.self, "bootstrap-token-abcdef", namespace: "kube-system")
            for number in roles.indices { _ = try await room.client.raw("DELETE", "/apis/rbac.authorization.k8s.io/v1/clusterrolebindings/bootstrap-test-\(number)") }
        }
    }
}
