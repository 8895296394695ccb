import KubernetesAPI

/// What becomes of a recommendation: what the recent ones, the bounds and the behaviour leave of it.
struct ScalingLimits: Sendable {
    /// A condition's reason and message.
    struct Saying: Equatable, Sendable {
        var reason: String
        var message: String
    }

    struct Outcome: Equatable, Sendable {
        var replicas: Int
        /// Of the condition AbleToScale.
        var stabilization: Saying
        var isLimited: Bool
        /// Of the condition ScalingLimited.
        var limit: Saying
    }

    var minimum: Int
    var maximum: Int
    /// Nil for an autoscaler that says nothing about how fast.
    var behavior: AutoscalingV2.HorizontalPodAutoscalerBehavior?
    /// `--horizontal-pod-autoscaler-downscale-stabilization`
    var downscaleStabilization: Int

    private static let within = Saying(reason: "DesiredWithinRange", message: "the desired count is within the acceptable range")
    private static let tooMany = Saying(reason: "TooManyReplicas", message: "the desired replica count is more than the maximum replica count")
    private static let tooFew = Saying(reason: "TooFewReplicas", message: "the desired replica count is less than the minimum replica count")
    private static let tooFastUp = Saying(
        reason: "ScaleUpLimit", message: "the desired replica count is increasing faster than the maximum scale rate")
    private static let tooFastDown = Saying(
        reason: "ScaleDownLimit", message: "the desired replica count is decreasing faster than the maximum scale rate")
    private static let lower = "recent recommendations were lower than current one, applying the lowest recent recommendation"
    private static let higher = "recent recommendations were higher than current one, applying the highest recent recommendation"

    /// The number that the target is to have; notes the recommendation in the history.
    func apply(_ desired: Int, current: Int, history: inout ScalingHistory, now: Duration) -> Outcome {
        let stable: Int
        if let behavior {
            let windows = (up: behavior.scaleUp?.stabilizationWindowSeconds ?? 0, down: behavior.scaleDown?.stabilizationWindowSeconds ?? downscaleStabilization)
            stable = stabilized(desired, current, windows, history, now)
            history.recommend(desired, at: now, keep: max(windows.up, windows.down))
        } else {
            let recent = history.recommendations.filter { $0.at >= now - .seconds(downscaleStabilization) }
            stable = max(desired, recent.map(\.replicas).max() ?? desired)
            history.recommend(desired, at: now, keep: downscaleStabilization)
        }
        var saying = Saying(reason: "ReadyForNewScale", message: "recommended size matches current size")
        if stable != desired {
            let grows = behavior != nil && desired >= current
            saying = grows ? Saying(reason: "ScaleUpStabilized", message: Self.lower) : Saying(reason: "ScaleDownStabilized", message: Self.higher)
        }
        let (replicas, limit) = behavior.map { bounded(stable, current, $0, history, now) } ?? bounded(stable, current)
        return Outcome(replicas: replicas, stabilization: saying, isLimited: replicas != stable, limit: limit)
    }

    /// Between the lowest of the recommendations in the window for growing and the highest in that for shrinking.
    private func stabilized(_ desired: Int, _ current: Int, _ windows: (up: Int, down: Int), _ history: ScalingHistory, _ now: Duration) -> Int {
        func recent(_ window: Int) -> [Int] { history.recommendations.filter { $0.at > now - .seconds(window) }.map(\.replicas) + [desired] }
        let lowest = recent(windows.up).min() ?? desired
        let highest = recent(windows.down).max() ?? desired
        return min(max(current, lowest), highest)
    }

    /// Without a behaviour: at most twice as many at once, or four.
    private func bounded(_ desired: Int, _ current: Int) -> (Int, Saying) {
        let fastest = max(2 * min(current, Int(Int32.max)), 4)
        let top = min(maximum, fastest)
        if desired < minimum { return (minimum, Self.tooFew) }
        if desired > top { return (top, maximum > fastest ? Self.tooFastUp : Self.tooMany) }
        return (desired, Self.within)
    }

    private func bounded(
        _ desired: Int, _ current: Int, _ behavior: AutoscalingV2.HorizontalPodAutoscalerBehavior, _ history: ScalingHistory, _ now: Duration
    ) -> (Int, Saying) {
        if desired > current {
            let fastest = max(current, Self.fastestUp(behavior.scaleUp, current, history, now))
            let top = min(maximum, fastest)
            if desired > top { return (top, maximum > fastest ? Self.tooFastUp : Self.tooMany) }
        } else if desired < current {
            let fastest = min(current, Self.fastestDown(behavior.scaleDown, current, history, now))
            let bottom = max(minimum, fastest)
            if desired < bottom { return (bottom, minimum < fastest ? Self.tooFastDown : Self.tooFew) }
        }
        return (desired, Self.within)
    }

    /// The most replicas that the policies allow now.
    static func fastestUp(_ rules: AutoscalingV2.HPAScalingRules?, _ current: Int, _ history: ScalingHistory, _ now: Duration) -> Int {
        guard let rules else { return .max }
        if rules.selectPolicy == "Disabled" { return current }
        let proposals = rules.policies.map { policy in
            let start = history.replicas(before: policy.periodSeconds, current: current, at: now)
            if policy.type == "Pods" { return start.clampedAdding(policy.value) }
            // Rounded up, so that a small target can grow at all.
            return ReplicaCalculator.roundedUp(Double(start) * (1 + Double(policy.value) / 100))
        }
        return (rules.selectPolicy == "Min" ? proposals.min() : proposals.max()) ?? .max
    }

    /// The fewest replicas that the policies allow now; of several, Min chooses the smallest change.
    static func fastestDown(_ rules: AutoscalingV2.HPAScalingRules?, _ current: Int, _ history: ScalingHistory, _ now: Duration) -> Int {
        guard let rules else { return 0 }
        if rules.selectPolicy == "Disabled" { return current }
        let proposals = rules.policies.map { policy in
            let start = history.replicas(before: policy.periodSeconds, current: current, at: now)
            if policy.type == "Pods" { return start.clampedAdding(-policy.value) }
            let rest = Double(start) * (1 - Double(policy.value) / 100)
            return rest <= 0 ? 0 : Int(exactly: rest.rounded(.down)) ?? current
        }
        return (rules.selectPolicy == "Min" ? proposals.max() : proposals.min()) ?? 0
    }
}
