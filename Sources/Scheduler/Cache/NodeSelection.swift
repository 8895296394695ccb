import KubernetesAPI

/// Which nodes a pod accepts: its node selector and its required node affinity.
struct RequiredNodes: Hashable, Sendable {
    /// A label that a node must have.
    private struct Label: Hashable, Sendable {
        var key: String
        var value: String
    }

    private let labels: [Label]
    /// One of them must match; nil if there is no required affinity.
    private let terms: [NodeTerm]?
    /// The names of the only nodes that can match, where the pod names them (as those of a DaemonSet do).
    let names: Set<String>?

    /// nil if every node will do.
    init?(labels: [String: String], selector: NodeSelector?) {
        if labels.isEmpty, selector == nil { return nil }
        self.labels = labels.map { Label(key: $0.key, value: $0.value) }.sorted { $0.key < $1.key }
        let terms = selector?.nodeSelectorTerms.map { NodeTerm($0) }
        self.terms = terms
        var union: Set<String>? = terms.flatMap { $0.isEmpty ? nil : [] }
        for term in terms ?? [] {
            guard let names = term.names else {
                union = nil
                break
            }
            union?.formUnion(names)
        }
        names = union
    }

    func matches(_ node: NodeDescription) -> Bool {
        for label in labels where node.labels[label.key] != label.value { return false }
        guard let terms else { return true }
        return terms.contains { $0.matches(node) }
    }
}

/// One term of a node selector, ready to be matched. An empty term matches nothing.
struct NodeTerm: Hashable, Sendable {
    /// What a value must be.
    private enum Requirement: Hashable, Sendable {
        case isIn([String]), isNotIn([String]), exists, doesNotExist, greater(Int), less(Int)
        /// A requirement that makes no sense: the server refuses it, and it matches nothing.
        case never

        init(_ requirement: NodeSelectorRequirement) {
            let number = requirement.values.count == 1 ? Int(requirement.values[0]) : nil
            self = switch (requirement.operator, number) {
            case ("In", _): .isIn(requirement.values)
            case ("NotIn", _): .isNotIn(requirement.values)
            case ("Exists", _): .exists
            case ("DoesNotExist", _): .doesNotExist
            case ("Gt", let number?): .greater(number)
            case ("Lt", let number?): .less(number)
            default: .never
            }
        }

        func matches(_ value: String?) -> Bool {
            switch self {
            case .isIn(let values): value.map(values.contains) ?? false
            case .isNotIn(let values): value.map { !values.contains($0) } ?? true
            case .exists: value != nil
            case .doesNotExist: value == nil
            case .greater(let bound): value.flatMap { Int($0) }.map { $0 > bound } ?? false
            case .less(let bound): value.flatMap { Int($0) }.map { $0 < bound } ?? false
            case .never: false
            }
        }
    }

    /// What the value of a label must be.
    private struct LabelRequirement: Hashable, Sendable {
        var key: String
        var requirement: Requirement
    }

    private let labels: [LabelRequirement]
    private let nodeName: [Requirement]
    /// The names that the term allows, if it lists them.
    let names: Set<String>?

    init(_ term: NodeSelectorTerm) {
        labels = term.matchExpressions.map { LabelRequirement(key: $0.key, requirement: Requirement($0)) }
        nodeName = term.matchFields.map { $0.key == "metadata.name" ? Requirement($0) : .never }
        names = nodeName.lazy.compactMap { requirement -> Set<String>? in
            if case .isIn(let names) = requirement { Set(names) } else { nil }
        }.first
    }

    /// The preferred terms of an affinity, with their weights.
    static func preferred(_ affinity: CoreV1.NodeAffinity?) -> [(weight: Int, term: NodeTerm)] {
        (affinity?.preferredDuringSchedulingIgnoredDuringExecution ?? []).compactMap {
            $0.weight == 0 ? nil : (weight: min(max($0.weight, 0), 100), term: NodeTerm($0.preference))
        }
    }

    func matches(_ node: NodeDescription) -> Bool {
        if labels.isEmpty, nodeName.isEmpty { return false }
        for label in labels where !label.requirement.matches(node.labels[label.key]) { return false }
        for requirement in nodeName where !requirement.matches(node.name) { return false }
        return true
    }
}

extension Toleration {
    /// Whether the toleration covers a taint.
    func tolerates(_ taint: Taint) -> Bool {
        if let effect, !effect.isEmpty, effect != taint.effect { return false }
        if let key, !key.isEmpty, key != taint.key { return false }
        switch self.operator ?? "" {
        case "", "Equal": return (value ?? "") == (taint.value ?? "")
        case "Exists": return true
        default: return false
        }
    }
}
