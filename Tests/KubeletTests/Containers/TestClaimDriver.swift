import CSI
import DevicePlugins
import Foundation
import GRPCCore
import GRPCProtobuf
import SwiftProtobuf
import Synchronization

@testable import Kubelet

/// Says on a socket of `plugins_registry` what answers on that same socket.
struct TestRegistration: RegistrationRegistration.SimpleServiceProtocol {
    var type: String
    var name: String
    var versions: [String]

    func getInfo(request: RegistrationInfoRequest, context: ServerContext) async throws -> RegistrationPluginInfo {
        var info = RegistrationPluginInfo()
        info.type = type
        info.name = name
        info.supportedVersions = versions
        return info
    }

    func notifyRegistrationStatus(
        request: RegistrationRegistrationStatus, context: ServerContext
    ) async throws -> RegistrationRegistrationStatusResponse { RegistrationRegistrationStatusResponse() }
}

/// A driver of dynamic resources, of the tests' own: its devices are a variable and a file.
final class TestClaimDriver: DRADRAPlugin.SimpleServiceProtocol, Sendable {
    let name: String
    /// What was called for which claim.
    let calls = Mutex<[String]>([])
    /// What the next preparation fails with.
    let failure = Mutex<String?>(nil)
    private let directory: String
    private let task = Mutex<Task<Void, Never>?>(nil)

    /// - Parameter directory: where it puts its files.
    init(_ name: String, directory: String) {
        self.name = name
        self.directory = directory
    }

    /// The file that tells runtimes what its devices are.
    var spec: String { "/var/run/cdi/\(name).json" }

    /// Serves on a socket in `plugins_registry`.
    func start(in registry: String, version: String = "v1.DRAPlugin") async -> Bool {
        let path = registry + "/\(name).sock"
        try? FileManager.default.createDirectory(atPath: registry, withIntermediateDirectories: true)
        let own: any RegistrableRPCService = version == "v1.DRAPlugin" ? self : Beta(driver: self)
        let services: [any RegistrableRPCService] = [TestRegistration(type: "DRAPlugin", name: name, versions: [version]), own]
        task.withLock { $0 = Task { try? await UnixSocket.serve(services, at: path) } }
        return await eventually { FileManager.default.fileExists(atPath: path) }
    }

    func stop() async {
        let task = task.withLock { $0 }
        task?.cancel()
        await task?.value
    }

    func remove() { try? FileManager.default.removeItem(atPath: spec) }

    func nodePrepareResources(request: DRANodePrepareResourcesRequest, context: ServerContext) async throws -> DRANodePrepareResourcesResponse {
        var out = DRANodePrepareResourcesResponse()
        for claim in request.claims {
            calls.withLock { $0.append("prepare \(claim.name)") }
            if let failure = failure.withLock({ failure in defer { failure = nil }; return failure }) {
                out.claims[claim.uid] = .with { $0.error = failure }
                continue
            }
            let file = directory + "/of-driver"
            try Data("of the driver\n".utf8).write(to: URL(fileURLWithPath: file))
            try FileManager.default.createDirectory(atPath: "/var/run/cdi", withIntermediateDirectories: true)
            let text = """
                {"cdiVersion": "0.5.0", "kind": "\(name)/thing", "containerEdits": {"env": ["DRIVER=\(name)"]}, "devices": [{"name": "\(claim.uid)",
                "containerEdits": {"env": ["DEVICE=\(claim.name)"], "mounts": [{"hostPath": "\(file)", "containerPath": "/of-driver", "options": ["ro", "bind"]}],
                "deviceNodes": [{"path": "/dev/thing", "hostPath": "/dev/zero", "permissions": "rw"}]}}]}
                """
            try Data(text.utf8).write(to: URL(fileURLWithPath: spec))
            out.claims[claim.uid] = .with {
                $0.devices = [
                    .with {
                        $0.poolName = "pool"
                        $0.deviceName = "d1"
                        $0.requestNames = ["one"]
                        $0.cdiDeviceIds = ["\(name)/thing=\(claim.uid)"]
                    }
                ]
            }
        }
        return out
    }

    func nodeUnprepareResources(
        request: DRANodeUnprepareResourcesRequest, context: ServerContext
    ) async throws -> DRANodeUnprepareResourcesResponse {
        var out = DRANodeUnprepareResourcesResponse()
        for claim in request.claims {
            calls.withLock { $0.append("unprepare \(claim.name)") }
            out.claims[claim.uid] = DRANodeUnprepareResourceResponse()
        }
        return out
    }

    /// The same under the name of v1beta1.
    private struct Beta: RegistrableRPCService {
        let driver: TestClaimDriver

        func registerMethods<Transport: ServerTransport>(with router: inout RPCRouter<Transport>) {
            let service = ServiceDescriptor(fullyQualifiedService: "k8s.io.kubelet.pkg.apis.dra.v1beta1.DRAPlugin")
            let driver = driver
            router.registerHandler(
                forMethod: MethodDescriptor(service: service, method: "NodePrepareResources", type: .unary),
                deserializer: ProtobufDeserializer<DRANodePrepareResourcesRequest>(), serializer: ProtobufSerializer<DRANodePrepareResourcesResponse>()
            ) { request, context in try await driver.nodePrepareResources(request: request, context: context) }
            router.registerHandler(
                forMethod: MethodDescriptor(service: service, method: "NodeUnprepareResources", type: .unary),
                deserializer: ProtobufDeserializer<DRANodeUnprepareResourcesRequest>(), serializer: ProtobufSerializer<DRANodeUnprepareResourcesResponse>()
            ) { request, context in try await driver.nodeUnprepareResources(request: request, context: context) }
        }
    }
}
