import ComponentMetrics
import Foundation
import KubernetesAPI
import Synchronization
import VolumeKinds

/// What one volume of a pod uses.
struct VolumeUsage: Sendable {
    var name: String
    /// The claim's name, of a volume that comes of one.
    var claim: String?
    var capacity: UInt64
    var available: UInt64
    var used: UInt64
    var inodes: UInt64
    var inodesFree: UInt64
    var inodesUsed: UInt64
    /// Whether it is on the node's own disk, and so counts as ephemeral storage.
    var isEphemeral: Bool
    var isMemory: Bool
    /// What its driver says of its health; nil when it does not say.
    var isAbnormal: Bool?

    /// With what a driver says, where it says something.
    func taking(_ figures: VolumeFigures?) -> VolumeUsage {
        guard let figures else { return self }
        var usage = self
        usage.capacity = figures.capacityBytes ?? capacity
        usage.available = figures.availableBytes ?? available
        usage.used = figures.usedBytes ?? used
        usage.inodes = figures.inodes ?? inodes
        usage.inodesFree = figures.inodesFree ?? inodesFree
        usage.inodesUsed = figures.inodesUsed ?? inodesUsed
        usage.isAbnormal = figures.isAbnormal
        return usage
    }
}

/// Measures pods' volumes when somebody asks, and remembers the figures for as long as `volumeStatsAggPeriod` says: looking
/// through a tree may be expensive. Safe to use from anywhere.
final class VolumeMeter: Sendable {
    private let rootDirectory: String
    private let period: Duration
    private let clock: any WallClock
    /// The persistent volume that a claim is bound to, by namespace and name; nil when it is not known.
    private let boundVolume: @Sendable (String, String) async -> String?
    /// What drivers say of volumes, by the pod's names for them; it goes before what is seen of the file system.
    private let driverFigures: @Sendable (Pod) async -> [String: VolumeFigures]
    /// A driver says that a pod's volume is not well: the pod's name for it, and what the driver says.
    private let abnormal: @Sendable (Pod, String, String) -> Void
    private let known = Mutex<[String: (at: Duration, volumes: [VolumeUsage])]>([:])

    init(
        rootDirectory: String, period: Duration, clock: any WallClock, boundVolume: @escaping @Sendable (String, String) async -> String?,
        driverFigures: @escaping @Sendable (Pod) async -> [String: VolumeFigures] = { _ in [:] },
        abnormal: @escaping @Sendable (Pod, String, String) -> Void = { _, _, _ in }
    ) {
        self.abnormal = abnormal
        self.driverFigures = driverFigures
        self.boundVolume = boundVolume
        self.rootDirectory = rootDirectory
        self.period = period
        self.clock = clock
    }

    func usage(_ pod: Pod) async -> [VolumeUsage] {
        guard period >= .zero else { return [] }
        let uid = pod.metadata.uid
        let now = clock.monotonic
        if let entry = known.withLock({ $0[uid] }), now - entry.at < period { return entry.volumes }
        let root = rootDirectory
        // A volume of a claim lies under its persistent volume's name, which the pod does not tell.
        var bound: [String: String] = [:]
        for volume in pod.spec.volumes {
            guard let claim = Self.claim(volume, pod) else { continue }
            bound[volume.name] = await boundVolume(pod.metadata.namespace, claim)
        }
        let names = bound
        let figures = await driverFigures(pod)
        for (name, entry) in figures where entry.isAbnormal == true { abnormal(pod, name, entry.condition ?? "") }
        let volumes = await offPool { Self.measure(pod, root, names).map { $0.taking(figures[$0.name]) } }
        known.withLock { $0[uid] = (now, volumes) }
        return volumes
    }

    /// Forgets the pods that are not there any more.
    func keep(_ uids: Set<String>) { known.withLock { $0 = $0.filter { uids.contains($0.key) } } }

    private static func claim(_ volume: Volume, _ pod: Pod) -> String? {
        volume.persistentVolumeClaim?.claimName ?? (volume.ephemeral == nil ? nil : "\(pod.metadata.name)-\(volume.name)")
    }

    private static func measure(_ pod: Pod, _ root: String, _ bound: [String: String]) -> [VolumeUsage] {
        let base = "\(root)/pods/\(pod.metadata.uid)/volumes"
        guard let plugins = try? FileManager.default.contentsOfDirectory(atPath: base) else { return [] }
        let mounts = mountPoints(below: base)
        var found: [String: String] = [:]
        for plugin in plugins {
            for name in (try? FileManager.default.contentsOfDirectory(atPath: base + "/" + plugin)) ?? [] {
                found[name] = "\(base)/\(plugin)/\(name)" + (plugin == "kubernetes.io~csi" ? "/mount" : "")
            }
        }
        return pod.spec.volumes.compactMap { volume in
            let claim = claim(volume, pod)
            guard let path = found[claim == nil ? volume.name : bound[volume.name] ?? volume.name], let files = FileSystemUsage(path: path) else { return nil }
            let isMemory = (volume.emptyDir?.medium ?? "") == "Memory"
            var usage = VolumeUsage(
                name: volume.name, claim: claim, capacity: files.capacity, available: files.available, used: files.used, inodes: files.inodes,
                inodesFree: files.inodesFree, inodesUsed: files.inodesUsed, isEphemeral: false, isMemory: isMemory)
            // A file system of its own knows what is used; a directory has to be looked through.
            if mounts.contains(path), claim != nil || volume.emptyDir != nil || volume.nfs != nil || volume.csi != nil || volume.usesDisk { return usage }
            let tree = DiskUsage.measure(path)
            usage.used = UInt64(clamping: tree.bytes)
            usage.inodesUsed = UInt64(clamping: tree.inodes)
            usage.isEphemeral = claim == nil && !isMemory && !mounts.contains(path)
            return usage
        }
    }

    /// The mount points below a directory.
    private static func mountPoints(below directory: String) -> Set<String> {
        var mounts: Set<String> = []
        for line in ProcFile.lines("/proc/self/mounts") {
            let words = line.split(separator: " ")
            if words.count > 2, words[1].hasPrefix(directory) { mounts.insert(String(words[1].replacing("\\040", with: " "))) }
        }
        return mounts
    }
}

extension Volume {
    /// Whether a file system of its own is behind it that may be large and far away.
    fileprivate var usesDisk: Bool { flexVolume != nil || iscsi != nil || fc != nil || isMigrated }
}
