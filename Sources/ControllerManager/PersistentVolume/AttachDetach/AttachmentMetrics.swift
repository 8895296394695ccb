import ComponentMetrics
import KubernetesAPI
import KubernetesClient
import Synchronization

/// What /metrics shows of attached volumes.
final class AttachmentMetrics: Sendable {
    private let forcedDetaches: Counter
    private let wanted = Wanted()

    private final class Wanted: Sendable {
        let byNode = Mutex<[String: Int]>([:])
        var total: Int { byNode.withLock { $0.values.reduce(0, +) } }
    }

    init(_ registry: MetricRegistry, attachments: Informer<VolumeAttachment>) {
        forcedDetaches = registry.counter(
            "attach_detach_controller_attachdetach_controller_forced_detaches", "Number of times the A/D Controller performed a forced detach", ["reason"])
        let wanted = wanted, plugin = "kubernetes.io/csi"
        registry.register([
            Gauge(
                name: "attachdetach_controller_total_volumes", help: "Number of volumes in A/D Controller", labels: ["plugin_name", "state"],
                read: {
                    [([plugin, "actual_state_of_world"], Double(attachments.list().count)), ([plugin, "desired_state_of_world"], Double(wanted.total))]
                }),
            Gauge(
                name: "storage_count_attachable_volumes_in_use", help: "Measure number of volumes in use", labels: ["node", "volume_plugin"],
                read: { wanted.byNode.withLock { $0 }.sorted { $0.key < $1.key }.map { ([$0.key, plugin], Double($0.value)) } }),
        ])
    }

    /// How many volumes the pods of a node use.
    func wants(_ count: Int, node: String) { wanted.byNode.withLock { $0[node] = count > 0 ? count : nil } }

    /// A volume is detached though its node has not said that it does not use it: after a "timeout", or from a node "out-of-service".
    func forced(_ reason: String) { forcedDetaches.add(1, reason) }
}
