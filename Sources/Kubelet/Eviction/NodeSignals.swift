import CoreFoundation
import Foundation
import KubernetesAPI

/// Reads the signals from the machine: cgroups, file systems, process tables.
struct NodeSignals: EvictionSignalSource {
    var rootDirectory: String
    var images: ImageFileSystem
    var cgroups: CgroupUsage?
    /// The cgroup of all pods; nil when pods have none.
    var podsCgroup: String?
    var clock: any WallClock

    func observe() async throws -> EvictionObservations {
        var seen = EvictionObservations()
        let places = try? await images.places()
        let now = clock.now
        func put(_ signal: EvictionSignal, _ available: Int, _ capacity: Int, _ format: Quantity.Format) {
            seen.signals[signal] = EvictionObservation(
                available: Quantity(available, format: format), capacity: Quantity(capacity, format: format), time: now)
        }
        let total = MachineInfo.meminfo()["MemTotal"] ?? 0
        if let used = cgroups?.nodeWorkingSet(), total > 0 { put(.memoryAvailable, max(0, total - used), total, .binarySI) }
        seen.reclaimableMemory = cgroups?.inactiveFiles("/")
        if let podsCgroup, let limit = cgroups?.memoryLimit(podsCgroup), let used = cgroups?.workingSet(podsCgroup) {
            put(.allocatableMemoryAvailable, max(0, limit - used), limit, .binarySI)
        }
        func put(_ path: String, _ space: EvictionSignal, _ inodes: EvictionSignal) {
            guard let use = FileSystemUse.of(path) else { return }
            put(space, use.available, use.capacity, .binarySI)
            // Some file systems have as many inodes as they need, and tell of none.
            if use.inodes > 0 { put(inodes, use.freeInodes, use.inodes, .decimalSI) }
        }
        put(rootDirectory, .nodeFsAvailable, .nodeFsInodesFree)
        if let places {
            seen.hasImageFs = Self.device(places.images) != Self.device(rootDirectory)
            let containers = places.containers ?? places.images
            seen.splitsContainerFs = seen.hasImageFs && Self.device(containers) != Self.device(places.images)
            put(places.images, .imageFsAvailable, .imageFsInodesFree)
            put(containers, .containerFsAvailable, .containerFsInodesFree)
        }
        if let (running, limit) = Self.processes() { put(.pidAvailable, max(0, limit - running), limit, .decimalSI) }
        return seen
    }

    private static func device(_ path: String) -> dev_t? { POSIXFiles.status(path)?.st_dev }

    /// Processes and threads on the machine, and how many there may be.
    static func processes(root: String = "/proc") -> (running: Int, limit: Int)? {
        func number(_ name: String) -> Int? { Int(PodFiles.read(root + "/" + name).trimmingCharacters(in: .whitespacesAndNewlines)) }
        let limits = [number("sys/kernel/pid_max"), number("sys/kernel/threads-max")].compactMap(\.self)
        // The fourth field is "runnable/all".
        let fields = PodFiles.read(root + "/loadavg").split(separator: " ")
        guard let limit = limits.min(), fields.count > 3, let all = fields[3].split(separator: "/").last.flatMap({ Int($0) }) else { return nil }
        return (all, limit)
    }
}
