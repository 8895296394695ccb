import ComponentMetrics
import KubernetesAPI

/// kubelet_volume_stats_*: what the claims of pods on this node use.
extension StatsProvider {
    func addVolumeMetrics(to text: inout MetricsText) async {
        var seen = Set<[String]>()
        var rows: [(labels: [String], usage: VolumeUsage)] = []
        for pod in backend.pods() where pod.spec.volumes.contains(where: { $0.persistentVolumeClaim != nil || $0.ephemeral != nil }) {
            for usage in await volumes.usage(pod) {
                guard let claim = usage.claim, seen.insert([pod.metadata.namespace, claim]).inserted else { continue }
                rows.append(([pod.metadata.namespace, claim], usage))
            }
        }
        guard !rows.isEmpty else { return }
        rows.sort { $0.labels.lexicographicallyPrecedes($1.labels) }
        let families: [(String, String, any KeyPath<VolumeUsage, UInt64> & Sendable)] = [
            ("capacity_bytes", "Capacity in bytes of the volume", \.capacity), ("available_bytes", "Number of available bytes in the volume", \.available),
            ("used_bytes", "Number of used bytes in the volume", \.used), ("inodes", "Maximum number of inodes in the volume", \.inodes),
            ("inodes_free", "Number of free inodes in the volume", \.inodesFree), ("inodes_used", "Number of used inodes in the volume", \.inodesUsed),
        ]
        for (name, help, path) in families {
            text.family("kubelet_volume_stats_\(name)", "gauge", help)
            for row in rows { text.sample("kubelet_volume_stats_\(name)", ["namespace", "persistentvolumeclaim"], row.labels, Double(row.usage[keyPath: path])) }
        }
        addHealth(to: &text, rows)
    }

    private func addHealth(to text: inout MetricsText, _ rows: [(labels: [String], usage: VolumeUsage)]) {
        let name = "kubelet_volume_stats_health_status_abnormal"
        let told = rows.filter { $0.usage.isAbnormal != nil }
        guard !told.isEmpty else { return }
        text.family(name, "gauge", "Abnormal volume health status. The count is either 1 or 0. 1 indicates the volume is unhealthy, 0 indicates volume is healthy")
        for row in told { text.sample(name, ["namespace", "persistentvolumeclaim"], row.labels, row.usage.isAbnormal == true ? 1 : 0) }
    }

    /// volume_manager_total_volumes: how many volumes pods want, and how many are there.
    func addVolumeCounts(to text: inout MetricsText) {
        var counts: [[String]: Int] = [:]
        for pod in backend.pods() {
            for volume in pod.spec.volumes { counts[[Self.plugin(volume), "desired_state_of_world"], default: 0] += 1 }
            let base = "\(backend.rootDirectory)/pods/\(pod.metadata.uid)/volumes"
            for directory in PodFiles.list(base) {
                let present = PodFiles.list(base + "/" + directory).count
                counts[[directory.replacing("~", with: "/"), "actual_state_of_world"], default: 0] += present
            }
        }
        guard !counts.isEmpty else { return }
        text.family("volume_manager_total_volumes", "gauge", "Number of volumes in Volume Manager")
        for (labels, count) in counts.sorted(by: { $0.key.lexicographicallyPrecedes($1.key) }) {
            text.sample("volume_manager_total_volumes", ["plugin_name", "state"], labels, Double(count))
        }
    }

    private static func plugin(_ volume: Volume) -> String {
        let name = switch true {
        case volume.emptyDir != nil: "empty-dir"
        case volume.hostPath != nil: "host-path"
        case volume.configMap != nil: "configmap"
        case volume.secret != nil: "secret"
        case volume.downwardAPI != nil: "downward-api"
        case volume.projected != nil: "projected"
        case volume.nfs != nil: "nfs"
        case volume.csi != nil: "csi"
        default: "persistent-claim"
        }
        return "kubernetes.io/" + name
    }

    /// kubelet_container_log_filesystem_used_bytes: what the logs of each container take on the disk.
    func addLogMetrics(to text: inout MetricsText) async {
        let name = "kubelet_container_log_filesystem_used_bytes"
        var isFirst = true
        for pod in backend.pods() {
            for status in pod.status.containerStatuses where status.containerID != nil {
                let used = await DiskUsage.measured(backend.logDirectory(of: pod, container: status.name))
                if isFirst { text.family(name, "gauge", "Bytes used by the container's logs on the filesystem.") }
                isFirst = false
                text.sample(
                    name, ["uid", "namespace", "pod", "container"], [pod.metadata.uid, pod.metadata.namespace, pod.metadata.name, status.name], Double(used.bytes))
            }
        }
    }
}
