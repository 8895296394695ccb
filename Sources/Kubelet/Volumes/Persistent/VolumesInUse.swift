import KubernetesAPI
import Synchronization

/// Which pods have which persistent volumes, so that ReadWriteOncePod holds on this node. Safe to use from any task.
final class VolumesInUse: Sendable {
    private let pods = Mutex<[String: Set<String>]>([:])

    /// Remembers that the pod has the volume.
    /// - Returns: false when the volume is for one pod alone, and another has it.
    func take(_ request: VolumeRequest) -> Bool {
        guard let persistent = request.persistent else { return true }
        let uid = request.pod.metadata.uid
        let alone = persistent.spec.accessModes.contains("ReadWriteOncePod")
        return pods.withLock { pods in
            if alone && !(pods[persistent.metadata.name] ?? []).subtracting([uid]).isEmpty { return false }
            pods[persistent.metadata.name, default: []].insert(uid)
            return true
        }
    }

    /// The pod has no volumes any more.
    func give(podUID: String) {
        pods.withLock { pods in
            for name in pods.keys { pods[name]?.remove(podUID) }
            pods = pods.filter { !$0.value.isEmpty }
        }
    }
}
