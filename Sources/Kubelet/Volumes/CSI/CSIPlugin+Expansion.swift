import CSI
import KubernetesAPI
import Logging

/// Expansion and statistics of CSI volumes.
extension CSIPlugin: ExpandingPlugin {
    func expand(_ request: VolumeRequest, _ mounted: MountedVolume) async throws -> Bool {
        guard let volume = CSIVolume(request), let size = request.persistent?.spec.capacity["storage"] else { return false }
        let can = try await drivers.capabilities(volume.driver)
        guard can.expands else { return false }
        return try await lock.with(volume.uniqueName) {
            var call = CSIV1NodeExpandVolumeRequest()
            call.volumeID = volume.handle
            call.volumePath = request.isBlock ? paths.blockPublished(volume, podUID: request.pod.metadata.uid) : mounted.hostPath
            if can.stages { call.stagingTargetPath = request.isBlock ? paths.blockStaging(volume) : paths.globalMount(volume) }
            call.capacityRange.requiredBytes = Int64(clamping: size.value)
            call.volumeCapability = requests.capability(request, volume, can)
            call.secrets = try await requests.secrets(request.persistent?.spec.csi?.nodeExpandSecretRef, "NodeExpandSecretRef")
            _ = try await drivers.call(volume.driver) { [call] in try await $0.nodeExpandVolume(call, options: $1) }
            return true
        }
    }

    /// What the driver says of a volume's use; nil when it does not tell.
    func figures(_ volume: CSIVolume, path: String) async throws -> VolumeFigures? {
        let can = try await drivers.capabilities(volume.driver)
        guard can.stats else { return nil }
        var call = CSIV1NodeGetVolumeStatsRequest()
        call.volumeID = volume.handle
        call.volumePath = path
        if can.stages && !volume.isInline { call.stagingTargetPath = paths.globalMount(volume) }
        let answer = try await drivers.call(volume.driver) { [call] in try await $0.nodeGetVolumeStats(call, options: $1) }
        var figures = VolumeFigures()
        for part in answer.usage {
            switch part.unit {
            case .bytes:
                figures.capacityBytes = UInt64(clamping: part.total)
                figures.availableBytes = UInt64(clamping: part.available)
                figures.usedBytes = UInt64(clamping: part.used)
            case .inodes:
                figures.inodes = UInt64(clamping: part.total)
                figures.inodesFree = UInt64(clamping: part.available)
                figures.inodesUsed = UInt64(clamping: part.used)
            default: continue
            }
        }
        if can.condition && answer.hasVolumeCondition {
            figures.isAbnormal = answer.volumeCondition.abnormal
            figures.condition = answer.volumeCondition.message
        }
        return figures
    }
}
