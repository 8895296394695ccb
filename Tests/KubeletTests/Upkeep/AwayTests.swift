import ContainerRuntime
import Foundation
import KubernetesAPI
import KubernetesClient
import Synchronization
import Testing

@testable import Kubelet

/// A clock that goes as the machine's does, and may be moved on: whoever sleeps then wakes sooner.
final class JumpClock: WallClock {
    private let offset = Mutex<Duration>(.zero)

    var now: Instant { SystemClock().now + offset.withLock { $0 } }
    var monotonic: Duration { SystemClock().monotonic + offset.withLock { $0 } }
    func jump(_ duration: Duration) { offset.withLock { $0 += duration } }

    func sleep(for duration: Duration) async throws {
        let deadline = monotonic + duration
        while true {
            let rest = deadline - monotonic
            guard rest > .zero else { return try Task.checkCancellation() }
            try await Task.sleep(for: min(rest, .milliseconds(50)))
        }
    }
}

/// An API server that is away for long.
@Suite(.serialized, .enabled(if: ContainerdFixture.available, "needs root, containerd, runc, CNI plugins and busybox-static"))
struct AwayTests {
    private func id(_ pod: Pod?) -> String? { pod?.status.containerStatuses.first?.containerID?.split(separator: "/").last.map(String.init) }

    private func lease(_ api: StorageAPI) -> MicroTime? {
        api.objects.object("/apis/coordination.k8s.io/v1/namespaces/kube-node-lease/leases/node1").flatMap { try? Lease(json: $0) }?.spec.renewTime
    }

    /// As the node lifecycle controller says of a node that it has not heard of, and of its pods.
    private func giveUp(_ api: StorageAPI, _ clock: JumpClock) throws {
        var node = try #require(api.node)
        for index in node.status.conditions.indices {
            node.status.conditions[index].status = "Unknown"
            node.status.conditions[index].reason = "NodeStatusUnknown"
            node.status.conditions[index].lastTransitionTime = clock.time
        }
        api.objects.put("/api/v1/nodes/node1", node)
        api.pods.edit("calm") { pod in
            for index in pod.status.conditions.indices where pod.status.conditions[index].type == "Ready" { pod.status.conditions[index].status = "False" }
        }
    }

    /// Five minutes, as the kubelet's clock has them: what runs goes on, what ends is started again, and all is told when the server is back.
    @Test(.timeLimit(.minutes(3))) func serverIsAwayForMinutes() async throws {
        try await ContainerdFixture.with { fixture in
            let api = StorageAPI()
            let clock = JumpClock()
            for name in ["calm", "restless", "doomed"] { api.pods.create(.busybox(name)) }
            let kubelet = try TestKubelet(fixture, clock: clock, transport: api, nodeMaker: NodeMaker { context in
                NodeStatusManager(
                    client: context.client, informers: nil, options: context.options, version: "v1.36.2", health: context.health, pressure: context.pressure,
                    clock: context.clock, logger: context.logger)
            })
            #expect(await inTime { ["calm", "restless", "doomed"].allSatisfy(api.isRunning) && api.node?.isReady == true && lease(api) != nil })
            let calm = try #require(id(api.pods.pod("calm")))
            let began = try #require(lease(api))

            api.pods.goDown(true)
            api.objects.setDown(true)
            let restless = try #require(id(api.pods.pod("restless")))
            try await fixture.client.stopContainer(restless, timeout: 0)
            for _ in 0..<6 {
                clock.jump(.seconds(51))
                let asked = api.objects.requests.count
                // It goes on trying, and on looking after its pods.
                #expect(await inTime { api.objects.requests.count > asked })
            }
            let again = await inTime { let now = try? await running(fixture, "restless"); return now != nil && now != restless }
            #expect(again)
            #expect(try await running(fixture, "calm") == calm)
            // Meanwhile it is given up, one of its pods is deleted, and another is given to it.
            try giveUp(api, clock)
            api.pods.delete("doomed")
            api.pods.create(.busybox("fresh"))

            api.pods.goDown(false)
            api.objects.setDown(false)
            #expect(await inTime { api.node?.isReady == true })
            #expect(api.node?.status.condition("Ready")?.reason == "KubeletReady")
            #expect(await inTime { lease(api).map { $0.microseconds - began.microseconds >= 300_000_000 } ?? false })
            #expect(await inTime { api.pods.pod("restless")?.status.containerStatuses.first?.restartCount == 1 && api.isRunning("restless") })
            #expect(await inTime { api.isRunning("calm") && api.isRunning("fresh") && api.pods.pod("doomed") == nil })
            #expect(id(api.pods.pod("calm")) == calm && api.pods.pod("calm")?.status.containerStatuses.first?.restartCount == 0)
            await kubelet.stop()
        }
    }

    /// The running container of a pod.
    private func running(_ fixture: ContainerdFixture, _ pod: String) async throws -> String? {
        try await fixture.client.listContainers().first { $0.labels[RuntimeLabels.podName] == pod && $0.state == .containerRunning }?.id
    }
}
