import ContainerRuntime
import JSON
import KubernetesAPI

/// What the kubelet's server needs of the kubelet.
protocol KubeletServerBackend: Sendable {
    /// The node's name in the API.
    var nodeName: String { get }
    /// `--root-dir`: its file system is the node's in the statistics.
    var rootDirectory: String { get }
    /// The container runtime; `ContainerRuntimeClient` is one.
    var runtime: any KubeletServerRuntime { get }
    /// Where the runtime listens.
    var runtimeEndpoint: String { get }
    /// Where cgroups are mounted.
    var cgroupFileSystem: String { get }
    /// The cgroup of all pods, and those of the QoS classes below it; nil when pods have none of their own.
    var podsCgroup: String? { get }
    var classCgroups: [String] { get }
    /// The image of sandboxes, for labels of metrics.
    var sandboxImage: String { get }
    /// How old volumes' figures may be; negative for none.
    var volumeStatsPeriod: Duration { get }
    /// The pods that this node runs or should run (static pods, not their mirrors), each with its newest status.
    func pods() -> [Pod]
    /// The pod of that name, with its newest status; a static pod also answers for its mirror.
    func pod(namespace: String, name: String) -> Pod?
    /// Where the runtime writes the logs of one of a pod's containers.
    func logDirectory(of pod: Pod, container: String) -> String
    /// The persistent volume that a claim is bound to; nil when it is not known.
    func boundVolume(namespace: String, claim: String) async -> String?
    /// What drivers say of the pod's CSI volumes, by the pod's names for them.
    func driverFigures(of pod: Pod) async -> [String: VolumeFigures]
    /// A driver says that a volume of the pod is not well.
    func volumeIsAbnormal(_ pod: Pod, volume: String, condition: String)
    /// Why the kubelet is not well, for /healthz; `nil` when it is.
    func healthError() -> String?
    /// The kubelet's settings as a KubeletConfiguration, for /configz; nil when they cannot be had.
    func configuration() -> JSONValue?
    /// Metrics that are computed when they are asked for, in Prometheus' text format, whole families.
    func metrics() -> String
    /// The directories that this node keeps for local volumes; nil for none.
    var localVolumes: LocalVolumes? { get }
}

extension KubeletServerBackend {
    var runtimeEndpoint: String { "" }
    var cgroupFileSystem: String { "/sys/fs/cgroup" }
    var podsCgroup: String? { nil }
    var classCgroups: [String] { [] }
    var sandboxImage: String { "" }
    var volumeStatsPeriod: Duration { .seconds(60) }
    func logDirectory(of pod: Pod, container: String) -> String {
        "/var/log/pods/\(pod.metadata.namespace)_\(pod.metadata.name)_\(pod.metadata.uid)/\(container)"
    }
    func boundVolume(namespace: String, claim: String) async -> String? { nil }
    func driverFigures(of pod: Pod) async -> [String: VolumeFigures] { [:] }
    func volumeIsAbnormal(_ pod: Pod, volume: String, condition: String) {}
    func healthError() -> String? { nil }
    func configuration() -> JSONValue? { nil }
    func metrics() -> String { "" }
    var localVolumes: LocalVolumes? { nil }
}

/// What the kubelet's server asks of a container runtime: the part of CRI for streams, logs and statistics.
/// All methods throw `ContainerRuntimeError`.
protocol KubeletServerRuntime: Sendable {
    func listPodSandboxes(_ filter: CRIPodSandboxFilter) async throws -> [CRIPodSandbox]
    func podSandboxStatus(_ id: String, verbose: Bool) async throws -> CRIPodSandboxStatusResponse
    func listContainers(_ filter: CRIContainerFilter) async throws -> [CRIContainer]
    func containerStatus(_ id: String, verbose: Bool) async throws -> CRIContainerStatusResponse
    func execSync(_ id: String, command: [String], timeout: Int) async throws -> CRIExecSyncResponse
    func exec(_ request: CRIExecRequest) async throws -> String
    func attach(_ request: CRIAttachRequest) async throws -> String
    func portForward(sandbox: String, ports: [Int]) async throws -> String
    func listContainerStats(_ filter: CRIContainerStatsFilter) async throws -> [CRIContainerStats]
    func imageFsInfo() async throws -> CRIImageFsInfoResponse
    func checkpointContainer(_ id: String, to path: String, timeout: Int) async throws
}

extension ContainerRuntimeClient: KubeletServerRuntime {}

/// The labels by which pods and containers are found in the runtime.
enum ServerLabels {
    static let podUID = "io.kubernetes.pod.uid"
    static let podName = "io.kubernetes.pod.name"
    static let podNamespace = "io.kubernetes.pod.namespace"
    static let containerName = "io.kubernetes.container.name"
}
