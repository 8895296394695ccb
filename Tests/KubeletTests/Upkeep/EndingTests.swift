import ContainerRuntime
import Foundation
import KubernetesAPI
import KubernetesClient
import Logging
import Synchronization
import Testing

@testable import Kubelet

/// How containers end, and pods that end while the kubelet looks elsewhere, on a real containerd.
@Suite(.serialized, .enabled(if: ContainerdFixture.available, "needs root, containerd, runc, CNI plugins and busybox-static"))
struct EndingTests {
    @Test(.timeLimit(.minutes(3))) func endings() async throws {
        try await ContainerdFixture.with { fixture in
            let api = FakeAPI()
            let cri = HookedCRI(fixture.client)
            let log = LogLines()
            let kubelet = try TestKubelet(fixture, api: api, cri: cri, logger: log.logger)
            for name in ["gone", "brief"] { api.create(.busybox(name)) }
            try fixture.importImage("test.local/signal:1", command: ["/bin/sh"], stopSignal: "SIGINT")
            api.create(asked(fixture))
            #expect(await inTime { ["gone", "brief", "asked"].allSatisfy { api.pod($0)?.isReady == true } })

            // The signal that an image asks for is what its containers get. A first process without a trap would not notice.
            #expect(await inTime { PodFiles.read(fixture.directory + "/armed") == "armed\n" })
            api.delete("asked")
            #expect(await inTime { api.pod("asked") == nil })
            #expect(PodFiles.read(fixture.directory + "/signal") == "INT\n")

            try await endsWhileItIsStopped(api, cri, log)
            try await isGoneWhileAllAreListed(kubelet, api, cri, log)
            await kubelet.stop()
        }
    }

    private func asked(_ fixture: ContainerdFixture) -> Pod {
        let script = "for s in TERM INT; do trap \"echo $s > /host/signal; exit 0\" $s; done; echo armed > /host/armed; while :; do sleep 0.1; done"
        var pod = Pod.busybox("asked", script, image: "test.local/signal:1")
        pod.spec.terminationGracePeriodSeconds = 300
        pod.spec.volumes = [Volume(name: "h", hostPath: HostPathVolumeSource(path: fixture.directory))]
        pod.spec.containers[0].volumeMounts = [VolumeMount(name: "h", mountPath: "/host")]
        return pod
    }

    /// A container that ends by itself while it is stopped takes its shim with it, which the runtime tells as an error.
    private func endsWhileItIsStopped(_ api: FakeAPI, _ cri: HookedCRI, _ log: LogLines) async throws {
        let failures = Mutex(0)
        cri.whenStopped {
            failures.withLock { $0 += 1 }
            throw ContainerRuntimeError(code: .unknown, message: "failed to kill container: ttrpc: closed: unknown", method: "StopContainer")
        }
        api.delete("brief")
        #expect(await inTime { api.pod("brief") == nil })
        #expect(failures.withLock { $0 } == 1)
        #expect(!log.lines.contains { $0.hasPrefix("cannot stop a container") || $0.hasPrefix("pod step failed") }, "\(log.lines)")
        cri.whenStopped {}
    }

    /// What the last listing had and nobody knows any more may have been taken away since, by the kubelet itself.
    private func isGoneWhileAllAreListed(_ kubelet: TestKubelet, _ api: FakeAPI, _ cri: HookedCRI, _ log: LogLines) async throws {
        let uid = try #require(api.pod("gone")?.metadata.uid)
        // Of the others nothing is left that somebody would ask the runtime about.
        #expect(await inTime { kubelet.core.pleg.pods.map(\.uid) == [uid] })
        let listings = Mutex(0)
        // The first listing hangs, so that what is known grows old; others go on.
        let gate = AsyncStream.makeStream(of: Void.self)
        cri.whenListing {
            let number = listings.withLock { count in
                count += 1
                return count
            }
            if number == 1 { for await _ in gate.stream {} }
        }
        #expect(await inTime { listings.withLock { $0 } == 1 })
        api.delete("gone")
        #expect(await inTime { api.pod("gone") == nil && !kubelet.core.workers.has(uid) })
        // Unless it was another listing than that of all changes which hangs, as once a minute.
        if kubelet.core.pleg.pods.contains(where: { $0.uid == uid }) {
            #expect(await inTime { listings.withLock { $0 } > 1 }, "the runtime is asked again")
        }
        gate.continuation.finish()
        #expect(await inTime { !kubelet.core.pleg.pods.contains { $0.uid == uid } })
        #expect(!log.lines.contains { $0.hasPrefix("removing a pod that nobody asked for") }, "\(log.lines)")
    }
}

/// What a component logs, for a test to look at.
private final class LogLines: Sendable {
    private let kept = Mutex<[String]>([])

    var lines: [String] { kept.withLock { $0 } }

    var logger: Logger { Logger(label: "test") { _ in Handler(log: self) } }

    private struct Handler: LogHandler {
        let log: LogLines
        var metadata: Logger.Metadata = [:]
        var logLevel = Logger.Level.info

        subscript(metadataKey key: String) -> Logger.Metadata.Value? {
            get { metadata[key] }
            set { metadata[key] = newValue }
        }

        func log(event: LogEvent) {
            log.kept.withLock { $0.append("\(event.message) \(event.metadata ?? [:])") }
        }
    }
}
