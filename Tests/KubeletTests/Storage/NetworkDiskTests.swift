import Foundation
import JSON
import KubernetesAPI
import KubernetesClient
import Testing

@testable import Kubelet

/// iSCSI and Fibre Channel, with programs and a `/sys` of the tests' own.
@Suite final class NetworkDiskTests {
    let api = StorageAPI()
    let root = NSTemporaryDirectory() + "disks-\(UUID())"
    var machine: FakeDisks
    var manager: VolumeManager

    init() {
        machine = FakeDisks(root + "/machine")
        manager = Self.manager(api, root, machine)
    }

    deinit { try? FileManager.default.removeItem(atPath: root) }

    private static func manager(_ api: StorageAPI, _ root: String, _ machine: FakeDisks) -> VolumeManager {
        let client = Client(transport: api)
        return VolumeManager(
            client: client, nodeName: "node1", rootDirectory: root, objects: PodObjects(client: client, clock: SystemClock()), allocatable: { [:] },
            node: { api.node }, mounter: machine.mounter, commands: machine, tree: machine.tree, clock: SystemClock(), logger: noLog)
    }

    private func pod(_ uid: String, _ source: String, mount: String = "volumeMounts: [{name: v, mountPath: /v}]") throws -> Pod {
        try makePod("metadata: {name: p, uid: \(uid)}\nspec: {volumes: [{name: v, \(source)}], containers: [{name: c, \(mount)}]}")
    }

    private func failure(_ pod: Pod) async -> String {
        do { return "no error: \(try await manager.mount(pod))" } catch { return "\(error)" }
    }

    private let iqn = "iqn.2020-01.example:disks"
    private var disk: String { "iscsi: {targetPortal: 10.0.0.1, iqn: \"\(iqn)\", lun: 3, fsType: xfs}" }

    @Test func logsInMountsAndLogsOut() async throws {
        let global = "\(root)/plugins/kubernetes.io/iscsi/iface-default/10.0.0.1:3260-\(iqn)-lun-3"
        let device = "\(machine.root)/dev/disk/by-path/ip-10.0.0.1:3260-iscsi-\(iqn)-lun-3"
        let first = try pod("uid-1", disk)
        let path = root + "/pods/uid-1/volumes/kubernetes.io~iscsi/v"
        #expect(try await manager.mount(first)["v"] == MountedVolume(hostPath: path, relabel: true))
        let (discovery, node) = ("iscsiadm -m discoverydb -t sendtargets -p 10.0.0.1:3260 -I default", "iscsiadm -m node -p 10.0.0.1:3260 -T \(iqn)")
        #expect(machine.lines() == [
            "iscsiadm -m iface -I default -o show", discovery + " -o new", discovery + " --discover",
            node + " -I default -o update -n node.session.scan -v manual", node + " -I default --login", node + " -o update -n node.startup -v manual",
            "blkid -p -s TYPE -s PTTYPE -o export \(device)", "mkfs.xfs -f \(device)", "mount -t xfs -o rw,defaults \(device) \(global)",
            "mount -o bind \(global) \(path)",
        ])
        #expect(machine.text("/sys/class/scsi_host/host7/scan") == "0 0 3")
        // Another pod has it too, without another login; another kubelet knows of both.
        _ = try await manager.mount(first)
        _ = try await manager.mount(pod("uid-2", disk))
        #expect(machine.lines() == ["mount -o bind \(global) \(root)/pods/uid-2/volumes/kubernetes.io~iscsi/v"])
        manager = Self.manager(api, root, machine)
        try await manager.unmount(podUID: "uid-1")
        #expect(machine.lines().isEmpty && machine.mounter.isMounted(global))
        try await manager.unmount(podUID: "uid-2")
        #expect(machine.lines() == [node + " --logout -I default", node + " -o delete -I default"])
        #expect(machine.text("/sys/block/sd7/device/delete") == "1" && !machine.mounter.isMounted(global))
        #expect(POSIXFiles.list(root + "/plugins/kubernetes.io/iscsi/volumes").isEmpty && !POSIXFiles.isDirectory(global))
    }

    @Test func takesSeveralPathsSecretsAndAnInterfaceOfItsOwn() async throws {
        machine = FakeDisks(root + "/machine", multipath: true)
        manager = Self.manager(api, root, machine)
        api.objects.put("/api/v1/namespaces/kube-system/secrets/chap", Secret(data: [
            "discovery.sendtargets.auth.username": Array("finder".utf8), "node.session.auth.password": Array("open".utf8),
        ]))
        try api.bind("many", "iscsi: {targetPortal: \"10.0.0.1:3260\", portals: [10.0.0.2, \"10.0.0.1:3260\"], iqn: \"\(iqn)\", lun: 3, "
            + "initiatorName: \"iqn.me\", chapAuthDiscovery: true, chapAuthSession: true, secretRef: {name: chap, namespace: kube-system}}, mountOptions: [noatime]")
        let pod = try pod("uid-1", "persistentVolumeClaim: {claimName: many, readOnly: true}")
        machine.answer("blkid", CommandResult(code: 0, output: "TYPE=ext4\n"))
        #expect(try await manager.mount(pod)["v"]?.readOnly == true)
        let interface = "10.0.0.1:3260:pv-many"
        let global = "\(root)/plugins/kubernetes.io/iscsi/iface-\(interface)/10.0.0.1:3260-\(iqn)-lun-3"
        let lines = machine.lines()
        #expect(lines.contains("iscsiadm -m iface -I \(interface) -o new"))
        #expect(lines.contains("iscsiadm -m iface -I \(interface) -o update -n iface.initiatorname -v iqn.me"))
        #expect(!lines.contains { $0.contains("iface.iscsi_ifacename -v") })
        for portal in ["10.0.0.1:3260", "10.0.0.2:3260"] {
            let (discovery, node) = ("iscsiadm -m discoverydb -t sendtargets -p \(portal) -I \(interface)", "iscsiadm -m node -p \(portal) -T \(iqn) -I \(interface)")
            #expect(lines.contains(discovery + " -o update -n discovery.sendtargets.auth.authmethod -v CHAP"))
            #expect(lines.contains(discovery + " -o update -n discovery.sendtargets.auth.username -v finder"))
            #expect(lines.contains(node + " -o update -n node.session.auth.password -v open") && lines.contains(node + " --login"))
        }
        // The device of both paths, and read-only.
        #expect(lines.contains("mount -t ext4 -o ro,noatime,defaults \(machine.root)/dev/dm-0 \(global)") && lines.last?.contains("bind,remount,ro") == true)
        try await manager.unmount(podUID: "uid-1")
        let end = machine.lines()
        #expect(end.contains("multipath -f \(machine.root)/dev/dm-0") && end.last == "iscsiadm -m iface -I \(interface) -o delete")
        #expect(end.count { $0.contains("--logout") } == 2)
    }

    @Test func saysWhyThereIsNoDisk() async throws {
        machine = FakeDisks(root + "/machine", multipath: true)
        manager = Self.manager(api, root, machine)
        machine.answer("--login", CommandResult(code: 24, output: "initiator failed authorization"))
        let pod = try pod("uid-1", disk)
        #expect(await failure(pod) == "MountVolume.WaitForAttach failed for volume \"v\" : failed to get any path for iscsi disk, last err seen:\n"
            + "iscsi: failed to attach disk: Error: initiator failed authorization (exit status 24)")
        // It can be taken away nevertheless, without a session to leave.
        _ = machine.lines()
        try await manager.unmount(podUID: "uid-1")
        #expect(machine.lines().isEmpty && POSIXFiles.list(root + "/plugins/kubernetes.io/iscsi/volumes").isEmpty)
        #expect(await failure(try self.pod("uid-2", "iscsi: {targetPortal: \"../..\", iqn: \"\(iqn)\", lun: 3}")).contains("iscsi: invalid target"))

        // One path of two is better than none.
        machine.answer("--login", nil)
        machine.answer("-p 10.0.0.9:3260", CommandResult(code: 8, output: "no route"))
        let two = "iscsi: {targetPortal: 10.0.0.1, portals: [10.0.0.9], iqn: \"\(iqn)\", lun: 3}"
        let manager = manager
        #expect(try await manager.mount(self.pod("uid-3", two))["v"] != nil)
    }

    @Test func waitsForTheControlPlane() async throws {
        var node = try #require(api.node)
        node.metadata.annotations["volumes.kubernetes.io/controller-managed-attach-detach"] = "true"
        api.objects.put("/api/v1/nodes/node1", node)
        let unique = "kubernetes.io/iscsi/10.0.0.1:\(iqn):3"
        let (manager, api, pod) = (manager, api, try pod("uid-1", disk))
        async let mounting = manager.mount(pod)
        try await soon("in use") { api.node?.status.volumesInUse == [unique] }
        #expect(machine.lines().isEmpty)
        node.status.volumesAttached = [AttachedVolume(name: unique, devicePath: "")]
        node.status.volumesInUse = [unique]
        api.objects.put("/api/v1/nodes/node1", node)
        _ = try await mounting
        try await manager.unmount(podUID: "uid-1")
        #expect((api.node?.status.volumesInUse ?? []).isEmpty)
    }

    @Test func devicesOfTargets() async throws {
        try api.bind("raw", "iscsi: {targetPortal: 10.0.0.1, iqn: \"\(iqn)\", lun: 3}, volumeMode: Block")
        let pod = try pod("uid-1", "persistentVolumeClaim: {claimName: raw}", mount: "volumeDevices: [{name: v, devicePath: /dev/x}]")
        let volume = try #require(try await manager.mount(pod)["v"])
        let device = "\(machine.root)/dev/disk/by-path/ip-10.0.0.1:3260-iscsi-\(iqn)-lun-3"
        #expect(volume.isDevice && POSIXFiles.target(ofLink: volume.hostPath) == device)
        let global = "\(root)/plugins/kubernetes.io/iscsi/volumeDevices/iface-default/10.0.0.1:3260-\(iqn)-lun-3"
        #expect(machine.mounter.isMounted(global + "/uid-1") && !machine.lines().contains { $0.hasPrefix("mkfs") })
        try await manager.unmount(podUID: "uid-1")
        #expect(machine.lines().contains { $0.contains("--logout") } && POSIXFiles.linkStatus(volume.hostPath) == nil && !POSIXFiles.isDirectory(global))
    }

    @Test func fibreChannelByTargetsAndByIdentifiers() async throws {
        try machine.put("/sys/class/scsi_host/host1/scan")
        let source = "fc: {targetWWNs: [500a0981891b8dc5, 500a0981991b8dc5], lun: 2, fsType: ext4}"
        let pod = try pod("uid-1", source)
        #expect(await failure(pod) == "MountVolume.WaitForAttach failed for volume \"v\" : no fc disk found")
        #expect(machine.text("/sys/class/scsi_host/host1/scan") == "- - -")
        try machine.disk("sda", "by-path/pci-0000:41:00.0-fc-0x500a0981891b8dc5-lun-2")
        try machine.disk("sdb", "by-path/pci-0000:41:00.1-fc-0x500a0981991b8dc5-lun-2", multipath: "dm-5")
        try machine.disk("sdc", "by-path/pci-0000:41:00.0-fc-0x500a0981891b8dc5-lun-21")
        _ = machine.lines()
        _ = try await manager.mount(pod)
        let global = root + "/plugins/kubernetes.io/fc/500a0981891b8dc5-lun-2"
        #expect(machine.lines().contains("mount -t ext4 -o rw,defaults \(machine.root)/dev/dm-5 \(global)"))
        try await manager.unmount(podUID: "uid-1")
        #expect(machine.text("/sys/block/sda/device/delete") == "1" && machine.text("/sys/block/sdb/device/delete") == "1")
        #expect(machine.text("/sys/block/sdc/device/delete") == "")

        try machine.disk("sdd", "by-id/scsi-3600508b4_1")
        machine.answer("blkid", CommandResult(code: 0, output: "TYPE=ext4\n"))
        _ = try await manager.mount(self.pod("uid-2", "fc: {wwids: [\"3600508b4 1\"], readOnly: true}"))
        #expect(machine.lines().contains("mount -t ext4 -o ro,defaults \(machine.root)/dev/sdd \(root)/plugins/kubernetes.io/fc/3600508b4_1"))
    }
}
