import Foundation
import JSON
import KubernetesClient
import Testing

@Suite struct KubeconfigTests {
    private let text = """
        apiVersion: v1
        kind: Config
        current-context: admin@apus
        clusters:
        - name: apus
          cluster: {server: "https://10.0.0.1:6443", certificate-authority: pki/ca.crt}
        users:
        - name: admin
          user: {client-certificate-data: aGk=, client-key: /keys/admin.key}
        contexts:
        - name: admin@apus
          context: {cluster: apus, user: admin, namespace: web}
        - name: broken
          context: {cluster: nowhere, user: admin}
        """

    @Test func findsTheTargetOfAContext() throws {
        let target = try Kubeconfig(parsing: text, directory: "/etc/kubernetes").target()
        #expect(target.cluster.server == "https://10.0.0.1:6443" && target.cluster.certificateAuthority == "/etc/kubernetes/pki/ca.crt")
        #expect(target.user.clientCertificateData == Array("hi".utf8) && target.user.clientKey == "/keys/admin.key")
        #expect(target.namespace == "web")
        #expect(try Kubeconfig(parsing: text, directory: "").target().cluster.certificateAuthority == "pki/ca.crt")
    }

    @Test func saysWhatIsWrong() throws {
        let config = try Kubeconfig(parsing: text)
        #expect(throws: ClientError.configuration("cluster \"nowhere\" does not exist")) { try config.target(context: "broken") }
        #expect(throws: ClientError.configuration("context \"other\" does not exist")) { try config.target(context: "other") }
        #expect(throws: ClientError.self) { try Kubeconfig().target() }
        for bad in ["[]", "clusters: 3", "clusters: [{cluster: {}}]", "users: [{name: a, user: {client-key-data: '%%%'}}]", "kind: Pod", "{"] {
            #expect(throws: (any Error).self) { try Kubeconfig(parsing: bad) }
        }
    }

    @Test func writesMergesAndReadsBack() throws {
        let directory = NSTemporaryDirectory() + "kubeconfig-\(UUID())"
        defer { try? FileManager.default.removeItem(atPath: directory) }
        let one = Kubeconfig(
            cluster: .init(server: "https://a:1", certificateAuthorityData: [1, 2, 3]), named: "a", user: .init(token: "secret"), named: "admin")
        try one.write(to: directory + "/x/one")
        let attributes = try FileManager.default.attributesOfItem(atPath: directory + "/x/one")
        #expect(attributes[.posixPermissions] as? Int == 0o600)
        #expect(try Kubeconfig.load(path: directory + "/x/one") == one)
        let two = Kubeconfig(cluster: .init(server: "https://b:2", insecureSkipTLSVerify: true), named: "b", user: .init(), named: "u")
        try two.write(to: directory + "/x/two")
        let both = try Kubeconfig.load(environment: ["KUBECONFIG": "\(directory)/x/one:\(directory)/x/missing:\(directory)/x/two"])
        #expect(both.currentContext == "admin@a" && both.clusters.count == 2 && both.clusters["b"]?.insecureSkipTLSVerify == true)
        #expect(throws: (any Error).self) { try Kubeconfig.load(path: directory + "/none") }
    }
}
