import KubernetesAPI
import Testing
@testable import Scheduler

@Suite struct QueueingHintTests {
    let clock = ManualClock()

    private func gone(_ pod: Pod, _ node: String = "n") -> ClusterChange {
        ClusterChange(events: .podDeleted, .pod(old: PodInfo(pod), new: nil, node: node))
    }

    private func node(_ old: Node?, _ new: Node) -> ClusterChange {
        let (before, after) = (old.map { NodeDescription($0) }, NodeDescription(new))
        return ClusterChange(events: before.map { after.changes(since: $0) } ?? .nodeAdded, .node(old: before, new: after))
    }

    @Test func onlyWhatHelpsBringsAPodBack() throws {
        let queue = SchedulingQueue(clock: clock)
        queue.set(makePod("a", port: 80))
        queue.putBack(try #require(queue.takeNext()), .unschedulable([NodePorts()]))
        clock.advance(by: .seconds(30))
        // An event that the plugin looks at, but of a pod with another port; and one that it does not look at.
        queue.move(gone(makePod("x", port: 81)))
        queue.move(node(makeNode("n"), makeNode("n", cpu: "8")))
        #expect(queue.counts.unschedulable == 1)
        queue.move(gone(makePod("x", port: 80)))
        #expect(queue.counts.active == 1)
    }

    @Test func hintsCountForWhatHappenedDuringTheAttempt() throws {
        let queue = SchedulingQueue(clock: clock)
        for (port, place) in [(81, 1), (80, 0)] {
            queue.set(makePod("a", port: 80))
            let taken = try #require(queue.takeNext())
            queue.move(gone(makePod("x", port: port)))
            queue.putBack(taken, .unschedulable([NodePorts()]))
            #expect(queue.counts.unschedulable == place && queue.counts.backoff == 1 - place)
            queue.remove("uid-a")
        }
    }

    @Test func manyChangesDuringAnAttemptAreNotLost() throws {
        let queue = SchedulingQueue(clock: clock)
        queue.set(makePod("a", port: 80))
        let taken = try #require(queue.takeNext())
        queue.move(gone(makePod("x", port: 80)))
        for _ in 0..<5000 { queue.move(node(nil, makeNode("n"))) }
        queue.putBack(taken, .unschedulable([NodePorts()]))
        #expect(queue.counts.backoff == 1)
    }

    @Test func eachPluginKnowsWhatHelps() {
        let big = PodToSchedule(makePod("p", cpu: "3"))
        let fit = NodeResourcesFit()
        #expect(!fit.isHelped(big, by: node(nil, makeNode("n", cpu: "2"))))
        #expect(fit.isHelped(big, by: node(nil, makeNode("n", cpu: "4"))))
        #expect(!fit.isHelped(big, by: node(makeNode("n", cpu: "4"), makeNode("n", cpu: "4", memory: "16Gi"))))
        #expect(fit.isHelped(big, by: gone(makePod("x"))))

        let taint = Taint(key: "k", value: "v", effect: "NoSchedule")
        let taints = TaintToleration()
        #expect(taints.isHelped(big, by: node(makeNode("n", taints: [taint]), makeNode("n"))))
        #expect(!taints.isHelped(big, by: node(nil, makeNode("n", taints: [taint]))))
        let cordoned = NodeUnschedulable()
        #expect(cordoned.isHelped(big, by: node(makeNode("n", unschedulable: true), makeNode("n"))))
        #expect(!cordoned.isHelped(big, by: node(nil, makeNode("n", unschedulable: true))))
        let selecting = PodToSchedule(makePod("p") { $0.spec.nodeSelector = ["disk": "ssd"] })
        #expect(NodeAffinityPlugin().isHelped(selecting, by: node(makeNode("n"), makeNode("n", labels: ["disk": "ssd"]))))
        #expect(!NodeAffinityPlugin().isHelped(selecting, by: node(makeNode("n"), makeNode("n", labels: ["disk": "hdd"]))))
    }

    /// Holds pods until it is opened.
    private final class Gate: PreEnqueuePlugin {
        let name = "Gate"
        let events: ClusterEvents = .nodeAdded
        func preEnqueue(_ pod: PodToSchedule) -> PodRejection? {
            pod.info.labels["open"] == nil ? PodRejection(reason: "closed") : nil
        }
    }

    @Test func heldPodsAreAskedForAgain() {
        var rules = SchedulingQueue.Rules()
        rules.preEnqueues = ["default-scheduler": [Gate()]]
        let queue = SchedulingQueue(clock: clock, rules: rules)
        queue.set(makePod("a"))
        queue.move(ClusterChange(events: .nodeAdded))
        #expect(queue.counts.gated == 1 && queue.takeNext() == nil)
        #expect(queue.rejections == [["Gate", "default-scheduler"]: 1])
        queue.activate("uid-a")
        #expect(queue.counts.gated == 1)
        queue.set(makePod("a") { $0.metadata.labels = ["open": "yes"] })
        #expect(queue.takeNext()?.uid == "uid-a")
    }
}

@Suite struct WaitingPodsTests {
    private let clock = ManualClock()
    private let pod = PodToSchedule(makePod("a"))

    private func outcome(_ waiting: WaitingPods) async -> String {
        do {
            try await waiting.wait("uid-a")
            return "allowed"
        } catch let error as PermitRejection {
            return "\(error.plugin): \(error.reason)"
        } catch {
            return "\(error)"
        }
    }

    @Test func goOnceAllHaveAllowedThem() async {
        let waiting = WaitingPods(clock: clock)
        #expect(await outcome(waiting) == "allowed")
        waiting.insert(pod, ["A": .seconds(10), "B": .seconds(20)])
        waiting.allow("uid-a", plugin: "A")
        #expect(waiting.pods.map(\.key) == ["default/a"])
        async let later = outcome(waiting)
        waiting.allow("uid-a", plugin: "B")
        #expect(await later == "allowed")
        #expect(waiting.pods.isEmpty)
    }

    @Test func areRejectedByOneOrByTime() async {
        let waiting = WaitingPods(clock: clock)
        waiting.insert(pod, ["A": .seconds(10), "B": .seconds(20)])
        #expect(waiting.reject("uid-a", plugin: "B", reason: "no"))
        #expect(await outcome(waiting) == "B: no")
        waiting.insert(pod, ["A": .seconds(10)])
        clock.advance(by: .seconds(9))
        waiting.expire()
        #expect(!waiting.pods.isEmpty)
        clock.advance(by: .seconds(1))
        waiting.expire()
        #expect(await outcome(waiting) == "A: rejected due to timeout after waiting 10s at plugin A")
        #expect(!waiting.reject("uid-a", plugin: "B", reason: "too late"))
    }
}
