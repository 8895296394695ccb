import ContainerRuntime

/// What the kubelet asks of a container runtime: the part of CRI that pods need. `ContainerRuntimeClient` is it; tests have
/// a runtime in memory. All methods throw `ContainerRuntimeError`.
protocol CRI: Sendable {
    func version() async throws -> CRIVersionResponse
    func status(verbose: Bool) async throws -> CRIStatusResponse
    func runPodSandbox(_ config: CRIPodSandboxConfig, runtimeHandler: String) async throws -> String
    func stopPodSandbox(_ id: String) async throws
    func removePodSandbox(_ id: String) async throws
    func podSandboxStatus(_ id: String, verbose: Bool) async throws -> CRIPodSandboxStatusResponse
    func listPodSandboxes(_ filter: CRIPodSandboxFilter) async throws -> [CRIPodSandbox]
    func createContainer(in sandbox: String, _ config: CRIContainerConfig, sandboxConfig: CRIPodSandboxConfig) async throws -> String
    func startContainer(_ id: String) async throws
    func stopContainer(_ id: String, timeout: Int) async throws
    func removeContainer(_ id: String) async throws
    func listContainers(_ filter: CRIContainerFilter) async throws -> [CRIContainer]
    func containerStatus(_ id: String, verbose: Bool) async throws -> CRIContainerStatusResponse
    func execSync(_ id: String, command: [String], timeout: Int) async throws -> CRIExecSyncResponse
    func updateRuntimeConfig(podCIDR: String) async throws
    func reopenContainerLog(_ id: String) async throws
    func listContainerStats(_ filter: CRIContainerStatsFilter) async throws -> [CRIContainerStats]
    func updateContainerResources(_ id: String, _ resources: CRILinuxContainerResources) async throws
    func runtimeConfig() async throws -> CRIRuntimeConfigResponse

    func listImages() async throws -> [CRIImage]
    func imageStatus(_ image: String) async throws -> CRIImage?
    func pullImage(_ image: CRIImageSpec, auth: CRIAuthConfig?, sandboxConfig: CRIPodSandboxConfig?) async throws -> String
    func removeImage(_ image: String) async throws
    func imageFsInfo() async throws -> CRIImageFsInfoResponse
}

extension ContainerRuntimeClient: CRI {}

/// Whether an error says that the thing is not there, which is often what was wanted.
func isNotFound(_ error: any Error) -> Bool { (error as? ContainerRuntimeError)?.isNotFound ?? false }
