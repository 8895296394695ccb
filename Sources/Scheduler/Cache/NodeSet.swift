import KubernetesAPI

/// Which nodes count when pods are counted: the rules of a topology spread constraint's node policies.
struct NodeSetRule: Hashable, Sendable {
    /// The pod's node selector and affinity, where they are honoured.
    var required: RequiredNodes?
    /// The pod's tolerations, where taints are honoured.
    var tolerations: [TolerationRule]?
    /// The topology keys that a node must have.
    var keys: [String] = []

    /// All nodes.
    static let all = NodeSetRule()

    func contains(_ node: NodeDescription) -> Bool {
        for key in keys where node.labels[key] == nil { return false }
        if let required, !required.matches(node) { return false }
        guard let tolerations else { return true }
        return node.hardTaints.allSatisfy { taint in tolerations.contains { $0.tolerates(taint) } }
    }
}

/// A toleration as something to be compared by.
struct TolerationRule: Hashable, Sendable {
    var key: String
    var `operator`: String
    var value: String
    var effect: String

    init(_ toleration: Toleration) {
        key = toleration.key ?? ""
        self.operator = toleration.operator ?? ""
        value = toleration.value ?? ""
        effect = toleration.effect ?? ""
    }

    func tolerates(_ taint: Taint) -> Bool {
        Toleration(key: key, operator: `operator`, value: value, effect: effect).tolerates(taint)
    }
}

/// How many pods there are in each domain of a topology: a copy of the index's books for the time of one scheduling cycle.
struct TopologyCounts: Sendable {
    /// The domain of each node by its slot; -1 where the node lacks the label.
    var domains: [Int32] = []
    /// The pods in each domain.
    var pods: [Int32] = []
    /// The nodes of the node set in each domain; a domain with none does not exist for the rule.
    var nodes: [Int32] = []

    /// The domain of a node, by its slot; nil if it has none.
    func domain(_ slot: Int) -> Int? {
        guard slot >= 0, slot < domains.count, domains[slot] >= 0 else { return nil }
        return Int(domains[slot])
    }

    func count(_ domain: Int) -> Int { domain < pods.count ? Int(pods[domain]) : 0 }

    /// How many domains there are.
    var domainCount: Int { nodes.count { $0 > 0 } }

    /// The number of pods in the domain with the fewest; nil if there is no domain.
    var minimum: Int? {
        var least: Int?
        for domain in nodes.indices where nodes[domain] > 0 { least = min(least ?? .max, count(domain)) }
        return least
    }

    /// What if there were more pods in a domain?
    mutating func add(_ number: Int32, to domain: Int) {
        if pods.count <= domain { pods.append(contentsOf: repeatElement(0, count: domain + 1 - pods.count)) }
        pods[domain] += number
    }

    /// How many pods there are in all domains.
    var total: Int { pods.reduce(0) { $0 + Int($1) } }
}
