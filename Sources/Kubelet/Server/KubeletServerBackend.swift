import ContainerRuntime
import KubernetesAPI

/// What the kubelet's server needs of the kubelet.
protocol KubeletServerBackend: Sendable {
    /// The node's name in the API.
    var nodeName: String { get }
    /// `--root-dir`: its file system is the node's in the statistics.
    var rootDirectory: String { get }
    /// The container runtime; `ContainerRuntimeClient` is one.
    var runtime: any KubeletServerRuntime { get }
    /// The pods that this node runs or should run (static pods, not their mirrors), each with its newest status.
    func pods() -> [Pod]
    /// The pod of that name, with its newest status; a static pod also answers for its mirror.
    func pod(namespace: String, name: String) -> Pod?
    /// Why the kubelet is not well, for /healthz; `nil` when it is.
    func healthError() -> String?
    /// The kubelet's metrics in Prometheus' text format, whole families; /metrics adds the server's and the process's.
    func metrics() -> String
}

extension KubeletServerBackend {
    func healthError() -> String? { nil }
    func metrics() -> String { "" }
}

/// What the kubelet's server asks of a container runtime: the part of CRI for streams, logs and statistics.
/// All methods throw `ContainerRuntimeError`.
protocol KubeletServerRuntime: Sendable {
    func listPodSandboxes(_ filter: CRIPodSandboxFilter) async throws -> [CRIPodSandbox]
    func listContainers(_ filter: CRIContainerFilter) async throws -> [CRIContainer]
    func containerStatus(_ id: String, verbose: Bool) async throws -> CRIContainerStatusResponse
    func execSync(_ id: String, command: [String], timeout: Int) async throws -> CRIExecSyncResponse
    func exec(_ request: CRIExecRequest) async throws -> String
    func attach(_ request: CRIAttachRequest) async throws -> String
    func portForward(sandbox: String, ports: [Int]) async throws -> String
    func listContainerStats(_ filter: CRIContainerStatsFilter) async throws -> [CRIContainerStats]
    func listPodSandboxStats(_ filter: CRIPodSandboxStatsFilter) async throws -> [CRIPodSandboxStats]
    func imageFsInfo() async throws -> CRIImageFsInfoResponse
}

extension ContainerRuntimeClient: KubeletServerRuntime {}

/// The labels by which pods and containers are found in the runtime.
enum ServerLabels {
    static let podUID = "io.kubernetes.pod.uid"
    static let podName = "io.kubernetes.pod.name"
    static let podNamespace = "io.kubernetes.pod.namespace"
    static let containerName = "io.kubernetes.container.name"
}
