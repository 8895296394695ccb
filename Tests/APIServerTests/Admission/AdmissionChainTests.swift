import Foundation
import JSON
import KubernetesAPI
import Testing

@testable import APIServer

@Suite struct AdmissionChainTests {
    private func names(_ enabled: [String] = [], off disabled: [String] = [], _ configuration: AdmissionConfiguration = .init()) throws -> [String] {
        try AdmissionChain(
            enabled: enabled, disabled: disabled, configuration: configuration,
            environment: .init(authorizer: AuthorizerChain([]), clock: SystemClock())
        ).names
    }

    @Test func whatIsOnByDefaultIsWhatKubernetesHasOn() throws {
        #expect(
            try names() == [
                "NamespaceLifecycle", "LimitRanger", "ServiceAccount", "TaintNodesByCondition", "PodSecurity", "Priority",
                "DefaultTolerationSeconds", "DefaultStorageClass", "StorageObjectInUseProtection", "PersistentVolumeClaimResize",
                "RuntimeClass", "CertificateApproval", "CertificateSigning", "ClusterTrustBundleAttest", "CertificateSubjectRestriction",
                "DefaultIngressClass", "PodTopologyLabels", "ResourceQuota",
            ])
    }

    @Test func theOrderIsKubernetesNotThatOfTheFlag() throws {
        let on = try names(["AlwaysDeny", "NodeRestriction", "AlwaysAdmit"], off: ["ServiceAccount", "MutatingAdmissionWebhook"])
        #expect(on.first == "AlwaysAdmit")
        #expect(on.suffix(2) == ["ResourceQuota", "AlwaysDeny"])
        #expect(on.firstIndex(of: "NodeRestriction") ?? 9 < on.firstIndex(of: "TaintNodesByCondition") ?? 0)
        #expect(!on.contains("ServiceAccount"))
    }

    @Test func badNamesAreRefused() throws {
        let unknown = #expect(throws: AdmissionChain.BadOption.self) { try names(["Foo"], off: ["Bar"]) }
        #expect(
            unknown?.description
                == "enable-admission-plugins plugin \"Foo\" is unknown, disable-admission-plugins plugin \"Bar\" is unknown")
        let both = #expect(throws: AdmissionChain.BadOption.self) { try names(["PodSecurity"], off: ["PodSecurity"]) }
        #expect(both?.description == "[PodSecurity] in enable-admission-plugins and disable-admission-plugins overlapped")
    }

    @Test func theConfigurationFileReachesItsPlugins() async throws {
        let directory = FileManager.default.temporaryDirectory.appendingPathComponent("admission-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: directory) }
        let main = """
            apiVersion: apiserver.config.k8s.io/v1
            kind: AdmissionConfiguration
            plugins:
            - name: PodSecurity
              configuration:
                apiVersion: pod-security.admission.config.k8s.io/v1
                kind: PodSecurityConfiguration
                defaults: {enforce: baseline, enforce-version: latest}
                exemptions: {namespaces: [free], usernames: [root]}
            - name: PodNodeSelector
              path: selectors.yaml
            - name: EventRateLimit
              configuration:
                apiVersion: eventratelimit.admission.k8s.io/v1alpha1
                kind: Configuration
                limits: [{type: Namespace, qps: 1, burst: 2}]
            """
        let file = directory.appendingPathComponent("admission.yaml").path
        try Data(main.utf8).write(to: URL(fileURLWithPath: file))
        try Data("podNodeSelectorPluginConfig: {clusterDefaultNodeSelector: disk=ssd}".utf8)
            .write(to: directory.appendingPathComponent("selectors.yaml"))
        try await TestServer.run(configure: {
            $0.admissionControlConfigFile = file
            $0.enableAdmissionPlugins = ["PodNodeSelector", "EventRateLimit"]
        }) { (server) async throws in
            let strict = try await server.namespace("strict")
            let free = try await server.namespace("free")
            var pod = TestServer.pod("a")
            pod["spec"]?["hostPID"] = true
            let refused = try await server.send("POST", "\(strict)/pods", pod)
            #expect(refused.body["message"] == "pods \"a\" is forbidden: violates PodSecurity \"baseline:latest\": host namespaces (hostPID=true)")
            let root = APIUser(name: "root", groups: ["system:masters"])
            #expect(try await server.send(as: root, "POST", "\(strict)/pods", pod).status == 201)
            let made = try await server.send("POST", "\(free)/pods", pod)
            #expect(made.body[at: "spec.nodeSelector.disk"] == "ssd")
            pod["metadata"]?["name"] = "b"
            pod["spec"]?["nodeSelector"] = ["disk": "slow"]
            let conflict = try await server.send("POST", "\(free)/pods", pod)
            #expect(conflict.body["message"] == "pods \"b\" is forbidden: pod node label selector conflicts with its namespace node label selector")

            func event(_ namespace: String) async throws -> Int {
                let event: JSONValue = [
                    "apiVersion": "v1", "kind": "Event", "metadata": ["generateName": "e", "namespace": .string(namespace)],
                    "involvedObject": ["namespace": .string(namespace)],
                ]
                return try await server.send("POST", "/api/v1/namespaces/\(namespace)/events", event).status
            }
            var answers: [Int] = []
            for _ in 0..<3 { answers.append(try await event("free")) }
            #expect(answers == [201, 201, 429])
            #expect(try await event("strict") == 201)
        }
    }

    @Test func aBadConfigurationStopsTheServer() {
        let bad = AdmissionConfiguration.Plugin(
            name: "PodSecurity",
            value: [
                "apiVersion": "pod-security.admission.config.k8s.io/v1", "kind": "PodSecurityConfiguration", "defaults": ["enforce": "loose"],
            ])
        var configuration = AdmissionConfiguration()
        configuration.plugins["PodSecurity"] = bad
        #expect(throws: AdmissionChain.BadOption.self) { try names([], configuration) }
        #expect(throws: AdmissionChain.BadOption.self) { try names(["EventRateLimit"]) }
    }

    private func names(_ enabled: [String], _ configuration: AdmissionConfiguration) throws -> [String] { try names(enabled, off: [], configuration) }
}
