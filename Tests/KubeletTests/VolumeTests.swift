import Foundation
import JSON
import KubernetesAPI
import KubernetesClient
import Testing

@testable import Kubelet

@Suite final class VolumeTests {
    let clock = ManualClock()
    let root = NSTemporaryDirectory() + "volumes-\(UUID())"
    let server: ObjectServer
    let mounter = PretendMounter()
    let manager: VolumeManager

    init() {
        server = ObjectServer(clock: clock)
        let client = Client(transport: server)
        manager = VolumeManager(
            client: client, rootDirectory: root, objects: PodObjects(client: client, clock: clock), allocatable: { [:] }, mounter: mounter,
            clock: clock, logger: noLog)
    }

    deinit { try? FileManager.default.removeItem(atPath: root) }

    private func text(_ path: String) -> String? { POSIXFiles.read(path).map { String(decoding: $0, as: UTF8.self) } }
    private func mode(_ path: String) -> Int? { POSIXFiles.mode(path) }

    private func pod(_ volumes: String, security: String = "{}") throws -> Pod {
        let mounts = (try YAML.decode(volumes).array ?? []).compactMap { $0["name"]?.string }.map { "{name: \($0), mountPath: /\($0)}" }
        return try makePod(
            """
            metadata: {name: p, labels: {app: web}}
            spec: {securityContext: \(security), volumes: \(volumes), containers: [{name: c, volumeMounts: [\(mounts.joined(separator: ","))]}]}
            """)
    }

    @Test func showsConfigMapsAndFollowsThem() async throws {
        let path = "/api/v1/namespaces/default/configmaps/settings"
        server.put(path, ConfigMap(data: ["a": "1", "b": "2"]))
        let pod = try pod("[{name: v, configMap: {name: settings, defaultMode: 416}}]")
        let volume = try #require(try await manager.mount(pod)["v"])
        #expect(volume.hostPath == root + "/pods/uid-1/volumes/kubernetes.io~configmap/v" && volume.readOnly)
        #expect(text(volume.hostPath + "/a") == "1" && mode(volume.hostPath + "/a") == 0o640)
        let first = POSIXFiles.target(ofLink: volume.hostPath + "/..data")

        server.put(path, ConfigMap(data: ["a": "one", "c": "3"]))
        _ = try await manager.mount(pod)
        #expect(text(volume.hostPath + "/a") == "1")
        clock.advance(by: .seconds(31))
        _ = try await manager.mount(pod)
        #expect(text(volume.hostPath + "/a") == "one" && text(volume.hostPath + "/c") == "3" && text(volume.hostPath + "/b") == nil)
        let second = POSIXFiles.target(ofLink: volume.hostPath + "/..data")
        #expect(second != first && POSIXFiles.list(volume.hostPath).count == 4)

        // A running pod keeps what it has when the object is gone.
        server.remove(path)
        clock.advance(by: .seconds(31))
        _ = try await manager.mount(pod)
        #expect(text(volume.hostPath + "/a") == "one" && POSIXFiles.target(ofLink: volume.hostPath + "/..data") == second)
    }

    @Test(arguments: [
        ("configMap: {name: none}", "configmap \"none\" not found"),
        ("secret: {secretName: none}", "secret \"none\" not found"),
        ("configMap: {name: settings, items: [{key: x, path: z}]}", "configmap references non-existent config key: x"),
        ("secret: {secretName: keys, items: [{key: x, path: z}]}", "references non-existent secret key: x"),
        ("configMap: {name: settings, items: [{key: a, path: ../../etc/x}]}", "invalid path: must not contain '..': ../../etc/x"),
        ("hostPath: {path: /nowhere, type: Directory}", "hostPath type check failed: /nowhere is not a directory"),
        ("hostPath: {path: /etc, type: File}", "hostPath type check failed: /etc is not a file"),
    ])
    func saysWhatIsWrong(source: String, message: String) async throws {
        server.put("/api/v1/namespaces/default/configmaps/settings", ConfigMap(data: ["a": "1"]))
        server.put("/api/v1/namespaces/default/secrets/keys", Secret(data: ["k": [1]]))
        let pod = try pod("[{name: v, \(source)}]")
        await #expect {
            _ = try await manager.mount(pod)
        } throws: { "\($0)" == "MountVolume.SetUp failed for volume \"v\" : \(message)" }
    }

    @Test func projectsManySourcesAndRefreshesTokens() async throws {
        server.put("/api/v1/namespaces/default/configmaps/root-ca", ConfigMap(data: ["ca.crt": "CA"]))
        let pod = try pod(
            """
            [{name: v, projected: {sources: [
              {serviceAccountToken: {path: token, expirationSeconds: 1000}}, {configMap: {name: root-ca, items: [{key: ca.crt, path: sub/ca.crt}]}},
              {downwardAPI: {items: [{path: labels, fieldRef: {fieldPath: metadata.labels}}, {path: ns, mode: 256, fieldRef: {fieldPath: metadata.namespace}}]}},
              {secret: {name: none, optional: true}}]}}]
            """)
        let path = try #require(try await manager.mount(pod)["v"]).hostPath
        #expect(text(path + "/token") == "token-1" && text(path + "/sub/ca.crt") == "CA" && text(path + "/ns") == "default")
        #expect(text(path + "/labels") == "app=\"web\"" && mode(path + "/ns") == 0o400 && mounter.isMounted(path))
        clock.advance(by: .seconds(790))
        _ = try await manager.mount(pod)
        #expect(text(path + "/token") == "token-1")
        clock.advance(by: .seconds(20))
        _ = try await manager.mount(pod)
        #expect(text(path + "/token") == "token-2")
        server.setDown(true)
        clock.advance(by: .seconds(900))
        _ = try await manager.mount(pod)
        #expect(text(path + "/token") == "token-2")
    }

    @Test func givesVolumesToTheGroup() async throws {
        server.put("/api/v1/namespaces/default/secrets/keys", Secret(data: ["k": [1]]))
        let group = Int(getgid())
        let pod = try pod(
            "[{name: e, emptyDir: {}}, {name: s, secret: {secretName: keys, defaultMode: 256}}, {name: m, emptyDir: {medium: Memory, sizeLimit: 1Mi}}]",
            security: "{fsGroup: \(group)}")
        let volumes = try await manager.mount(pod)
        let empty = try #require(volumes["e"]?.hostPath)
        #expect(mode(empty) == 0o2777 && volumes["e"]?.readOnly == false)
        #expect(mode(try #require(volumes["s"]?.hostPath) + "/k") == 0o440)
        #expect(mounter.isMounted(try #require(volumes["m"]?.hostPath)))
        try POSIXFiles.write([1], to: empty + "/kept", mode: 0o600)
        _ = try await manager.mount(pod)
        #expect(mode(empty + "/kept") == 0o600)
    }

    @Test func takesAwayEverythingButWhatTheHostOwns() async throws {
        let host = root + "/host"
        let pod = try pod("[{name: e, emptyDir: {}}, {name: m, emptyDir: {medium: Memory}}, {name: h, hostPath: {path: \(host), type: DirectoryOrCreate}}]")
        let volumes = try await manager.mount(pod)
        try POSIXFiles.write([1], to: host + "/f", mode: 0o600)
        try POSIXFiles.link(host, at: try #require(volumes["e"]?.hostPath) + "/link")
        #expect(manager.hasVolumes(podUID: "uid-1") && manager.podsWithVolumes() == ["uid-1"])
        // Another kubelet finds what this one left.
        let client = Client(transport: server)
        let next = VolumeManager(
            client: client, rootDirectory: root, objects: PodObjects(client: client, clock: clock), allocatable: { [:] }, mounter: mounter,
            clock: clock, logger: noLog)
        try await next.unmount(podUID: "uid-1")
        try await next.unmount(podUID: "uid-1")
        try await next.unmount(podUID: "../../host")
        #expect(!next.hasVolumes(podUID: "uid-1") && mounter.mounts(below: root).isEmpty)
        #expect(text(host + "/f") != nil)
    }

    /// Whether this process may mount, which takes root in a namespace of its own.
    private static let mayMount: Bool = {
        let path = NSTemporaryDirectory() + "mount-\(UUID())"
        defer { rmdir(path) }
        guard mkdir(path, 0o700) == 0, (try? SystemMounter().mountMemory(at: path, size: 4096)) != nil else { return false }
        try? SystemMounter().unmount(path)
        return true
    }()

    @Test(.enabled(if: mayMount)) func reallyMountsMemory() async throws {
        let client = Client(transport: server)
        let manager = VolumeManager(
            client: client, rootDirectory: root, objects: PodObjects(client: client, clock: clock), allocatable: { [:] }, clock: clock,
            logger: noLog)
        let pod = try pod("[{name: m, emptyDir: {medium: Memory, sizeLimit: 64Ki}}]")
        let path = try #require(try await manager.mount(pod)["m"]?.hostPath)
        _ = try await manager.mount(pod)
        #expect(SystemMounter().mounts(below: root) == [path] && mode(path) == 0o1777)
        #expect(FileSystemUse.of(path)?.capacity == 65536)
        #expect(throws: FileError.self) { try POSIXFiles.write([UInt8](repeating: 1, count: 1 << 20), to: path + "/big", mode: 0o600) }
        try await manager.unmount(podUID: "uid-1")
        #expect(SystemMounter().mounts(below: root).isEmpty && !manager.hasVolumes(podUID: "uid-1"))
    }
}
