import KubernetesAPI

// The runtime's view of a pod, freed from gRPC, so that everything decided from it is a pure function.

/// The state of a container as the runtime sees it.
public enum RuntimeContainerState: Sendable, Equatable {
    case created, running, exited, unknown
}

/// One sandbox of a pod.
public struct SandboxRecord: Sendable, Equatable {
    public var id = ""
    public var attempt = 0
    public var ready = false
    /// Nanoseconds since 1970.
    public var createdAt: Int64 = 0
    /// The pod's addresses, the primary one first; empty for a pod in the host's network.
    public var ips: [String] = []
    /// True when the sandbox lives in the host's network namespace.
    public var hostNetwork = false

    public init(id: String = "", attempt: Int = 0, ready: Bool = false, createdAt: Int64 = 0, ips: [String] = [], hostNetwork: Bool = false) {
        self.id = id
        self.attempt = attempt
        self.ready = ready
        self.createdAt = createdAt
        self.ips = ips
        self.hostNetwork = hostNetwork
    }
}

/// One container, running or dead.
public struct ContainerRecord: Sendable, Equatable {
    public var id = ""
    public var name = ""
    public var state: RuntimeContainerState = .unknown
    /// Nanoseconds since 1970; zero when it has not happened.
    public var createdAt: Int64 = 0
    public var startedAt: Int64 = 0
    public var finishedAt: Int64 = 0
    public var exitCode = 0
    /// The image as the runtime names it, and its digest or ID.
    public var image = ""
    public var imageRef = ""
    /// The hash of the spec that it was created from; empty when the label is missing.
    public var hash = ""
    public var restartCount = 0
    public var reason = ""
    public var message = ""
    public var logPath = ""
    /// The sandbox it lives in; empty when it is not known.
    public var sandboxID = ""
    /// The limits that the runtime says it has; nil when this runtime does not tell.
    var limits: RuntimeLimits?
    /// The user that its first process began as; nil when this runtime does not tell.
    var user: ContainerUser?
    /// The signal that it is stopped with, such as `SIGTERM`; nil when this runtime does not tell.
    var stopSignal: String?
    /// The paths in the container that are read-only with all that is mounted below them.
    var recursivelyReadOnly: Set<String> = []
    /// The references of the images that the runtime shows in it, by their paths; empty while `ImageVolumeWithDigest` is off.
    var shownImages: [String: String] = [:]

    public init(
        id: String = "", name: String = "", state: RuntimeContainerState = .unknown, createdAt: Int64 = 0, startedAt: Int64 = 0,
        finishedAt: Int64 = 0, exitCode: Int = 0, image: String = "", imageRef: String = "", hash: String = "", restartCount: Int = 0,
        reason: String = "", message: String = "", logPath: String = "", sandboxID: String = ""
    ) {
        self.id = id
        self.name = name
        self.state = state
        self.createdAt = createdAt
        self.startedAt = startedAt
        self.finishedAt = finishedAt
        self.exitCode = exitCode
        self.image = image
        self.imageRef = imageRef
        self.hash = hash
        self.restartCount = restartCount
        self.reason = reason
        self.message = message
        self.logPath = logPath
        self.sandboxID = sandboxID
    }
}

/// The limits of a running container as its runtime tells them.
struct RuntimeLimits: Sendable, Equatable {
    /// cgroup v1 shares; zero when not told.
    var cpuShares: Int64 = 0
    /// Microseconds in each period; zero or less means no limit.
    var cpuQuota: Int64 = 0
    var cpuPeriod: Int64 = 0
    /// Bytes; zero or less means no limit.
    var memoryLimit: Int64 = 0
}

/// Everything the runtime knows of one pod, newest first.
public struct RuntimePodStatus: Sendable, Equatable {
    public var uid = ""
    public var name = ""
    public var namespace = ""
    public var sandboxes: [SandboxRecord] = []
    public var containers: [ContainerRecord] = []
    /// `containerd`, `cri-o`: what goes before `://` in container IDs.
    public var runtimeName = ""

    public init(
        uid: String = "", name: String = "", namespace: String = "", sandboxes: [SandboxRecord] = [], containers: [ContainerRecord] = [],
        runtimeName: String = "containerd"
    ) {
        self.uid = uid
        self.name = name
        self.namespace = namespace
        self.sandboxes = sandboxes
        self.containers = containers
        self.runtimeName = runtimeName
    }

    /// Whether the container lives in the newest sandbox, which all that counts now is in.
    func isCurrent(_ record: ContainerRecord) -> Bool { record.sandboxID.isEmpty || record.sandboxID == sandboxes.first?.id }

    /// The newest container of that name.
    public func container(_ name: String) -> ContainerRecord? { containers.first { $0.name == name } }

    /// The addresses of the newest sandbox, when it is ready.
    public var ips: [String] {
        guard let newest = sandboxes.first, newest.ready else { return [] }
        return newest.ips
    }

    /// Containers that run, or may run.
    public var active: [ContainerRecord] { containers.filter { $0.state == .running || $0.state == .unknown } }

    /// Whether nothing of the pod runs any more.
    public var isStopped: Bool { active.isEmpty && !sandboxes.contains { $0.ready } }
}

extension Pod {
    /// How Kubernetes prints a pod in messages: `name_namespace(uid)`.
    var formatted: String { "\(metadata.name)_\(metadata.namespace)(\(metadata.uid))" }
}
