import KubernetesAPI
import Testing
@testable import Scheduler

/// A plugin that looks at certain kinds of changes, and perhaps at the changes themselves.
struct Wakes: Plugin {
    let name = "Wakes"
    var events: ClusterEvents
    var hint: @Sendable (PodToSchedule, ClusterChange) -> Bool = { _, _ in true }

    func isHelped(_ pod: PodToSchedule, by change: ClusterChange) -> Bool { hint(pod, change) }
}

@Suite struct SchedulingQueueTests {
    let clock = ManualClock()
    let queue: SchedulingQueue

    init() { queue = SchedulingQueue(clock: clock) }

    private func take() -> String? { queue.takeNext()?.pod.info.name }

    @Test func byPriorityThenByTime() {
        queue.set(makePod("a"))
        clock.advance(by: .milliseconds(1))
        queue.set(makePod("b"))
        queue.set(makePod("c", priority: 10))
        queue.set(makePod("d"))
        queue.remove("uid-d")
        #expect([take(), take(), take(), take()] == ["c", "a", "b", nil])
    }

    @Test func waitsForWhatHelpsAndBacksOff() throws {
        queue.set(makePod("a"))
        var taken = try #require(queue.takeNext())
        queue.putBack(taken, .unschedulable([Wakes(events: .nodeTaints)]))
        queue.move(ClusterChange(events: .podDeleted))
        clock.advance(by: .seconds(60))
        queue.flush()
        #expect(take() == nil)
        queue.move(ClusterChange(events: .nodeTaints))
        // Its first back-off (1 s) is long over.
        taken = try #require(queue.takeNext())
        #expect(taken.attempts == 2)
        queue.putBack(taken, .unschedulable([Wakes(events: .nodeTaints)]))
        queue.set(makePod("b"))
        queue.move(ClusterChange(events: .nodeTaints))
        #expect(queue.counts.backoff == 1 && take() == "b")
        // With nothing else to do, it need not wait for the end of its back-off.
        #expect(queue.takeNext()?.attempts == 3)
    }

    @Test func changesDuringAnAttemptCount() throws {
        queue.set(makePod("a"))
        let taken = try #require(queue.takeNext())
        queue.move(ClusterChange(events: .nodeAdded))
        queue.putBack(taken, .unschedulable([Wakes(events: .nodeAdded)]))
        #expect(queue.counts.backoff == 1)
    }

    @Test func errorsWaitLongerEachTime() throws {
        queue.set(makePod("a"))
        for wait in [1, 2, 4, 8, 10, 10] {
            queue.putBack(try #require(queue.takeNext()), .error)
            clock.advance(by: .seconds(wait) - .milliseconds(1))
            queue.flush()
            #expect(take() == nil)
            clock.advance(by: .milliseconds(1))
            queue.flush()
        }
        #expect(take() == "a")
    }

    @Test func unschedulablePodsAreTriedAfterFiveMinutes() throws {
        queue.set(makePod("a"))
        queue.putBack(try #require(queue.takeNext()), .unschedulable([Wakes(events: .nodeAdded)]))
        clock.advance(by: .seconds(299))
        queue.flush()
        #expect(take() == nil)
        clock.advance(by: .seconds(1))
        queue.flush()
        #expect(take() == "a")
    }

    @Test func newsOfThePodItself() throws {
        queue.set(makePod("a"))
        queue.putBack(try #require(queue.takeNext()), .unschedulable([Wakes(events: [.nodeAdded, .podItself])]))
        // Only its status: no reason to try again.
        queue.set(makePod("a") { $0.status.conditions = [PodCondition(type: "PodScheduled", status: "False")] })
        clock.advance(by: .seconds(5))
        #expect(take() == nil)
        queue.set(makePod("a", cpu: "1m"))
        let taken = try #require(queue.takeNext())
        #expect(taken.pod.info.requests.reserved.milliCPU == 1)
        // Deleted during the attempt: it does not come back.
        queue.remove(taken.uid)
        queue.putBack(taken, .error)
        clock.advance(by: .seconds(60))
        queue.flush()
        #expect(take() == nil)
    }

    @Test func gatedPodsWaitForTheirGates() {
        queue.set(makePod("a") { $0.spec.schedulingGates = [PodSchedulingGate(name: "example.com/wait")] })
        #expect(take() == nil && queue.counts.gated == 1)
        queue.set(makePod("a"))
        #expect(take() == "a")
    }

    @Test func nextWaits() async {
        async let waiting = queue.next()
        queue.set(makePod("a"))
        #expect(await waiting?.pod.info.name == "a")
        let other = Task { await queue.next() }
        queue.close()
        #expect(await other.value == nil)
    }
}
