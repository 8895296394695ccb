import KubernetesAPI
import Testing

@testable import Kubelet

/// A pod of containers a, b, … with the given init containers (a trailing `*` makes a sidecar).
func makePod(_ containers: [String] = ["a"], initial: [String] = [], restart: String = "Always") -> Pod {
    var pod = Pod(metadata: ObjectMeta(name: "p", namespace: "ns", uid: "u1"))
    pod.spec.restartPolicy = restart
    pod.spec.containers = containers.map { Container(name: $0, image: "img:1") }
    pod.spec.initContainers = initial.map { name in
        name.hasSuffix("*") ? Container(name: String(name.dropLast()), image: "img:1", restartPolicy: "Always") : Container(name: name, image: "img:1")
    }
    return pod
}

func makeRecord(
    _ name: String, _ state: RuntimeContainerState, exit: Int = 0, restarts: Int = 0, hash: String? = nil, created: Int64 = 1
) -> ContainerRecord {
    ContainerRecord(
        id: "id-\(name)-\(restarts)", name: name, state: state, createdAt: created, startedAt: 1_700_000_000_000_000_000,
        finishedAt: state == .exited ? 1_700_000_005_000_000_000 : 0, exitCode: exit, image: "img:1", imageRef: "sha256:1",
        hash: hash ?? ContainerHash.of(Container(name: name, image: "img:1")), restartCount: restarts,
        reason: state == .exited ? (exit == 0 ? "Completed" : "Error") : ""
    )
}

func makeStatus(_ containers: [ContainerRecord], ready: Bool = true, attempt: Int = 0) -> RuntimePodStatus {
    RuntimePodStatus(
        uid: "u1", name: "p", namespace: "ns",
        sandboxes: [SandboxRecord(id: "sb\(attempt)", attempt: attempt, ready: ready, createdAt: 1, ips: ready ? ["10.0.0.9"] : [])],
        containers: containers
    )
}

@Suite struct PodActionsTests {
    private func compute(_ pod: Pod, _ status: RuntimePodStatus, _ probes: [String: ProbeResults] = [:]) -> PodActions {
        PodActions.compute(pod, status) { probes[$0] ?? ProbeResults() }
    }

    @Test func newPodGetsASandboxAndAllContainers() {
        let actions = compute(makePod(["a", "b"]), RuntimePodStatus())
        #expect(actions == PodActions(killPod: true, createSandbox: true, start: [0, 1]))
    }

    @Test func newPodWithInitContainersStartsTheFirst() {
        let actions = compute(makePod(initial: ["i", "j"]), RuntimePodStatus())
        #expect(actions.startInit == [0])
        #expect(actions.start.isEmpty)
    }

    @Test func runningPodIsLeftAlone() {
        #expect(compute(makePod(["a", "b"]), makeStatus([makeRecord("a", .running), makeRecord("b", .running)])).kill.isEmpty)
        let actions = compute(makePod(["a"]), makeStatus([makeRecord("a", .running)]))
        #expect(actions.isEmpty)
    }

    @Test func deadSandboxIsMadeAnew() {
        let actions = compute(makePod(), makeStatus([makeRecord("a", .running)], ready: false))
        #expect(actions.killPod && actions.createSandbox)
        #expect(actions.attempt == 1)
        #expect(actions.sandboxID == "sb0")
        #expect(actions.start == [0])
    }

    @Test func deadSandboxOfAPodThatNeverRestartsEndsIt() {
        let actions = compute(makePod(restart: "Never"), makeStatus([makeRecord("a", .exited, exit: 1)], ready: false))
        #expect(actions.killPod && !actions.createSandbox)
    }

    @Test func onFailureDoesNotRunAgainWhatSucceeded() {
        let pod = makePod(["a", "b"], restart: "OnFailure")
        let actions = compute(pod, makeStatus([makeRecord("a", .exited), makeRecord("b", .exited, exit: 2)]))
        #expect(actions.start == [1])
        #expect(!actions.killPod)
        #expect(compute(pod, makeStatus([makeRecord("a", .exited), makeRecord("b", .exited)])).killPod)
    }

    @Test func ownRestartRulesComeFirst() {
        var pod = makePod(restart: "Never")
        pod.spec.containers[0].restartPolicy = "Never"
        pod.spec.containers[0].restartPolicyRules = [
            ContainerRestartRule(action: "Restart", exitCodes: ContainerRestartRuleOnExitCodes(operator: "In", values: [42]))
        ]
        #expect(compute(pod, makeStatus([makeRecord("a", .exited, exit: 42)])).start == [0])
        #expect(compute(pod, makeStatus([makeRecord("a", .exited, exit: 1)])).killPod)
    }

    @Test func failedProbesAndChangedImagesKillAndRestart() {
        let status = makeStatus([makeRecord("a", .running), makeRecord("b", .running)])
        let liveness = compute(makePod(["a", "b"]), status, ["id-a-0": ProbeResults(liveness: false)])
        #expect(liveness.kill.map(\.message) == ["Container a failed liveness probe, will be restarted"])
        #expect(liveness.start == [0])

        let never = compute(makePod(["a", "b"], restart: "Never"), status, ["id-a-0": ProbeResults(startup: false)])
        #expect(never.kill.map(\.message) == ["Container a failed startup probe"])
        #expect(never.start.isEmpty && !never.killPod)

        var changed = makePod(["a", "b"], restart: "Never")
        changed.spec.containers[1].image = "img:2"
        let actions = compute(changed, status)
        #expect(actions.kill.map(\.message) == ["Container b definition changed, will be restarted"])
        #expect(actions.start == [1])
    }

    @Test func initContainersRunInTurn() {
        let pod = makePod(initial: ["i", "j"])
        #expect(compute(pod, makeStatus([makeRecord("i", .running)])).isEmpty)
        #expect(compute(pod, makeStatus([makeRecord("i", .exited)])).startInit == [1])
        let done = compute(pod, makeStatus([makeRecord("i", .exited), makeRecord("j", .exited)]))
        #expect(done.startInit.isEmpty && done.start == [0])
        #expect(compute(pod, makeStatus([makeRecord("i", .exited, exit: 1)])).startInit == [0])
        #expect(compute(makePod(initial: ["i"], restart: "Never"), makeStatus([makeRecord("i", .exited, exit: 1)])).killPod)
    }

    @Test func collectedInitContainersAreNotRunAgain() {
        let actions = compute(makePod(initial: ["i"]), makeStatus([makeRecord("a", .running)]))
        #expect(actions.isEmpty)
    }

    @Test func sidecarsStartBeforeTheRestAndAreKept() {
        var pod = makePod(initial: ["s*", "j"])
        #expect(compute(pod, makeStatus([makeRecord("s", .running)])).startInit == [1])
        pod.spec.initContainers[0].startupProbe = Probe()
        #expect(compute(pod, makeStatus([makeRecord("s", .running)])).isEmpty)
        #expect(compute(pod, makeStatus([makeRecord("s", .running)]), ["id-s-0": ProbeResults(startup: true)]).startInit == [1])

        let all = [makeRecord("s", .exited, exit: 1), makeRecord("j", .exited), makeRecord("a", .running)]
        #expect(compute(makePod(initial: ["s*", "j"]), makeStatus(all)).startInit == [0])
        // When the main containers have ended for good, the sidecars go too.
        let ended = [makeRecord("s", .running), makeRecord("j", .exited), makeRecord("a", .exited)]
        let actions = compute(makePod(initial: ["s*", "j"], restart: "Never"), makeStatus(ended))
        #expect(actions.killPod && actions.startInit.isEmpty)
    }

    @Test func nothingStartsInADeletedPod() {
        var pod = makePod()
        pod.metadata.deletionTimestamp = Time(seconds: 1)
        #expect(compute(pod, makeStatus([makeRecord("a", .exited)])).start.isEmpty)
        #expect(!compute(pod, makeStatus([], ready: false)).createSandbox)
    }
}
