import ContainerRuntime
import Foundation
import KubernetesAPI
import KubernetesClient
import Synchronization
import Testing

@testable import Kubelet

/// A container runtime that hangs, ends and comes again, and calls of single pods that hang.
@Suite(.serialized, .enabled(if: ContainerdFixture.available, "needs root, containerd, runc, CNI plugins and busybox-static"))
struct HangTests {
    private func isReady(_ api: FakeAPI, _ names: String...) -> Bool { names.allSatisfy { api.pod($0)?.isReady == true } }
    private func container(_ api: FakeAPI, _ name: String) -> ContainerStatus? { api.pod(name)?.status.containerStatuses.first }

    /// Everything waits for a runtime that has stopped answering, nothing is lost, and what ran was not touched.
    @Test(.timeLimit(.minutes(2))) func runtimeHangs() async throws {
        try await ContainerdFixture.with { fixture in
            let api = FakeAPI()
            for name in ["kept", "deleted"] { api.create(.busybox(name)) }
            let cri = try ContainerRuntimeClient(socketPath: fixture.socket, requestTimeout: .seconds(1), logger: quiet)
            let kubelet = try TestKubelet(fixture, api: api, cri: cri)
            #expect(await eventually { isReady(api, "kept", "deleted") })
            #expect(await !kubelet.core.monitor.images(limit: 50).isEmpty)
            let before = try #require(container(api, "kept"))

            kill(fixture.pid.withLock { $0 }, SIGSTOP)
            #expect(await eventually { kubelet.core.monitor.runtimeError == "container runtime is down" })
            // The node's status is told all the same, with the images that were known.
            #expect(await !kubelet.core.monitor.images(limit: 50).isEmpty)
            api.create(.busybox("new"))
            api.delete("deleted")
            #expect(await eventually { kubelet.core.workers.known.count == 3 })
            #expect(api.pod("deleted") != nil && container(api, "new")?.state.running == nil)

            kill(fixture.pid.withLock { $0 }, SIGCONT)
            #expect(await eventually { isReady(api, "new", "kept") && api.pod("deleted") == nil })
            #expect(await eventually { kubelet.core.monitor.runtimeError == nil })
            #expect(container(api, "kept")?.containerID == before.containerID && container(api, "kept")?.restartCount == 0)
            await kubelet.stop()

            // A list that is old makes the node not ready, even if the runtime says that it is well.
            let clock = ManualClock()
            let monitor = RuntimeMonitor(cri: fixture.client, clock: clock, logger: quiet) { .zero }
            await monitor.check()
            #expect(monitor.runtimeError == nil)
            clock.advance(by: .seconds(181))
            #expect(monitor.runtimeError == "PLEG is not healthy: pleg was last seen active 3m1s ago; threshold is 3m0s")
            await cri.close()
        }
    }

    /// A hook that never ends, a container that does not stop and a registry that does not answer hold up their own pods only. A runtime
    /// that ends meanwhile and comes again changes nothing of that; the pull is begun again.
    @Test(.timeLimit(.minutes(2))) func hangingCallsAreTheirOwnPodsAffair() async throws {
        try await ContainerdFixture.with { fixture in
            let registry = try SilentServer()
            let api = FakeAPI()
            var hooked = Pod.busybox("hooked")
            hooked.spec.containers[0].lifecycle = Lifecycle(postStart: LifecycleHandler(exec: ExecAction(command: ["sleep", "1000"])))
            var stubborn = Pod.busybox("stubborn", "trap '' TERM; while :; do sleep 0.1; done")
            stubborn.spec.terminationGracePeriodSeconds = 600
            var pulling = Pod.busybox("pulling")
            pulling.spec.containers[0].image = "127.0.0.1:\(registry.port)/slow:1"
            for pod in [hooked, stubborn, pulling, Pod.busybox("calm")] { api.create(pod) }
            let kubelet = try TestKubelet(fixture, api: api)
            #expect(await eventually { isReady(api, "stubborn", "calm") && registry.hasCallers })
            api.delete("stubborn")
            let calm = try #require(container(api, "calm")?.containerID)

            // Others start, restart and end.
            for name in ["one", "two"] { api.create(.busybox(name)) }
            #expect(await eventually { isReady(api, "one", "two") })
            let id = try #require(container(api, "one")?.containerID?.split(separator: "/").last)
            try await fixture.client.stopContainer(String(id), timeout: 1)
            api.delete("two")
            #expect(await eventually { isReady(api, "one") && container(api, "one")?.restartCount == 1 && api.pod("two") == nil })
            #expect(api.pod("stubborn") != nil && api.pod("hooked")?.isReady != true && container(api, "pulling")?.state.waiting != nil)

            await fixture.stopContainerd()
            #expect(await eventually { kubelet.core.monitor.runtimeError != nil })
            try fixture.startContainerdAgain()
            #expect(await eventually { (try? await fixture.client.version()) != nil })
            try fixture.importImage("127.0.0.1:\(registry.port)/slow:1", command: ["/bin/sh"])
            #expect(await eventually { isReady(api, "calm", "one") && kubelet.core.monitor.runtimeError == nil })
            // The next try comes after the back-off.
            var isPulled = false
            for _ in 0..<4 where !isPulled { isPulled = await eventually { isReady(api, "pulling") } }
            #expect(isPulled, "\(String(describing: container(api, "pulling")?.state.waiting))")
            #expect(container(api, "calm")?.containerID == calm && container(api, "calm")?.restartCount == 0)
            // The termination goes on with what is left of its time; nobody waits for that here.
            #expect(api.pod("stubborn") != nil)
            api.delete("stubborn", grace: 1)
            #expect(await eventually { api.pod("stubborn") == nil })
            await kubelet.stop()
        }
    }
}

/// A server that takes connections and never says anything.
private final class SilentServer: Sendable {
    private let socket: Int32
    let port: Int

    init() throws {
        let socket = Foundation.socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let isBound = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
                bind(socket, address, length) == 0 && listen(socket, 64) == 0 && getsockname(socket, address, &length) == 0
            }
        }
        guard isBound else { throw FixtureError(text: "no socket") }
        self.socket = socket
        port = Int(UInt16(bigEndian: address.sin_port))
    }

    /// Whether someone waits for an answer.
    var hasCallers: Bool {
        var poller = pollfd(fd: socket, events: Int16(POLLIN), revents: 0)
        return poll(&poller, 1, 0) > 0
    }

    deinit { close(socket) }
}
