import ComponentMetrics
import ContainerRuntime
import Foundation
import KubernetesAPI
import KubernetesClient
import Synchronization
import Testing

@testable import Kubelet

/// Signals that the test says, on real pods.
private final class SaidSignals: EvictionSignalSource {
    private let available = Mutex<[EvictionSignal: Quantity]>([:])

    func say(_ signal: EvictionSignal, _ quantity: Quantity) { available.withLock { $0[signal] = quantity } }

    func observe() async throws -> EvictionObservations {
        var seen = EvictionObservations()
        for (signal, quantity) in available.withLock({ $0 }) {
            seen.signals[signal] = EvictionObservation(available: quantity, capacity: "8Gi", time: SystemClock().now)
        }
        return seen
    }
}

/// What keeps the node healthy, on a real containerd.
@Suite(.serialized, .enabled(if: ContainerdFixture.available, "needs root, containerd, runc, CNI plugins and busybox-static"))
struct UpkeepOnContainersTests {
    private func pod(_ name: String, _ script: String = Pod.idle, priority: Int? = nil) -> Pod {
        var pod = Pod.busybox(name, script)
        pod.spec.priority = priority
        pod.spec.restartPolicy = "Always"
        pod.spec.terminationGracePeriodSeconds = 5
        return pod
    }

    private func limited(_ name: String, _ script: String, _ limit: Quantity) -> Pod {
        var pod = pod(name, script)
        pod.spec.containers[0].resources.limits["ephemeral-storage"] = limit
        return pod
    }

    private func event(_ api: FakeAPI, _ reason: String, of name: String) -> Event? {
        api.events.first { $0.reason == reason && $0.involvedObject.name == name }
    }

    private func isDisrupted(_ pod: Pod?) -> Bool {
        pod?.status.conditions.first { $0.type == "DisruptionTarget" }.map { $0.status == "True" && $0.reason == "TerminationByKubelet" } ?? false
    }

    private func stillRuns(_ api: FakeAPI, _ names: String...) -> Bool {
        names.allSatisfy { api.pod($0)?.status.phase == "Running" && api.pod($0)?.isReady == true }
    }

    @Test(.timeLimit(.minutes(2))) func podsAreEvicted() async throws {
        try await ContainerdFixture.with { fixture in
            let api = FakeAPI()
            let signals = SaidSignals()
            signals.say(.memoryAvailable, "4Gi")
            let busy = "x=0; while [ $x -lt 2000000 ]; do x=2000000; done; trap 'exit 0' TERM; while :; do sleep 0.1; done"
            api.create(pod("first"))
            api.create(pod("second", busy, priority: 100))
            api.create(pod("critical", priority: Pod.systemCriticalPriority))
            // Pods that exceed what they may keep on the disk themselves.
            var volume = pod("volume", "busybox dd if=/dev/zero of=/v/file bs=1024 count=3000; while :; do sleep 0.1; done")
            volume.spec.volumes = [Volume(name: "v", emptyDir: EmptyDirVolumeSource(sizeLimit: "2Mi"))]
            volume.spec.containers[0].volumeMounts = [VolumeMount(name: "v", mountPath: "/v")]
            api.create(volume)
            api.create(limited("layer", "busybox dd if=/dev/zero of=/file bs=1024 count=3000; while :; do sleep 0.1; done", "2Mi"))
            api.create(limited("chatty", "seq 1 300000; while :; do sleep 0.1; done", "2Mi"))
            let kubelet = try TestKubelet(fixture, api: api, sources: .init(signals: signals)) {
                $0.eviction.hard = ["memory.available": "100Mi"]
                $0.eviction.monitoringInterval = .milliseconds(200)
                $0.eviction.pressureTransitionPeriod = .seconds(2)
            }
            #expect(await inTime { ["volume", "layer", "chatty"].allSatisfy { api.pod($0)?.status.phase == "Failed" } })
            #expect(api.pod("volume")?.status.reason == "Evicted")
            #expect(api.pod("volume")?.status.message == "Usage of EmptyDir volume \"v\" exceeds the limit \"2Mi\". ")
            for name in ["layer", "chatty"] {
                #expect(api.pod(name)?.status.message == "Pod ephemeral local storage usage exceeds the total limit of containers 2Mi. ")
            }
            #expect(await inTime { stillRuns(api, "first", "second", "critical") })

            signals.say(.memoryAvailable, "98Mi")
            #expect(await inTime { api.pod("first")?.status.phase == "Failed" })
            signals.say(.memoryAvailable, "4Gi")
            let first = try #require(api.pod("first"))
            #expect(first.status.reason == "Evicted" && isDisrupted(first))
            #expect(first.status.message?.hasPrefix(
                "The node was low on resource: memory. Threshold quantity: 100Mi, available: 98Mi. Container c was using ") == true)
            #expect(first.status.message?.hasSuffix(", request is 0, has larger consumption of memory. ") == true)
            #expect(await inTime { event(api, "Evicted", of: "first") != nil && event(api, "EvictionThresholdMet", of: "node1") != nil })
            #expect(event(api, "Evicted", of: "first")?.metadata.annotations["starved_resource"] == "memory")
            // While there is pressure, pods without requests are not taken.
            #expect(kubelet.core.pressure.pressures == [.memory])
            api.create(pod("lazy"))
            var asking = pod("asking")
            asking.spec.containers[0].resources.requests["memory"] = "1Mi"
            api.create(asking)
            #expect(await inTime { api.pod("lazy")?.status.phase == "Failed" })
            #expect(api.pod("lazy")?.status.message == "Pod was rejected: The node had condition: [MemoryPressure]. ")
            #expect(await inTime { stillRuns(api, "asking", "second", "critical") })
            #expect(await inTime { kubelet.core.pressure.pressures.isEmpty })
            api.create(pod("late"))
            #expect(await inTime { stillRuns(api, "late", "second", "critical") })
            // What the evicted pods had is given back; their objects and last words stay.
            #expect(await inTime { kubelet.core.workers.known.values.count { $0 == .finished } == 5 })
            let metrics = kubelet.core.metrics.node.evictions
            #expect(metrics.value("memory.available") == 1 && metrics.value("emptydirfs.limit") == 1 && metrics.value("ephemeralpodfs.limit") == 2)
            await kubelet.stop()
        }
    }

    @Test(.timeLimit(.minutes(2))) func logsAreRotatedAndImagesCollected() async throws {
        try await ContainerdFixture.with { fixture in
            let api = FakeAPI()
            try fixture.importImage("test.local/unused:1", command: ["/bin/true"])
            api.create(pod("chatty", "trap 'exit 0' TERM; i=0; while :; do i=$((i+1)); echo line $i; sleep 0.01; done"))
            let kubelet = try TestKubelet(fixture, api: api) {
                $0.logs.maxSize = "2Ki"
                $0.logs.maxFiles = 3
                $0.logs.monitorInterval = .milliseconds(300)
            }
            #expect(await inTime { api.pod("chatty")?.isReady == true })
            let uid = try #require(api.pod("chatty")?.metadata.uid)
            let directory = kubelet.options.podLogsDirectory + "/default_chatty_\(uid)/c"
            #expect(await inTime { PodFiles.list(directory).contains { $0.hasPrefix("0.log.") && $0.hasSuffix(".gz") } })
            // The oldest goes when there are too many; the link for collectors leads to what is written now.
            let oldest = try #require(PodFiles.list(directory).filter { $0.hasSuffix(".gz") }.min())
            #expect(try ContainerdFixture.run("/usr/bin/zcat", [directory + "/" + oldest]).contains(" stdout F line "))
            #expect(await inTime { !PodFiles.list(directory).contains(oldest) })
            #expect(await inTime { PodFiles.list(directory).count <= 3 && !PodFiles.read(directory + "/0.log").isEmpty })
            let link = try #require(PodFiles.list(kubelet.options.containerLogsDirectory).first)
            #expect(POSIXFiles.target(ofLink: kubelet.options.containerLogsDirectory + "/" + link) == directory + "/0.log")

            // A disk of 1000 bytes with 100 free: what is not used goes, the pod's and the sandbox's images stay.
            let events = Mutex<[String]>([])
            let metrics = KubeletMetrics()
            var options = GarbageCollectionOptions()
            options.imageMinimumAge = .zero
            let images = ImageGC(
                cri: fixture.client, options: options, sandboxImage: "", places: ImageFileSystem(cri: fixture.client),
                fileSystem: { _ in FileSystemUse(capacity: 1 << 40, available: 1 << 37, inodes: 1, freeInodes: 1) }, mounted: { [] },
                nodeEvent: { reason, message in events.withLock { $0.append("\(reason): \(message)") } }, metrics: metrics.images,
                clock: SystemClock(), logger: quiet)
            await #expect(throws: ImageGCError.self) { try await images.collect() }
            #expect(try await fixture.client.listImages().flatMap(\.repoTags).sorted() == ["test.local/busybox:1", "test.local/pause:1"])
            #expect(events.withLock { $0 }.first?.hasPrefix(
                "FreeDiskSpaceFailed: Insufficient free disk space on the node's image filesystem (88% of 1.0 TiB used). Failed to free") == true)
            #expect(metrics.images.garbageCollected.value("space") == 1)
            try await images.removeUnused()
            #expect(try await fixture.client.listImages().count == 2)

            // With room enough, what nobody has used for an hour goes.
            try fixture.importImage("test.local/unused:2", command: ["/bin/true"])
            let clock = ManualClock()
            options.imageMaximumAge = .seconds(3600)
            let aging = ImageGC(
                cri: fixture.client, options: options, sandboxImage: "", places: ImageFileSystem(cri: fixture.client),
                fileSystem: { _ in FileSystemUse(capacity: 1 << 40, available: 1 << 39, inodes: 1, freeInodes: 1) }, mounted: { [] },
                nodeEvent: { _, _ in }, metrics: metrics.images, clock: clock, logger: quiet)
            try await aging.collect()
            clock.advance(by: .seconds(3600))
            try await aging.collect()
            #expect(try await fixture.client.listImages().count == 3)
            clock.advance(by: .seconds(1))
            try await aging.collect()
            #expect(try await fixture.client.listImages().count == 2 && metrics.images.garbageCollected.value("age") == 1)
            await kubelet.stop()
        }
    }

    @Test(.timeLimit(.minutes(2))) func shutdownEndsPodsInOrder() async throws {
        try await ContainerdFixture.with { fixture in
            let api = FakeAPI()
            let shutdown = TestShutdown()
            let slow = "trap 'sleep 1; exit 0' TERM; while :; do sleep 0.1; done"
            api.create(pod("plain", slow))
            api.create(pod("important", slow, priority: 1000))
            api.create(pod("critical", slow, priority: Pod.systemCriticalPriority))
            let kubelet = try TestKubelet(fixture, api: api, sources: .init(shutdown: shutdown)) {
                $0.shutdown.byPodPriority = [.init(priority: 0, seconds: 20), .init(priority: 1000, seconds: 20), .init(priority: 2_000_000_000, seconds: 20)]
            }
            #expect(await inTime { stillRuns(api, "plain", "important", "critical") && shutdown.isHeard })
            #expect(shutdown.calls.withLock { $0 } == ["hold 1m0s"])
            shutdown.announce(true)
            #expect(await inTime { kubelet.core.pressure.isShuttingDown })
            api.create(pod("late"))
            #expect(await inTime { api.pod("late")?.status.reason == "NodeShutdown" })
            #expect(api.pod("late")?.status.message == "Pod was rejected: Pod was rejected as the node is shutting down.")
            #expect(await inTime { shutdown.calls.withLock { $0.count == 2 } })
            #expect(await inTime { ["plain", "important", "critical"].allSatisfy { api.pod($0)?.status.containerStatuses.first?.state.terminated != nil } })
            var ends: [Time] = []
            for name in ["plain", "important", "critical"] {
                let pod = try #require(api.pod(name))
                #expect(pod.status.phase == "Failed" && pod.status.reason == "Terminated" && isDisrupted(pod))
                #expect(pod.status.message == "Pod was terminated in response to imminent node shutdown.")
                let state = try #require(pod.status.containerStatuses.first?.state.terminated)
                #expect(state.exitCode == 0, "it had its time")
                ends.append(try #require(state.finishedAt))
            }
            #expect(ends[0] < ends[1] && ends[1] < ends[2])
            #expect(shutdown.calls.withLock { $0.last } == "release")
            #expect(kubelet.core.metrics.node.shutdownEnd.value() ?? 0 > 0)

            // Called off: pods come again.
            shutdown.announce(false)
            #expect(await inTime { !kubelet.core.pressure.isShuttingDown && shutdown.calls.withLock { $0.count == 3 } })
            api.create(pod("again"))
            #expect(await inTime { stillRuns(api, "again") })
            await kubelet.stop()
        }
    }
}
