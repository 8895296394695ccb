import KubernetesAPI

/// Space and inodes.
struct DiskUse: Equatable, Sendable {
    /// Bytes.
    var bytes = 0
    var inodes = 0

    static func + (a: DiskUse, b: DiskUse) -> DiskUse {
        DiskUse(bytes: a.bytes.addingReportingOverflow(b.bytes).partialValue, inodes: a.inodes.addingReportingOverflow(b.inodes).partialValue)
    }
}

/// What one pod uses of the node, as far as eviction asks. Nil is "not known".
struct PodUsage: Equatable, Sendable {
    struct OfContainer: Equatable, Sendable {
        var name: String
        /// Bytes of its working set.
        var memory: Int?
        /// Its writable layer.
        var rootfs: DiskUse?
        var logs: DiskUse?
    }

    /// Bytes of the pod's working set.
    var memory: Int?
    var processes: Int?
    var containers: [OfContainer] = []
    /// Volumes that live on the node's own disk, by name.
    var volumes: [String: DiskUse] = [:]
    /// The pod's own hosts file.
    var hostsFile = DiskUse()

    /// What of a pod lies on a disk.
    enum DiskPart: Sendable { case rootfs, logs, volumes }

    /// The sum over some parts.
    func disk(_ parts: Set<DiskPart>, of pod: Pod) -> DiskUse {
        var sum = DiskUse()
        for container in containers {
            if parts.contains(.rootfs), let use = container.rootfs { sum = sum + use }
            if parts.contains(.logs), let use = container.logs { sum = sum + use }
        }
        if parts.contains(.volumes) {
            for volume in pod.spec.volumes where volume.isLocalEphemeral { sum = sum + (volumes[volume.name] ?? DiskUse()) }
            sum = sum + hostsFile
        }
        return sum
    }
}

extension Volume {
    /// Whether what is in it counts as the pod's ephemeral storage.
    var isLocalEphemeral: Bool { configMap != nil || gitRepo != nil || emptyDir.map { ($0.medium ?? "").isEmpty } ?? false }
}

/// Reads what pods use. Some readings are costly, so only what is asked for is read.
protocol PodUsageSource: Sendable {
    /// By UID. Pods that nothing is known of are missing.
    func usage(of pods: [Pod]) async -> [String: PodUsage]
}

/// Reads the node's signals.
protocol EvictionSignalSource: Sendable {
    /// - Throws: when nothing can be said.
    func observe() async throws -> EvictionObservations
}
