import KubernetesAPI
import Testing

@testable import ControllerManager

@Suite struct ScalingLimitsTests {
    private typealias Rules = AutoscalingV2.HPAScalingRules
    private typealias Policy = AutoscalingV2.HPAScalingPolicy

    private static func limits(_ minimum: Int = 1, _ maximum: Int = 1000, up: Rules? = nil, down: Rules? = nil) -> ScalingLimits {
        let behavior = up == nil && down == nil ? nil : AutoscalingV2.HorizontalPodAutoscalerBehavior(scaleUp: up, scaleDown: down)
        return ScalingLimits(minimum: minimum, maximum: maximum, behavior: behavior, downscaleStabilization: 300)
    }

    private static func rules(_ policies: [Policy], select: String = "Max", window: Int? = 0) -> Rules {
        Rules(stabilizationWindowSeconds: window, selectPolicy: select, policies: policies)
    }

    @Test(arguments: [
        (current: 3, desired: 5, replicas: 5, reason: "DesiredWithinRange"), (3, 7, 6, "ScaleUpLimit"), (1, 9, 4, "ScaleUpLimit"),
        (8, 12, 10, "TooManyReplicas"), (3, 1, 2, "TooFewReplicas"),
    ])
    func withoutABehavior(current: Int, desired: Int, replicas: Int, reason: String) {
        var history = ScalingHistory()
        let outcome = Self.limits(2, 10).apply(desired, current: current, history: &history, now: .seconds(1000))
        #expect(outcome.replicas == replicas && outcome.limit.reason == reason && outcome.isLimited == (replicas != desired))
        #expect(outcome.stabilization.reason == "ReadyForNewScale")
    }

    @Test func shrinkingWaitsForTheHighestOfTheLastFiveMinutes() {
        var history = ScalingHistory()
        let limits = Self.limits()
        func apply(_ desired: Int, _ current: Int, at second: Int) -> ScalingLimits.Outcome {
            limits.apply(desired, current: current, history: &history, now: .seconds(second))
        }
        #expect(apply(8, 8, at: 0).replicas == 8)
        #expect(apply(3, 8, at: 100) == .init(
            replicas: 8,
            stabilization: .init(
                reason: "ScaleDownStabilized", message: "recent recommendations were higher than current one, applying the highest recent recommendation"),
            isLimited: false, limit: .init(reason: "DesiredWithinRange", message: "the desired count is within the acceptable range")))
        #expect(apply(5, 8, at: 200).replicas == 8)
        #expect(apply(3, 8, at: 301).replicas == 5)
        #expect(apply(3, 5, at: 501).replicas == 3)
        // Growing waits for nothing.
        #expect(apply(6, 3, at: 502).replicas == 6)
    }

    @Test func windowsOfTheBehavior() {
        var history = ScalingHistory()
        let all = [Policy(type: "Percent", value: 10_000, periodSeconds: 15)]
        let down = [Policy(type: "Percent", value: 100, periodSeconds: 15)]
        let limits = Self.limits(up: Self.rules(all, window: 60), down: Self.rules(down, window: 120))
        func apply(_ desired: Int, _ current: Int, at second: Int) -> ScalingLimits.Outcome {
            limits.apply(desired, current: current, history: &history, now: .seconds(second))
        }
        #expect(apply(5, 5, at: 0).replicas == 5)
        let first = apply(9, 5, at: 10)
        #expect(first.replicas == 5 && first.stabilization.reason == "ScaleUpStabilized")
        #expect(apply(9, 5, at: 61).replicas == 9)
        #expect(apply(2, 9, at: 100).replicas == 9)
        #expect(apply(2, 9, at: 182).replicas == 2)
    }

    @Test func aWindowThatIsNotSetIsTheFlags() {
        var history = ScalingHistory()
        let limits = Self.limits(up: Self.rules([Policy(type: "Pods", value: 4, periodSeconds: 15)]),
            down: Self.rules([Policy(type: "Percent", value: 100, periodSeconds: 15)], window: nil))
        _ = limits.apply(9, current: 9, history: &history, now: .seconds(0))
        #expect(limits.apply(1, current: 9, history: &history, now: .seconds(299)).replicas == 9)
        #expect(limits.apply(1, current: 9, history: &history, now: .seconds(301)).replicas == 1)
    }

    @Test func ratesCountWhatWasDoneInTheirPeriod() {
        let up = Self.rules([Policy(type: "Pods", value: 4, periodSeconds: 60), Policy(type: "Percent", value: 50, periodSeconds: 60)])
        let limits = Self.limits(up: up, down: Self.rules([Policy(type: "Pods", value: 2, periodSeconds: 60)]))
        var history = ScalingHistory()
        guard let behavior = limits.behavior else { return }
        let first = limits.apply(100, current: 10, history: &history, now: .seconds(0))
        #expect(first.replicas == 15 && first.limit.reason == "ScaleUpLimit" && first.isLimited)
        history.scaled(from: 10, to: 15, at: .seconds(0), behavior)
        #expect(limits.apply(100, current: 15, history: &history, now: .seconds(30)).replicas == 15)
        #expect(limits.apply(100, current: 15, history: &history, now: .seconds(61)).replicas == 23)

        history = ScalingHistory()
        let down = limits.apply(1, current: 10, history: &history, now: .seconds(0))
        #expect(down.replicas == 8 && down.limit.reason == "ScaleDownLimit")
        history.scaled(from: 10, to: 8, at: .seconds(0), behavior)
        #expect(limits.apply(1, current: 8, history: &history, now: .seconds(59)).replicas == 8)
        #expect(limits.apply(1, current: 8, history: &history, now: .seconds(60)).replicas == 6)
    }

    @Test(arguments: [("Max", 20, 5), ("Min", 12, 8), ("Disabled", 10, 10)])
    func ofSeveralPoliciesOneIsSelected(select: String, up: Int, down: Int) {
        let policies = [Policy(type: "Pods", value: 2, periodSeconds: 15), Policy(type: "Percent", value: 100, periodSeconds: 15)]
        let shrinking = [Policy(type: "Pods", value: 2, periodSeconds: 15), Policy(type: "Percent", value: 50, periodSeconds: 15)]
        let history = ScalingHistory()
        #expect(ScalingLimits.fastestUp(Self.rules(policies, select: select), 10, history, .zero) == up)
        #expect(ScalingLimits.fastestDown(Self.rules(shrinking, select: select), 10, history, .zero) == down)
    }

    @Test func aSmallPercentageStillGrows() {
        #expect(ScalingLimits.fastestUp(Self.rules([Policy(type: "Percent", value: 10, periodSeconds: 15)]), 1, ScalingHistory(), .zero) == 2)
        #expect(ScalingLimits.fastestDown(Self.rules([Policy(type: "Percent", value: 10, periodSeconds: 15)]), 5, ScalingHistory(), .zero) == 4)
    }

    /// Under any policies and recommendations: within the bounds, never against the direction, never faster than allowed.
    @Test func boundsHoldWhateverIsAsked() {
        var random = SeededGenerator(seed: 3)
        for _ in 0..<300 {
            func policies() -> [Policy] {
                (0..<Int.random(in: 1...3, using: &random)).map { _ in
                    Policy(
                        type: Bool.random(using: &random) ? "Pods" : "Percent", value: Int.random(in: 1...100, using: &random),
                        periodSeconds: Int.random(in: 1...120, using: &random))
                }
            }
            let minimum = Int.random(in: 1...5, using: &random)
            let maximum = minimum + Int.random(in: 0...50, using: &random)
            let selects = ["Max", "Min", "Disabled"]
            let up = Self.rules(policies(), select: selects.randomElement(using: &random) ?? "Max", window: Int.random(in: 0...100, using: &random))
            let down = Self.rules(policies(), select: selects.randomElement(using: &random) ?? "Max", window: Int.random(in: 0...100, using: &random))
            let limits = Self.limits(minimum, maximum, up: up, down: down)
            guard let behavior = limits.behavior else { return }
            var history = ScalingHistory()
            var current = Int.random(in: minimum...maximum, using: &random)
            for step in 0..<50 {
                let now = Duration.seconds(step * 15)
                let desired = Int.random(in: 0...80, using: &random)
                let before = history
                let outcome = limits.apply(desired, current: current, history: &history, now: now)
                #expect((minimum...maximum).contains(outcome.replicas))
                if outcome.replicas > current {
                    #expect(desired > current && outcome.replicas <= ScalingLimits.fastestUp(up, current, before, now))
                    #expect(up.selectPolicy != "Disabled")
                } else if outcome.replicas < current {
                    #expect(desired < current && outcome.replicas >= ScalingLimits.fastestDown(down, current, before, now))
                    #expect(down.selectPolicy != "Disabled")
                }
                if outcome.replicas != current { history.scaled(from: current, to: outcome.replicas, at: now, behavior) }
                current = outcome.replicas
            }
        }
    }
}
