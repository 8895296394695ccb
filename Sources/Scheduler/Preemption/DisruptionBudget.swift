import KubernetesAPI
import KubernetesClient

/// What preemption looks at of a PodDisruptionBudget.
struct DisruptionBudget: Sendable {
    let namespace: String
    let selector: Selector
    /// How many more of its pods may go now.
    let disruptionsAllowed: Int
    /// Pods that are going already, and were counted.
    let disrupted: Set<String>

    /// nil for one that selects nothing.
    init?(_ budget: PodDisruptionBudget) {
        guard let given = budget.spec.selector, !(given.matchLabels.isEmpty && given.matchExpressions.isEmpty), let selector = try? Selector(given)
        else { return nil }
        self.init(
            namespace: budget.metadata.namespace, selector: selector, disruptionsAllowed: budget.status.disruptionsAllowed ?? 0,
            disrupted: Set(budget.status.disruptedPods.keys))
    }

    init(namespace: String, selector: Selector, disruptionsAllowed: Int, disrupted: Set<String> = []) {
        self.namespace = namespace
        self.selector = selector
        self.disruptionsAllowed = disruptionsAllowed
        self.disrupted = disrupted
    }

    /// Splits pods that may go into those whose going would break a budget, and the others; the order stays.
    static func split(_ pods: [PodInfo], by budgets: [DisruptionBudget]) -> (violating: [PodInfo], others: [PodInfo]) {
        if budgets.isEmpty { return ([], pods) }
        var allowed = budgets.map(\.disruptionsAllowed)
        var (violating, others): ([PodInfo], [PodInfo]) = ([], [])
        for pod in pods {
            var isViolating = false
            if !pod.labels.isEmpty {
                for (index, budget) in budgets.enumerated() {
                    guard budget.namespace == pod.namespace, !budget.disrupted.contains(pod.name), budget.selector.matches(pod.labels) else { continue }
                    // Each that goes uses the budget up.
                    allowed[index] -= 1
                    if allowed[index] < 0 { isViolating = true }
                }
            }
            if isViolating { violating.append(pod) } else { others.append(pod) }
        }
        return (violating, others)
    }
}
