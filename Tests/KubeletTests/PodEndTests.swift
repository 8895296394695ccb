import KubernetesAPI
import Testing

@testable import Kubelet

/// What is told of pods that were ended before they had begun, and of those that go for others.
@Suite struct PodEndTests {
    private func ended(_ pod: Pod, _ records: [ContainerRecord], old: PodStatus? = nil, verdict: PodVerdict? = nil, wait: WaitReason? = nil) -> PodStatus {
        PodStatusBuilder(
            pod: pod, runtime: makeStatus(records, ready: false), old: old ?? pod.status, waitReason: { _ in wait }, now: Time(seconds: 1_700_000_000),
            stopped: true, verdict: verdict
        ).status()
    }

    @Test func everyPodEndsInAFinalPhase() {
        var pod = makePod()
        pod.metadata.deletionTimestamp = Time(seconds: 1)
        let never = ended(pod, [])
        #expect(never.phase == "Failed")
        #expect(never.containerStatuses[0].state.terminated?.reason == "ContainerStatusUnknown" && never.containerStatuses[0].state.terminated?.exitCode == 137)
        // What was not initialized has nothing to tell of its main containers.
        let waiting = ended(makePod(initial: ["i"]), [])
        #expect(waiting.phase == "Failed" && waiting.containerStatuses[0].state.waiting != nil && waiting.initContainerStatuses[0].state.waiting != nil)
        let half = ended(makePod(initial: ["i", "j"]), [makeRecord("i", .exited, exit: 1)])
        #expect(half.phase == "Failed" && half.initContainerStatuses[0].state.terminated?.exitCode == 1 && half.initContainerStatuses[1].state.waiting != nil)
        let whole = ended(makePod(initial: ["i"]), [makeRecord("i", .exited)])
        #expect(whole.containerStatuses[0].state.terminated?.reason == "ContainerStatusUnknown")
    }

    @Test func howItEndedIsToldAndNotWhyItWaited() {
        let status = ended(makePod(), [makeRecord("a", .exited)], wait: WaitReason(reason: "CrashLoopBackOff", message: "m"))
        #expect(status.phase == "Succeeded" && status.containerStatuses[0].state.terminated?.exitCode == 0)
    }

    @Test func aPodThatWasNotLetInHasNoContainers() {
        let status = ended(makePod(), [], verdict: PodVerdict(reason: "OutOfcpu", message: "m", isRejection: true))
        #expect(status.phase == "Failed" && status.reason == "OutOfcpu" && status.containerStatuses.isEmpty)
    }

    @Test func theCriticalComeFirst() {
        func pod(_ uid: String, cpu: Quantity, priority: Int = 0, guaranteed: Bool = false) -> Pod {
            var pod = makePod()
            pod.metadata.uid = uid
            pod.spec.priority = priority
            pod.spec.containers[0].resources.requests = ["cpu": cpu, "memory": "1Mi"]
            if guaranteed { pod.spec.containers[0].resources.limits = pod.spec.containers[0].resources.requests }
            return pod
        }
        let node = Node(metadata: ObjectMeta(name: "n"), status: NodeStatus(allocatable: ["cpu": "2", "memory": "1Gi", "pods": "10"]))
        let preemption = Preemption(admission: PodAdmission(node: node, maxPods: 10))
        let others = [pod("g", cpu: "1", guaranteed: true), pod("small", cpu: "300m"), pod("large", cpu: "700m")]
        let critical = pod("c", cpu: "600m", priority: Pod.systemCriticalPriority)
        #expect(preemption.victims(for: critical, among: others)?.map(\.metadata.uid) == ["large"])
        #expect(preemption.victims(for: pod("x", cpu: "600m", priority: 1000), among: others) == nil)
        #expect(preemption.victims(for: pod("c", cpu: "3", priority: Pod.systemCriticalPriority), among: others) == nil)
        #expect(preemption.victims(for: pod("c", cpu: "2", priority: Pod.systemCriticalPriority), among: others)?.count == 3)
        let critics = others.map { pod in
            var pod = pod
            pod.spec.priority = Pod.systemCriticalPriority
            return pod
        }
        #expect(preemption.victims(for: critical, among: critics) == nil)
    }
}
