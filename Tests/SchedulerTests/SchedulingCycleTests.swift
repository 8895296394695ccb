import KubernetesAPI
import Testing
@testable import Scheduler

@Suite struct SchedulingCycleTests {
    @Test func saysWhyInKubernetesWords() {
        let snapshot = Snapshot([
            makeInfo(makeNode("a", cpu: "1"), [makePod("x", cpu: "1")]),
            makeInfo(makeNode("b", taints: [Taint(key: "k", value: "v", effect: "NoSchedule")])),
            makeInfo(makeNode("c", taints: [Taint(key: "k", value: "v", effect: "NoExecute")])),
        ])
        var cycle = makeCycle()
        let pod = PodToSchedule(makePod(cpu: "500m"))
        let error = cycle.schedule(pod, in: snapshot).error
        #expect(error?.message() == "0/3 nodes are available: 1 Insufficient cpu, 2 node(s) had untolerated taint(s).")
        #expect(error?.events == [.nodeAdded, .nodeTaints, .nodeAllocatable, .podDeleted, .podItself, .deviceClass])
        guard let error, case .impossible(let reason) = preempt(pod, error, snapshot)
        else { return #expect(Bool(false), "no reason") }
        #expect(
            error.message(afterwards: reason) == """
                0/3 nodes are available: 1 Insufficient cpu, 2 node(s) had untolerated taint(s). preemption: 0/3 nodes are \
                available: 1 No preemption victims found for incoming pod, 2 Preemption is not helpful for scheduling.
                """)
        let none = cycle.schedule(pod, in: Snapshot([])).error
        #expect(none?.message() == "no nodes available to schedule pods")
    }

    @Test func podsThatNameTheirNodesAreTriedThereOnly() {
        let snapshot = Snapshot((0..<3).map { makeInfo(makeNode("n\($0)", cpu: $0 == 1 ? "1" : "4")) })
        func daemon(_ node: String, cpu: Quantity) -> PodToSchedule {
            let field = NodeSelectorRequirement(key: "metadata.name", operator: "In", values: [node])
            return PodToSchedule(makePod(cpu: cpu) {
                $0.spec.affinity = Affinity(nodeAffinity: NodeAffinity(requiredDuringSchedulingIgnoredDuringExecution: NodeSelector(
                    nodeSelectorTerms: [NodeSelectorTerm(matchFields: [field])])))
            })
        }
        var cycle = makeCycle()
        #expect(cycle.schedule(daemon("n2", cpu: "1"), in: snapshot).node == 2)
        #expect(
            cycle.schedule(daemon("n1", cpu: "2"), in: snapshot).error?.message()
                == "0/3 nodes are available: 1 Insufficient cpu, 2 node(s) didn't satisfy plugin(s) [NodeAffinity].")
        #expect(
            cycle.schedule(daemon("gone", cpu: "2"), in: snapshot).error?.message()
                == "0/3 nodes are available: 3 node(s) didn't satisfy plugin(s) [NodeAffinity].")
    }

    @Test func spreadsOverEqualNodes() {
        let snapshot = Snapshot((0..<10).map { makeInfo(makeNode("n\($0)")) })
        var cycle = makeCycle()
        var counts = [Int](repeating: 0, count: 10)
        for number in 0..<500 {
            if let node = cycle.schedule(PodToSchedule(makePod("p\(number)")), in: snapshot).node { counts[node] += 1 }
        }
        #expect(counts.allSatisfy { $0 > 20 && $0 < 90 })
    }

    @Test func looksAtSomeOfManyNodesAndTakesTurns() {
        #expect([50, 100, 500, 1000, 5000, 10_000].map { SchedulingCycle.numFeasibleNodesToFind($0) } == [50, 100, 230, 420, 500, 500])
        #expect(SchedulingCycle.numFeasibleNodesToFind(1000, percentage: 70) == 700)
        // Filling a large cluster to the brim finds every place.
        let cache = SchedulerCache(clock: ManualClock())
        for number in 0..<300 { _ = cache.setNode(makeNode("n\(number)", cpu: "2")) }
        var snapshot = Snapshot()
        var cycle = makeCycle()
        for number in 0..<600 {
            cache.update(&snapshot)
            let pod = PodToSchedule(makePod("p\(number)", cpu: "1"))
            guard let node = cycle.schedule(pod, in: snapshot).node else { return #expect(Bool(false), "no node for \(number)") }
            cache.assume(pod.info, on: snapshot.nodes[node].name)
        }
        cache.update(&snapshot)
        #expect(snapshot.nodes.allSatisfy { $0.requested.milliCPU == 2000 && $0.pods.count == 2 })
        #expect(cycle.schedule(PodToSchedule(makePod("x", cpu: "1")), in: snapshot).error?.reasons == ["Insufficient cpu": 300])
    }

    @Test func preemptsTheLeastImportant() throws {
        let snapshot = Snapshot([
            makeInfo(makeNode("a", cpu: "2"), [makePod("a1", cpu: "1", priority: 5), makePod("a2", cpu: "1", priority: 1)]),
            makeInfo(makeNode("b", cpu: "2"), [makePod("b1", cpu: "2", priority: 3)]),
            makeInfo(makeNode("c", cpu: "2"), [makePod("c1", cpu: "2", priority: 50)]),
            makeInfo(makeNode("d", cpu: "500m"), []),
        ])
        var cycle = makeCycle()
        func plan(_ pod: Pod) -> PreemptionPlan? {
            let pod = PodToSchedule(pod)
            return cycle.schedule(pod, in: snapshot).error.map { preempt(pod, $0, snapshot) }
        }
        guard case .victims(0, let victims) = plan(makePod(cpu: "1", priority: 10)) else { return #expect(Bool(false), "no plan") }
        #expect(victims.map(\.name) == ["a2"])
        guard case .victims(1, _) = plan(makePod(cpu: "2", priority: 4)) else { return #expect(Bool(false), "not b") }
        guard case .impossible(let why) = plan(makePod(cpu: "2", priority: 0)) else { return #expect(Bool(false), "possible") }
        #expect(
            why == """
                preemption: 0/4 nodes are available: 1 Preemption is not helpful for scheduling, \
                3 No preemption victims found for incoming pod.
                """)
        guard case .impossible(let never) = plan(makePod(cpu: "2", priority: 99) { $0.spec.preemptionPolicy = "Never" })
        else { return #expect(Bool(false), "possible") }
        #expect(never == "preemption: not eligible due to preemptionPolicy=Never.")
        // While the victims of a first attempt are on their way out, no others are taken.
        var leaving = Snapshot([
            makeInfo(makeNode("a", cpu: "2"), [makePod("a1", cpu: "2", priority: 1) {
                $0.metadata.deletionTimestamp = Time(seconds: 1)
                $0.status.conditions = [PodCondition(type: "DisruptionTarget", status: "True", reason: "PreemptionByScheduler")]
            }]),
            makeInfo(makeNode("b", cpu: "2"), [makePod("b1", cpu: "2", priority: 1)]),
        ])
        let vip = PodToSchedule(makePod("vip", cpu: "2", priority: 10))
        leaving.nominated = ["a": [vip.info]]
        let error = try #require(cycle.schedule(vip, in: leaving).error)
        guard case .impossible(let wait) = preempt(vip, error, leaving)
        else { return #expect(Bool(false), "possible") }
        #expect(wait == "preemption: not eligible due to a terminating pod on the nominated node.")
    }

    @Test func roomThatWasPromisedIsKept() {
        let cache = SchedulerCache(clock: ManualClock())
        _ = cache.setNode(makeNode("a", cpu: "1"))
        cache.nominate(PodInfo(makePod("vip", cpu: "1", priority: 10)), on: "a")
        var snapshot = Snapshot()
        cache.update(&snapshot)
        var cycle = makeCycle()
        #expect(cycle.schedule(PodToSchedule(makePod("low", cpu: "1")), in: snapshot).error != nil)
        #expect(cycle.schedule(PodToSchedule(makePod("top", cpu: "1", priority: 20)), in: snapshot).node == 0)
        #expect(cycle.schedule(PodToSchedule(makePod("vip", cpu: "1", priority: 10)), in: snapshot).node == 0)
        cache.nominate(PodInfo(makePod("vip")), on: nil)
        cache.update(&snapshot)
        #expect(cycle.schedule(PodToSchedule(makePod("low", cpu: "1")), in: snapshot).node == 0)
    }
}

@Suite struct SchedulerCacheTests {
    @Test func assumesConfirmsForgetsAndExpires() {
        let clock = ManualClock()
        let cache = SchedulerCache(clock: clock, assumedPodLifetime: .seconds(60))
        _ = cache.setNode(makeNode("a"))
        var snapshot = Snapshot()
        func used() -> Int {
            cache.update(&snapshot)
            return snapshot.nodes[0].requested.milliCPU
        }
        cache.assume(PodInfo(makePod("x", cpu: "1")), on: "a")
        #expect(used() == 1000)
        cache.forget("uid-x")
        #expect(used() == 0)
        cache.assume(PodInfo(makePod("x", cpu: "1")), on: "a")
        cache.assume(PodInfo(makePod("y", cpu: "1")), on: "a")
        cache.finishBinding("uid-x")
        cache.finishBinding("uid-y")
        #expect(cache.setPod(makePod("x", cpu: "1", node: "a")).events == .podAdded)
        #expect(used() == 2000)
        clock.advance(by: .seconds(61))
        #expect(cache.expireAssumedPods())
        #expect(used() == 1000)
        cache.forget("uid-x")
        #expect(used() == 1000)
        #expect(cache.removePod("uid-x").events == .podDeleted)
        #expect(cache.removePod("uid-x").events == [])
        #expect(used() == 0)
    }

    @Test func noticesWhatHelps() {
        let cache = SchedulerCache(clock: ManualClock())
        // A pod may be heard of before its node.
        cache.setPod(makePod("early", cpu: "1", node: "a"))
        var snapshot = Snapshot()
        cache.update(&snapshot)
        #expect(snapshot.nodes.isEmpty)
        #expect(cache.setNode(makeNode("a")).events == .nodeAdded)
        cache.update(&snapshot)
        #expect(snapshot.nodes.first?.requested.milliCPU == 1000)
        #expect(cache.setNode(makeNode("a")).events == [])
        #expect(cache.setNode(makeNode("a", labels: ["k": "v"])).events == .nodeLabels)
        #expect(cache.setNode(makeNode("a", cpu: "8", labels: ["k": "v"])).events == .nodeAllocatable)
        #expect(cache.setNode(makeNode("a", cpu: "8", labels: ["k": "v"], unschedulable: true)).events == .nodeTaints)
        #expect(cache.setPod(makePod("early", cpu: "500m", node: "a")).events == .podDeleted)
        cache.removeNode("a")
        cache.update(&snapshot)
        #expect(snapshot.nodes.isEmpty && cache.nodeCount == 0)
        #expect(cache.removePod("uid-early").events == .podDeleted)
        #expect(cache.setNode(makeNode("a")).events == .nodeAdded)
    }

    @Test func takesTurnsBetweenZones() {
        let cache = SchedulerCache(clock: ManualClock())
        for (name, zone) in [("a1", "a"), ("a2", "a"), ("a3", "a"), ("b1", "b"), ("c1", "c")] {
            _ = cache.setNode(makeNode(name, labels: ["topology.kubernetes.io/zone": zone]))
        }
        var snapshot = Snapshot()
        cache.update(&snapshot)
        #expect(snapshot.nodes.map(\.name) == ["a1", "b1", "c1", "a2", "a3"])
    }
}
