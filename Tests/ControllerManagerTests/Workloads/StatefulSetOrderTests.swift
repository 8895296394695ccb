import KubernetesAPI
import KubernetesClient
import Testing

@testable import ControllerManager

/// The rules of a StatefulSet's steps, whatever its pods do in between.
@Suite struct StatefulSetOrderTests {
    /// A set whose pods come, become ready, fail and go as they like, while its steps are taken.
    private struct World {
        var set: StatefulSet
        var pods: [Pod] = []
        var time: Int64 = 1000
        var births = 0
        let old: ControllerRevision
        let new: ControllerRevision

        init(_ set: StatefulSet) {
            self.set = set
            (old, new) = (Self.revision("old"), Self.revision("new"))
        }

        static func revision(_ name: String) -> ControllerRevision {
            var revision = ControllerRevision()
            revision.metadata.name = name
            return revision
        }

        var pass: StatefulSetPass { StatefulSetPass(set, pods: pods, current: old, update: new, now: Time(seconds: time)) }

        func isWell(_ pod: Pod) -> Bool { pod.isRunningAndReady && !pod.metadata.isBeingDeleted }

        mutating func take(_ step: StatefulSetPass.Step) {
            switch step {
            case .create(let ordinal):
                births += 1
                var pod = Sample.pod("db-\(ordinal)", ready: false, labels: ["app": "db", "controller-revision-hash": pass.revision(for: ordinal).metadata.name], phase: "Pending")
                pod.metadata.uid = "birth-\(births)"
                StatefulPods.identify(&pod, in: set)
                pods.append(pod)
            case .delete(let name, _):
                for index in pods.indices where pods[index].metadata.name == name { pods[index].metadata.deletionTimestamp = Time(seconds: time) }
            case .repair: break
            }
        }

        mutating func setReady(_ index: Int, _ ready: Bool) {
            pods[index].status.phase = "Running"
            pods[index].status.conditions = [PodCondition(type: "Ready", status: ready ? "True" : "False", lastTransitionTime: Time(seconds: time))]
        }

        mutating func live(_ random: inout SeededGenerator, allWell: Bool) {
            time += 1
            pods.removeAll { $0.metadata.isBeingDeleted && (allWell || Bool.random(using: &random)) }
            for index in pods.indices {
                if allWell { if !pods[index].isTerminal { setReady(index, true) } } else if Int.random(in: 0..<3, using: &random) == 0 {
                    if Int.random(in: 0..<6, using: &random) == 0 { pods[index].status.phase = "Failed" } else { setReady(index, Bool.random(using: &random)) }
                }
            }
        }
    }

    private static func set(_ random: inout SeededGenerator, parallel: Bool) -> StatefulSet {
        var set = Sample.statefulSet(replicas: Int.random(in: 0...6, using: &random), parallel: parallel)
        set.metadata.uid = "set"
        set.spec.ordinals = StatefulSetOrdinals(start: Int.random(in: 0...3, using: &random))
        set.spec.updateStrategy.type = "RollingUpdate"
        set.spec.updateStrategy.rollingUpdate = RollingUpdateStatefulSetStrategy(
            partition: Int.random(in: 0...3, using: &random), maxUnavailable: .int(Int.random(in: 1...3, using: &random)))
        return set
    }

    private static func number(_ name: String) -> Int { Int(name.dropFirst("db-".count)) ?? -1 }

    /// OrderedReady: one step at a time; a pod comes only when all before it are well, and is taken for good only when none is behind it.
    @Test(arguments: 0..<200)
    func orderIsKept(seed: Int) {
        var random = SeededGenerator(seed: UInt64(seed))
        var world = World(Self.set(&random, parallel: false))
        for step in 0..<150 {
            if Int.random(in: 0..<25, using: &random) == 0 { world.set.spec.replicas = Int.random(in: 0...6, using: &random) }
            for taken in world.pass.steps() {
                switch taken {
                case .create(let ordinal):
                    let before = StatefulPods.ordinals(of: world.set).lowerBound..<ordinal
                    let well = world.pods.filter { world.isWell($0) && before.contains(Self.number($0.metadata.name)) }
                    #expect(well.count == before.count, "seed \(seed), step \(step)")
                case .delete(let name, .condemned):
                    #expect(world.pods.allSatisfy { Self.number($0.metadata.name) <= Self.number(name) }, "seed \(seed), step \(step)")
                case .delete(_, .outdated):
                    let unwell = world.pods.count { !world.isWell($0) }
                    #expect(unwell < world.pass.maxUnavailable, "seed \(seed), step \(step)")
                default: break
                }
                world.take(taken)
            }
            #expect(Set(world.pods.map(\.metadata.name)).count == world.pods.count, "two pods of one name: seed \(seed), step \(step)")
            world.live(&random, allWell: false)
        }
    }

    /// However it began: when pods become well, all of them are there in the end, from the partition on with the new template, and
    /// an update on the way takes no more available pods away than it may.
    @Test(arguments: 0..<200)
    func itEnds(seed: Int) {
        var random = SeededGenerator(seed: UInt64(seed))
        var world = World(Self.set(&random, parallel: seed % 2 == 0))
        let wanted = StatefulPods.ordinals(of: world.set)
        for ordinal in wanted where Bool.random(using: &random) {
            world.take(.create(ordinal: ordinal))
            world.pods[world.pods.count - 1].metadata.labels["controller-revision-hash"] = "old"
            if Bool.random(using: &random) { world.setReady(world.pods.count - 1, true) }
        }
        for _ in 0..<100 {
            let available = world.pods.count { world.isWell($0) }
            let steps = world.pass.steps()
            for step in steps { world.take(step) }
            let taken = available - world.pods.count { world.isWell($0) }
            #expect(taken <= world.pass.maxUnavailable, "seed \(seed)")
            world.live(&random, allWell: true)
        }
        #expect(world.pass.steps().isEmpty, "seed \(seed)")
        #expect(Set(world.pods.map(\.metadata.name)) == Set(wanted.map { "db-\($0)" }), "seed \(seed)")
        let from = wanted.lowerBound + (world.set.spec.updateStrategy.rollingUpdate?.partition ?? 0)
        #expect(world.pods.allSatisfy { Self.number($0.metadata.name) < from || $0.revisionLabel == "new" }, "seed \(seed)")
    }

    /// With Parallel a template that never comes up can be replaced by one that does.
    @Test func brokenPodsAreReplacedFirst() {
        var random = SeededGenerator(seed: 1)
        var world = World(Self.set(&random, parallel: true))
        world.set.spec.replicas = 4
        world.set.spec.ordinals = nil
        world.set.spec.updateStrategy.rollingUpdate = RollingUpdateStatefulSetStrategy(partition: 0, maxUnavailable: .int(1))
        for ordinal in 0..<4 { world.take(.create(ordinal: ordinal)) }
        for index in 0..<4 {
            world.pods[index].metadata.labels["controller-revision-hash"] = "old"
            world.setReady(index, index != 1)
        }
        #expect(world.pass.steps() == [.delete("db-1", because: .outdated)])
    }
}
