import KubernetesAPI
import KubernetesClient
import Testing

@testable import ControllerManager

/// How Jobs count, with nothing but their own rules: any order of events, and a controller that may die between any two of its writes.
@Suite struct JobCountingTests {
    /// A Job and its pods, and a controller that loses its memory now and then.
    private struct World {
        var job: Job
        var pods: [Pod] = []
        var now: Int64 = 1000
        var births = 0
        var succeeded = 0
        var failed: [Int: Int] = [:]
        var memory: JobBackoff?

        init(_ job: Job) {
            self.job = job
            self.job.status.startTime = Time(seconds: 1000)
        }

        var time: Time { Time(seconds: now) }

        mutating func add(_ pod: Pod) {
            births += 1
            var pod = pod
            pod.metadata.name = "p\(births)"
            pod.metadata.uid = "uid-\(births)"
            pod.metadata.creationTimestamp = time
            pod.status.phase = "Running"
            pods.append(pod)
        }

        /// One pass of the controller, which dies after so many of its writes.
        mutating func pass(diesAfter writes: Int) {
            var left = writes
            func write() -> Bool {
                left -= 1
                return left >= 0
            }
            let pass = JobPass(job, pods: pods, now: time, backoff: memory)
            let change = pass.decision() == nil ? pass.change() : JobChange()
            for uid in change.delete + (pass.decision() == nil ? [] : pass.active.map(\.metadata.uid)) where write() {
                for index in pods.indices where pods[index].metadata.uid == uid { pods[index].metadata.deletionTimestamp = time }
            }
            if job.isIndexed {
                for index in change.indexes where write() { add(JobPods.pod(job, index: index, failures: pass.failures(before: index))) }
            } else {
                for _ in 0..<change.create where write() { add(JobPods.pod(job)) }
            }
            // What JobTracking.count does.
            var status = job.status
            JobTracking.settle(&status, stillTracked: Set(pods.filter(\.isTracked).map(\.metadata.uid)))
            let held = pass.decision() == nil ? pass.held : []
            let failures = pass.newlyFailed.filter { !held.contains($0.metadata.uid) }
            var uncounted = status.uncountedTerminatedPods ?? .init()
            uncounted.failed += failures.map(\.metadata.uid)
            if job.isIndexed {
                status.completedIndexes = "\(pass.completed)"
                status.succeeded = pass.completed.count
                if job.spec.backoffLimitPerIndex != nil { status.failedIndexes = "\(pass.failedIndexes)" }
            } else {
                uncounted.succeeded += pass.newlySucceeded.map(\.metadata.uid)
            }
            status.uncountedTerminatedPods = uncounted
            guard write() else { return memory = nil }
            job.status = status
            let listed = Set(uncounted.succeeded + uncounted.failed + pass.ignored.map(\.metadata.uid))
                .union(job.isIndexed ? pass.newlySucceeded.map(\.metadata.uid) : [])
            for index in pods.indices where listed.contains(pods[index].metadata.uid) && !held.contains(pods[index].metadata.uid) {
                guard write() else { return memory = nil }
                pods[index].metadata.finalizers = []
            }
            JobTracking.settle(&status, stillTracked: Set(pods.filter(\.isTracked).map(\.metadata.uid)))
            guard write() else { return memory = nil }
            job.status = status
            memory = pass.backoff
        }

        /// Pods end, are deleted, and go when nothing holds them.
        mutating func live(_ random: inout SeededGenerator, quickly: Bool, failing: Int) {
            now += Int64.random(in: 1...30, using: &random)
            for index in pods.indices where !pods[index].isTerminal {
                if pods[index].metadata.isBeingDeleted || (!quickly && Int.random(in: 0..<3, using: &random) > 0) { continue }
                let fails = Int.random(in: 0..<100, using: &random) < failing
                pods[index].status.phase = fails ? "Failed" : "Succeeded"
                pods[index].status.containerStatuses = [
                    ContainerStatus(name: "c", state: ContainerState(terminated: ContainerStateTerminated(exitCode: fails ? 1 : 0, finishedAt: time)))
                ]
                if fails { failed[JobPods.index(of: pods[index]) ?? -1, default: 0] += 1 } else { succeeded += 1 }
            }
            // Anybody may delete pods; only the finalizer keeps what is not counted.
            for index in pods.indices where pods[index].isTerminal && Int.random(in: 0..<4, using: &random) == 0 {
                pods[index].metadata.deletionTimestamp = time
            }
            pods.removeAll { $0.metadata.isBeingDeleted && !$0.isTracked }
        }
    }

    @Test(arguments: 0..<150)
    func everyEndedPodIsCountedOnce(seed: Int) {
        var random = SeededGenerator(seed: UInt64(seed))
        var job = Sample.job(completions: Int.random(in: 1...12, using: &random), parallelism: Int.random(in: 1...5, using: &random))
        job.spec.backoffLimit = 10_000
        var world = World(job)
        for step in 0..<400 {
            world.pass(diesAfter: step >= 300 ? 1000 : Int.random(in: 0...8, using: &random))
            let pass = JobPass(world.job, pods: world.pods, now: world.time)
            #expect(pass.succeeded == world.succeeded && pass.failed == world.failed.values.reduce(0, +), "seed \(seed), step \(step)")
            #expect(pass.active.count <= 5 && pass.active.count + world.succeeded <= (job.spec.completions ?? 0), "seed \(seed), step \(step)")
            world.live(&random, quickly: step >= 300, failing: step >= 300 ? 0 : 40)
            if step >= 300 { world.now += 700 }
        }
        world.pass(diesAfter: 1000)
        #expect(world.succeeded == job.spec.completions, "seed \(seed)")
        #expect(world.job.status.succeeded == world.succeeded && (world.job.status.failed ?? 0) == world.failed.values.reduce(0, +), "seed \(seed)")
        #expect(world.job.status.uncountedTerminatedPods?.isEmpty == true && !world.pods.contains(where: \.isTracked), "seed \(seed)")
    }

    /// Per index: none fails oftener than its limit allows before it is given up, whoever deletes pods and whenever the controller dies.
    @Test(arguments: 0..<150)
    func everyIndexHasItsTries(seed: Int) {
        var random = SeededGenerator(seed: UInt64(seed))
        let completions = Int.random(in: 1...6, using: &random)
        var job = Sample.job(completions: completions, parallelism: Int.random(in: 1...6, using: &random), indexed: true)
        let limit = Int.random(in: 0...2, using: &random)
        job.spec.backoffLimitPerIndex = limit
        var world = World(job)
        for step in 0..<400 {
            world.pass(diesAfter: step >= 300 ? 1000 : Int.random(in: 0...8, using: &random))
            let taken = Dictionary(grouping: world.pods.filter(\.isActive), by: JobPods.index)
            #expect(taken.values.allSatisfy { $0.count == 1 }, "an index runs twice: seed \(seed), step \(step)")
            world.live(&random, quickly: step >= 300, failing: 50)
            #expect(world.failed.values.allSatisfy { $0 <= limit + 1 }, "seed \(seed), step \(step)")
            if step >= 300 { world.now += 700 }
        }
        world.pass(diesAfter: 1000)
        let failedIndexes = JobIndexes(parsing: world.job.status.failedIndexes, completions: completions)
        let completed = JobIndexes(parsing: world.job.status.completedIndexes, completions: completions)
        #expect(failedIndexes.values.isDisjoint(with: completed.values) && failedIndexes.count + completed.count == completions, "seed \(seed)")
        #expect(failedIndexes.values.allSatisfy { world.failed[$0] == limit + 1 }, "seed \(seed)")
        #expect((world.job.status.failed ?? 0) == world.failed.values.reduce(0, +), "seed \(seed)")
    }

    @Test func theWaitDoublesUpToTenMinutes() {
        var backoff = JobBackoff()
        var waits: [Int] = []
        for index in 0..<9 {
            let at = Time(seconds: Int64(index) * 10_000)
            backoff = backoff.after(succeeded: [], failed: [at])
            waits.append(backoff.secondsLeft(now: at))
        }
        #expect(waits == [10, 20, 40, 80, 160, 320, 600, 600, 600])
        #expect(backoff.secondsLeft(now: Time(seconds: 80_100)) == 500)
        // A success wipes out what was before it, and no more.
        let after = backoff.after(succeeded: [Time(seconds: 90_000)], failed: [Time(seconds: 89_000), Time(seconds: 91_000)])
        #expect(after.failures == 1 && after.secondsLeft(now: Time(seconds: 91_000)) == 10)
    }

    @Test func longNamesKeepTheirIndex() {
        let job = Sample.job(String(repeating: "a", count: 61), completions: 10, indexed: true)
        let pod = JobPods.pod(job, index: 7)
        #expect(pod.spec.hostname == job.metadata.name + "-7")
        #expect(pod.metadata.generateName.hasSuffix("-7-") && pod.metadata.generateName.utf8.count == 58)
        #expect(pod.spec.containers[0].env.first?.name == "JOB_COMPLETION_INDEX")
    }
}
