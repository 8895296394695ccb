import GRPCCore
import SwiftProtobuf

/// Sandboxes and containers: the RuntimeService of CRI.
extension ContainerRuntimeClient {
    /// Name and version of the runtime and of the API it speaks.
    public func version() async throws(ContainerRuntimeError) -> CRIVersionResponse {
        try await call("Version") { try await runtime.version(.with { $0.version = "v1" }, options: $0) }
    }

    /// The runtime's conditions, `RuntimeReady` and `NetworkReady`; with `verbose` also its configuration.
    public func status(verbose: Bool = false) async throws(ContainerRuntimeError) -> CRIStatusResponse {
        try await call("Status") { try await runtime.status(.with { $0.verbose = verbose }, options: $0) }
    }

    /// Tells the runtime the node's pod network, in CIDR notation.
    public func updateRuntimeConfig(podCIDR: String) async throws(ContainerRuntimeError) {
        let request = CRIUpdateRuntimeConfigRequest.with { $0.runtimeConfig.networkConfig.podCidr = podCIDR }
        _ = try await call("UpdateRuntimeConfig") { try await runtime.updateRuntimeConfig(request, options: $0) }
    }

    /// How the runtime is configured: its cgroup driver. Not every runtime tells (containerd from 2.0 on); the call then
    /// throws `unimplemented`.
    public func runtimeConfig() async throws(ContainerRuntimeError) -> CRIRuntimeConfigResponse {
        try await call("RuntimeConfig") { try await runtime.runtimeConfig(.init(), options: $0) }
    }

    // MARK: Sandboxes

    /// Makes and starts a pod's sandbox with its network. Returns the sandbox's id.
    ///
    /// Networks may be slow to come, and the sandbox image may have to be pulled: the limit is doubled.
    public func runPodSandbox(
        _ config: CRIPodSandboxConfig, runtimeHandler: String = ""
    ) async throws(ContainerRuntimeError) -> String {
        let request = CRIRunPodSandboxRequest.with {
            $0.config = config
            $0.runtimeHandler = runtimeHandler
        }
        return try await call("RunPodSandbox", timeout: requestTimeout * 2) {
            try await runtime.runPodSandbox(request, options: $0).podSandboxID
        }
    }

    /// Stops all that runs in the sandbox and takes down its network. Does nothing when it is stopped or gone.
    public func stopPodSandbox(_ id: String) async throws(ContainerRuntimeError) {
        _ = try await call("StopPodSandbox") {
            try await runtime.stopPodSandbox(.with { $0.podSandboxID = id }, options: $0)
        }
    }

    /// Removes the sandbox and its containers, stopping what runs. Does nothing when it is gone.
    public func removePodSandbox(_ id: String) async throws(ContainerRuntimeError) {
        _ = try await call("RemovePodSandbox") {
            try await runtime.removePodSandbox(.with { $0.podSandboxID = id }, options: $0)
        }
    }

    /// The sandbox's state and addresses; with `verbose` also what else the runtime knows, as JSON texts.
    public func podSandboxStatus(
        _ id: String, verbose: Bool = false
    ) async throws(ContainerRuntimeError) -> CRIPodSandboxStatusResponse {
        let request = CRIPodSandboxStatusRequest.with {
            $0.podSandboxID = id
            $0.verbose = verbose
        }
        return try await call("PodSandboxStatus") { try await runtime.podSandboxStatus(request, options: $0) }
    }

    /// The sandboxes that pass the filter.
    public func listPodSandboxes(
        _ filter: CRIPodSandboxFilter = .init()
    ) async throws(ContainerRuntimeError) -> [CRIPodSandbox] {
        try await call("ListPodSandbox") {
            try await runtime.listPodSandbox(.with { $0.filter = filter }, options: $0).items
        }
    }

    // MARK: Containers

    /// Makes a container in a sandbox, not started yet. Returns the container's id.
    public func createContainer(
        in sandbox: String, _ config: CRIContainerConfig, sandboxConfig: CRIPodSandboxConfig
    ) async throws(ContainerRuntimeError) -> String {
        let request = CRICreateContainerRequest.with {
            $0.podSandboxID = sandbox
            $0.config = config
            $0.sandboxConfig = sandboxConfig
        }
        return try await call("CreateContainer") {
            try await runtime.createContainer(request, options: $0).containerID
        }
    }

    /// Starts a container that was made.
    public func startContainer(_ id: String) async throws(ContainerRuntimeError) {
        _ = try await call("StartContainer") {
            try await runtime.startContainer(.with { $0.containerID = id }, options: $0)
        }
    }

    /// Sends the container its stop signal, waits up to `timeout` seconds, then kills it. Returns when it has stopped.
    public func stopContainer(_ id: String, timeout: Int) async throws(ContainerRuntimeError) {
        let seconds = Int64(max(0, min(timeout, 1 << 31)))
        let request = CRIStopContainerRequest.with {
            $0.containerID = id
            $0.timeout = seconds
        }
        _ = try await call("StopContainer", timeout: requestTimeout + .seconds(seconds)) {
            try await runtime.stopContainer(request, options: $0)
        }
    }

    /// Removes the container, killing it when it runs. Does nothing when it is gone.
    public func removeContainer(_ id: String) async throws(ContainerRuntimeError) {
        _ = try await call("RemoveContainer") {
            try await runtime.removeContainer(.with { $0.containerID = id }, options: $0)
        }
    }

    /// The containers that pass the filter, running or not.
    public func listContainers(
        _ filter: CRIContainerFilter = .init()
    ) async throws(ContainerRuntimeError) -> [CRIContainer] {
        try await call("ListContainers") {
            try await runtime.listContainers(.with { $0.filter = filter }, options: $0).containers
        }
    }

    /// The container's state, exit code and times (nanoseconds since 1970).
    public func containerStatus(
        _ id: String, verbose: Bool = false
    ) async throws(ContainerRuntimeError) -> CRIContainerStatusResponse {
        let request = CRIContainerStatusRequest.with {
            $0.containerID = id
            $0.verbose = verbose
        }
        return try await call("ContainerStatus") { try await runtime.containerStatus(request, options: $0) }
    }

    /// Changes the limits of a container that exists.
    public func updateContainerResources(
        _ id: String, _ resources: CRILinuxContainerResources
    ) async throws(ContainerRuntimeError) {
        let request = CRIUpdateContainerResourcesRequest.with {
            $0.containerID = id
            $0.linux = resources
        }
        _ = try await call("UpdateContainerResources") {
            try await runtime.updateContainerResources(request, options: $0)
        }
    }

    /// Makes the runtime open the container's log file anew, after it was renamed.
    public func reopenContainerLog(_ id: String) async throws(ContainerRuntimeError) {
        _ = try await call("ReopenContainerLog") {
            try await runtime.reopenContainerLog(.with { $0.containerID = id }, options: $0)
        }
    }

    /// Writes a checkpoint of a running container, an archive, to a file. Runtimes without that throw `unimplemented`.
    ///
    /// - Parameter timeout: Seconds that it may take, 0 for the runtime's own limit.
    public func checkpointContainer(_ id: String, to path: String, timeout: Int) async throws(ContainerRuntimeError) {
        let seconds = Int64(max(0, min(timeout, 1 << 31)))
        let request = CRICheckpointContainerRequest.with {
            $0.containerID = id
            $0.location = path
            $0.timeout = seconds
        }
        _ = try await call("CheckpointContainer", timeout: .some(seconds == 0 ? nil : requestTimeout + .seconds(seconds))) {
            try await runtime.checkpointContainer(request, options: $0)
        }
    }

    // MARK: Commands and streams

    /// Runs a command in a container and waits for it: output (up to 16 MiB) and exit code.
    ///
    /// - Parameter timeout: Seconds that the command may take, 0 for no limit; when it takes longer it is killed and the
    ///   error's code is `deadlineExceeded`.
    public func execSync(
        _ id: String, command: [String], timeout: Int
    ) async throws(ContainerRuntimeError) -> CRIExecSyncResponse {
        let seconds = Int64(max(0, min(timeout, 1 << 31)))
        let request = CRIExecSyncRequest.with {
            $0.containerID = id
            $0.cmd = command
            $0.timeout = seconds
        }
        // The runtime watches the command's limit itself; ours only guards against a runtime that hangs.
        return try await call("ExecSync", timeout: .some(seconds == 0 ? nil : requestTimeout + .seconds(seconds))) {
            try await runtime.execSync(request, options: $0)
        }
    }

    /// Prepares a command with streams. Returns the URL of the runtime's streaming server.
    public func exec(_ request: CRIExecRequest) async throws(ContainerRuntimeError) -> String {
        try await call("Exec") { try await runtime.exec(request, options: $0).url }
    }

    /// Prepares to attach to the container's main process. Returns the URL of the runtime's streaming server.
    public func attach(_ request: CRIAttachRequest) async throws(ContainerRuntimeError) -> String {
        try await call("Attach") { try await runtime.attach(request, options: $0).url }
    }

    /// Prepares to forward ports of a sandbox. Returns the URL of the runtime's streaming server.
    public func portForward(
        sandbox: String, ports: [Int] = []
    ) async throws(ContainerRuntimeError) -> String {
        let request = CRIPortForwardRequest.with {
            $0.podSandboxID = sandbox
            $0.port = ports.compactMap { Int32(exactly: $0) }
        }
        return try await call("PortForward") { try await runtime.portForward(request, options: $0).url }
    }

    /// What happens to containers, as the runtime reports it. Not every runtime does (containerd from 1.7 on);
    /// the call then throws `unimplemented`. Returns when the runtime ends the stream.
    public func containerEvents(
        _ handle: @escaping @Sendable (CRIContainerEventResponse) async -> Void
    ) async throws(ContainerRuntimeError) {
        try await call("GetContainerEvents", timeout: .some(nil)) {
            try await runtime.getContainerEvents(.init(), options: $0) { response in
                for try await event in response.messages { await handle(event) }
            }
        }
    }
}
