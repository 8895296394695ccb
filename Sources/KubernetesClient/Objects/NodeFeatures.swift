import KubernetesAPI

/// Features of nodes that are new, under the names by which nodes declare them (`status.declaredFeatures`), as far as a pod may need them.
public enum NodeFeature {
    /// A container's exit may have all containers of the pod started again.
    public static let restartAllContainers = "RestartAllContainersOnContainerExits"
    /// Pods in the node's network may have users of their own.
    public static let usersInHostNetwork = "UserNamespacesHostNetworkSupport"
}

extension Pod {
    /// The features without which a node cannot run the pod, sorted.
    public var requiredNodeFeatures: [String] {
        var needed: [String] = []
        if allContainers.contains(where: { $0.restartPolicyRules.contains { $0.action == "RestartAllContainers" } }) {
            needed.append(NodeFeature.restartAllContainers)
        }
        if spec.hostNetwork == true && spec.hostUsers == false { needed.append(NodeFeature.usersInHostNetwork) }
        return needed
    }
}
