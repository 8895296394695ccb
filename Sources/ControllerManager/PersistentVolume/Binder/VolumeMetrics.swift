import ComponentMetrics
import KubernetesAPI
import KubernetesClient

/// What /metrics shows of volumes and claims: counted when somebody asks.
enum VolumeMetrics {
    static func register(_ registry: MetricRegistry, volumes: Informer<PersistentVolume>, claims: Informer<PersistentVolumeClaim>) {
        func gauge(_ name: String, _ help: String, _ labels: [String], _ read: @escaping @Sendable () -> [([String], Double)]) -> Gauge {
            Gauge(name: "pv_collector_" + name, help: help, labels: labels, read: read)
        }
        let ofClaims = ["namespace", "storage_class", "volume_attributes_class"]
        registry.register([
            gauge("total_pv_count", "Gauge measuring total number of persistent volumes", ["plugin_name", "volume_mode"]) {
                count(volumes.list().map { [plugin($0), $0.spec.volumeMode ?? "Filesystem"] })
            },
            gauge("bound_pv_count", "Gauge measuring number of persistent volume currently bound", ["storage_class"]) {
                count(volumes.list().filter { $0.status.phase == "Bound" }.map { [$0.spec.storageClassName ?? ""] })
            },
            gauge("unbound_pv_count", "Gauge measuring number of persistent volume currently unbound", ["storage_class"]) {
                count(volumes.list().filter { $0.status.phase != "Bound" }.map { [$0.spec.storageClassName ?? ""] })
            },
            gauge("bound_pvc_count", "Gauge measuring number of persistent volume claim currently bound", ofClaims) {
                count(claims.list().filter { $0.status.phase == "Bound" }.map(labels))
            },
            gauge("unbound_pvc_count", "Gauge measuring number of persistent volume claim currently unbound", ofClaims) {
                count(claims.list().filter { $0.status.phase != "Bound" }.map(labels))
            },
        ])
    }

    @Sendable private static func labels(_ claim: PersistentVolumeClaim) -> [String] {
        [claim.metadata.namespace, claim.spec.storageClassName ?? "", claim.spec.volumeAttributesClassName ?? ""]
    }

    private static func count(_ all: [[String]]) -> [([String], Double)] {
        Dictionary(grouping: all) { $0 }.sorted { $0.key.lexicographicallyPrecedes($1.key) }.map { ($0.key, Double($0.value.count)) }
    }

    /// Kubernetes' name of what stands behind a volume.
    static func plugin(_ volume: PersistentVolume) -> String {
        let spec = volume.spec
        if spec.csi != nil { return "kubernetes.io/csi" }
        if spec.hostPath != nil { return "kubernetes.io/host-path" }
        if spec.local != nil { return "kubernetes.io/local-volume" }
        if spec.nfs != nil { return "kubernetes.io/nfs" }
        if spec.iscsi != nil { return "kubernetes.io/iscsi" }
        if spec.fc != nil { return "kubernetes.io/fc" }
        return "N/A"
    }
}
