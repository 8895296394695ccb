import KubernetesAPI

/// Features of nodes that are new, and that a pod may need: those that this node has are told in `status.declaredFeatures`, and a pod
/// that needs another one is not let in.
struct DeclaredFeatures {
    private static let webSockets = "ExtendWebSocketsToKubelet"
    private static let podLevelResize = "InPlacePodLevelResourcesVerticalScaling"
    private static let initContainerResize = "InPlacePodVerticalScalingInitContainers"
    private static let restartAll = "RestartAllContainersOnContainerExits"
    private static let hostNetworkUsers = "UserNamespacesHostNetworkSupport"
    /// By default on in v1.36.
    private static let standard = [webSockets, podLevelResize, initContainerResize, restartAll]

    /// `featureGates`
    var gates: [String: Bool]

    private var isOn: Bool { gates["NodeDeclaredFeatures"] ?? true }

    /// What the node's status says, sorted.
    var names: [String] { isOn ? Self.standard.filter { gates[$0] ?? true } : [] }

    /// Why a pod cannot run here; nil when it can.
    func refusal(_ pod: Pod) -> PodVerdict? {
        guard isOn else { return nil }
        let missing = Self.required(pod).filter { !names.contains($0) }
        if missing.isEmpty { return nil }
        return PodVerdict(reason: "PodFeatureUnsupported", message: "Pod requires node features that are not available: \(missing.joined(separator: ", "))")
    }

    /// The features that a pod needs, sorted.
    static func required(_ pod: Pod) -> [String] {
        var needed: [String] = []
        if (pod.spec.initContainers + pod.spec.containers).contains(where: { $0.restartPolicyRules.contains { $0.action == "RestartAllContainers" } }) {
            needed.append(restartAll)
        }
        if pod.spec.hostNetwork == true && pod.spec.hostUsers == false { needed.append(hostNetworkUsers) }
        return needed
    }
}
