import KubernetesAPI

/// A label selector as Go prints it, which is what messages show.
enum LabelSelectorText {
    static func go(_ selector: LabelSelector?) -> String {
        guard let selector else { return "nil" }
        let labels = selector.matchLabels.sorted { $0.key < $1.key }.map { "\($0.key): \($0.value)," }.joined()
        let expressions = selector.matchExpressions.map { "LabelSelectorRequirement{Key:\($0.key),Operator:\($0.operator),Values:[\($0.values.joined(separator: " "))],}," }
        return "&LabelSelector{MatchLabels:map[string]string{\(labels)},MatchExpressions:[]LabelSelectorRequirement{\(expressions.joined())},}"
    }
}
