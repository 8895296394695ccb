import KubernetesAPI

/// What an autoscaler was recommended and did lately: what stabilisation windows and rates are about.
struct ScalingHistory: Sendable {
    struct Entry: Equatable, Sendable {
        /// On the monotonic clock.
        var at: Duration
        var replicas: Int
    }

    /// What metrics asked for, before anything limited it.
    private(set) var recommendations: [Entry] = []
    /// By how many replicas the target grew, and when.
    private(set) var growth: [Entry] = []
    private(set) var shrinkage: [Entry] = []

    /// The first time that a target is seen, what it has now is what it is meant to have.
    mutating func begin(_ replicas: Int, at now: Duration) {
        if recommendations.isEmpty { recommendations.append(Entry(at: now, replicas: replicas)) }
    }

    /// Notes a recommendation; those that no window of `keep` seconds reaches are forgotten.
    mutating func recommend(_ replicas: Int, at now: Duration, keep: Int) {
        recommendations.removeAll { $0.at < now - .seconds(keep) }
        recommendations.append(Entry(at: now, replicas: replicas))
    }

    /// Notes a change of the target; earlier ones that no policy's period reaches are forgotten.
    mutating func scaled(from old: Int, to new: Int, at now: Duration, _ behavior: AutoscalingV2.HorizontalPodAutoscalerBehavior) {
        func keep(_ rules: AutoscalingV2.HPAScalingRules?) -> Duration { .seconds(rules?.policies.map(\.periodSeconds).max() ?? 0) }
        if new > old {
            growth.removeAll { $0.at < now - keep(behavior.scaleUp) }
            growth.append(Entry(at: now, replicas: new - old))
        } else {
            shrinkage.removeAll { $0.at < now - keep(behavior.scaleDown) }
            shrinkage.append(Entry(at: now, replicas: old - new))
        }
    }

    /// How many replicas the target had when the last `seconds` began, from what it has now.
    func replicas(before seconds: Int, current: Int, at now: Duration) -> Int {
        func change(_ entries: [Entry]) -> Int { entries.lazy.filter { $0.at > now - .seconds(seconds) }.reduce(0) { $0.clampedAdding($1.replicas) } }
        return current.clampedAdding(-change(growth)).clampedAdding(change(shrinkage))
    }
}
