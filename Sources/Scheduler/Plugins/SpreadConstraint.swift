import KubernetesAPI

/// One topology spread constraint of a pod, ready to be used.
struct SpreadConstraint: Sendable {
    var maxSkew: Int
    var topologyKey: String
    /// Which pods are counted.
    var predicate: PodPredicate
    /// How many domains there must be for the emptiest to count; 0 for no such rule.
    var minDomains = 0
    var honorsAffinity = true
    var honorsTaints = false
    /// Whether the pod itself is counted.
    var countsSelf: Bool
    /// `DoNotSchedule` rather than `ScheduleAnyway`.
    var isHard: Bool

    init(_ constraint: TopologySpreadConstraint, of pod: Pod) {
        maxSkew = Self.skew(constraint)
        topologyKey = constraint.topologyKey
        minDomains = constraint.minDomains ?? 0
        honorsAffinity = constraint.nodeAffinityPolicy != "Ignore"
        honorsTaints = constraint.nodeTaintsPolicy == "Honor"
        isHard = constraint.whenUnsatisfiable != "ScheduleAnyway"
        var selector = constraint.labelSelector.flatMap { try? Selector($0) }
        for key in constraint.matchLabelKeys {
            guard let value = pod.metadata.labels[key] else { continue }
            let requirement = Selector.Requirement(key: key, operator: .in, values: [value])
            // The API server has put it in already, where it knows how to.
            if selector?.requirements.contains(requirement) == false { selector?.requirements.append(requirement) }
        }
        let namespace = pod.metadata.namespace
        predicate = Self.predicate(selector, namespace)
        countsSelf = selector?.matches(pod.metadata.labels) ?? false
    }

    /// Within what the API allows, also where no API server has looked at it.
    private static func skew(_ constraint: TopologySpreadConstraint) -> Int { min(max(constraint.maxSkew, 1), Int(Int32.max)) }

    /// A constraint of the cluster, for pods that have none.
    init(_ constraint: TopologySpreadConstraint, selector: Selector, of pod: PodInfo) {
        maxSkew = Self.skew(constraint)
        topologyKey = constraint.topologyKey
        isHard = constraint.whenUnsatisfiable != "ScheduleAnyway"
        predicate = Self.predicate(selector, pod.namespace)
        countsSelf = selector.matches(pod.labels)
    }

    /// No selector matches no pod.
    private static func predicate(_ selector: Selector?, _ namespace: String) -> PodPredicate {
        let scope = NamespaceScope.some(selector == nil ? [] : [namespace])
        return PodPredicate(clauses: [.init(scope: scope, selector: selector ?? Selector())], countsTerminating: false)
    }

    /// The nodes that count for the constraint.
    func nodes(for pod: PodToSchedule, keys: [String]) -> NodeSetRule {
        NodeSetRule(
            required: honorsAffinity ? pod.requiredNodes : nil, tolerations: honorsTaints ? pod.tolerations.map { TolerationRule($0) } : nil,
            keys: keys)
    }
}

/// What a pod belongs to: by what pods are spread that say nothing about it themselves.
protocol PodOwners: Sendable {
    /// Selects the pods of the same Services, ReplicaSet, StatefulSet or ReplicationController; nil if there are none.
    func selector(of pod: Pod) -> Selector?
}
