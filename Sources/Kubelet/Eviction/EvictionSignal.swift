import KubernetesAPI

/// What the kubelet measures to see whether the node runs short of something; the raw values are the names in `evictionHard`.
enum EvictionSignal: String, CaseIterable, Sendable {
    case memoryAvailable = "memory.available"
    case allocatableMemoryAvailable = "allocatableMemory.available"
    case nodeFsAvailable = "nodefs.available"
    case nodeFsInodesFree = "nodefs.inodesFree"
    case imageFsAvailable = "imagefs.available"
    case imageFsInodesFree = "imagefs.inodesFree"
    case containerFsAvailable = "containerfs.available"
    case containerFsInodesFree = "containerfs.inodesFree"
    case pidAvailable = "pid.available"

    /// What is short when the signal's threshold is crossed, as messages name it.
    var resource: String {
        switch self {
        case .memoryAvailable, .allocatableMemoryAvailable: "memory"
        case .nodeFsAvailable, .imageFsAvailable, .containerFsAvailable: "ephemeral-storage"
        case .nodeFsInodesFree, .imageFsInodesFree, .containerFsInodesFree: "inodes"
        case .pidAvailable: "pids"
        }
    }

    /// The node's condition that tells of it.
    var pressure: Pressure {
        switch self {
        case .memoryAvailable, .allocatableMemoryAvailable: .memory
        case .pidAvailable: .pid
        default: .disk
        }
    }

    var isMemory: Bool { pressure == .memory }
}

/// A pressure condition of the node, by its type.
public enum Pressure: String, CaseIterable, Sendable {
    case memory = "MemoryPressure"
    case disk = "DiskPressure"
    case pid = "PIDPressure"
}

/// One reading of a signal.
struct EvictionObservation: Equatable, Sendable {
    var available: Quantity
    var capacity: Quantity
    /// When it was read; nothing is decided twice on the same reading.
    var time: Instant
}

/// All signals that could be read, and how the node's disks are divided.
struct EvictionObservations: Sendable {
    var signals: [EvictionSignal: EvictionObservation] = [:]
    /// Images and containers have a file system of their own.
    var hasImageFs = false
    /// Containers' writable layers are not where images are, but where the kubelet's directory is.
    var splitsContainerFs = false
    /// Bytes of memory in use that could be taken back at once; nil when it is not known.
    var reclaimableMemory: Int?
}
