import KubernetesAPI

/// The arguments of all in-tree plugins of a profile: `pluginConfig` of KubeSchedulerConfiguration, with Kubernetes' defaults.
struct PluginArguments: Sendable, Equatable {
    var nodeAffinity = NodeAffinityArgs()
    var nodeResourcesFit = NodeResourcesFitArgs()
    var nodeResourcesBalancedAllocation = NodeResourcesBalancedAllocationArgs()
    var interPodAffinity = InterPodAffinityArgs()
    var podTopologySpread = PodTopologySpreadArgs()
    var volumeBinding = VolumeBindingArgs()
    var defaultPreemption = DefaultPreemptionArgs()
    var dynamicResources = DynamicResourcesArgs()
}

/// A resource and how much it counts.
struct ResourceSpec: Sendable, Equatable {
    var name: String
    /// 1 to 100.
    var weight = 1

    static let standard = [ResourceSpec(name: "cpu"), ResourceSpec(name: "memory")]
}

/// A corner of a function from utilisation to score.
struct UtilizationShapePoint: Sendable, Equatable {
    /// Percent, 0 to 100.
    var utilization: Int
    /// 0 to 10.
    var score: Int
}

/// NodeAffinityArgs.
struct NodeAffinityArgs: Sendable, Equatable {
    /// Applied to all pods, beside their own.
    var addedAffinity: NodeAffinityTerms?
}

/// The node affinity of the API; the plugin has its name in this module.
typealias NodeAffinityTerms = KubernetesAPI.CoreV1.NodeAffinity

/// NodeResourcesFitArgs.
struct NodeResourcesFitArgs: Sendable, Equatable {
    /// `scoringStrategy.type`
    enum Strategy: String, Sendable, CaseIterable { case leastAllocated = "LeastAllocated", mostAllocated = "MostAllocated", requestedToCapacityRatio = "RequestedToCapacityRatio" }

    /// Extended resources that the filter does not look at, and groups of them (`example.com` for `example.com/gpu`).
    var ignoredResources: [String] = []
    var ignoredResourceGroups: [String] = []
    var strategy = Strategy.leastAllocated
    /// The resources that are scored.
    var resources = ResourceSpec.standard
    /// For ``Strategy/requestedToCapacityRatio``: by rising utilisation.
    var shape: [UtilizationShapePoint] = []
}

/// NodeResourcesBalancedAllocationArgs.
struct NodeResourcesBalancedAllocationArgs: Sendable, Equatable {
    var resources = ResourceSpec.standard
}

/// InterPodAffinityArgs.
struct InterPodAffinityArgs: Sendable, Equatable {
    /// What required affinity of pods that are placed counts for in the score of the nodes near them; 0 to 100.
    var hardPodAffinityWeight = 1
    var ignorePreferredTermsOfExistingPods = false
}

/// PodTopologySpreadArgs.
struct PodTopologySpreadArgs: Sendable, Equatable {
    /// `defaultingType`
    enum DefaultingType: String, Sendable, CaseIterable { case system = "System", list = "List" }

    /// For pods that have none of their own, without label selectors; only with ``DefaultingType/list``.
    var defaultConstraints: [TopologySpreadConstraint] = []
    /// `System`: by hostname (maximum skew 3) and by zone (5), as preferences.
    var defaultingType = DefaultingType.system
}

/// VolumeBindingArgs.
struct VolumeBindingArgs: Sendable, Equatable {
    /// How long a volume may take to be made.
    var bindTimeoutSeconds = 600
    /// How nodes are scored by the use of their storage capacity; only with the gate StorageCapacityScoring.
    var shape: [UtilizationShapePoint] = []
}

/// DefaultPreemptionArgs.
struct DefaultPreemptionArgs: Sendable, Equatable {
    /// How many nodes are looked at for victims at least: the larger of a share of all, in percent, and a number.
    var minCandidateNodesPercentage = 10
    var minCandidateNodesAbsolute = 100
}

/// DynamicResourcesArgs.
struct DynamicResourcesArgs: Sendable, Equatable {
    /// How long the search for devices may take on one node; zero for no limit.
    var filterTimeout: Duration = .seconds(10)
    /// How long devices may take to be ready (BindingConditions).
    var bindingTimeout: Duration = .seconds(600)
}
