/// How pods are distributed over a whole cluster, by name: a preset of what profiles score by. What a node must be is not touched.
public enum SchedulingStrategy: String, Sendable, CaseIterable {
    /// Kubernetes' defaults: the least used nodes first, replicas apart from each other.
    case spread
    /// The most used nodes that have room first, so that others stay empty; replicas are kept apart only where they ask for it.
    case binpack
    /// Any node that will do, each with the same chance.
    case random
}

extension SchedulerConfiguration {
    /// Has all profiles follow a strategy.
    public mutating func apply(_ strategy: SchedulingStrategy) {
        for index in profiles.indices { profiles[index].apply(strategy) }
    }
}

extension SchedulerProfile {
    mutating func apply(_ strategy: SchedulingStrategy) {
        switch strategy {
        case .spread:
            break
        case .binpack:
            arguments.nodeResourcesFit.strategy = .mostAllocated
            arguments.podTopologySpread.defaultingType = .list
            arguments.podTopologySpread.defaultConstraints = []
            var score = plugins[.score] ?? PluginSet()
            // Balance draws pods to empty nodes; and packing outweighs where images are.
            score.disabled.append("NodeResourcesBalancedAllocation")
            score.enabled.removeAll { $0.name == "NodeResourcesFit" }
            score.enabled.append(PluginChoice(name: "NodeResourcesFit", weight: 5))
            plugins[.score] = score
        case .random:
            plugins[.score] = PluginSet(enabled: [], disabled: ["*"])
        }
    }
}
