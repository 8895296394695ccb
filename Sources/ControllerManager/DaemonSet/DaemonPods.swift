import KubernetesAPI
import KubernetesClient

/// Which nodes a DaemonSet's pods belong on, and what such a pod looks like.
enum DaemonPods {
    static let generationAnnotation = "deprecated.daemonset.template.generation"
    static let generationLabel = "pod-template-generation"

    /// What DaemonSet pods put up with, for the node needs them also when it is not well.
    static func tolerations(hostNetwork: Bool) -> [Toleration] {
        var list = [NodeTaint.notReady, NodeTaint.unreachable].map { Toleration(key: $0, operator: "Exists", effect: "NoExecute") }
        list += [NodeTaint.diskPressure, NodeTaint.memoryPressure, NodeTaint.pidPressure, NodeTaint.unschedulable]
            .map { Toleration(key: $0, operator: "Exists", effect: "NoSchedule") }
        if hostNetwork { list.append(Toleration(key: NodeTaint.networkUnavailable, operator: "Exists", effect: "NoSchedule")) }
        return list
    }

    /// The pod of one node. It says in its affinity where it belongs; the scheduler brings it there.
    static func pod(_ set: DaemonSet, node: String, hash: String) -> Pod {
        var template = set.spec.template
        template.metadata.labels[controllerRevisionHashLabel] = hash
        if let generation = set.metadata.annotations[generationAnnotation] { template.metadata.labels[generationLabel] = generation }
        var pod = PodControl.pod(from: template, owner: set)
        for toleration in tolerations(hostNetwork: pod.spec.hostNetwork == true) where !pod.spec.tolerations.contains(toleration) {
            pod.spec.tolerations.append(toleration)
        }
        pin(&pod, to: node)
        return pod
    }

    private static func pin(_ pod: inout Pod, to node: String) {
        let field = NodeSelectorRequirement(key: "metadata.name", operator: "In", values: [node])
        var affinity = pod.spec.affinity ?? Affinity()
        var nodeAffinity = affinity.nodeAffinity ?? NodeAffinity()
        // What the template says about nodes held when the node was chosen; the name alone says the rest.
        nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution = NodeSelector(nodeSelectorTerms: [NodeSelectorTerm(matchFields: [field])])
        affinity.nodeAffinity = nodeAffinity
        pod.spec.affinity = affinity
    }

    /// The node a pod runs on, or is meant for.
    static func node(of pod: Pod) -> String? {
        if let node = pod.spec.nodeName, !node.isEmpty { return node }
        let terms = pod.spec.affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution?.nodeSelectorTerms ?? []
        for term in terms {
            for field in term.matchFields where field.key == "metadata.name" && field.operator == "In" {
                if let node = field.values.first { return node }
            }
        }
        return nil
    }

    /// Whether a pod is to be started on the node, and whether one that is there may stay.
    static func fits(_ set: DaemonSet, on node: Node) -> (shouldRun: Bool, shouldContinue: Bool) {
        let spec = set.spec.template.spec
        if let name = spec.nodeName, !name.isEmpty, name != node.metadata.name { return (false, false) }
        guard spec.admits(node) else { return (false, false) }
        let all = spec.tolerations + tolerations(hostNetwork: spec.hostNetwork == true)
        let repelling = node.spec.taints.filter { $0.effect != "PreferNoSchedule" && !all.tolerate($0) }
        if repelling.isEmpty { return (true, true) }
        return (false, !repelling.contains { $0.effect == "NoExecute" })
    }
}
