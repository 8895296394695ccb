import KubernetesAPI
import KubernetesClient
import Testing

@testable import Kubelet

/// What nodes tell that they can do, and pods that need more.
@Suite struct DeclaredFeatureTests {
    private func pod(_ spec: String) throws -> Pod { try Pod(json: YAML.decode("metadata: {name: p}\nspec: {\(spec)}")) }

    @Test func names() {
        let all = [
            "ExtendWebSocketsToKubelet", "InPlacePodLevelResourcesVerticalScaling", "InPlacePodVerticalScalingInitContainers",
            "RestartAllContainersOnContainerExits",
        ]
        #expect(DeclaredFeatures(gates: [:]).names == all)
        #expect(DeclaredFeatures(gates: ["ExtendWebSocketsToKubelet": false]).names == Array(all.dropFirst()))
        #expect(DeclaredFeatures(gates: ["NodeDeclaredFeatures": false]).names.isEmpty)
    }

    @Test func podsThatNeedMoreAreRefused() throws {
        let rules = "restartPolicyRules: [{action: RestartAllContainers, exitCodes: {operator: In, values: [1]}}]"
        let restarting = try pod("containers: [{name: c, restartPolicy: Never, \(rules)}]")
        let plain = try pod("containers: [{name: c}]")
        #expect(DeclaredFeatures(gates: [:]).refusal(restarting) == nil)
        let off = DeclaredFeatures(gates: ["RestartAllContainersOnContainerExits": false])
        #expect(off.refusal(plain) == nil)
        #expect(off.refusal(restarting)?.reason == "PodFeatureUnsupported")
        #expect(off.refusal(restarting)?.message == "Pod requires node features that are not available: RestartAllContainersOnContainerExits")
        let users = try pod("hostNetwork: true, hostUsers: false, containers: [{name: c}]")
        #expect(DeclaredFeatures(gates: [:]).refusal(users)?.message.hasSuffix(": UserNamespacesHostNetworkSupport") == true)
        #expect(DeclaredFeatures(gates: ["NodeDeclaredFeatures": false]).refusal(users) == nil)
    }
}
