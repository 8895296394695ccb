import JSON
import KubernetesAPI
import Testing

@testable import Kubelet

@Suite struct PodStatusTests {
    private let now = Time(seconds: 1_700_000_100)

    private func build(
        _ pod: Pod, _ records: [ContainerRecord], old: PodStatus? = nil, ready: Bool = true, stopped: Bool = false,
        waits: [String: WaitReason] = [:], probes: [String: ProbeResults] = [:], verdict: PodVerdict? = nil
    ) -> PodStatus {
        PodStatusBuilder(
            pod: pod, runtime: makeStatus(records, ready: ready), old: old ?? pod.status, waitReason: { waits[$0] },
            probes: { probes[$0] ?? ProbeResults() }, hostIPs: ["192.168.1.1"], now: now, stopped: stopped, verdict: verdict
        ).status()
    }

    private func condition(_ status: PodStatus, _ type: String) -> PodCondition? { status.conditions.first { $0.type == type } }

    @Test func creatingPodIsPending() {
        let status = build(makePod(), [], ready: false)
        #expect(status.phase == "Pending")
        #expect(status.containerStatuses.first?.state.waiting?.reason == "ContainerCreating")
        #expect(condition(status, "PodReadyToStartContainers")?.status == "False")
        #expect(condition(status, "Ready")?.message == "containers with unready status: [a]")
        #expect(condition(status, "Initialized")?.status == "True")
        #expect(status.startTime == now)
        #expect(build(makePod(initial: ["i"]), []).containerStatuses.first?.state.waiting?.reason == "PodInitializing")
    }

    @Test func runningPodIsReady() {
        let status = build(makePod(["b", "a"]), [makeRecord("a", .running), makeRecord("b", .running)])
        #expect(status.phase == "Running")
        #expect(status.podIP == "10.0.0.9" && status.hostIP == "192.168.1.1")
        #expect(status.containerStatuses.map(\.name) == ["a", "b"])
        #expect(status.containerStatuses.allSatisfy { $0.ready && $0.started == true })
        #expect(status.containerStatuses[0].containerID == "containerd://id-a-0")
        #expect(status.conditions.map(\.type) == ["PodReadyToStartContainers", "Initialized", "Ready", "ContainersReady", "PodScheduled"])
        #expect(status.conditions.allSatisfy { $0.status == "True" && $0.lastTransitionTime == now })
        #expect(status.qosClass == "BestEffort")
    }

    @Test func transitionTimesMoveOnlyWithTheStatus() {
        let pod = makePod()
        var old = build(pod, [makeRecord("a", .running)])
        for index in old.conditions.indices { old.conditions[index].lastTransitionTime = Time(seconds: 5) }
        let same = build(pod, [makeRecord("a", .running)], old: old)
        #expect(condition(same, "Ready")?.lastTransitionTime == Time(seconds: 5))
        let ended = build(pod, [makeRecord("a", .exited, exit: 1)], old: old)
        #expect(condition(ended, "Ready")?.lastTransitionTime == now)
        #expect(condition(ended, "Initialized")?.lastTransitionTime == Time(seconds: 5))
    }

    @Test(arguments: [("Always", 0, "Running"), ("Always", 1, "Running"), ("OnFailure", 0, "Succeeded"), ("OnFailure", 1, "Running"), ("Never", 0, "Succeeded"), ("Never", 1, "Failed")])
    func phaseOfAPodThatEnded(policy: String, exit: Int, phase: String) {
        #expect(build(makePod(restart: policy), [makeRecord("a", .exited, exit: exit)]).phase == phase)
    }

    @Test func deletedPodEndsInAPhase() {
        let pod = makePod()
        #expect(build(pod, [makeRecord("a", .exited, exit: 137)], stopped: true).phase == "Failed")
        #expect(build(pod, [makeRecord("a", .exited)], stopped: true).phase == "Succeeded")
    }

    @Test func failedInitContainerFailsAPodThatNeverRestarts() {
        #expect(build(makePod(initial: ["i"], restart: "Never"), [makeRecord("i", .exited, exit: 1)]).phase == "Failed")
        #expect(build(makePod(initial: ["i"]), [makeRecord("i", .exited, exit: 1)]).phase == "Pending")
    }

    @Test func crashLoopShowsTheLastEnd() {
        let wait = WaitReason(reason: "CrashLoopBackOff", message: "back-off 10s restarting failed container=a pod=p_ns(u1)")
        let status = build(makePod(), [makeRecord("a", .exited, exit: 3, restarts: 2)], waits: ["a": wait])
        let container = status.containerStatuses[0]
        #expect(container.state.waiting?.reason == "CrashLoopBackOff")
        #expect(container.lastState.terminated?.exitCode == 3)
        #expect(container.restartCount == 2)
        #expect(status.phase == "Running")
    }

    @Test func lastStateComesFromTheContainerBefore() {
        let status = build(makePod(), [makeRecord("a", .running, restarts: 1, created: 2), makeRecord("a", .exited, exit: 9)])
        #expect(status.containerStatuses[0].state.running != nil)
        #expect(status.containerStatuses[0].lastState.terminated?.exitCode == 9)
        // It was collected since.
        let later = build(makePod(), [makeRecord("a", .running, restarts: 1, created: 2)], old: status)
        #expect(later.containerStatuses[0].lastState.terminated?.exitCode == 9)
    }

    @Test func vanishedContainerHasEndedUnknown() {
        let old = build(makePod(), [makeRecord("a", .running)])
        let status = build(makePod(), [], old: old)
        #expect(status.containerStatuses[0].lastState.terminated?.reason == "ContainerStatusUnknown")
        #expect(status.containerStatuses[0].restartCount == 1)
    }

    @Test func endedPodStaysEnded() {
        let pod = makePod(restart: "Never")
        let old = build(pod, [makeRecord("a", .exited)])
        #expect(old.phase == "Succeeded")
        let later = build(pod, [], old: old, ready: false, stopped: true)
        #expect(later.phase == "Succeeded")
        #expect(later.containerStatuses[0].state.terminated?.exitCode == 0)
        #expect(later.conditions.first { $0.type == "Ready" }?.reason == "PodCompleted")
    }

    @Test func probesDecideReadiness() {
        var pod = makePod()
        pod.spec.containers[0].readinessProbe = Probe()
        #expect(!build(pod, [makeRecord("a", .running)]).containerStatuses[0].ready)
        #expect(build(pod, [makeRecord("a", .running)], probes: ["id-a-0": ProbeResults(readiness: true)]).containerStatuses[0].ready)
        pod.spec.containers[0].startupProbe = Probe()
        let starting = build(pod, [makeRecord("a", .running)], probes: ["id-a-0": ProbeResults(readiness: true)])
        #expect(starting.containerStatuses[0].started == false && !starting.containerStatuses[0].ready)
    }

    @Test func readinessGatesCount() {
        var pod = makePod()
        pod.spec.readinessGates = [PodReadinessGate(conditionType: "example.com/ok")]
        let without = build(pod, [makeRecord("a", .running)])
        #expect(condition(without, "Ready")?.reason == "ReadinessGatesNotReady")
        pod.status.conditions = [PodCondition(type: "example.com/ok", status: "True")]
        let with = build(pod, [makeRecord("a", .running)])
        #expect(condition(with, "Ready")?.status == "True")
        #expect(condition(with, "example.com/ok") != nil)
    }

    @Test func verdictIsTold() {
        let status = build(makePod(), [], ready: false, verdict: PodVerdict(reason: "OutOfcpu", message: "Pod was rejected: no cpu"))
        #expect(status.phase == "Failed" && status.reason == "OutOfcpu")
    }

    @Test func patchHoldsOnlyWhatDiffers() throws {
        let old = build(makePod(), [], ready: false)
        #expect(StatusPatch.make(uid: "u1", from: old, to: old) == nil)
        let new = build(makePod(), [makeRecord("a", .running)], old: old)
        let patch = try #require(StatusPatch.make(uid: "u1", from: old, to: new))
        #expect(patch["metadata"]?["uid"]?.string == "u1")
        #expect(patch["status"]?["phase"]?.string == "Running")
        #expect(patch["status"]?["startTime"] == nil)
        #expect(patch["status"]?["conditions"]?.array?.count == 3)
        let gone = try #require(StatusPatch.make(uid: "u1", from: new, to: old))
        #expect(gone["status"]?["podIP"]?.isNull == true)
        #expect(gone["status"]?["podIPs"]?.array?.first?["$patch"]?.string == "delete")
    }
}
