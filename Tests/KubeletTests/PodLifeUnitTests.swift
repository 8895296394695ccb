import ContainerRuntime
import Foundation
import JSON
import KubernetesAPI
import Synchronization
import Testing

@testable import Kubelet

@Suite struct PodLifeUnitTests {
    private let now = Time(seconds: 1_700_000_100)

    private func build(_ pod: Pod, _ status: RuntimePodStatus, old: PodStatus? = nil, stopped: Bool = false, resize: ResizeState = ResizeState()) -> PodStatus {
        PodStatusBuilder(pod: pod, runtime: status, old: old ?? pod.status, now: now, stopped: stopped, resize: resize).status()
    }

    // MARK: Starting all over

    private func restartingPod() -> Pod {
        var pod = makePod(["a", "b"], initial: ["i", "s*"], restart: "Never")
        pod.spec.containers[0].restartPolicyRules = [
            ContainerRestartRule(action: "RestartAllContainers", exitCodes: ContainerRestartRuleOnExitCodes(operator: "In", values: [42]))
        ]
        return pod
    }

    @Test func oneEndStartsAllOver() {
        let pod = restartingPod()
        let records = [makeRecord("i", .exited), makeRecord("s", .running), makeRecord("a", .exited, exit: 42), makeRecord("b", .running)]
        let running = makeStatus([makeRecord("i", .exited), makeRecord("s", .running), makeRecord("a", .running), makeRecord("b", .running)])
        #expect(!PodActions.compute(pod, running) { _ in ProbeResults() }.restartAll)
        #expect(PodActions.compute(pod, makeStatus(records)) { _ in ProbeResults() } == PodActions(sandboxID: "sb0", restartAll: true))
        var other = records
        other[2].exitCode = 41
        #expect(!PodActions.compute(pod, makeStatus(other)) { _ in ProbeResults() }.restartAll)

        // Its statuses on the way: it has not failed, and is to be initialized again.
        let first = build(pod, running)
        #expect(first.conditions.allSatisfy { $0.type != "AllContainersRestarting" })
        let ended = build(pod, makeStatus(records), old: first)
        #expect(ended.phase == "Running" && ended.conditions.first { $0.type == "AllContainersRestarting" }?.status == "True")
        let empty = build(pod, makeStatus([]), old: ended)
        #expect(empty.phase == "Pending" || empty.phase == "Running")
        #expect(empty.initContainerStatuses[0].state.waiting != nil && empty.initContainerStatuses[0].lastState.terminated != nil)
        let again = build(pod, makeStatus([makeRecord("i", .running, restarts: 1)]), old: empty)
        #expect(again.conditions.first { $0.type == "AllContainersRestarting" }?.status == "False")
        #expect(again.initContainerStatuses[0].restartCount == 1)
    }

    @Test func initContainersAreNotRunAgainOnceAMainOneHasEnded() {
        let pod = makePod(["a"], initial: ["i"], restart: "OnFailure")
        let actions = PodActions.compute(pod, makeStatus([makeRecord("a", .exited, exit: 1)])) { _ in ProbeResults() }
        #expect(actions.startInit.isEmpty && actions.start == [0])
        // But in another sandbox they are.
        var old = makeRecord("a", .exited, exit: 1)
        old.sandboxID = "before"
        #expect(PodActions.compute(pod, makeStatus([old])) { _ in ProbeResults() }.startInit == [0])
    }

    @Test func resizesUpdateOrRestart() {
        var pod = makePod(["a", "b"], initial: ["s*"])
        let small = ResourceRequirements(requests: ["cpu": "100m"])
        for index in 0..<2 { pod.spec.containers[index].resources.requests = ["cpu": "200m"] }
        pod.spec.initContainers[0].resources.requests = ["cpu": "200m"]
        pod.spec.containers[1].resizePolicy = [ContainerResizePolicy(resourceName: "cpu", restartPolicy: "RestartContainer")]
        let status = makeStatus([makeRecord("s", .running), makeRecord("a", .running), makeRecord("b", .running)])
        let actions = PodActions.compute(pod, status, actuated: { _ in small }) { _ in ProbeResults() }
        #expect(actions.update == [PodActions.Update(id: "id-s-0", name: "s"), PodActions.Update(id: "id-a-0", name: "a")])
        #expect(actions.kill.map(\.message) == ["Container b resize requires restart"] && actions.start == [1])
    }

    // MARK: Statuses

    @Test func anEndIsToldWhenNothingRuns() {
        let pod = makePod(restart: "Never")
        let running = build(pod, makeStatus([makeRecord("a", .running)]))
        let ended = build(pod, makeStatus([makeRecord("a", .exited)]), old: running)
        #expect(ended.phase == "Succeeded")
        let shown = ended.holdingPhase(of: running)
        #expect(shown.phase == "Running" && shown.conditions.first { $0.type == "Ready" }?.status == "False")
        #expect(ended.holdingPhase(of: ended).phase == "Succeeded")
    }

    @Test func readinessOutlivesTheKubelet() {
        var pod = makePod()
        pod.spec.containers[0].readinessProbe = Probe()
        pod.spec.containers[0].startupProbe = Probe()
        let status = makeStatus([makeRecord("a", .running)])
        func built(_ results: ProbeResults, old: PodStatus? = nil) -> ContainerStatus {
            PodStatusBuilder(pod: pod, runtime: status, old: old ?? pod.status, probes: { _ in results }, now: now).status().containerStatuses[0]
        }
        #expect(!built(ProbeResults()).ready)
        var before = pod.status
        before.containerStatuses = [built(ProbeResults(startup: true, readiness: true))]
        #expect(before.containerStatuses[0].ready)
        // No probe has run yet in this kubelet.
        #expect(built(ProbeResults(), old: before).ready && built(ProbeResults(), old: before).started == true)
        #expect(!built(ProbeResults(readiness: false), old: before).ready)
        before.containerStatuses[0].containerID = "containerd://another"
        #expect(!built(ProbeResults(), old: before).ready)
    }

    @Test func readinessIsRefreshedAlone() {
        var pod = makePod()
        pod.metadata.generation = 3
        pod.spec.containers[0].readinessProbe = Probe()
        let old = build(pod, makeStatus([makeRecord("a", .running)]))
        let later = Time(seconds: now.seconds + 9)
        let ready = PodReadiness.refreshed(old, of: pod, now: later) { _ in ProbeResults(readiness: true) }
        #expect(ready.containerStatuses[0].ready)
        let condition = ready.conditions.first { $0.type == "Ready" }
        #expect(condition?.status == "True" && condition?.lastTransitionTime == later && condition?.observedGeneration == 3)
        #expect(PodReadiness.refreshed(ready, of: pod, now: now) { _ in ProbeResults(readiness: true) } == ready)
    }

    @Test func resizeConditionsComeAndGo() throws {
        let pod = makePod()
        let state = ResizeState(pending: ResizeState.Pending(refusal: ResizeCheck.Refusal(reason: "Deferred", message: "m"), generation: 2, since: ManualClock().now))
        let with = build(pod, makeStatus([makeRecord("a", .running)]), resize: state)
        #expect(with.conditions.first { $0.type == "PodResizePending" }?.lastTransitionTime == now)
        let without = build(pod, makeStatus([makeRecord("a", .running)]), old: with)
        let patch = try #require(StatusPatch.make(uid: "u", from: with, to: without))
        #expect(patch["status"]?["conditions"]?.array == [["$patch": "delete", "type": "PodResizePending"]])
    }

    @Test func detailsOfContainers() {
        var pod = makePod()
        pod.spec.containers[0].resources = ResourceRequirements(limits: ["memory": "64Mi"], requests: ["cpu": "100m"])
        pod.spec.containers[0].volumeMounts = [VolumeMount(name: "v", mountPath: "/v"), VolumeMount(name: "w", readOnly: true, mountPath: "/w")]
        var record = makeRecord("a", .running)
        record.user = ContainerUser(linux: LinuxContainerUser(uid: 7, gid: 8, supplementalGroups: [8]))
        record.stopSignal = StopSignal.name(StopSignal.signal("SIGUSR1"))
        let status = build(pod, makeStatus([record])).containerStatuses[0]
        #expect(status.resources?.limits["memory"] == "64Mi" && status.allocatedResources == ["cpu": "100m"])
        #expect(status.volumeMounts.map(\.recursiveReadOnly) == [nil, "Disabled"] && status.volumeMounts[1].readOnly == true)
        #expect(status.user?.linux?.uid == 7 && status.stopSignal == "SIGUSR1")
    }

    @Test func everySignalHasItsName() {
        #expect(StopSignal.signal("SIGRTMIN+3") == .sigrtminplus3 && StopSignal.name(.sigrtmaxminus14) == "SIGRTMAX-14")
        #expect(StopSignal.signal(nil) == .runtimeDefault && StopSignal.signal("x") == .runtimeDefault && StopSignal.name(.runtimeDefault) == nil)
        for signal in CRISignal.allCases where signal != .runtimeDefault { #expect(StopSignal.signal(StopSignal.name(signal)) == signal) }
    }

    @Test func messagesOfAPodAreBoundedTogether() {
        var pod = makePod(["a", "b", "c", "d"])
        pod.spec.initContainers = [Container(name: "i"), Container(name: "j")]
        var record = makeRecord("a", .exited, exit: 1)
        record.message = String(repeating: "x", count: 4096)
        #expect(build(pod, makeStatus([record])).containerStatuses[0].state.terminated?.message?.utf8.count == 2048)
    }

    // MARK: The order of ends

    @Test func sidecarsEndLast() async {
        var pod = makePod(["a", "b"], initial: ["s*", "t*"])
        pod.metadata.uid = "u"
        let order = TerminationOrder(pod, running: ["a", "s", "t"])
        let log = NotedEvents()
        let clock = ManualClock()
        await withTaskGroup { group in
            for name in ["s", "t", "a", "b"] {
                group.addTask {
                    await order.waitForTurn(name, limit: .seconds(100), clock: clock)
                    log.event(Pod(), container: nil, type: "", reason: name, message: "")
                    order.ended(name)
                }
            }
        }
        // Nobody waits for b, which does not run, nor b for anybody.
        #expect(log.reasons.filter { $0 != "b" } == ["a", "t", "s"])
    }

    @Test func patienceEnds() async {
        let order = TerminationOrder(makePod(["a"], initial: ["s*"]), running: ["a", "s"])
        let clock = ManualClock()
        async let waiting: Void = order.waitForTurn("s", limit: .seconds(5), clock: clock)
        #expect(await eventually { clock.sleeperCount == 1 })
        clock.advance(by: .seconds(5))
        await waiting
    }

    // MARK: Admission

    @Test func podsOfOtherSystemsAreRefused() {
        var pod = makePod()
        pod.spec.os = PodOS(name: "windows")
        #expect(PodAdmission(node: nil, maxPods: 9).check(pod, active: [])?.reason == "PodOSNotSupported")
        pod.spec.os = PodOS(name: "linux")
        #expect(PodAdmission(node: nil, maxPods: 9).check(pod, active: []) == nil)
        pod.spec.nodeSelector = ["kubernetes.io/os": "windows"]
        #expect(PodAdmission(node: nil, maxPods: 9).check(pod, active: [])?.reason == "PodOSSelectorNodeLabelDoesNotMatch")
    }

    @Test func aContainerWithoutALimitHasThePods() {
        var pod = makePod()
        pod.spec.resources = ResourceRequirements(limits: ["cpu": "1", "memory": "1Gi"], requests: ["cpu": "500m", "memory": "1Gi"])
        let resources = LinuxResources.container(pod.spec.containers[0], of: pod, ResourceSettings())
        #expect(resources.cpuQuota == 100_000 && resources.memoryLimitInBytes == 1 << 30)
        #expect(LinuxResources.pod(pod) == CgroupLimits(cpuShares: 512, cpuQuota: 100_000, memoryLimit: 1 << 30))
        let status = build(pod, makeStatus([makeRecord("a", .running)]))
        #expect(status.allocatedResources == pod.spec.resources?.requests && status.resources == pod.spec.resources)
        #expect(status.qosClass == "Burstable")
    }
}
