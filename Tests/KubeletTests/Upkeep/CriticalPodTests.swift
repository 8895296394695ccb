import ContainerRuntime
import Foundation
import KubernetesAPI
import KubernetesClient
import Synchronization
import Testing

@testable import Kubelet

/// Room for critical pods, and counts of restarts, on a real containerd.
@Suite(.serialized, .enabled(if: ContainerdFixture.available, "needs root, containerd, runc, CNI plugins and busybox-static"))
struct CriticalPodTests {
    private func pod(_ name: String, cpu: Quantity? = nil, priority: Int? = nil, script: String = Pod.idle) -> Pod {
        var pod = Pod.busybox(name, script)
        pod.spec.priority = priority
        if let cpu { pod.spec.containers[0].resources.requests = ["cpu": cpu] }
        return pod
    }

    private func status(_ api: FakeAPI, _ name: String) -> ContainerStatus? { api.pod(name)?.status.containerStatuses.first }

    private func restarts(_ api: FakeAPI, _ name: String) -> Int { status(api, name)?.restartCount ?? 0 }

    /// A critical pod takes the place of the pod that frees enough and matters least; others that do not fit are turned away.
    @Test(.timeLimit(.minutes(2))) func criticalPodsTakeTheirPlace() async throws {
        try await ContainerdFixture.with { fixture in
            let api = FakeAPI()
            for (name, cpu) in [("small", "300m"), ("large", "600m")] as [(String, Quantity)] { api.create(pod(name, cpu: cpu)) }
            let kubelet = try TestKubelet(fixture, api: api, allocatable: ["cpu": "1", "memory": "1Gi", "pods": "20"]) { $0.maxContainerBackOff = .seconds(1) }
            #expect(await inTime { api.pod("small")?.isReady == true && api.pod("large")?.isReady == true })
            api.create(pod("usual", cpu: "500m", priority: 1000))
            #expect(await inTime { api.pod("usual")?.status.phase == "Failed" })
            #expect(api.pod("usual")?.status.reason == "OutOfcpu")
            #expect(api.pod("large")?.isReady == true)

            api.create(pod("critical", cpu: "500m", priority: Pod.systemCriticalPriority))
            #expect(await inTime { api.pod("critical")?.isReady == true })
            #expect(await inTime { api.pod("large")?.status.phase == "Failed" })
            #expect(api.pod("large")?.status.reason == "Preempting" && api.pod("large")?.status.message == "Preempted in order to admit critical pod")
            let disruption = api.pod("large")?.status.conditions.first { $0.type == "DisruptionTarget" }
            #expect(disruption?.status == "True" && disruption?.reason == "TerminationByKubelet")
            #expect(api.events.contains { $0.reason == "Preempting" && $0.involvedObject.name == "large" })
            #expect(api.pod("small")?.isReady == true && restarts(api, "small") == 0)

            try await countsGoUp(kubelet, api)
            await kubelet.stop()
        }
    }

    /// Each failed probe adds one to the count, and nothing ever takes one away.
    private func countsGoUp(_ kubelet: TestKubelet, _ api: FakeAPI) async throws {
        api.create(pod("failing"))
        var seen: [Int] = []
        for count in 0..<5 {
            #expect(await inTime { status(api, "failing")?.state.running != nil && restarts(api, "failing") == count })
            seen.append(restarts(api, "failing"))
            let id = status(api, "failing")?.containerID?.split(separator: "/").last.map(String.init) ?? ""
            kubelet.probes.results.withLock { $0[id] = ProbeResults(liveness: false) }
            kubelet.core.probeChanged(try #require(api.pod("failing")?.metadata.uid))
        }
        #expect(await inTime { restarts(api, "failing") == 5 })
        #expect(seen == [0, 1, 2, 3, 4])
    }
}
