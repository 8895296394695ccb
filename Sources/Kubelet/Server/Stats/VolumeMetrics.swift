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
