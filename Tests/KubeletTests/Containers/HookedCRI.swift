import ContainerRuntime
import Synchronization

@testable import Kubelet

/// A runtime that a test may hold up or let fail where races are to be shown; else the real one.
final class HookedCRI: CRI {
    typealias Hook = @Sendable () async throws -> Void

    private let real: any CRI
    private let beforeListing = Mutex<Hook>({})
    private let afterStopping = Mutex<Hook>({})

    init(_ real: any CRI) { self.real = real }

    /// Called before all pods are listed.
    func whenListing(_ hook: @escaping Hook) { beforeListing.withLock { $0 = hook } }
    /// Called when a container was stopped; what it throws is the runtime's answer.
    func whenStopped(_ hook: @escaping Hook) { afterStopping.withLock { $0 = hook } }

    func listPodSandboxes(_ filter: CRIPodSandboxFilter) async throws -> [CRIPodSandbox] {
        if filter.labelSelector.isEmpty { try await beforeListing.withLock { $0 }() }
        return try await real.listPodSandboxes(filter)
    }

    func stopContainer(_ id: String, timeout: Int) async throws {
        try await real.stopContainer(id, timeout: timeout)
        try await afterStopping.withLock { $0 }()
    }

    func version() async throws -> CRIVersionResponse { try await real.version() }
    func status(verbose: Bool) async throws -> CRIStatusResponse { try await real.status(verbose: verbose) }
    func runPodSandbox(_ config: CRIPodSandboxConfig, runtimeHandler: String) async throws -> String {
        try await real.runPodSandbox(config, runtimeHandler: runtimeHandler)
    }
    func stopPodSandbox(_ id: String) async throws { try await real.stopPodSandbox(id) }
    func removePodSandbox(_ id: String) async throws { try await real.removePodSandbox(id) }
    func podSandboxStatus(_ id: String, verbose: Bool) async throws -> CRIPodSandboxStatusResponse { try await real.podSandboxStatus(id, verbose: verbose) }
    func createContainer(in sandbox: String, _ config: CRIContainerConfig, sandboxConfig: CRIPodSandboxConfig) async throws -> String {
        try await real.createContainer(in: sandbox, config, sandboxConfig: sandboxConfig)
    }
    func startContainer(_ id: String) async throws { try await real.startContainer(id) }
    func removeContainer(_ id: String) async throws { try await real.removeContainer(id) }
    func listContainers(_ filter: CRIContainerFilter) async throws -> [CRIContainer] { try await real.listContainers(filter) }
    func containerStatus(_ id: String, verbose: Bool) async throws -> CRIContainerStatusResponse { try await real.containerStatus(id, verbose: verbose) }
    func execSync(_ id: String, command: [String], timeout: Int) async throws -> CRIExecSyncResponse {
        try await real.execSync(id, command: command, timeout: timeout)
    }
    func updateRuntimeConfig(podCIDR: String) async throws { try await real.updateRuntimeConfig(podCIDR: podCIDR) }
    func reopenContainerLog(_ id: String) async throws { try await real.reopenContainerLog(id) }
    func listContainerStats(_ filter: CRIContainerStatsFilter) async throws -> [CRIContainerStats] { try await real.listContainerStats(filter) }
    func updateContainerResources(_ id: String, _ resources: CRILinuxContainerResources) async throws {
        try await real.updateContainerResources(id, resources)
    }
    func runtimeConfig() async throws -> CRIRuntimeConfigResponse { try await real.runtimeConfig() }
    func listImages() async throws -> [CRIImage] { try await real.listImages() }
    func imageStatus(_ image: String) async throws -> CRIImage? { try await real.imageStatus(image) }
    func pullImage(_ image: CRIImageSpec, auth: CRIAuthConfig?, sandboxConfig: CRIPodSandboxConfig?) async throws -> String {
        try await real.pullImage(image, auth: auth, sandboxConfig: sandboxConfig)
    }
    func removeImage(_ image: String) async throws { try await real.removeImage(image) }
    func imageFsInfo() async throws -> CRIImageFsInfoResponse { try await real.imageFsInfo() }
}
