import KubernetesAPI

extension NodeSelector {
    /// Whether any of the terms matches the node; without terms none does.
    public func matches(_ node: Node) -> Bool { nodeSelectorTerms.contains { $0.matches(node) } }
}

extension NodeSelectorTerm {
    /// Whether all of the term's requirements hold. A term without any matches nothing.
    public func matches(_ node: Node) -> Bool {
        if matchExpressions.isEmpty && matchFields.isEmpty { return false }
        return matchExpressions.allSatisfy { $0.matches(node.metadata.labels[$0.key]) }
            && matchFields.allSatisfy { $0.key == "metadata.name" && $0.matches(node.metadata.name) }
    }
}

extension NodeSelectorRequirement {
    /// Whether the requirement holds for a label's value, nil where the label is missing.
    public func matches(_ value: String?) -> Bool {
        switch self.operator {
        case "In": return value.map { values.contains($0) } ?? false
        case "NotIn": return value.map { !values.contains($0) } ?? true
        case "Exists": return value != nil
        case "DoesNotExist": return value == nil
        case "Gt", "Lt":
            guard let number = value.flatMap({ Int64($0) }), let bound = values.first.flatMap({ Int64($0) }), values.count == 1
            else { return false }
            return self.operator == "Gt" ? number > bound : number < bound
        default: return false
        }
    }
}

extension PodSpec {
    /// Whether the node is one that the node selector and the required node affinity admit.
    public func admits(_ node: Node) -> Bool {
        for (key, value) in nodeSelector where node.metadata.labels[key] != value { return false }
        return affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution?.matches(node) ?? true
    }
}
