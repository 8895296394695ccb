import KubernetesAPI

/// The flags `--horizontal-pod-autoscaler-*`.
public struct HorizontalPodAutoscalerOptions: Sendable {
    /// `--concurrent-horizontal-pod-autoscaler-syncs`
    public var concurrentSyncs = 5
    /// `--horizontal-pod-autoscaler-sync-period`
    public var syncPeriod: Duration = .seconds(15)
    /// `--horizontal-pod-autoscaler-downscale-stabilization`
    public var downscaleStabilization: Duration = .seconds(300)
    /// `--horizontal-pod-autoscaler-tolerance`
    public var tolerance = 0.1
    /// `--horizontal-pod-autoscaler-cpu-initialization-period`
    public var cpuInitializationPeriod: Duration = .seconds(300)
    /// `--horizontal-pod-autoscaler-initial-readiness-delay`
    public var initialReadinessDelay: Duration = .seconds(30)

    public init() {}

    var calculator: ReplicaCalculator {
        ReplicaCalculator(cpuInitializationPeriod: cpuInitializationPeriod, initialReadinessDelay: initialReadinessDelay)
    }

    /// The tolerances of an autoscaler, each direction's own where it has one.
    func tolerances(_ behavior: AutoscalingV2.HorizontalPodAutoscalerBehavior?) -> ScalingTolerances {
        func share(_ quantity: Quantity?) -> Double { quantity.map { Double($0.milliValue) / 1000 } ?? tolerance }
        return ScalingTolerances(up: share(behavior?.scaleUp?.tolerance), down: share(behavior?.scaleDown?.tolerance))
    }
}
