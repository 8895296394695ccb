import KubernetesAPI

/// How much of a volume is used, as its driver says; what it does not say is nil.
struct VolumeFigures: Sendable, Equatable {
    var capacityBytes: UInt64?
    var availableBytes: UInt64?
    var usedBytes: UInt64?
    var inodes: UInt64?
    var inodesFree: UInt64?
    var inodesUsed: UInt64?
    /// Whether the driver says that something is wrong with the volume; nil when it does not say.
    var isAbnormal: Bool?
    /// What the driver says of it.
    var condition: String?
}

extension VolumeManager {
    /// What the drivers say of the pod's CSI volumes, by the pod's names for them. Devices, and volumes whose driver does not tell
    /// or does not answer, are left out. A driver is asked over its socket: not for every sync.
    func driverFigures(of pod: Pod) async -> [String: VolumeFigures] {
        var found: [String: VolumeFigures] = [:]
        for (request, mounted) in mountedPersistent(pod) where !mounted.isDevice {
            guard let volume = CSIVolume(request) else { continue }
            found[request.volume.name] = try? await csi.figures(volume, path: mounted.hostPath)
        }
        return found
    }
}
