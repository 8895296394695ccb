import KubernetesAPI

// What the pod workers need from the other parts of the kubelet, as narrow as it can be. Volumes, Probes, Node and
// Environment implement these; tests implement them with a dictionary.

/// A volume that is ready on the host, to be bind-mounted into containers.
public struct MountedVolume: Sendable, Equatable {
    /// Where the volume is on the host: a directory, a file (hostPath File, a socket) or a block device.
    public var hostPath: String
    /// True when the volume itself is read-only (configMap, secret, downwardAPI, projected), whatever the mount says.
    public var readOnly: Bool
    /// True when SELinux labels may be put on the volume (it belongs to the kubelet).
    public var relabel: Bool
    /// True when containers get it as a device (`volumeDevices`).
    public var isDevice: Bool

    public init(hostPath: String, readOnly: Bool = false, relabel: Bool = false, isDevice: Bool = false) {
        self.hostPath = hostPath
        self.readOnly = readOnly
        self.relabel = relabel
        self.isDevice = isDevice
    }
}

/// Why a volume could not be made ready.
public struct VolumeError: Error, Sendable, CustomStringConvertible {
    /// The volume's name in the pod; empty when the failure is not of one volume.
    public var volume: String
    /// What Kubernetes shows, such as `MountVolume.SetUp failed for volume "x" : configmap "y" not found`.
    public var message: String
    /// False for what is merely not ready yet, of which no event tells.
    public var isTold: Bool
    public var description: String { message }

    public init(volume: String, message: String, isTold: Bool = true) {
        self.volume = volume
        self.message = message
        self.isTold = isTold
    }
}

/// Makes the volumes of pods ready on the host and takes them away again.
public protocol VolumeManaging: Sendable {
    /// Sets up every volume of `pod` below `<root-dir>/pods/<uid>/volumes` (or finds it, for hostPath) and returns them by
    /// volume name. Called at each sync of the pod: it must be cheap when there is nothing to do, and it also brings changed
    /// config maps, secrets and downward API values into running pods.
    /// - Throws: `VolumeError` for the first volume that cannot be ready; the caller tries again with a back-off.
    func mount(_ pod: Pod) async throws -> [String: MountedVolume]
    /// Takes away every volume of the pod, which no longer runs. Does nothing when there is none.
    func unmount(podUID: String) async throws
    /// Whether something of the pod is still mounted or lies in its volume directory.
    func hasVolumes(podUID: String) -> Bool
    /// Looks after what belongs to no pod, as the drivers of volumes. Works until it is cancelled.
    func run() async
}

extension VolumeManaging {
    public func run() async {}
}

/// What the last probes of one container said. A probe that has not run yet is nil.
public struct ProbeResults: Sendable, Equatable {
    /// Startup probe: nil is "not run yet", true passed, false failed for good (the container is to be killed).
    public var startup: Bool?
    /// Liveness probe: false when the container is to be killed.
    public var liveness: Bool?
    /// Readiness probe: false or nil is "not ready".
    public var readiness: Bool?

    public init(startup: Bool? = nil, liveness: Bool? = nil, readiness: Bool? = nil) {
        self.startup = startup
        self.liveness = liveness
        self.readiness = readiness
    }
}

/// Runs the probes of containers. Results are kept by container ID, so that a restarted container starts anew.
public protocol ProbeManaging: Sendable {
    /// Starts the probes of the pod's containers; called at every sync, and does nothing when they run already.
    func podAdded(_ pod: Pod)
    /// Stops liveness and startup probes (the pod is terminating); readiness goes on.
    func stopLivenessAndStartup(_ pod: Pod)
    /// Stops all probes of the pod and forgets their results.
    func podRemoved(uid: String)
    /// The results for one container, by its CRI ID (without `containerd://`).
    func results(containerID: String) -> ProbeResults
    /// Asks for a run of the readiness probe soon, as when a container has just started.
    func probeSoon(podUID: String, container: String)
}

/// What probes need of the kubelet.
public protocol ProbeTargets: Sendable {
    /// The pod's status as last computed, which says the container IDs, the start times and the pod's address.
    func podStatus(uid: String) -> PodStatus?
    /// Runs a command in a container and waits for it.
    /// - Throws: when the runtime fails or `timeout` is over.
    func exec(containerID: String, command: [String], timeout: Duration) async throws -> ExecResult
    /// The results of a probe changed: the pod's worker looks at it at once.
    func probeChanged(podUID: String)
    /// An event on one container of the pod, such as Unhealthy.
    func containerEvent(_ pod: Pod, container: String, type: String, reason: String, message: String)
}

/// What a command in a container left behind.
public struct ExecResult: Sendable, Equatable {
    public var exitCode: Int
    public var stdout: [UInt8]
    public var stderr: [UInt8]

    public init(exitCode: Int, stdout: [UInt8] = [], stderr: [UInt8] = []) {
        self.exitCode = exitCode
        self.stdout = stdout
        self.stderr = stderr
    }
}

/// What of the running pod goes into its environment: known only when its sandbox is up.
public struct PodAddresses: Sendable, Equatable {
    public var podIPs: [String]
    public var hostIPs: [String]

    public init(podIPs: [String] = [], hostIPs: [String] = []) {
        self.podIPs = podIPs
        self.hostIPs = hostIPs
    }
}

/// Builds the environment of containers.
public protocol EnvironmentBuilding: Sendable {
    /// The whole environment of a container in order: service variables, envFrom, env with `$(VAR)` expanded.
    /// - Throws: `EnvironmentError`; the container then waits with reason CreateContainerConfigError.
    func environment(of container: Container, in pod: Pod, addresses: PodAddresses) async throws -> [(name: String, value: String)]
}

/// Why an environment cannot be built, in Kubernetes' words: `configmap "x" not found`, `couldn't find key a in Secret ns/x`.
public struct EnvironmentError: Error, Sendable, CustomStringConvertible {
    public var message: String
    public var description: String { message }

    public init(_ message: String) { self.message = message }
}

/// Registers the node, keeps its Lease and status.
public protocol NodeStatusManaging: Sendable {
    /// Works until it is cancelled.
    func run() async throws
    /// The node as the API server last showed it; nil before the first registration.
    func node() -> Node?
    /// The node's addresses of type InternalIP, first the preferred one; they become hostIP and hostIPs.
    func hostIPs() -> [String]
}

/// What the node's conditions are made of: whether the runtime, its network and the pod list are well.
public protocol RuntimeHealth: Sendable {
    /// Nil when the runtime is up and the pod list is fresh, else what the Ready condition says.
    var runtimeError: String? { get }
    /// Nil when the runtime's network is ready, else what the Ready condition says.
    var networkError: String? { get }
    /// The runtime's name and version, such as `containerd://1.6.20`; nil before it was reached.
    var runtimeVersion: String? { get }
    /// The images on the node for its status: the largest, so many; all when negative.
    func images(limit: Int) async -> [ContainerImage]
    /// What the runtime's handlers can do; empty when the runtime does not tell.
    var runtimeHandlers: [NodeRuntimeHandler] { get }
    /// What the runtime can do whatever the handler; nil when it does not tell.
    var features: NodeFeatures? { get }
    /// The control plane has given the node these ranges for its pods; those who configure the network from the runtime want them.
    func use(podCIDRs: [String]) async
}

extension RuntimeHealth {
    public var runtimeHandlers: [NodeRuntimeHandler] { [] }
    public var features: NodeFeatures? { nil }
    public func use(podCIDRs: [String]) async {}
}
