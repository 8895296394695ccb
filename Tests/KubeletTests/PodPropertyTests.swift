import KubernetesAPI
import Testing

@testable import Kubelet

/// Rules that hold for every pod, tried on many: made by chance, always the same ones.
@Suite struct PodPropertyTests {
    private struct Chance: RandomNumberGenerator {
        var state: UInt64 = 42
        mutating func next() -> UInt64 {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return state ^ (state >> 29)
        }
    }

    private func container(_ name: String, _ chance: inout Chance) -> Container {
        var container = Container(name: name, image: "img:1")
        if Bool.random(using: &chance) { return container }
        container.restartPolicy = ["Never", "OnFailure"].randomElement(using: &chance)
        if Bool.random(using: &chance) {
            container.restartPolicyRules = [
                ContainerRestartRule(action: "Restart", exitCodes: ContainerRestartRuleOnExitCodes(operator: "In", values: [2]))
            ]
        }
        return container
    }

    /// A pod, and what a runtime may have of it.
    private func make(_ chance: inout Chance) -> (Pod, [ContainerRecord]) {
        var pod = makePod(restart: ["Always", "OnFailure", "Never"].randomElement(using: &chance) ?? "Always")
        pod.spec.containers = ["a", "b", "c"].prefix(Int.random(in: 1...3, using: &chance)).map { container($0, &chance) }
        pod.spec.initContainers = ["i", "j"].prefix(Int.random(in: 0...2, using: &chance)).map { container($0, &chance) }
        var records: [ContainerRecord] = []
        for container in pod.spec.initContainers {
            let code = [0, 0, 0, 1, 2].randomElement(using: &chance) ?? 0
            let runs = Int.random(in: 0..<8, using: &chance) == 0
            records.append(makeRecord(container.name, runs ? .running : .exited, exit: runs ? 0 : code))
            // The next one waits for the end of this one.
            if runs || code != 0 { return (pod, records) }
        }
        for container in pod.spec.containers {
            let runs = Int.random(in: 0..<3, using: &chance) == 0
            records.append(makeRecord(container.name, runs ? .running : .exited, exit: runs ? 0 : Int.random(in: 0...2, using: &chance)))
        }
        return (pod, records)
    }

    /// A pod has ended exactly when nothing is left to be started or kept; and its status, computed again from itself, is the same.
    @Test func phasesAgreeWithWhatIsDone() {
        var chance = Chance()
        for _ in 0..<5000 {
            let (pod, records) = make(&chance)
            let status = PodStatusBuilder(pod: pod, runtime: makeStatus(records), old: pod.status, now: Time(seconds: 9)).status()
            let actions = PodActions.compute(pod, makeStatus(records)) { _ in ProbeResults() }
            let isOver = actions.killPod && !actions.createSandbox
            #expect(PodPhase.isTerminal(status.phase) == isOver, "\(pod.spec.jsonValue()) \(records.map { ($0.name, $0.state, $0.exitCode) })")
            if isOver { #expect(actions.start.isEmpty && actions.startInit.isEmpty) }
            let again = PodStatusBuilder(pod: pod, runtime: makeStatus(records), old: status, now: Time(seconds: 99)).status()
            #expect(again == status)
            #expect(StatusPatch.make(uid: "u", from: status, to: again) == nil)
            // Ready means that all run, and what is stopped for good has a final phase.
            let ready = status.conditions.first { $0.type == "Ready" }?.status == "True"
            #expect(ready == (status.phase == "Running" && status.containerStatuses.allSatisfy { $0.state.running != nil }))
            let stopped = PodStatusBuilder(
                pod: pod, runtime: makeStatus(records.filter { $0.state == .exited }, ready: false), old: status, now: Time(seconds: 9), stopped: true
            ).status()
            #expect(PodPhase.isTerminal(stopped.phase))
        }
    }
}
