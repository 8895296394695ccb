import ComponentMetrics
import KubernetesAPI
import KubernetesClient

/// What /metrics shows of autoscaling.
final class AutoscalerMetrics: Sendable {
    /// What a pass, or a metric, came to.
    enum Action: String, Sendable {
        case up = "scale_up"
        case down = "scale_down"
        case none

        init(from current: Int, to desired: Int) { self = desired > current ? .up : desired < current ? .down : .none }
    }

    /// Whose fault it was that nothing came of it.
    enum Fault: String, Sendable {
        /// What the autoscaler says cannot be done.
        case spec
        /// Anything else, such as metrics that cannot be read.
        case `internal`
        case none
    }

    private let reconciliations: Counter
    private let reconciliationSeconds: Histogram
    private let computations: Counter
    private let computationSeconds: Histogram
    private let desired: Gauge
    private let count: Gauge

    init(_ registry: MetricRegistry) {
        let prefix = "horizontal_pod_autoscaler_controller_"
        let buckets = (0..<15).map { 0.001 * Double(1 << $0) }
        reconciliations = registry.counter(
            prefix + "reconciliations_total",
            "Number of reconciliation of HPA controller. The label 'action' should be either 'scale_down', 'scale_up', or 'none'. Also, the label 'error' should be either 'spec', 'internal', or 'none'.",
            ["action", "error"])
        reconciliationSeconds = registry.histogram(
            prefix + "reconciliation_duration_seconds", "The time(seconds) that the HPA controller takes to reconcile once.", ["action", "error"], buckets: buckets)
        computations = registry.counter(
            prefix + "metric_computation_total", "Number of metric computations.", ["action", "error", "metric_type"])
        computationSeconds = registry.histogram(
            prefix + "metric_computation_duration_seconds", "The time(seconds) that the HPA controller takes to calculate one metric.",
            ["action", "error", "metric_type"], buckets: buckets)
        desired = registry.gauge(prefix + "desired_replicas", "Current desired replica count for HPA objects.", ["namespace", "hpa_name"])
        count = registry.gauge(prefix + "num_horizontal_pod_autoscalers", "Current number of controlled HPA objects.")
    }

    func reconciled(_ action: Action, _ fault: Fault, took: Duration) {
        reconciliations.add(1, action.rawValue, fault.rawValue)
        reconciliationSeconds.observe(took.inSeconds, action.rawValue, fault.rawValue)
    }

    func computed(_ type: String, _ action: Action, _ fault: Fault, took: Duration) {
        computations.add(1, action.rawValue, fault.rawValue, type)
        computationSeconds.observe(took.inSeconds, action.rawValue, fault.rawValue, type)
    }

    func wants(_ replicas: Int, _ key: ObjectKey) { desired.set(Double(replicas), key.namespace, key.name) }

    func appeared() { count.add(1) }

    func disappeared(_ key: ObjectKey) {
        count.add(-1)
        desired.remove { $0 == [key.namespace, key.name] }
    }
}
