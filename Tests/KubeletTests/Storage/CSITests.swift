import CSITesting
import Foundation
import GRPCCore
import KubernetesAPI
import KubernetesClient
import Testing

@testable import Kubelet

/// Volumes of a CSI driver on real containers.
@Suite(.serialized, .enabled(if: ContainerdFixture.available && LoopDevice.available, "needs root, containerd, and loop devices"))
struct CSITests {
    private let driverPath = "/apis/storage.k8s.io/v1/csidrivers/test.csi.local"

    private func pod(_ volume: String, _ script: String, _ extra: String = "", use: String = "volumeMounts: [{name: v, mountPath: /v}]") -> String {
        """
          serviceAccountName: robot
          containers:
          - name: c
            image: test.local/busybox:1
            command: [sh, -c, "trap 'exit 0' TERM; \(script); while :; do sleep 0.1; done"]
            \(use)
          volumes: [{name: v, \(volume)}]
        \(extra)
        """
    }

    private func claim(_ name: String) -> String { "persistentVolumeClaim: {claimName: \(name)}" }

    private func makeDriver(_ fixture: ContainerdFixture, _ change: (inout TestCSIDriver.Abilities) -> Void = { _ in }) -> TestCSIDriver {
        var abilities = TestCSIDriver.Abilities()
        change(&abilities)
        return TestCSIDriver(
            name: "test.csi.local", directory: fixture.directory + "/driver", registry: StorageKubelet.root(fixture) + "/plugins_registry",
            abilities: abilities)
    }

    private func describe(_ api: StorageAPI, _ spec: String) throws {
        api.objects.put(driverPath, try CSIDriver(json: YAML.decode("metadata: {name: test.csi.local}\nspec: {\(spec)}")))
    }

    /// As the attach-detach controller does it.
    private func attach(_ api: StorageAPI, _ handle: String, error: String? = nil) {
        let volume = CSIVolume(driver: "test.csi.local", handle: handle, name: "")
        var node = api.node ?? Node()
        node.status.volumesAttached.removeAll { $0.name == volume.uniqueName }
        node.status.volumesAttached.append(CoreV1.AttachedVolume(name: volume.uniqueName, devicePath: ""))
        api.objects.put("/api/v1/nodes/node1", node)
        var attachment = VolumeAttachment(metadata: ObjectMeta(name: volume.attachment(node: "node1")))
        attachment.status.attached = error == nil
        attachment.status.attachmentMetadata = ["where": "slot-1"]
        if let error { attachment.status.attachError = StorageV1.VolumeError(message: error) }
        api.objects.put("/apis/storage.k8s.io/v1/volumeattachments/\(attachment.metadata.name)", attachment)
    }

    private func registered(_ api: StorageAPI) -> CSINode? {
        api.objects.object("/apis/storage.k8s.io/v1/csinodes/node1").flatMap { try? CSINode(json: $0) }
    }

    private func haveGrown(_ api: StorageAPI) -> Bool {
        api.claim("data")?.status.capacity["storage"] == Quantity(16 << 20) && api.claim("raw")?.status.capacity["storage"] == Quantity(16 << 20)
    }

    /// The CSINode object and the node's labels say what the driver said.
    private func checkNode(_ api: StorageAPI) throws {
        let drivers = registered(api)?.spec.drivers ?? []
        #expect(drivers.first?.nodeID == "id-of-node" && drivers.first?.allocatable?.count == 7)
        #expect(drivers.first?.topologyKeys == ["topology.test.csi.local/zone"])
        #expect(registered(api)?.metadata.ownerReferences.first?.uid == "node-uid")
        #expect(api.node?.metadata.annotations["csi.volume.kubernetes.io/nodeid"] == #"{"test.csi.local":"id-of-node"}"#)
        #expect(api.node?.metadata.labels["topology.test.csi.local/zone"] == "z1")
    }

    /// What the driver was told of the pod's volume; its paths are those of the upstream kubelet.
    private func checkCalls(_ driver: TestCSIDriver, _ root: String, _ uid: String) throws {
        let staging = "\(root)/plugins/kubernetes.io/csi/test.csi.local/\(CSIVolume.sha256("data-1"))/globalmount"
        let stage = try #require(driver.calls("NodeStageVolume", "data-1").last)
        #expect(stage.staging == staging && stage.secrets == ["key": "open"] && stage.fsType == "ext4" && stage.mountFlags == ["noatime"])
        #expect(stage.context == ["color": "red"] && stage.publishContext == ["where": "slot-1"] && stage.accessMode == "singleNodeMultiWriter")
        let publish = try #require(driver.calls("NodePublishVolume", "data-1").last)
        #expect(publish.target == "\(root)/pods/\(uid)/volumes/kubernetes.io~csi/pv-data/mount" && publish.staging == staging)
        #expect(publish.context["csi.storage.k8s.io/pod.name"] == "data" && publish.context["csi.storage.k8s.io/pod.uid"] == uid)
        #expect(publish.context["csi.storage.k8s.io/serviceAccount.name"] == "robot" && publish.context["csi.storage.k8s.io/ephemeral"] == "false")
        #expect(publish.context["csi.storage.k8s.io/serviceAccount.tokens"]?.contains(#""vault":{"#) == true)
        #expect(driver.calls("NodePublishVolume", "raw-1").last?.isBlock == true)
    }

    /// Both volumes grow while pods use them; the first try fails.
    private func checkExpansion(_ driver: TestCSIDriver, _ api: StorageAPI, _ kubelet: StorageKubelet) async throws {
        driver.fail("NodeExpandVolume", .unavailable, "busy", times: 1)
        api.grow("data", to: Quantity(16 << 20))
        api.grow("raw", to: Quantity(16 << 20))
        let grown = await inTime { haveGrown(api) }
        #expect(grown)
        let expansion = try #require(driver.calls("NodeExpandVolume", "data-1").last)
        #expect(expansion.bytes == 16 << 20 && expansion.target.hasSuffix("/pv-data/mount") && expansion.staging.hasSuffix("/globalmount"))
        let size = await kubelet.exec(api, "raw", "busybox blockdev --getsize64 /dev/given")
        #expect(size == "\(16 << 20)")
        let failed = await inTime { !api.events("VolumeResizeFailed", of: "data").isEmpty || !api.events("VolumeResizeFailed", of: "raw").isEmpty }
        #expect(failed)
        let told = await inTime { !api.events("FileSystemResizeSuccessful", of: "data").isEmpty }
        #expect(told)
        let pod = try #require(api.pods.pod("data"))
        let figures = await kubelet.volumes.driverFigures(of: pod)["v"]
        #expect(figures?.capacityBytes == 1000 && figures?.inodesUsed == 25)
    }

    @Test(.timeLimit(.minutes(3))) func stagedPublishedExpandedAndTakenAway() async throws {
        try await withStorage { fixture, api in
            try describe(api, "attachRequired: true, podInfoOnMount: true, fsGroupPolicy: File, tokenRequests: [{audience: vault}]")
            let driver = makeDriver(fixture) { $0.maxVolumes = 7; $0.topology = ["topology.test.csi.local/zone": "z1"]; $0.singleNodeMultiWriter = true }
            api.objects.put("/api/v1/namespaces/kube-system/secrets/keys", Secret(data: ["key": Array("open".utf8)]))
            let source = "csi: {driver: test.csi.local, volumeHandle: HANDLE, fsType: ext4, volumeAttributes: {color: red}, nodeStageSecretRef: {name: keys, namespace: kube-system}}, mountOptions: [noatime]"
            try api.bind("data", source.replacing("HANDLE", with: "data-1"))
            try api.bind("raw", "csi: {driver: test.csi.local, volumeHandle: raw-1}, volumeMode: Block")
            try api.bind("lost", source.replacing("HANDLE", with: "lost-1"))
            let first = try StorageKubelet(fixture, api)
            let root = first.options.rootDirectory
            try api.pod("data", pod(claim("data"), "echo one > /v/file", "  securityContext: {fsGroup: 4321}"))
            try api.pod("raw", pod(claim("raw"), "echo block > /dev/given", use: "volumeDevices: [{name: v, devicePath: /dev/given}]"))
            try api.pod("lost", pod(claim("lost"), "true"))

            // Nothing is asked of a driver before the volume is attached, and the node says what it uses.
            #expect(await inTime { api.node?.status.volumesInUse.count == 3 })
            #expect(api.node?.status.volumesInUse.contains("kubernetes.io/csi/test.csi.local^data-1") == true)
            attach(api, "data-1")
            attach(api, "raw-1")
            attach(api, "lost-1", error: "no such disk")
            #expect(await inTime { api.told("data", "driver name test.csi.local not found in the list of registered CSI drivers") })
            #expect(await inTime { api.events("FailedMount", of: "lost").contains("MountVolume.WaitForAttach failed for volume \"pv-lost\" : no such disk") })

            // The driver comes late.
            try await driver.start()
            #expect(await inTime { api.isRunning("data") && api.isRunning("raw") })
            try checkNode(api)
            let uid = try #require(api.pods.pod("data")?.metadata.uid)
            try checkCalls(driver, root, uid)
            #expect(await inTime { PodFiles.read(driver.data("data-1") + "/file") == "one\n" })
            #expect(try groupOf(driver.data("data-1")) == "4321")
            #expect(await first.exec(api, "raw", "busybox head -c 5 /dev/given") == "block")

            try await checkExpansion(driver, api, first)

            // While no kubelet runs, one pod goes. The next one takes up the other and asks the driver nothing about it.
            api.pods.delete("lost", grace: 0)
            await first.stop()
            let asked = driver.calls("NodePublishVolume", "data-1").count
            api.pods.delete("raw", grace: 0)
            let id = api.pods.pod("data")?.status.containerStatuses.first?.containerID
            let kubelet = try StorageKubelet(fixture, api)
            #expect(await inTime { !driver.calls("NodeUnstageVolume", "raw-1").isEmpty })
            #expect(await inTime { POSIXFiles.list(root + "/pods") == [uid] })
            #expect(driver.calls("NodeUnpublishVolume", "raw-1").count == 1)
            #expect(await inTime { kubelet.core.statuses.status(uid)?.containerStatuses.first?.containerID == id })
            #expect(driver.calls("NodePublishVolume", "data-1").count == asked)
            #expect(await inTime { api.node?.status.volumesInUse == ["kubernetes.io/csi/test.csi.local^data-1"] })

            // A driver that fails keeps the pod, until it recovers.
            driver.fail("NodeUnpublishVolume", .internalError, "still busy")
            api.pods.delete("data")
            #expect(await inTime { !driver.calls("NodeUnpublishVolume", "data-1").isEmpty })
            #expect(api.pods.pod("data") != nil)
            driver.recover()
            #expect(await inTime { kubelet.isGone(api, "data") })
            #expect(driver.calls("NodeUnstageVolume", "data-1").count == 1)
            #expect(await inTime { api.node?.status.volumesInUse.isEmpty == true })
            #expect(SystemMounter().mounts(below: root).isEmpty && POSIXFiles.list(root + "/plugins/kubernetes.io/csi/test.csi.local").isEmpty)
            #expect(PodFiles.read(driver.data("data-1") + "/file") == "one\n")

            await driver.stop()
            #expect(await inTime { registered(api)?.spec.drivers.isEmpty == true })
            driver.releaseDevices()
            await kubelet.stop()
        }
    }

    @Test(.timeLimit(.minutes(2))) func inlineSharedRepublishedAndHanging() async throws {
        try await withStorage { fixture, api in
            try describe(api, "attachRequired: false, podInfoOnMount: true, volumeLifecycleModes: [Persistent, Ephemeral], requiresRepublish: true")
            let driver = makeDriver(fixture) { $0.mountGroup = true; $0.expands = false; $0.stats = false }
            try await driver.start()
            api.objects.put("/api/v1/namespaces/default/secrets/own", Secret(data: ["pin": Array("1234".utf8)]))
            try api.bind("both", "csi: {driver: test.csi.local, volumeHandle: both-1, fsType: ext4}", modes: ["ReadWriteMany"])
            try api.bind("one", "csi: {driver: test.csi.local, volumeHandle: one-1}", modes: ["ReadWriteOncePod"])
            let kubelet = try StorageKubelet(fixture, api)
            let root = kubelet.options.rootDirectory
            let inline = "csi: {driver: test.csi.local, readOnly: false, volumeAttributes: {size: small}, nodePublishSecretRef: {name: own}}"
            try api.pod("inline", pod(inline, "echo i > /v/file", "  securityContext: {fsGroup: 77}"))
            try api.pod("first", pod(claim("both"), "echo f > /v/first"))
            try api.pod("second", pod(claim("both"), "echo s > /v/second"))
            try api.pod("alone", pod(claim("one"), "true"))
            #expect(await inTime { ["inline", "first", "second", "alone"].allSatisfy(api.isRunning) })

            let call = try #require(driver.calls("NodePublishVolume").first { $0.context["size"] == "small" })
            #expect(call.volume.hasPrefix("csi-") && call.staging.isEmpty && call.secrets == ["pin": "1234"] && call.mountGroup == "77")
            #expect(call.context["csi.storage.k8s.io/ephemeral"] == "true" && call.accessMode == "singleNodeWriter")
            #expect(driver.calls("NodeStageVolume", call.volume).isEmpty && driver.calls("NodeStageVolume", "both-1").count >= 1)
            // Asked again and again, as the driver wants.
            #expect(await inTime { driver.calls("NodePublishVolume", call.volume).count > 1 })
            try api.pod("late", pod(claim("one"), "true"))
            #expect(await inTime { api.told("late", "volume uses the ReadWriteOncePod access mode and is already in use by another pod") })

            // The volume stays staged for the other pod.
            api.pods.delete("first")
            #expect(await inTime { api.pods.pod("first") == nil })
            #expect(driver.calls("NodeUnpublishVolume", "both-1").count == 1 && driver.calls("NodeUnstageVolume", "both-1").isEmpty)
            #expect(await kubelet.exec(api, "second", "cat /v/second /v/first") == "s\nf")
            api.pods.delete("second")
            #expect(await inTime { driver.calls("NodeUnstageVolume", "both-1").count == 1 })

            // A call that hangs holds up its own pod alone, which may still be deleted.
            driver.hang("NodePublishVolume")
            try api.bind("stuck", "csi: {driver: test.csi.local, volumeHandle: stuck-1}")
            try api.pod("stuck", pod(claim("stuck"), "true"))
            #expect(await inTime { !driver.calls("NodePublishVolume", "stuck-1").isEmpty })
            try api.pod("plain", "  containers: [{name: c, image: test.local/busybox:1, command: [sleep, \"1000\"]}]\n")
            #expect(await inTime { api.isRunning("plain") })
            api.pods.delete("stuck")
            #expect(await inTime { api.pods.pod("stuck") == nil })
            driver.recover()

            // Inline volumes are for drivers that say so.
            api.objects.put(
                "/apis/storage.k8s.io/v1/csidrivers/plain.csi.local",
                try CSIDriver(json: YAML.decode("metadata: {name: plain.csi.local}\nspec: {volumeLifecycleModes: [Persistent]}")))
            try api.pod("refused", pod("csi: {driver: plain.csi.local}", "true"))
            let refusal = "MountVolume.SetUp failed for volume \"v\" : volume mode \"Ephemeral\" not supported by driver plain.csi.local (only supports [\"Persistent\"])"
            #expect(await inTime { api.events("FailedMount", of: "refused").contains(refusal) })
            for name in ["inline", "alone", "late", "plain", "refused"] { api.pods.delete(name) }
            #expect(await inTime { kubelet.core.workers.known.isEmpty })
            #expect(SystemMounter().mounts(below: root).isEmpty && POSIXFiles.list(root + "/pods").isEmpty)
            #expect(!FileManager.default.fileExists(atPath: driver.data(call.volume)))
            await driver.stop()
            await kubelet.stop()
        }
    }
}
