import KubernetesAPI

/// What a Job's pod failure policy says of one failed pod.
enum FailureVerdict: Equatable {
    /// Counts against the back-off limit, as without a policy.
    case count
    /// As if it had not been.
    case ignore
    case failIndex
    case failJob(message: String)
}

extension PodFailurePolicy {
    /// The action of the first rule that the pod matches.
    func verdict(on pod: Pod) -> FailureVerdict {
        guard let (index, match) = firstMatch(pod) else { return .count }
        switch rules[index].action {
        case "Ignore": return .ignore
        case "FailIndex": return .failIndex
        case "FailJob": return .failJob(message: "\(match) matching FailJob rule at index \(index)")
        default: return .count
        }
    }

    /// The action of the first rule that the pod matches, by its name; nil when none does.
    func action(on pod: Pod) -> String? { firstMatch(pod).map { rules[$0.index].action } }

    private func firstMatch(_ pod: Pod) -> (index: Int, match: String)? {
        for (index, rule) in rules.enumerated() { if let match = rule.match(pod) { return (index, match) } }
        return nil
    }
}

extension PodFailurePolicyRule {
    /// What of the pod matches, in words; nil if nothing does.
    fileprivate func match(_ pod: Pod) -> String? {
        if let codes = onExitCodes {
            for status in pod.status.containerStatuses + pod.status.initContainerStatuses {
                guard let ended = status.state.terminated, ended.exitCode != 0, codes.containerName.map({ $0 == status.name }) ?? true,
                    codes.values.contains(ended.exitCode) == (codes.operator == "In")
                else { continue }
                return "Container \(status.name) for pod \(pod.metadata.namespace)/\(pod.metadata.name) failed with exit code \(ended.exitCode)"
            }
            return nil
        }
        for pattern in onPodConditions {
            let wanted = pattern.status ?? "True"
            if pod.status.conditions.contains(where: { $0.type == pattern.type && $0.status == wanted }) {
                return "Pod \(pod.metadata.namespace)/\(pod.metadata.name) has condition \(pattern.type)"
            }
        }
        return nil
    }
}
