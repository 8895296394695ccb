import KubernetesAPI
import Logging
import Synchronization
import Testing

@testable import Kubelet

/// Steps that only write down what they were asked.
private final class Recorder: PodSteps {
    private let lines = Mutex<[String]>([])
    let outcome = Mutex<PodStepOutcome>(.settled(lookAgainAfter: nil))
    let blocked = Mutex(false)

    var log: [String] { lines.withLock { $0 } }
    private func add(_ line: String) { lines.withLock { $0.append(line) } }

    func sync(_ pod: Pod) async throws -> PodStepOutcome {
        add("sync \(pod.metadata.uid)")
        while blocked.withLock({ $0 }) { try await Task.sleep(for: .milliseconds(2)) }
        return outcome.withLock { $0 }
    }

    func terminate(_ pod: Pod, grace: Int, verdict: PodVerdict?) async throws {
        add("terminate \(pod.metadata.uid) \(grace)\(verdict.map { " \($0.reason)" } ?? "")")
    }

    func finish(_ pod: Pod, verdict: PodVerdict?) async throws { add("finish \(pod.metadata.uid)") }
    func forget(_ pod: Pod) async throws { add("forget \(pod.metadata.uid)") }
    func removeOrphan(_ pod: RuntimeOnlyPod) async throws { add("orphan \(pod.uid)") }
}

/// Waits until it is so, or for half a minute.
func eventually(_ condition: () async -> Bool) async -> Bool {
    for _ in 0..<6000 {
        if await condition() { return true }
        try? await Task.sleep(for: .milliseconds(5))
    }
    return false
}

@Suite struct PodWorkersTests {
    private let steps = Recorder()
    private let clock = ManualClock()

    private func make() -> PodWorkers {
        PodWorkers(steps: steps, clock: clock, syncFrequency: .seconds(60), logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
    }

    @Test func deletedPodTerminatesFinishesAndIsForgotten() async {
        let workers = make()
        var pod = makePod()
        workers.update(pod)
        #expect(await eventually { steps.log == ["sync u1"] })
        pod.metadata.deletionTimestamp = Time(seconds: 1)
        pod.metadata.deletionGracePeriodSeconds = 5
        workers.update(pod)
        #expect(await eventually { steps.log == ["sync u1", "terminate u1 5", "finish u1"] })
        workers.remove("u1")
        #expect(await eventually { steps.log.last == "forget u1" && workers.known.isEmpty })
        await workers.stop()
    }

    @Test func deletionCancelsASyncUnderWay() async {
        steps.blocked.withLock { $0 = true }
        let workers = make()
        workers.update(makePod())
        #expect(await eventually { steps.log == ["sync u1"] })
        workers.remove("u1")
        #expect(await eventually { steps.log == ["sync u1", "terminate u1 30", "finish u1", "forget u1"] })
        await workers.stop()
    }

    @Test func podThatEndsByItselfRests() async {
        steps.outcome.withLock { $0 = .ended }
        let workers = make()
        workers.update(makePod())
        #expect(await eventually { workers.known["u1"] == .finished })
        workers.wake("u1")
        #expect(steps.log == ["sync u1", "terminate u1 30", "finish u1"])
        // Its object is deleted at last: the API is to be told that nothing is left.
        var pod = makePod()
        pod.metadata.deletionTimestamp = Time(seconds: 1)
        workers.update(pod)
        #expect(await eventually { steps.log.count == 4 && steps.log.last == "finish u1" })
        await workers.stop()
    }

    @Test func idlePodIsLookedAtNowAndThen() async {
        let workers = make()
        workers.update(makePod())
        #expect(await eventually { clock.sleeperCount == 1 })
        #expect(steps.log.count == 1)
        clock.advance(by: .seconds(90))
        #expect(await eventually { steps.log.count == 2 })
        await workers.stop()
    }

    @Test func rejectedPodEndsWithItsVerdict() async {
        let workers = make()
        workers.reject(makePod(), verdict: PodVerdict(reason: "OutOfcpu", message: ""))
        #expect(await eventually { steps.log.last == "finish u1" })
        #expect(steps.log == ["terminate u1 30 OutOfcpu", "finish u1"])
        await workers.stop()
    }

    @Test func staticPodThatComesBackStartsAgain() async {
        steps.blocked.withLock { $0 = true }
        let workers = make()
        workers.update(makePod())
        #expect(await eventually { steps.log == ["sync u1"] })
        workers.remove("u1")
        workers.update(makePod())
        #expect(await eventually { steps.log.suffix(2) == ["forget u1", "sync u1"] })
        await workers.stop()
    }
}
