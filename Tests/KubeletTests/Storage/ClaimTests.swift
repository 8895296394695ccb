import Foundation
import JSON
import KubernetesAPI
import KubernetesClient
import Synchronization
import Testing

@testable import Kubelet

/// Claims and what is behind them, without containers.
@Suite final class ClaimTests {
    let api = StorageAPI()
    let clock = ManualClock()
    let root = NSTemporaryDirectory() + "claims-\(UUID())"
    let commands = RecordedCommands()
    let manager: VolumeManager

    init() throws {
        let client = Client(transport: api)
        let api = self.api
        manager = VolumeManager(
            client: client, nodeName: "node1", rootDirectory: root, objects: PodObjects(client: client, clock: clock), allocatable: { [:] },
            node: { api.node }, mounter: PretendMounter(), commands: commands, clock: clock, logger: noLog)
    }

    deinit { try? FileManager.default.removeItem(atPath: root) }

    private func pod(_ source: String, uid: String = "uid-1", mount: String = "volumeMounts: [{name: v, mountPath: /v}]") throws -> Pod {
        try makePod("metadata: {name: p, uid: \(uid)}\nspec: {volumes: [{name: v, \(source)}], containers: [{name: c, \(mount)}]}")
    }

    private func failure(_ pod: Pod) async -> String {
        do { return "no error: \(try await manager.mount(pod))" } catch { return "\(error)" }
    }

    private func change(_ name: String, _ edit: (inout PersistentVolumeClaim) -> Void) throws {
        var claim = try #require(api.claim(name))
        edit(&claim)
        api.objects.put("/api/v1/namespaces/default/persistentvolumeclaims/\(name)", claim)
    }

    @Test func saysWhatIsWrongWithClaims() async throws {
        let start = "Unable to attach or mount volumes: unmounted volumes=[v], unattached volumes=[], failed to process volumes=[v]: "
        let pod = try pod("persistentVolumeClaim: {claimName: a}")
        #expect(await failure(pod).hasPrefix(start + "error processing PVC default/a: failed to fetch PVC from API server: "))
        try api.bind("a", "hostPath: {path: /tmp}")
        try change("a") { $0.status.phase = "Pending" }
        #expect(await failure(pod) == start + "error processing PVC default/a: PVC is not bound")
        try change("a") { $0.status.phase = "Bound"; $0.spec.volumeName = nil }
        #expect(await failure(pod) == start + "error processing PVC default/a: PVC has empty pvc.Spec.VolumeName")
        try api.bind("a", "hostPath: {path: /tmp}")
        try change("a") { $0.metadata.deletionTimestamp = clock.time }
        #expect(await failure(pod) == start + "error processing PVC default/a: PVC is being deleted")
        try api.bind("a", "hostPath: {path: /tmp}")
        try change("a") { $0.metadata.uid = "other" }
        #expect(await failure(pod) == start
            + "error processing PVC default/a: found PV object pv-a but its pv.Spec.ClaimRef.UID uid-of-a does not point to claim.UID other")
        try api.bind("a", "hostPath: {path: /tmp}, volumeMode: Block")
        #expect(await failure(pod) == start + "volume v has volumeMode Block, but is specified in volumeMounts")
        try api.bind("a", "hostPath: {path: /tmp}")
        #expect(try await manager.mount(pod)["v"]?.hostPath == "/tmp")

        // A pod that has its volume keeps it, whatever becomes of the claim.
        try change("a") { $0.metadata.deletionTimestamp = clock.time }
        clock.advance(by: .seconds(100))
        #expect(try await manager.mount(pod)["v"]?.hostPath == "/tmp")
    }

    @Test func generatedClaimsMustBelongToThePod() async throws {
        let pod = try pod("ephemeral: {volumeClaimTemplate: {spec: {}}}")
        try api.bind("p-v", "hostPath: {path: /tmp}")
        #expect(await failure(pod).hasSuffix("error processing PVC default/p-v: PVC default/p-v was not created for pod default/p (pod is not owner)"))
        try change("p-v") { $0.metadata.ownerReferences = [OwnerReference(apiVersion: "v1", kind: "Pod", name: "p", uid: "uid-1", controller: true)] }
        #expect(try await manager.mount(pod)["v"]?.hostPath == "/tmp")
    }

    @Test func onePodAloneAndOnlyOnItsNode() async throws {
        try api.bind("one", "hostPath: {path: /tmp}", modes: ["ReadWriteOncePod"])
        let source = "persistentVolumeClaim: {claimName: one}"
        _ = try await manager.mount(pod(source))
        #expect(await failure(try pod(source, uid: "uid-2")) == "MountVolume.SetUp failed for volume \"pv-one\" : "
            + "volume uses the ReadWriteOncePod access mode and is already in use by another pod")
        try await manager.unmount(podUID: "uid-1")
        _ = try await manager.mount(pod(source, uid: "uid-2"))

        let terms = "nodeAffinity: {required: {nodeSelectorTerms: [{matchExpressions: [{key: kubernetes.io/hostname, operator: In, values: [NODE]}]}]}}"
        try api.bind("far", "local: {path: /tmp}, " + terms.replacing("NODE", with: "node2"))
        #expect(await failure(try pod("persistentVolumeClaim: {claimName: far}"))
            == "MountVolume.NodeAffinity check failed for volume \"pv-far\" : no matching NodeSelectorTerms")
        try api.bind("here", "local: {path: /nowhere}, " + terms.replacing("NODE", with: "node1"))
        #expect(await failure(try pod("persistentVolumeClaim: {claimName: here}", uid: "uid-3"))
            == "MountVolume.NewMounter initialization failed for volume \"pv-here\" : path \"/nowhere\" does not exist")
    }

    @Test func networkFileSystemsAreMountedWithTheirOptions() async throws {
        try api.bind("net", "nfs: {server: fd00::1, path: /export}, mountOptions: [nfsvers=4.1, hard]", modes: ["ReadWriteMany"])
        let pod = try pod("persistentVolumeClaim: {claimName: net, readOnly: true}")
        let path = root + "/pods/uid-1/volumes/kubernetes.io~nfs/pv-net"
        let volume = try #require(try await manager.mount(pod)["v"])
        #expect(volume.hostPath == path && volume.readOnly)
        #expect(commands.lines == ["mount -t nfs -o nfsvers=4.1,hard,ro [fd00::1]:/export \(path)"])

        commands.answer("mount", CommandResult(code: 32, output: "mount.nfs: Connection refused"))
        let inline = try makePod(
            "metadata: {name: p, uid: uid-2}\nspec: {volumes: [{name: v, nfs: {server: s, path: /}}], containers: [{name: c, volumeMounts: [{name: v, mountPath: /v}]}]}")
        let own = root + "/pods/uid-2/volumes/kubernetes.io~nfs/v"
        #expect(await failure(inline) == "MountVolume.SetUp failed for volume \"v\" : mount failed: exit status 32\nMounting command: mount\n"
            + "Mounting arguments: -t nfs s:/ \(own)\nOutput: mount.nfs: Connection refused")
        #expect(!POSIXFiles.isDirectory(own))
    }

    @Test func devicesAreFormattedOnlyWhenEmpty() async throws {
        let systems = FileSystems(commands: commands, logger: noLog)
        commands.answer("blkid", CommandResult(code: 2, output: ""))
        try await systems.formatAndMount("/dev/x", at: "/m", type: "xfs", options: [])
        #expect(commands.lines == ["blkid -p -s TYPE -s PTTYPE -o export /dev/x", "mkfs.xfs -f /dev/x", "mount -t xfs -o defaults /dev/x /m"])
        await #expect { try await systems.formatAndMount("/dev/x", at: "/m", type: "", options: ["ro"]) } throws: {
            "\($0)" == "cannot mount unformatted disk /dev/x as we are manipulating it in read-only mode"
        }
        commands.answer("blkid", CommandResult(code: 0, output: "DEVNAME=/dev/x\nTYPE=xfs\n"))
        commands.answer("mount", CommandResult(code: 32, output: "wrong fs type"))
        await #expect { try await systems.formatAndMount("/dev/x", at: "/m", type: "ext4", options: []) } throws: {
            "\($0)".hasPrefix("failed to mount the volume as \"ext4\", it already contains xfs. Mount error: mount failed")
        }
        commands.answer("blkid", CommandResult(code: 0, output: "DEVNAME=/dev/x\nPTTYPE=dos\n"))
        await #expect { try await systems.formatAndMount("/dev/x", at: "/m", type: "ext4", options: []) } throws: {
            "\($0)".contains("it already contains unknown data, probably partitions")
        }
        #expect(!commands.lines.contains { $0.hasPrefix("mkfs.ext4") })

        commands.answer("blkid", CommandResult(code: 0, output: "TYPE=xfs\n"))
        try await systems.grow("/dev/x", mountedAt: "/m")
        #expect(commands.lines.last == "xfs_growfs -d /m")
        commands.answer("blkid", CommandResult(code: 0, output: "TYPE=ext4\n"))
        try await systems.grow("/dev/x", mountedAt: "/m")
        #expect(commands.lines.last == "resize2fs /dev/x")
    }
}

/// Runs nothing; answers what it was told.
final class RecordedCommands: CommandRunner {
    private let state = Mutex<(lines: [String], answers: [String: CommandResult])>(([], [:]))

    var lines: [String] { state.withLock { $0.lines } }
    func answer(_ program: String, _ result: CommandResult) { state.withLock { $0.answers[program] = result } }

    func run(_ program: String, _ arguments: [String]) async throws -> CommandResult {
        state.withLock { state in
            state.lines.append(([program] + arguments).joined(separator: " "))
            return state.answers[program] ?? CommandResult(code: 0, output: "")
        }
    }
}
