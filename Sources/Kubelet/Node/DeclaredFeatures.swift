import KubernetesAPI
import KubernetesClient

/// Features of nodes that are new, and that a pod may need: those that this node has are told in `status.declaredFeatures`, and a pod
/// that needs another one is not let in.
struct DeclaredFeatures {
    private static let webSockets = "ExtendWebSocketsToKubelet"
    private static let podLevelResize = "InPlacePodLevelResourcesVerticalScaling"
    private static let initContainerResize = "InPlacePodVerticalScalingInitContainers"
    /// By default on in v1.36.
    private static let standard = [webSockets, podLevelResize, initContainerResize, NodeFeature.restartAllContainers]

    /// `featureGates`
    var gates: [String: Bool]

    private var isOn: Bool { gates["NodeDeclaredFeatures"] ?? true }

    /// What the node's status says, sorted.
    var names: [String] { isOn ? Self.standard.filter { gates[$0] ?? true } : [] }

    /// Why a pod cannot run here; nil when it can.
    func refusal(_ pod: Pod) -> PodVerdict? {
        guard isOn else { return nil }
        let missing = pod.requiredNodeFeatures.filter { !names.contains($0) }
        if missing.isEmpty { return nil }
        return PodVerdict(reason: "PodFeatureUnsupported", message: "Pod requires node features that are not available: \(missing.joined(separator: ", "))")
    }
}
