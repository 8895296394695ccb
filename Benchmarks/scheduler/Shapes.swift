import KubernetesAPI

/// The kinds of pods that are measured.
enum Shape: String, CaseIterable {
    case basic, affinity, spread, antiaffinity
    /// Pods of many sizes on nodes of three sizes.
    case mixed
}

/// 4 CPUs, 32 GiB, room for 110 pods; three zones in turn.
func makeNode(_ number: Int) -> Node {
    var node = Node()
    node.metadata.name = "node-\(number)"
    node.metadata.labels = [
        "kubernetes.io/hostname": "node-\(number)", "topology.kubernetes.io/zone": "zone-\(number % 3)", "bench": "yes",
    ]
    node.status.allocatable = ["cpu": "4", "memory": "32Gi", "pods": "110"]
    return node
}

/// A pod of a shape. Numbered, so that all runs get the same pods.
func makePod(_ shape: Shape, _ number: Int) -> Pod {
    var pod = Pod()
    pod.metadata.name = "pod-\(number)"
    pod.metadata.namespace = "default"
    pod.metadata.uid = "uid-\(number)"
    pod.metadata.labels = ["app": "b"]
    var container = Container()
    container.name = "c"
    container.image = "registry.example/pause"
    container.resources.requests = ["cpu": "10m", "memory": "20Mi"]
    if shape == .mixed {
        // Some want CPU, some memory, some both.
        let step = abs(number) % 7
        container.resources.requests["cpu"] = ["50m", "500m", "100m", "1", "20m", "250m", "700m"][step]
        container.resources.requests["memory"] = ["2Gi", "256Mi", "512Mi", "1Gi", "4Gi", "128Mi", "3Gi"][step]
    }
    pod.spec.containers = [container]
    pod.spec.tolerations = [Toleration(operator: "Exists")]
    pod.spec.nodeSelector = ["bench": "yes"]
    let same = MetaV1.LabelSelector(matchLabels: ["app": "b"])
    switch shape {
    case .basic, .mixed: break
    case .affinity:
        let zones = NodeSelectorRequirement(key: "topology.kubernetes.io/zone", operator: "In", values: ["zone-0", "zone-1"])
        pod.spec.affinity = Affinity(
            nodeAffinity: NodeAffinity(
                requiredDuringSchedulingIgnoredDuringExecution: NodeSelector(nodeSelectorTerms: [NodeSelectorTerm(matchExpressions: [zones])])))
    case .spread:
        pod.spec.topologySpreadConstraints = [
            TopologySpreadConstraint(
                maxSkew: 1, topologyKey: "topology.kubernetes.io/zone", whenUnsatisfiable: "DoNotSchedule", labelSelector: same)
        ]
    case .antiaffinity:
        let term = PodAffinityTerm(labelSelector: same, topologyKey: "kubernetes.io/hostname")
        pod.spec.affinity = Affinity(
            podAntiAffinity: PodAntiAffinity(
                preferredDuringSchedulingIgnoredDuringExecution: [WeightedPodAffinityTerm(weight: 100, podAffinityTerm: term)]))
    }
    return pod
}
