import KubernetesAPI
import Testing

@testable import ControllerManager

@Suite struct RolloutBoundsTests {
    @Test(arguments: [
        (10, "25%", "25%", 3, 2), (4, "25%", "25%", 1, 1), (3, "25%", "25%", 1, 0), (1, "25%", "25%", 1, 0), (10, "0%", "0%", 0, 1),
        (2, "0%", "10%", 0, 1), (0, "25%", "25%", 0, 0), (5, "1", "x", 0, 1),
    ])
    func percentagesRoundAsKubernetesDoes(desired: Int, surge: String, unavailable: String, expectedSurge: Int, expectedUnavailable: Int) {
        let bounds = RolloutBounds(desired: desired, maxSurge: .string(surge), maxUnavailable: .string(unavailable))
        #expect(bounds.maxSurge == expectedSurge)
        #expect(bounds.maxUnavailable == expectedUnavailable)
    }

    @Test func hugeAndNegativeNumbersAreHarmless() {
        let huge = RolloutBounds(desired: Int(Int32.max), maxSurge: .string("99999999999999999%"), maxUnavailable: .int(-5))
        #expect(huge.mostPods >= huge.desired)
        #expect(huge.fewestAvailable >= 0)
        #expect(RolloutBounds(desired: 3, maxSurge: .int(Int(Int32.max)), maxUnavailable: .int(Int(Int32.max))).fewestAvailable == 0)
    }

    /// Whatever pods become available or fail in between, a rolling update tells its sets to have no more pods than it may, and takes
    /// away no available pod that has to stay.
    @Test(arguments: 0..<300)
    func aRollingUpdateNeverLeavesItsBounds(seed: Int) {
        var random = SeededGenerator(seed: UInt64(seed))
        let desired = Int.random(in: 0...20, using: &random)
        let bounds = RolloutBounds(
            desired: desired, maxSurge: randomLimit(&random), maxUnavailable: randomLimit(&random))
        var new = RolloutSet(replicas: 0, available: 0)
        var old = split(desired, into: Int.random(in: 1...4, using: &random), &random)
        for step in 0..<200 {
            let size = bounds.newSize(current: new.replicas, total: new.replicas + old.reduce(0) { $0 + $1.replicas })
            if size != new.replicas {
                new.replicas = size
                new.available = min(new.available, size)
            } else {
                let before = new.available + old.reduce(0) { $0 + $1.available }
                for (index, size) in bounds.oldSizes(old, new: new).enumerated() {
                    #expect(size >= 0 && size <= old[index].replicas)
                    // The replica set controller deletes pods that are not ready first.
                    old[index] = RolloutSet(replicas: size, available: min(old[index].available, size))
                }
                let after = new.available + old.reduce(0) { $0 + $1.available }
                #expect(after >= min(before, bounds.fewestAvailable), "seed \(seed), step \(step)")
            }
            #expect(new.replicas + old.reduce(0) { $0 + $1.replicas } <= bounds.mostPods, "seed \(seed), step \(step)")
            // Pods come up and fail as they like.
            new.available = Int.random(in: 0...new.replicas, using: &random)
            for index in old.indices { old[index].available = Int.random(in: 0...old[index].replicas, using: &random) }
        }
    }

    /// A set that was told to have fewer pods goes on reporting those that are about to go until its own controller has been at work.
    @Test(arguments: 0..<300)
    func reportsThatComeLateTakeNoPodTooManyAway(seed: Int) {
        var random = SeededGenerator(seed: UInt64(seed))
        let desired = Int.random(in: 1...20, using: &random)
        let bounds = RolloutBounds(desired: desired, maxSurge: randomLimit(&random), maxUnavailable: randomLimit(&random))
        var new = RolloutSet(replicas: 0, available: 0)
        var old = split(desired, into: Int.random(in: 1...3, using: &random), &random)
        for step in 0..<100 {
            new.replicas = bounds.newSize(current: new.replicas, total: new.replicas + old.reduce(0) { $0 + $1.replicas })
            for (index, size) in bounds.oldSizes(old, new: new).enumerated() { old[index].replicas = size }
            // All old pods are well, so only those that were told to go are not there.
            let there = new.available + old.reduce(0) { $0 + min($1.replicas, $1.available) }
            #expect(there >= bounds.fewestAvailable, "seed \(seed), step \(step)")
            new.available = Int.random(in: new.available...new.replicas, using: &random)
            for index in old.indices where Bool.random(using: &random) { old[index].available = old[index].replicas }
        }
        #expect(old.allSatisfy { $0.replicas == 0 } || new.replicas < desired || new.available < desired)
    }

    @Test(arguments: 0..<100)
    func aRollingUpdateEndsWhenPodsBecomeAvailable(seed: Int) {
        var random = SeededGenerator(seed: UInt64(seed))
        let desired = Int.random(in: 0...20, using: &random)
        let bounds = RolloutBounds(
            desired: desired, maxSurge: randomLimit(&random), maxUnavailable: randomLimit(&random))
        var new = RolloutSet(replicas: 0, available: 0)
        var old = split(desired, into: 3, &random)
        var steps = 0
        while new.replicas != desired || old.contains(where: { $0.replicas > 0 }), steps < 200 {
            steps += 1
            new.replicas = bounds.newSize(current: new.replicas, total: new.replicas + old.reduce(0) { $0 + $1.replicas })
            new.available = new.replicas
            let sizes = bounds.oldSizes(old, new: new)
            for index in old.indices { old[index] = RolloutSet(replicas: sizes[index], available: sizes[index]) }
        }
        #expect(steps < 200, "seed \(seed): stuck at \(new) and \(old)")
    }

    @Test(arguments: 0..<200)
    func proportionalScalingAddsUp(seed: Int) {
        var random = SeededGenerator(seed: UInt64(seed))
        let before = RolloutBounds(desired: Int.random(in: 1...30, using: &random), maxSurge: .string("30%"), maxUnavailable: .int(1))
        let after = RolloutBounds(desired: Int.random(in: 0...60, using: &random), maxSurge: .string("30%"), maxUnavailable: .int(1))
        let members = split(before.mostPods, into: 3, &random).map(\.replicas).sorted(by: >)
            .map { ProportionalScaling.Member(replicas: $0, mostPodsBefore: before.mostPods) }
        let sizes = ProportionalScaling(bounds: after, replicasNow: before.mostPods).sizes(members)
        #expect(sizes.allSatisfy { $0 >= 0 })
        #expect(sizes.reduce(0, +) == (after.desired == 0 ? 0 : after.mostPods), "seed \(seed): \(members) became \(sizes)")
    }

    private func randomLimit(_ random: inout SeededGenerator) -> IntOrString {
        Bool.random(using: &random) ? .int(Int.random(in: 0...5, using: &random)) : .string("\(Int.random(in: 0...100, using: &random))%")
    }

    private func split(_ total: Int, into count: Int, _ random: inout SeededGenerator) -> [RolloutSet] {
        var sizes = Array(repeating: 0, count: count)
        for _ in 0..<total { sizes[Int.random(in: 0..<count, using: &random)] += 1 }
        return sizes.map { RolloutSet(replicas: $0, available: $0) }
    }
}
