import Foundation
import JSON
import KubernetesAPI
import KubernetesClient
import Synchronization
import Testing

@testable import Kubelet

/// FlexVolumes with a real driver and real mounts, without containers.
@Suite(.enabled(if: geteuid() == 0, "mounts need root")) final class FlexVolumeTests {
    let api = StorageAPI()
    let root = NSTemporaryDirectory() + "flex-\(UUID())"
    let script: FlexScript
    var manager: VolumeManager

    init() throws {
        script = FlexScript(root + "/exec")
        manager = Self.manager(api, root)
    }

    deinit {
        try? SystemMounter().unmountAll(below: root)
        try? FileManager.default.removeItem(atPath: root)
    }

    private static func manager(_ api: StorageAPI, _ root: String) -> VolumeManager {
        let client = Client(transport: api)
        return VolumeManager(
            client: client, nodeName: "node1", rootDirectory: root, objects: PodObjects(client: client, clock: SystemClock()), allocatable: { [:] },
            node: { api.node }, mounter: SystemMounter(), flexDirectory: root + "/exec", clock: SystemClock(), logger: noLog)
    }

    private func pod(_ uid: String, _ source: String, security: String = "{}") throws -> Pod {
        try makePod(
            """
            metadata: {name: p, uid: \(uid)}
            spec: {serviceAccountName: robot, securityContext: \(security), volumes: [{name: v, \(source)}], containers: [{name: c, volumeMounts: [{name: v, mountPath: /v}]}]}
            """)
    }

    private func failure(_ pod: Pod) async -> String {
        do { return "no error: \(try await manager.mount(pod))" } catch { return "\(error)" }
    }

    private func changeNode(_ change: (inout Node) -> Void) {
        var node = api.node ?? Node()
        change(&node)
        api.objects.put("/api/v1/nodes/node1", node)
    }

    private static let tmpfs = """
        mount) mount -t tmpfs tmpfs "$2" && printf '%s' "$3" > "$2/options" && ok;;
        unmount) umount "$2" && ok;;
        """

    @Test func mountsWithSecretsAndThePod() async throws {
        let pod = try pod(
            "uid-1", "flexVolume: {driver: example.com/flex, fsType: xfs, secretRef: {name: keys}, options: {share: music}}", security: "{fsGroup: 4321}")
        // A driver may come when the kubelet runs.
        #expect(await failure(pod) == "MountVolume.SetUp failed for volume \"v\" : no volume plugin matched")
        try script.install(capabilities: "\"attach\": false, \"selinuxRelabel\": false", Self.tmpfs)
        #expect(await failure(pod).hasSuffix(": couldn't get secret default/keys err: secrets \"keys\" not found"))
        api.objects.put("/api/v1/namespaces/default/secrets/keys", Secret(data: ["key": Array("pass".utf8)], type: "Opaque"))
        #expect(await failure(pod).hasSuffix(": couldn't get secret default/keys err: cannot get secret of type example.com/flex"))
        api.objects.put("/api/v1/namespaces/default/secrets/keys", Secret(data: ["key": Array("pass".utf8)], type: "example.com/flex"))
        let volume = try #require(try await manager.mount(pod)["v"])
        let path = root + "/pods/uid-1/volumes/example.com~flex/v"
        #expect(volume == MountedVolume(hostPath: path, readOnly: false, relabel: false))
        let options = try JSONValue(parsing: #require(POSIXFiles.read(path + "/options")))
        #expect(options == [
            "kubernetes.io/fsType": "xfs", "kubernetes.io/mounterArgs.FsGroup": "4321", "kubernetes.io/pod.name": "p",
            "kubernetes.io/pod.namespace": "default", "kubernetes.io/pod.uid": "uid-1", "kubernetes.io/pvOrVolumeName": "v",
            "kubernetes.io/readwrite": "rw", "kubernetes.io/secret/key": "cGFzcw==", "kubernetes.io/serviceAccount.name": "robot", "share": "music",
        ])
        #expect(try groupOf(path) == "4321" && POSIXFiles.mode(path).map { $0 & 0o2070 } == 0o2070)
        _ = try await manager.mount(pod)
        #expect(script.calls().filter { $0.hasPrefix("mount ") }.count == 1)

        // Another kubelet finds what is there, also without the driver, which is needed only to take it away.
        try script.uninstall()
        manager = Self.manager(api, root)
        #expect(try await manager.mount(pod)["v"]?.hostPath == path)
        await #expect { try await self.manager.unmount(podUID: "uid-1") } throws: {
            "\($0)" == "UnmountVolume.NewUnmounter failed for volume \"v\" : no volume plugin matched"
        }
        try script.install(capabilities: "\"attach\": false", Self.tmpfs)
        try await manager.unmount(podUID: "uid-1")
        #expect(script.calls() == ["init", "unmount \(path)"] && !manager.hasVolumes(podUID: "uid-1"))
    }

    @Test func saysWhatDriversSay() async throws {
        try script.install(capabilities: "\"attach\": false", #"mount) echo '{"status": "Failure", "message": "no such share"}'; exit 1;;"#)
        let pod = try pod("uid-1", "flexVolume: {driver: example.com/flex, readOnly: true}")
        let start = "MountVolume.SetUp failed for volume \"v\" : "
        #expect(await failure(pod) == start + "mount command failed, status: Failure, reason: no such share")
        #expect(!POSIXFiles.isDirectory(root + "/pods/uid-1/volumes/example.com~flex/v"))
        try script.install(capabilities: "\"attach\": false", "mount) echo gone wrong;;")
        #expect(await failure(pod) == start + "invalid character 'g' looking for beginning of value")
        try script.install(capabilities: "\"attach\": false", "mount) exit 3;;")
        #expect(await failure(pod) == start + "unexpected end of JSON input")
        try script.install(capabilities: "\"attach\": false", "mount) ok; exit 3;;")
        #expect(await failure(pod) == start + "exit status 3")
        // A driver that does not even begin is none.
        try script.install(capabilities: "nonsense", Self.tmpfs)
        #expect(await failure(pod) == start + "no volume plugin matched")
        #expect(await failure(try self.pod("uid-2", "flexVolume: {driver: ..}")) == start + "no volume plugin matched")
        try script.install(capabilities: "\"attach\": false", "mount) mkdir \"$2/x\" && ok;;\nunmount) rmdir \"$2/x\" && ok;;")
        #expect(try await manager.mount(pod)["v"]?.readOnly == true)
        // It has mounted nothing, and is not asked again.
        _ = try await manager.mount(pod)
        #expect(script.calls().filter { $0.hasPrefix("mount ") && $0.contains("\"kubernetes.io/readwrite\":\"ro\"") }.count == 5)
        try await manager.unmount(podUID: "uid-1")
        #expect(POSIXFiles.list(root + "/pods/uid-1/volumes").isEmpty)
    }

    private static let devices = """
        attach) echo '{"status": "Success", "device": "/dev/given"}';;
        detach) ok;;
        waitforattach) echo '{"status": "Success", "device": "'"$2"'1"}';;
        mountdevice) mount -t tmpfs tmpfs "$2" && ok;;
        unmountdevice) umount "$2" && ok;;
        expandfs) ok;;
        """

    @Test func mountsADeviceOnceForAllPods() async throws {
        try script.install(capabilities: "\"attach\": true", Self.devices)
        try api.bind("disk", "flexVolume: {driver: example.com/flex, options: {id: \"7\"}}", modes: ["ReadWriteMany"])
        changeNode { $0.metadata.annotations["volumes.kubernetes.io/controller-managed-attach-detach"] = "true" }
        let first = try pod("uid-1", "persistentVolumeClaim: {claimName: disk}")
        let second = try pod("uid-2", "persistentVolumeClaim: {claimName: disk}")
        let unique = "flexvolume-example.com/flex/pv-disk"
        let (manager, api) = (manager, api)
        async let mounting = manager.mount(first)
        // It says that it wants the volume, and waits for the controller.
        try await soon("in use") { api.node?.status.volumesInUse == [unique] }
        #expect(script.calls() == ["init"])
        changeNode { $0.status.volumesAttached = [AttachedVolume(name: unique, devicePath: "/dev/sdx")] }
        let one = try #require(try await mounting["v"]).hostPath
        let two = try #require(try await manager.mount(second)["v"]).hostPath
        try POSIXFiles.write([1], to: one + "/file", mode: 0o600)
        #expect(POSIXFiles.read(two + "/file") == [1] && one == root + "/pods/uid-1/volumes/example.com~flex/pv-disk")
        let device = root + "/plugins/kubernetes.io/flexvolume/example.com/flex/mounts/pv-disk"
        let options = #"{"id":"7","kubernetes.io/fsType":"","kubernetes.io/pvOrVolumeName":"pv-disk","kubernetes.io/readwrite":"rw"}"#
        let calls = script.calls()
        #expect(calls.prefix(3) == ["waitforattach /dev/sdx \(options)", "getvolumename \(options)", "mountdevice \(device) /dev/sdx1 \(options)"])
        #expect(calls.filter { $0.hasPrefix("mountdevice") }.count == 1 && calls.filter { $0.hasPrefix("mount ") }.count == 1)

        // The volume grows, and the driver makes the file system follow.
        api.grow("disk", to: Quantity(16 << 20))
        let next = Self.manager(api, root)
        _ = try await next.mount(first)
        #expect(script.calls() == ["init", "expandfs \(options) /dev/sdx \(device) \(16 << 20) \(8 << 20)"])
        #expect(api.claim("disk")?.status.capacity["storage"] == Quantity(16 << 20))

        _ = try await next.mount(second)
        try await next.unmount(podUID: "uid-1")
        #expect(SystemMounter().isMounted(device) && api.node?.status.volumesInUse == [unique])
        try await next.unmount(podUID: "uid-2")
        #expect(POSIXFiles.linkStatus(device) == nil && (api.node?.status.volumesInUse ?? []).isEmpty)
        #expect(script.calls() == ["unmount \(one)", "unmountdevice \(device)"])
    }

    @Test func attachesItselfWhereNobodyElseDoes() async throws {
        try script.install(capabilities: "\"attach\": true", Self.devices)
        let pod = try pod("uid-1", "flexVolume: {driver: example.com/flex}")
        _ = try await manager.mount(pod)
        try await manager.unmount(podUID: "uid-1")
        let calls = script.calls()
        #expect(calls.contains { $0.hasPrefix("attach {") && $0.hasSuffix("} node1") } && calls.last == "detach v node1")
        #expect(calls.contains { $0.hasPrefix("waitforattach /dev/given {") })
        try script.install(capabilities: "\"attach\": true", "attach) echo '{\"status\": \"Failure\", \"message\": \"no disk\"}';;")
        #expect(await failure(pod) == "AttachVolume.Attach failed for volume \"v\" : attach command failed, status: Failure, reason: no disk")
    }
}
