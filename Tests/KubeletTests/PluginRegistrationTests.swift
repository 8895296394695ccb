import ContainerRuntime
import DevicePlugins
import Foundation
import KubernetesAPI
import Testing

@testable import Kubelet

/// What comes over `plugins_registry` beside drivers of volumes, and what is remembered of it.
@Suite struct PluginRegistrationTests {
    private func directory() throws -> String {
        let path = NSTemporaryDirectory() + "plugins-\(UInt32.random(in: 0 ... .max))"
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        return path
    }

    @Test(.timeLimit(.minutes(1))) func devicePlugins() async throws {
        let root = try directory()
        defer { try? FileManager.default.removeItem(atPath: root) }
        let resource = "example.com/thing"
        let manager = DeviceManager(rootDirectory: root, numaNodes: [0], clock: SystemClock(), logger: quiet)
        let watcher = PluginWatcher(
            directory: root + "/plugins_registry", handlers: [DevicePluginHandler(manager: manager)], clock: SystemClock(), logger: quiet)
        let watching = Task { await watcher.run() }
        defer { watching.cancel() }
        let plugin = TestDevicePlugin(["d1", "d2"], hostFile: root)
        let path = root + "/plugins_registry/thing.sock"
        #expect(await eventually { FileManager.default.fileExists(atPath: root + "/plugins_registry") })
        let registration = TestRegistration(type: "DevicePlugin", name: resource, versions: ["v1beta1"])
        let serving = Task { try? await UnixSocket.serve([registration, plugin], at: path) }
        #expect(await eventually { manager.capacity().allocatable[resource] == 2 })
        serving.cancel()
        await plugin.stop()
        _ = await serving.value
        try? FileManager.default.removeItem(atPath: path)
        #expect(await eventually { manager.capacity().allocatable[resource] == 0 })
    }

    @Test func devicePluginsThatAreRefused() async throws {
        let handler = DevicePluginHandler(manager: DeviceManager(rootDirectory: try directory(), numaNodes: [0], clock: SystemClock(), logger: quiet))
        await #expect(throws: DevicePluginError.self) { try await handler.register(name: "example.com/thing", endpoint: "/x", versions: ["v1alpha1"]) }
        await #expect(throws: DevicePluginError.self) { try await handler.register(name: "unqualified", endpoint: "/x", versions: ["v1beta1"]) }
    }

    @Test func checkpointOfClaims() throws {
        #expect(ClaimCheckpoint.crc32(Array("123456789".utf8)) == 0xCBF4_3926)
        let device = ClaimInfo.Device(pool: "p", name: "d", requests: ["one/a"], cdi: ["v.com/c=d"], shareID: "s")
        let claim = ClaimInfo(uid: "u", name: "n", namespace: "ns", pods: ["a", "b"], drivers: ["x.com": [device], "y.com": []])
        let bytes = ClaimCheckpoint.text([claim])
        #expect(ClaimCheckpoint.parse(bytes) == [claim])
        let text = String(decoding: bytes, as: UTF8.self)
        #expect(ClaimCheckpoint.parse(Array(text.replacing("v.com", with: "w.com").utf8)) == nil)
        #expect(claim.cdiDevices(for: "one") == ["v.com/c=d"] && claim.cdiDevices(for: "two") == [] && claim.cdiDevices(for: nil) == ["v.com/c=d"])
    }

    @Test func devicesThatAreDescribedInFiles() throws {
        let (low, high) = (try directory(), try directory())
        try Data("cdiVersion: 0.6.0\nkind: v.com/c\ndevices: [{name: d, containerEdits: {env: [A=low]}}, {name: hooked, containerEdits: {hooks: [{hookName: createContainer, path: /x}]}}]\n".utf8)
            .write(to: URL(fileURLWithPath: low + "/a.yaml"))
        try Data(#"{"kind": "v.com/c", "containerEdits": {"env": ["B=all"]}, "devices": [{"name": "d", "containerEdits": {"env": ["A=high"], "additionalGids": [7]}}]}"#.utf8)
            .write(to: URL(fileURLWithPath: high + "/a.json"))
        let specs = CDISpecs(directories: [low, high])
        var config = CRIContainerConfig()
        var own = CRIKeyValue()
        own.key = "A"
        config.envs = [own]
        try specs.apply(["v.com/c=d"], to: &config)
        #expect(config.envs.map { "\($0.key)=\(String(decoding: $0.value, as: UTF8.self))" } == ["B=all", "A=high"])
        #expect(config.linux.securityContext.supplementalGroups == [7])
        #expect(throws: ResourceClaimError.self) { try specs.apply(["v.com/c=missing"], to: &config) }
        #expect(throws: ResourceClaimError.self) { try specs.apply(["v.com/c=hooked"], to: &config) }
    }
}
