import CSITesting
import Foundation
import KubernetesAPI
import KubernetesClient
import Testing

@testable import Kubelet

/// Volumes of kinds that CSI drivers have taken over, without containers.
@Suite(.enabled(if: geteuid() == 0, "mounts need root")) final class MigratedVolumeTests {
    let api = StorageAPI()
    let root = "/tmp/mig-\(UUID().uuidString.prefix(8))"
    let manager: VolumeManager

    init() {
        let client = Client(transport: api)
        let api = api
        manager = VolumeManager(
            client: client, nodeName: "node1", rootDirectory: root, objects: PodObjects(client: client, clock: SystemClock()), allocatable: { [:] },
            node: { api.node }, mounter: SystemMounter(), clock: SystemClock(), logger: noLog)
    }

    deinit {
        try? SystemMounter().unmountAll(below: root)
        try? FileManager.default.removeItem(atPath: root)
    }

    private func pod(_ uid: String, _ source: String) throws -> Pod {
        try makePod("metadata: {name: p, uid: \(uid)}\nspec: {volumes: [{name: v, \(source)}], containers: [{name: c, volumeMounts: [{name: v, mountPath: /v}]}]}")
    }

    @Test(.timeLimit(.minutes(2))) func theirDriversMountThem() async throws {
        var drivers: [TestCSIDriver] = []
        for name in ["ebs.csi.aws.com", "csi.vsphere.vmware.com"] {
            api.objects.put("/apis/storage.k8s.io/v1/csidrivers/\(name)", try CSIDriver(json: YAML.decode("metadata: {name: \(name)}\nspec: {attachRequired: false}")))
            drivers.append(TestCSIDriver(name: name, directory: "\(root)/\(name)", registry: root + "/plugins_registry"))
        }
        for driver in drivers { try await driver.start() }
        let running = Task { [manager] in await manager.run() }
        defer { running.cancel() }
        let (api, manager) = (api, manager)
        func node() -> CSINode? { api.objects.object("/apis/storage.k8s.io/v1/csinodes/node1").flatMap { try? CSINode(json: $0) } }
        try await soon("registered") { node()?.spec.drivers.count == 2 }
        #expect(node()?.metadata.annotations["storage.alpha.kubernetes.io/migrated-plugins"]?.contains("kubernetes.io/aws-ebs") == true)

        let path = try #require(try await manager.mount(pod("uid-1", "awsElasticBlockStore: {volumeID: \"aws://zone/vol-7\", fsType: ext4, partition: 1}"))["v"]).hostPath
        #expect(path == root + "/pods/uid-1/volumes/kubernetes.io~csi/ebs.csi.aws.com-vol-7/mount")
        try POSIXFiles.write([1], to: path + "/file", mode: 0o644)
        try api.bind("disk", "awsElasticBlockStore: {volumeID: vol-7, fsType: ext4, partition: 1}", modes: ["ReadWriteMany"])
        let other = try #require(try await manager.mount(pod("uid-2", "persistentVolumeClaim: {claimName: disk}"))["v"]).hostPath
        #expect(POSIXFiles.read(other + "/file") == [1])
        let publish = try #require(drivers[0].calls("NodePublishVolume", "vol-7").first)
        #expect(publish.context["partition"] == "1" && publish.fsType == "ext4" && publish.accessMode == "singleNodeWriter")

        // A disk's name that is a path is no path on the node.
        let disk = try #require(try await manager.mount(pod("uid-3", "vsphereVolume: {volumePath: \"[ds] a/b.vmdk\"}"))["v"]).hostPath
        #expect(disk == root + "/pods/uid-3/volumes/kubernetes.io~csi/csi.vsphere.vmware.com-[ds] a~b.vmdk/mount")

        for uid in ["uid-1", "uid-2", "uid-3"] { try await manager.unmount(podUID: uid) }
        #expect(drivers[0].calls("NodeUnstageVolume", "vol-7").count == 1 && drivers[1].calls("NodeUnpublishVolume", "[ds] a/b.vmdk").count == 1)
        #expect(!manager.hasVolumes(podUID: "uid-3") && SystemMounter().mounts(below: root).isEmpty)
        await #expect { _ = try await manager.mount(self.pod("uid-4", "awsElasticBlockStore: {volumeID: \"aws://z/x\"}")) } throws: {
            "\($0)".contains("Invalid format for AWS volume (aws://z/x)")
        }
        for driver in drivers { await driver.stop() }
    }
}
