import ContainerRuntime
import Foundation
import KubernetesAPI
import KubernetesClient
import Testing

@testable import Kubelet

/// A disk that is full: a small file system in memory as the kubelet's own, or containerd's.
@Suite(.serialized, .enabled(if: ContainerdFixture.available, "needs root, containerd, runc, CNI plugins and busybox-static"))
struct FullDiskTests {
    private func pod(_ name: String, _ script: String) -> Pod {
        var pod = Pod.busybox(name, script)
        pod.spec.volumes = [Volume(name: "v", emptyDir: EmptyDirVolumeSource())]
        pod.spec.containers[0].volumeMounts = [VolumeMount(name: "v", mountPath: "/v")]
        return pod
    }

    @Test(.timeLimit(.minutes(2))) func fullDiskIsToldAndFreed() async throws {
        try await ContainerdFixture.with { fixture in
            let root = fixture.directory + "/kubelet"
            try FileManager.default.createDirectory(atPath: root, withIntermediateDirectories: true)
            try #require(mount("tmpfs", root, "tmpfs", 0, "size=8m") == 0)
            defer { umount2(root, 2) }
            let api = FakeAPI()
            api.create(pod("calm", "echo kept > /v/file; " + Pod.idle))
            let kubelet = try TestKubelet(fixture, api: api) {
                $0.eviction.hard = ["nodefs.available": "20%"]
                $0.eviction.monitoringInterval = .milliseconds(500)
                $0.eviction.pressureTransitionPeriod = .seconds(2)
            }
            #expect(await inTime { api.pod("calm")?.isReady == true })
            let calm = api.pod("calm")?.status.containerStatuses.first?.containerID

            // Writes until nothing goes any more, and stays.
            api.create(pod("greedy", "busybox dd if=/dev/zero of=/v/file bs=65536; echo full; " + Pod.idle))
            #expect(await inTime { kubelet.core.pressure.pressures == [.disk] })
            // Nothing new can be made meanwhile, and it says why.
            api.create(pod("refused", Pod.idle))
            #expect(await inTime { api.pod("refused")?.status.phase == "Failed" })
            #expect(api.pod("refused")?.status.message == "Pod was rejected: The node had condition: [DiskPressure]. ")
            #expect(await inTime { api.pod("greedy")?.status.phase == "Failed" })
            #expect(api.pod("greedy")?.status.message?.hasPrefix("The node was low on resource: ephemeral-storage. Threshold quantity: ") == true)
            #expect(await inTime { kubelet.core.pressure.pressures.isEmpty })
            api.create(pod("later", "echo new > /v/file; " + Pod.idle))
            #expect(await inTime { api.pod("later")?.isReady == true })
            #expect(api.pod("calm")?.isReady == true && api.pod("calm")?.status.containerStatuses.first?.containerID == calm)
            #expect(api.events.contains { $0.reason == "EvictionThresholdMet" && $0.message == "Attempting to reclaim ephemeral-storage" })
            await kubelet.stop()
        }
    }

    /// The disk of images and containers: images that nothing uses go first, then the pod that fills it.
    @Test(.timeLimit(.minutes(3))) func fullDiskOfImagesIsToldAndFreed() async throws {
        try await ContainerdFixture.with(disk: "64m") { fixture in
            let api = FakeAPI()
            try fixture.importImage("test.local/unused:1", command: ["/bin/sh"], ballast: 12)
            var calm = Pod.busybox("calm")
            calm.spec.priority = 100
            var greedy = Pod.busybox("greedy", "busybox dd if=/dev/zero of=/a bs=65536 count=$((16 * 10)); until test -e /host/go; do sleep 0.1; done; busybox dd if=/dev/zero of=/b bs=65536 count=$((16 * 30)); " + Pod.idle)
            greedy.spec.volumes = [Volume(name: "h", hostPath: HostPathVolumeSource(path: fixture.directory))]
            greedy.spec.containers[0].volumeMounts = [VolumeMount(name: "h", mountPath: "/host")]
            for pod in [calm, greedy] { api.create(pod) }
            let kubelet = try TestKubelet(fixture, api: api) {
                $0.eviction.hard = ["imagefs.available": "40%"]
                $0.eviction.monitoringInterval = .milliseconds(500)
                $0.eviction.pressureTransitionPeriod = .seconds(1)
            }
            func images() async -> [String] { ((try? await fixture.client.listImages()) ?? []).flatMap(\.repoTags).sorted() }
            #expect(await inTime { await images() == ["test.local/busybox:1", "test.local/pause:1"] })
            #expect(await inTime { api.events.contains { $0.reason == "EvictionThresholdMet" && $0.message == "Attempting to reclaim ephemeral-storage" } })
            #expect(await inTime { kubelet.core.pressure.pressures.isEmpty && api.pod("greedy")?.isReady == true && api.pod("calm")?.isReady == true })

            try ContainerdFixture.write(fixture.directory + "/go", "")
            #expect(await inTime { api.pod("greedy")?.status.phase == "Failed" })
            let status = api.pod("greedy")?.status
            #expect(status?.reason == "Evicted")
            #expect(status?.message?.hasPrefix("The node was low on resource: ephemeral-storage. Threshold quantity: ") == true, "\(status?.message ?? "")")
            // What it wrote goes with its container, which nobody needs any more.
            #expect(await inTime { kubelet.core.pressure.pressures.isEmpty })
            api.create(.busybox("later"))
            #expect(await inTime { api.pod("later")?.isReady == true })
            #expect(api.pod("calm")?.isReady == true && api.pod("calm")?.status.containerStatuses.first?.restartCount == 0)
            await kubelet.stop()
        }
    }

    /// What a pod reads is what was before, or what is new, never a half.
    @Test func writesAreWholeOrNotAtAll() throws {
        let root = NSTemporaryDirectory() + "full-\(UInt32.random(in: 0 ... .max))"
        try FileManager.default.createDirectory(atPath: root, withIntermediateDirectories: true)
        defer { rmdir(root) }
        try #require(mount("tmpfs", root, "tmpfs", 0, "size=1m") == 0)
        defer { umount2(root, 2) }
        let clock = ManualClock()
        try POSIXFiles.makeDirectory(root + "/volume", mode: 0o755)
        func write(_ text: String, _ bytes: Int) throws {
            clock.advance(by: .seconds(1))
            let files = ["small": VolumeFile(bytes: Array(text.utf8), mode: 0o644), "large": VolumeFile(bytes: [UInt8](repeating: 1, count: bytes), mode: 0o644)]
            _ = try AtomicWriter(directory: root + "/volume", now: clock.now).write(files)
        }
        try write("old", 300 << 10)
        #expect(throws: FileError.self) { try write("new", 900 << 10) }
        #expect(PodFiles.read(root + "/volume/small") == "old" && POSIXFiles.read(root + "/volume/large")?.count == 300 << 10)
        // Nothing is left of the failed one, so that less fits.
        try write("less", 600 << 10)
        #expect(PodFiles.read(root + "/volume/small") == "less" && POSIXFiles.read(root + "/volume/large")?.count == 600 << 10)
    }
}
