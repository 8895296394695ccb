import DevicePlugins
import Foundation
import GRPCCore
import Synchronization

@testable import Kubelet

/// A device plug-in of the tests' own, on a real socket.
final class TestDevicePlugin: DPDevicePlugin.SimpleServiceProtocol, Sendable {
    private let devices: Mutex<[String: Bool]>
    private let watchers = Mutex<[AsyncStream<Void>.Continuation]>([])
    let started = Mutex<[[String]]>([])
    let preferred = Mutex<Int>(0)
    private let task = Mutex<Task<Void, Never>?>(nil)
    let hostFile: String

    init(_ devices: [String], hostFile: String) {
        self.devices = Mutex(Dictionary(uniqueKeysWithValues: devices.map { ($0, true) }))
        self.hostFile = hostFile
    }

    /// Serves, and registers at the kubelet; again when that has just cleared its directory.
    func start(_ resource: String, in directory: String, socket: String) async -> Bool {
        let path = directory + "/" + socket
        return await eventually {
            guard FileManager.default.fileExists(atPath: directory + "/kubelet.sock") else { return false }
            if !FileManager.default.fileExists(atPath: path) {
                await self.stop()
                self.task.withLock { $0 = Task { try? await UnixSocket.serve([self], at: path) } }
                guard await eventually({ FileManager.default.fileExists(atPath: path) }) else { return false }
            }
            return (try? await self.register(resource, in: directory, socket: socket)) != nil
        }
    }

    func register(_ resource: String, in directory: String, socket: String, version: String = "v1beta1") async throws {
        var request = DPRegisterRequest()
        request.version = version
        request.endpoint = socket
        request.resourceName = resource
        try await UnixSocket.register(request, at: directory + "/kubelet.sock")
    }

    func stop() async {
        let task = task.withLock { $0 }
        task?.cancel()
        for watcher in watchers.withLock({ $0 }) { watcher.finish() }
        await task?.value
        watchers.withLock { $0 = [] }
    }

    func set(_ id: String, healthy: Bool) {
        devices.withLock { $0[id] = healthy }
        for watcher in watchers.withLock({ $0 }) { watcher.yield() }
    }

    func getDevicePluginOptions(request: DPEmpty, context: ServerContext) async throws -> DPDevicePluginOptions {
        var options = DPDevicePluginOptions()
        options.preStartRequired = true
        options.getPreferredAllocationAvailable = true
        return options
    }

    func listAndWatch(request: DPEmpty, response: RPCWriter<DPListAndWatchResponse>, context: ServerContext) async throws {
        let (stream, continuation) = AsyncStream.makeStream(of: Void.self)
        watchers.withLock { $0.append(continuation) }
        continuation.yield()
        for await _ in stream {
            var message = DPListAndWatchResponse()
            message.devices = devices.withLock { $0 }.sorted { $0.key < $1.key }.map { id, healthy in
                var device = DPDevice()
                device.id = id
                device.health = healthy ? "Healthy" : "Unhealthy"
                return device
            }
            try await response.write(message)
        }
    }

    /// The last ones first.
    func getPreferredAllocation(request: DPPreferredAllocationRequest, context: ServerContext) async throws -> DPPreferredAllocationResponse {
        preferred.withLock { $0 += 1 }
        var out = DPPreferredAllocationResponse()
        out.containerResponses = request.containerRequests.map { container in
            var response = DPContainerPreferredAllocationResponse()
            response.deviceIds = Array(container.availableDeviceIds.sorted().reversed().prefix(Int(container.allocationSize)))
            return response
        }
        return out
    }

    func allocate(request: DPAllocateRequest, context: ServerContext) async throws -> DPAllocateResponse {
        var out = DPAllocateResponse()
        out.containerResponses = request.containerRequests.map { container in
            var response = DPContainerAllocateResponse()
            response.envs = ["DEVICES": container.devicesIds.sorted().joined(separator: ",")]
            response.annotations = ["example.com/devices": container.devicesIds.sorted().joined(separator: ",")]
            var mount = DPMount()
            mount.containerPath = "/from-plugin"
            mount.hostPath = hostFile
            mount.readOnly = true
            response.mounts = [mount]
            var device = DPDeviceSpec()
            device.containerPath = "/dev/special"
            device.hostPath = "/dev/zero"
            device.permissions = "rw"
            response.devices = [device]
            return response
        }
        return out
    }

    func preStartContainer(request: DPPreStartContainerRequest, context: ServerContext) async throws -> DPPreStartContainerResponse {
        started.withLock { $0.append(request.devicesIds) }
        return DPPreStartContainerResponse()
    }
}
