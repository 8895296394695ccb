import CSITesting
import Foundation
import KubernetesAPI
import KubernetesClient
import Testing

/// A volume's whole way: bound, attached by the controller and an attacher outside, staged and published by the kubelet and a driver, and all of it back.
extension Walk {
    @Test func volumesOfADriverAreAttachedAndMounted() async throws {
        try await Room.open("attached") { room in
            let directory = room.cluster.directory + "/csi"
            let driver = TestCSIDriver(name: "walk.csi.local", directory: directory, registry: room.cluster.dataDirectory + "/kubelet/plugins_registry")
            let attaching = Task { await Self.attach(room) }
            do {
                try await driver.start()
                try await Self.walk(driver, room)
            } catch {
                attaching.cancel()
                await driver.stop()
                throw error
            }
            attaching.cancel()
            await driver.stop()
            try? FileManager.default.removeItem(atPath: directory)
        }
    }

    private static func walk(_ driver: TestCSIDriver, _ room: Room) async throws {
        try await room.create("""
            {apiVersion: storage.k8s.io/v1, kind: CSIDriver, metadata: {name: walk.csi.local}, spec: {attachRequired: true, podInfoOnMount: true}}
            ---
            apiVersion: v1
            kind: PersistentVolume
            metadata: {name: walk-csi}
            spec: {capacity: {storage: 8Mi}, accessModes: [ReadWriteOnce], persistentVolumeReclaimPolicy: Retain, csi: {driver: walk.csi.local, volumeHandle: handle-1}}
            ---
            apiVersion: v1
            kind: PersistentVolumeClaim
            metadata: {name: data}
            spec: {storageClassName: "", volumeName: walk-csi, accessModes: [ReadWriteOnce], resources: {requests: {storage: 8Mi}}}
            ---
            apiVersion: v1
            kind: Pod
            metadata: {name: writer}
            spec:
              terminationGracePeriodSeconds: 1
              volumes: [{name: v, persistentVolumeClaim: {claimName: data}}]
              containers: [{name: main, image: busybox, command: [sh, -c, "echo kept > /v/file; trap 'exit 0' TERM; while :; do sleep 0.1; done"], volumeMounts: [{name: v, mountPath: /v}]}]
            """)
        let node = room.cluster.nodeName, unique = "kubernetes.io/csi/walk.csi.local^handle-1"
        _ = try await room.readyPod("writer", within: .seconds(90))
        try await eventually("it is written") { (try? String(contentsOfFile: driver.data("handle-1") + "/file", encoding: .utf8)) == "kept\n" }
        #expect(try await room.events(of: "writer", reason: "SuccessfulAttachVolume").count == 1)
        #expect(driver.calls("NodeStageVolume", "handle-1").last?.publishContext == ["slot": "7"])
        #expect(try await room.client.get(CSINode.self, node).spec.drivers.contains { $0.name == "walk.csi.local" })
        let status = try await room.client.get(Node.self, node).status
        #expect(status.volumesAttached.map(\.name) == [unique] && status.volumesInUse == [unique])

        try await room.client.delete(Pod.self, "writer", namespace: room.namespace)
        try await eventually("it is let go of", within: .seconds(60)) {
            let status = try await room.client.get(Node.self, node).status
            let attachments = try await room.client.list(VolumeAttachment.self).items
            return status.volumesAttached.isEmpty && status.volumesInUse.isEmpty && attachments.isEmpty
        }
        let order = driver.calls.map(\.method).filter { ["NodeStageVolume", "NodePublishVolume", "NodeUnpublishVolume", "NodeUnstageVolume"].contains($0) }
        #expect(order == ["NodeStageVolume", "NodePublishVolume", "NodeUnpublishVolume", "NodeUnstageVolume"])
        #expect(try String(contentsOfFile: driver.data("handle-1") + "/file", encoding: .utf8) == "kept\n")
        try await room.client.delete(PersistentVolumeClaim.self, "data", namespace: room.namespace)
        try await room.client.delete(PersistentVolume.self, "walk-csi")
        try await room.client.delete(CSIDriver.self, "walk.csi.local")
    }

    /// The attacher, as drivers bring it: it does what VolumeAttachments ask for, and holds them as long as it takes.
    private static func attach(_ room: Room) async {
        while !Task.isCancelled {
            for attachment in (try? await room.client.list(VolumeAttachment.self).items) ?? [] where attachment.spec.attacher == "walk.csi.local" {
                try? await attach(attachment, room)
            }
            try? await Task.sleep(for: .milliseconds(100))
        }
    }

    private static func attach(_ attachment: VolumeAttachment, _ room: Room) async throws {
        var attachment = attachment
        let finalizer = "external-attacher/walk-csi-local"
        if attachment.metadata.deletionTimestamp != nil {
            attachment.metadata.finalizers.removeAll { $0 == finalizer }
            _ = try await room.client.update(attachment)
        } else if !attachment.status.attached {
            if !attachment.metadata.finalizers.contains(finalizer) {
                attachment.metadata.finalizers.append(finalizer)
                attachment = try await room.client.update(attachment)
            }
            attachment.status.attached = true
            attachment.status.attachmentMetadata = ["slot": "7"]
            _ = try await room.client.updateStatus(attachment)
        }
    }
}
