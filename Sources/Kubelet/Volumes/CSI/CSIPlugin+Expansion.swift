import CSI
import KubernetesAPI
import Logging

/// Expansion and statistics of CSI volumes.
extension CSIPlugin: ExpandingPlugin {
    func expand(_ request: VolumeRequest, _ mounted: MountedVolume) async throws -> Bool {
        guard let volume = CSIVolume(request), request.persistent?.spec.capacity["storage"] != nil else { return false }
        let can = try await drivers.capabilities(volume.driver)
        guard can.expands else { return false }
        // Made before the lock is taken: swiftc 6.3.1 calls an async closure that holds all of this with a wrong size of its stack arguments,
        // and the task returns to nowhere when it next waits.
        let call = try await expansionCall(request, volume, mounted.hostPath, can)
        let driver = volume.driver
        _ = try await lock.with(volume.uniqueName) {
            try await drivers.call(driver) { try await $0.nodeExpandVolume(call, options: $1) }
        }
        return true
    }

    private func expansionCall(
        _ request: VolumeRequest, _ volume: CSIVolume, _ path: String, _ can: CSICapabilities
    ) async throws -> CSIV1NodeExpandVolumeRequest {
        var call = CSIV1NodeExpandVolumeRequest()
        call.volumeID = volume.handle
        call.volumePath = request.isBlock ? paths.blockPublished(volume, podUID: request.pod.metadata.uid) : path
        if can.stages { call.stagingTargetPath = request.isBlock ? paths.blockStaging(volume) : paths.globalMount(volume) }
        call.capacityRange.requiredBytes = Int64(clamping: request.persistent?.spec.capacity["storage"]?.value ?? 0)
        call.volumeCapability = requests.capability(request, volume, can)
        call.secrets = try await requests.secrets(request.persistent?.spec.csi?.nodeExpandSecretRef, "NodeExpandSecretRef")
        return call
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
