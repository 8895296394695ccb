import JSON
import KubernetesAPI
import KubernetesClient
import Synchronization
import Testing

@testable import ControllerManager

@Suite struct SharedPiecesTests {
    @Test func hashingIsFNV32a() {
        var hash = FNV32a()
        #expect(hash.value == 0x811c_9dc5)
        hash.combine("a".utf8)
        #expect(hash.value == 0xe40c_292c)
        #expect(safeEncoded("0123456789") == "456789bcdf")
    }

    @Test func equalTemplatesHaveEqualHashesAndCollisionsCount() {
        let a = templateHash(Sample.template(), collisionCount: nil)
        #expect(a == templateHash(Sample.template(), collisionCount: nil))
        #expect(a != templateHash(Sample.template(image: "nginx:2"), collisionCount: nil))
        #expect(a != templateHash(Sample.template(), collisionCount: 1))
        #expect(a.utf8.allSatisfy { safeAlphabet.contains($0) })
        let one: JSONValue = ["a": 1, "b": ["c": 2, "d": 3]]
        let other: JSONValue = ["b": ["d": 3, "c": 2], "a": 1]
        #expect(stableHash(one, collisionCount: nil) == stableHash(other, collisionCount: nil))
    }

    @Test func theLeastValuablePodGoesFirst() {
        let now = Time(seconds: 10_000)
        var calm = Sample.pod("calm")
        calm.metadata.creationTimestamp = Time(seconds: 100)
        var restarted = calm
        restarted.metadata.name = "restarted"
        restarted.status.containerStatuses = [ContainerStatus(name: "c", restartCount: 3)]
        var young = calm
        young.metadata.name = "young"
        young.status.conditions[0].lastTransitionTime = Time(seconds: 9_990)
        var cheap = calm
        cheap.metadata.name = "cheap"
        cheap.metadata.annotations[PodRanking.costAnnotation] = "-1"
        var crowded = calm
        crowded.metadata.name = "crowded"
        crowded.spec.nodeName = "node-2"
        var neighbour = crowded
        neighbour.metadata.name = "neighbour"
        let notReady = Sample.pod("not-ready", ready: false)
        let pending = Sample.pod("pending", ready: false, phase: "Pending")
        let unassigned = Sample.pod("unassigned", ready: false, node: nil, phase: "Pending")
        let pods = [calm, restarted, young, cheap, crowded, notReady, pending, unassigned]
        let related = [calm, crowded, neighbour, neighbour]
        let order = PodRanking(now: now).sorted(pods.reversed(), related: related).map(\.metadata.name)
        #expect(order == ["unassigned", "pending", "not-ready", "cheap", "crowded", "young", "restarted", "calm"])
    }

    @Test(arguments: [("5", 5), ("-5", -5), ("+5", 0), ("05", 0), ("x", 0), ("99999999999", 0), ("0", 0), ("", 0)])
    func deletionCosts(text: String, cost: Int) {
        var pod = Sample.pod("a")
        pod.metadata.annotations[PodRanking.costAnnotation] = text
        #expect(PodRanking.cost(of: pod) == cost)
    }

    @Test func slowStartStopsAfterTheFirstBatchThatFails() async {
        struct Refused: Error {}
        let calls = Mutex(0)
        let failed = await slowStart(100) { index in
            calls.withLock { $0 += 1 }
            if index >= 1 { throw Refused() }
        }
        #expect(failed.successes == 1 && failed.error is Refused)
        #expect(calls.withLock { $0 } == 3)
        let fine = await slowStart(100) { _ in }
        #expect(fine.successes == 100 && fine.error == nil)
    }

    @Test func expectationsHoldUntilSeenOrTooOld() {
        let clock = ManualClock()
        let expectations = Expectations(clock: clock)
        let key = ObjectKey(namespace: "default", name: "web")
        expectations.expectCreations(2, for: key)
        expectations.creationObserved(key)
        #expect(!expectations.isSatisfied(key))
        expectations.creationObserved(key)
        #expect(expectations.isSatisfied(key))
        expectations.expectDeletions(of: ["a", "b"], for: key)
        expectations.deletionObserved(of: "a", for: key)
        expectations.deletionObserved(of: "a", for: key)
        #expect(!expectations.isSatisfied(key))
        clock.advance(by: .seconds(301))
        #expect(expectations.isSatisfied(key))
    }

    @Test func availabilityCountsFromReadiness() {
        let pod = Sample.pod("a")
        #expect(pod.isAvailable(minReadySeconds: 0, now: Time(seconds: 1000)))
        #expect(pod.secondsToAvailable(minReadySeconds: 30, now: Time(seconds: 1010)) == 20)
        #expect(pod.isAvailable(minReadySeconds: 30, now: Time(seconds: 1030)))
        #expect(Sample.pod("b", ready: false).secondsToAvailable(minReadySeconds: 0, now: Time(seconds: 1)) == nil)
    }
}
