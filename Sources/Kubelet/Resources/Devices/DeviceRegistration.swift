import DevicePlugins
import GRPCCore
import KubernetesAPI

/// The kubelet's Registration service, where plug-ins say that they are there.
struct DeviceRegistration: DPRegistration.SimpleServiceProtocol {
    static let versions = ["v1beta1"]

    var manager: DeviceManager

    func register(request: DPRegisterRequest, context: ServerContext) async throws -> DPEmpty {
        guard Self.versions.contains(request.version) else {
            throw RPCError(
                code: .unknown,
                message: "requested API version \"\(request.version)\" is not supported by kubelet. Supported versions are \(Self.versions)")
        }
        guard NodeResources.isExtended(request.resourceName) else {
            throw RPCError(code: .unknown, message: "the ResourceName \"\(request.resourceName)\" is invalid")
        }
        // The name of a file in our directory, not a way out of it.
        guard !request.endpoint.isEmpty, !request.endpoint.contains("/") else {
            throw RPCError(code: .unknown, message: "the endpoint \"\(request.endpoint)\" is invalid")
        }
        do {
            try await manager.connect(request.resourceName, socketPath: manager.directory + "/" + request.endpoint)
        } catch {
            throw RPCError(code: .unknown, message: "failed to connect to the plug-in: \(error)")
        }
        return DPEmpty()
    }
}

/// Takes up device plug-ins that register over `plugins_registry`, under their resource's name.
struct DevicePluginHandler: PluginHandler {
    let type = "DevicePlugin"
    var manager: DeviceManager

    func register(name: String, endpoint: String, versions: [String]) async throws {
        guard versions.contains(where: DeviceRegistration.versions.contains) else {
            throw DevicePluginError(
                message: "the versions \(versions) of the device plug-in are not supported by kubelet. Supported versions are \(DeviceRegistration.versions)")
        }
        guard NodeResources.isExtended(name) else { throw DevicePluginError(message: "invalid name of device plugin socket: \(name)") }
        try await manager.connect(name, socketPath: endpoint)
    }

    func deregister(name: String, endpoint: String) async { manager.disconnect(name, socketPath: endpoint) }
}
