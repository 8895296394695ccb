import Foundation
import KubernetesAPI
import KubernetesClient
import Testing

@testable import Kubelet

/// hostPath and local persistent volumes on real containers.
@Suite(.serialized, .enabled(if: ContainerdFixture.available && LoopDevice.available, "needs root, containerd, and loop devices"))
struct PersistentVolumeTests {
    private func pod(_ claim: String, _ script: String, _ extra: String = "", use: String = "volumeMounts: [{name: v, mountPath: /v}]", source: String = "") -> String {
        """
          containers:
          - name: c
            image: test.local/busybox:1
            command: [sh, -c, "trap 'exit 0' TERM; \(script); while :; do sleep 0.1; done"]
            \(use)
          volumes: [{name: v, persistentVolumeClaim: {claimName: \(claim)\(source)}}]
        \(extra)
        """
    }

    private func isMounted(_ end: String, _ root: String) -> Bool { SystemMounter().mounts(below: root).contains { $0.hasSuffix(end) } }

    @Test(.timeLimit(.minutes(2))) func directoriesAndDevices() async throws {
        try await withStorage { fixture, api in
            let base = fixture.directory
            for name in ["host", "local", "shown"] { try FileManager.default.createDirectory(atPath: base + "/data/" + name, withIntermediateDirectories: true) }
            try Data("kept".utf8).write(to: URL(fileURLWithPath: base + "/data/shown/file"))
            let disk = try LoopDevice(base + "/disk.img", bytes: 8 << 20)
            let raw = try LoopDevice(base + "/raw.img", bytes: 1 << 20)
            defer { disk.release(); raw.release() }
            try api.bind("host", "hostPath: {path: \(base)/data/host, type: Directory}")
            try api.bind("local", "local: {path: \(base)/data/local}")
            try api.bind("shown", "local: {path: \(base)/data/shown}", modes: ["ReadWriteMany"])
            try api.bind("disk", "local: {path: \(disk.path), fsType: ext4}, mountOptions: [noatime]")
            try api.bind("raw", "local: {path: \(raw.path)}, volumeMode: Block")
            let first = try StorageKubelet(fixture, api)
            try api.pod("host", pod("host", "echo h > /v/file"))
            try api.pod("local", pod("local", "echo l > /v/file", "  securityContext: {fsGroup: 4321}"))
            try api.pod("shown", pod("shown", "cat /v/file", source: ", readOnly: true"))
            try api.pod("disk", pod("disk", "echo d > /v/file"))
            try api.pod("raw", pod("raw", "echo block > /dev/given", use: "volumeDevices: [{name: v, devicePath: /dev/given}]"))
            try api.pod("none", pod("none", "true"))
            let names = ["host", "local", "shown", "disk", "raw"]
            #expect(await inTime { names.allSatisfy(api.isRunning) })

            #expect(await inTime { PodFiles.read(base + "/data/host/file") == "h\n" && PodFiles.read(base + "/data/local/file") == "l\n" })
            #expect(try groupOf(base + "/data/local") == "4321")
            #expect(await first.exec(api, "shown", "cat /v/file; echo x > /v/other")?.contains("Read-only file system") == true)
            #expect(await first.exec(api, "disk", "busybox grep ' /v ' /proc/mounts")?.contains("ext4 rw,noatime") == true)
            #expect(await inTime { (try? FileHandle(forReadingFrom: URL(fileURLWithPath: raw.path)).read(upToCount: 5)) == Data("block".utf8) })
            #expect(await inTime { api.told("none", "error processing PVC default/none: failed to fetch PVC from API server") })

            // The disk grows under the pod, and the kubelet makes the file system follow.
            let before = Int(await first.exec(api, "disk", "busybox stat -f -c %b /v") ?? "") ?? 0
            try disk.grow(to: 32 << 20)
            api.grow("disk", to: Quantity(32 << 20))
            if LoopDevice.mayResize {
                #expect(await inTime { api.claim("disk")?.status.capacity["storage"] == Quantity(32 << 20) })
                #expect(api.claim("disk")?.status.conditions.isEmpty == true && api.claim("disk")?.status.allocatedResourceStatuses.isEmpty == true)
                #expect((Int(await first.exec(api, "disk", "busybox stat -f -c %b /v") ?? "") ?? 0) > before)
                #expect(await inTime { !api.events("FileSystemResizeSuccessful", of: "disk").isEmpty })
            } else {
                #expect(await inTime { api.told("disk", "resize of device \(disk.path) failed", "VolumeResizeFailed") })
                #expect(api.claim("disk")?.status.capacity["storage"] == Quantity(8 << 20))
            }

            // Another kubelet takes up what is there: nothing is mounted twice.
            let root = first.options.rootDirectory
            let mounts = SystemMounter().mounts(below: root)
            let ids = names.map { api.pods.pod($0)?.status.containerStatuses.first?.containerID }
            await first.stop()
            api.pods.delete("local", grace: 0)
            let kubelet = try StorageKubelet(fixture, api)
            #expect(await inTime { Set(kubelet.core.workers.known.values) == [.syncing] && kubelet.core.workers.known.count == 5 })
            #expect(await inTime { !isMounted("/pv-local", root) })
            #expect(Set(SystemMounter().mounts(below: root)) == Set(mounts.filter { !$0.hasSuffix("/pv-local") }))
            for (name, id) in zip(names, ids) where name != "local" {
                #expect(api.pods.pod(name)?.status.containerStatuses.first?.containerID == id)
            }
            // What was behind the volume of the pod that went is all there.
            #expect(PodFiles.read(base + "/data/local/file") == "l\n")

            for name in names + ["none"] { api.pods.delete(name) }
            #expect(await inTime { kubelet.core.workers.known.isEmpty && SystemMounter().mounts(below: root).isEmpty })
            #expect(await inTime { POSIXFiles.list(root + "/pods").isEmpty })
            #expect(PodFiles.read(base + "/data/host/file") == "h\n" && PodFiles.read(base + "/data/shown/file") == "kept")
            #expect(POSIXFiles.list(root + "/plugins/kubernetes.io/local-volume/mounts").isEmpty)
            #expect(POSIXFiles.list(root + "/plugins/kubernetes.io/local-volume/volumeDevices").isEmpty)
            await kubelet.stop()
        }
    }
}
