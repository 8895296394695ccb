import ComponentMetrics
import KubernetesAPI

/// What /metrics shows of the nodes' health, by zone.
final class NodeMetrics: Sendable {
    private let health: Gauge
    private let size: Gauge
    private let unhealthy: Gauge
    private let evictions: Counter
    private let all: Histogram
    private let one: Histogram

    init(_ registry: MetricRegistry) {
        all = registry.histogram(
            "node_collector_update_all_nodes_health_duration_seconds", "Duration in seconds for NodeController to update the health of all nodes.",
            buckets: Histogram.exponential(0.01, 4, 8))
        one = registry.histogram(
            "node_collector_update_node_health_duration_seconds", "Duration in seconds for NodeController to update the health of a single node.",
            buckets: Histogram.exponential(0.001, 4, 8))
        health = registry.gauge("node_collector_zone_health", "Gauge measuring percentage of healthy nodes per zone.", ["zone"])
        size = registry.gauge("node_collector_zone_size", "Gauge measuring number of registered Nodes per zones.", ["zone"])
        unhealthy = registry.gauge("node_collector_unhealthy_nodes_in_zone", "Gauge measuring number of not Ready Nodes per zones.", ["zone"])
        evictions = registry.counter(
            "node_collector_evictions_total", "Number of Node evictions that happened since current instance of NodeController started.", ["zone"])
    }

    func observe(_ zones: [String: (ready: Int, notReady: Int)]) {
        size.replace(Dictionary(uniqueKeysWithValues: zones.map { ([$0.key], Double($0.value.ready + $0.value.notReady)) }))
        unhealthy.replace(Dictionary(uniqueKeysWithValues: zones.map { ([$0.key], Double($0.value.notReady)) }))
        health.replace(
            Dictionary(uniqueKeysWithValues: zones.map { zone, count in
                ([zone], 100 * Double(count.ready) / Double(max(1, count.ready + count.notReady)))
            }))
    }

    /// All nodes were looked at, and what they were found to be was written.
    func lookedAtAll(took: Duration) { all.observe(took.inSeconds) }

    /// The same for one of them.
    func lookedAtOne(took: Duration) { one.observe(took.inSeconds) }

    func evicted(_ zone: String) { evictions.add(1, zone) }
}

/// What /metrics shows of pods that taints drove away.
final class TaintEvictionMetrics: Sendable {
    private let deletions: Counter
    private let latency: Histogram

    init(_ registry: MetricRegistry) {
        deletions = registry.counter(
            "taint_eviction_controller_pod_deletions_total", "Total number of Pods deleted by TaintEvictionController since its start.")
        latency = registry.histogram(
            "taint_eviction_controller_pod_deletion_duration_seconds",
            "Latency, in seconds, between the time when a taint effect has been activated for the Pod and its deletion via TaintEvictionController.",
            buckets: [0.005, 0.025, 0.1, 0.5, 1, 2.5, 10, 30, 60, 120, 180, 240])
    }

    /// - Parameter late: how many seconds after it had to go.
    func deleted(late: Double) {
        deletions.add(1)
        latency.observe(max(0, late))
    }
}
