import Foundation
import JSON
import KubernetesAPI
import KubernetesClient
import Testing

@testable import ControllerManager

@Suite struct CronScheduleTests {
    private let utc = TimeZone(secondsFromGMT: 0)!

    private func next(_ schedule: String, _ after: String, _ zone: String? = nil) throws -> String? {
        let zone = try zone.map { try #require(TimeZone(identifier: $0)) } ?? utc
        return try CronSchedule(schedule, in: zone).next(after: #require(Time(after))).map { "\($0)" }
    }

    @Test(arguments: [
        ("*/15 * * * *", "2026-11-21T10:00:00Z", "2026-11-21T10:15:00Z"),
        ("0 0 * * *", "2026-12-31T23:59:59Z", "2027-01-01T00:00:00Z"),
        ("30 6 29 2 *", "2026-03-01T00:00:00Z", "2028-02-29T06:30:00Z"),
        ("0 12 * * MON-FRI", "2026-11-20T12:00:00Z", "2026-11-23T12:00:00Z"),
        // Either of two restricted days is enough: the 13th, or a Friday.
        ("0 0 13 * 5", "2026-11-13T00:00:00Z", "2026-11-20T00:00:00Z"),
        ("@hourly", "2026-11-21T10:00:01Z", "2026-11-21T11:00:00Z"),
        ("5/20 1,2 * jan ?", "2026-11-21T10:00:00Z", "2027-01-01T01:05:00Z"),
        ("0 0 * * 0", "2026-11-21T10:00:00Z", "2026-11-22T00:00:00Z"),
        // A star with a step is no star: an odd day, or a Monday.
        ("0 0 */2 * MON", "2026-11-21T10:00:00Z", "2026-11-23T00:00:00Z"), ("0 0 */2 * MON", "2026-11-29T10:00:00Z", "2026-11-30T00:00:00Z"),
        ("0 0 */1 * MON", "2026-11-21T10:00:00Z", "2026-11-23T00:00:00Z"),
        ("@every 90m", "2026-11-21T10:00:00Z", "2026-11-21T11:30:00Z"), ("@every 1h0.5m10s", "2026-11-21T10:00:00Z", "2026-11-21T11:00:40Z"),
        ("@every 1ms", "2026-11-21T10:00:00Z", "2026-11-21T10:00:01Z"),
        ("@weekly", "2026-11-21T10:00:00Z", "2026-11-22T00:00:00Z"), ("@monthly", "2026-11-21T10:00:00Z", "2026-12-01T00:00:00Z"),
        ("TZ=Asia/Tokyo 0 9 * * *", "2026-11-21T10:00:00Z", "2026-11-22T00:00:00Z"),
        ("CRON_TZ=America/New_York 30 6-16/4 * * 1-5", "2026-11-23T12:00:00Z", "2026-11-23T15:30:00Z"),
    ])
    func nextTimes(schedule: String, after: String, expected: String) throws {
        #expect(try next(schedule, after) == expected)
    }

    @Test func zonesAndTheirSummerTime() throws {
        #expect(try next("0 9 * * *", "2026-07-01T10:00:00Z", "Europe/Berlin") == "2026-07-02T07:00:00Z")
        #expect(try next("0 9 * * *", "2026-12-01T10:00:00Z", "Europe/Berlin") == "2026-12-02T08:00:00Z")
        // On 29 March 2026 there is no half past two in Berlin.
        #expect(try next("30 2 * * *", "2026-03-28T12:00:00Z", "Europe/Berlin") == "2026-03-30T00:30:00Z")
        // On 25 October 2026 there it is twice, and every quarter of an hour goes on through both.
        #expect(try next("30 2 * * *", "2026-10-24T12:00:00Z", "Europe/Berlin") == "2026-10-25T00:30:00Z")
        #expect(try next("30 2 * * *", "2026-10-25T00:30:00Z", "Europe/Berlin") == "2026-10-25T01:30:00Z")
        #expect(try next("30 2 * * *", "2026-10-25T01:30:00Z", "Europe/Berlin") == "2026-10-26T01:30:00Z")
        #expect(try next("*/15 * * * *", "2026-10-25T00:45:00Z", "Europe/Berlin") == "2026-10-25T01:00:00Z")
        // Half an hour's summer time, and a midnight that does not exist.
        #expect(try next("15 2 * * *", "2026-10-03T00:00:00Z", "Australia/Lord_Howe") == "2026-10-04T15:15:00Z")
        #expect(try next("0 0 * * *", "2026-09-05T12:00:00Z", "America/Santiago") == "2026-09-07T03:00:00Z")
    }

    @Test func aDayThatNeverComes() throws { #expect(try next("0 0 31 2 *", "2026-01-01T00:00:00Z") == nil) }

    @Test(arguments: ["", "* * * *", "60 * * * *", "* * * * 7", "5-1 * * * *", "*/0 * * * *", "a * * * *", "1-2-3 * * * *", "1/2/3 * * * *", "@often", "@every", "@every x", "@every 1d", "-1 * * * *", "99999999999999999999 * * * *"])
    func unparseable(schedule: String) { #expect(throws: CronExpression.Unparseable.self) { try CronSchedule(schedule) } }

    @Test func ofManyMissedTimesTheLatestCounts() throws {
        var cronJob = CronJob()
        cronJob.status.lastScheduleTime = Time("2026-11-01T00:00:00Z")
        let schedule = try CronSchedule("* * * * *")
        let now = try #require(Time("2026-11-21T10:00:30Z"))
        let missed = try MissedRuns(cronJob, schedule, now: now)
        #expect(missed.count == 20 * 1440 + 600 && missed.latest == Time("2026-11-21T10:00:00Z"))
        cronJob.spec.startingDeadlineSeconds = 200
        let few = try MissedRuns(cronJob, schedule, now: now)
        #expect(few.count == 3 && few.latest == Time("2026-11-21T10:00:00Z"))
        #expect(MissedRuns.next(cronJob, schedule, now: now) == Time("2026-11-21T10:01:00Z"))
        #expect(throws: MissedRuns.NeverTwice.self) { try MissedRuns(cronJob, CronSchedule("59 23 31 2 *"), now: now) }
    }

    /// `@every` counts from the last run, not from whenever somebody looks.
    @Test func everySoOftenKeepsItsRhythm() throws {
        var cronJob = CronJob()
        cronJob.metadata.creationTimestamp = Time("2026-11-21T10:00:07Z")
        let schedule = try CronSchedule("@every 5m")
        let now = try #require(Time("2026-11-21T10:17:00Z"))
        let missed = try MissedRuns(cronJob, schedule, now: now)
        #expect(missed.latest == Time("2026-11-21T10:15:07Z") && missed.count == 3)
        #expect(MissedRuns.next(cronJob, schedule, now: now) == Time("2026-11-21T10:20:07Z"))
    }

    /// Whatever schedule and whenever: the latest missed time is the one that counting them all one by one finds.
    @Test(arguments: 0..<100)
    func theLatestMissedTimeIsRight(seed: Int) throws {
        var random = SeededGenerator(seed: UInt64(seed))
        let schedules = ["*/7 * * * *", "30 6-16/4 * * 1-5", "0 0 1 * *", "15 3 * * 2,4", "@every 37m", "5,50 */3 */2 * 1", "0 9 29 2 *"]
        let zone = try #require(TimeZone(identifier: ["UTC", "Europe/Berlin", "America/New_York", "Asia/Kathmandu"].randomElement(using: &random) ?? "UTC"))
        let schedule = try CronSchedule(schedules.randomElement(using: &random) ?? "", in: zone)
        var cronJob = CronJob()
        let start = Time(seconds: 1_770_000_000 + Int64.random(in: 0..<40_000_000, using: &random))
        cronJob.metadata.creationTimestamp = start
        let now = Time(seconds: start.seconds + Int64.random(in: 0..<2_000_000, using: &random))
        var latest: Time?
        var cursor = start
        while let next = schedule.next(after: cursor), next <= now {
            #expect(next > cursor)
            latest = next
            cursor = next
        }
        #expect(try MissedRuns(cronJob, schedule, now: now).latest == latest, "seed \(seed)")
    }

    @Test func datesAsInMails() { #expect(Time("2026-11-21T18:25:07Z")?.asRFC1123 == "Sat, 21 Nov 2026 18:25:07 +0000") }
}

@Suite struct JobPiecesTests {
    @Test(arguments: [("", ""), ("0", "0"), ("0,1", "0,1"), ("0,1,2", "0-2"), ("5-7,1,3-4", "1,3-7"), ("2-1,x,-1,9-12,3", "3,9")])
    func indexesAsText(text: String, canonical: String) {
        #expect(JobIndexes(parsing: text, completions: 10).description == canonical)
    }

    @Test func theFirstMatchingRuleDecides() {
        var policy = PodFailurePolicy()
        policy.rules = [
            PodFailurePolicyRule(action: "Ignore", onPodConditions: [.init(type: "DisruptionTarget", status: "True")]),
            PodFailurePolicyRule(action: "FailJob", onExitCodes: .init(operator: "In", values: [42])),
            PodFailurePolicyRule(action: "Count", onExitCodes: .init(operator: "NotIn", values: [42])),
        ]
        func failed(_ code: Int, _ conditions: [PodCondition] = []) -> Pod {
            var pod = Sample.pod("p", phase: "Failed")
            pod.status.conditions = conditions
            pod.status.containerStatuses = [
                ContainerStatus(name: "c", state: ContainerState(terminated: ContainerStateTerminated(exitCode: code)))
            ]
            return pod
        }
        #expect(policy.verdict(on: failed(1)) == .count)
        #expect(policy.verdict(on: failed(42, [PodCondition(type: "DisruptionTarget", status: "True")])) == .ignore)
        #expect(
            policy.verdict(on: failed(42))
                == .failJob(message: "Container c for pod default/p failed with exit code 42 matching FailJob rule at index 1"))
    }

    /// However pods end, and whenever the controller dies between its steps, each of them is in exactly one count in the end.
    @Test(arguments: 0..<200)
    func endedPodsAreCountedOnce(seed: Int) {
        var random = SeededGenerator(seed: UInt64(seed))
        var job = Job()
        job.spec.parallelism = 10
        job.spec.completions = 100
        job.spec.backoffLimit = 1000
        job.status.startTime = Time(seconds: 0)
        var pods: [Pod] = []
        var ended = (succeeded: 0, failed: 0)
        for step in 0..<60 {
            if step < 40 && Bool.random(using: &random) {
                var pod = Sample.pod("p\(pods.count)")
                pod.metadata.finalizers = [JobPods.finalizer]
                pods.append(pod)
            }
            for index in pods.indices where !pods[index].isTerminal && (step >= 40 || Int.random(in: 0..<4, using: &random) == 0) {
                pods[index].status.phase = Bool.random(using: &random) ? "Succeeded" : "Failed"
                if pods[index].status.phase == "Succeeded" { ended.succeeded += 1 } else { ended.failed += 1 }
            }
            // What JobTracking.count does, stopped at a random point.
            let stop = step >= 50 ? 4 : Int.random(in: 0...4, using: &random)
            let pass = JobPass(job, pods: pods, now: Time(seconds: 1))
            #expect(pass.succeeded == ended.succeeded && pass.failed == ended.failed, "seed \(seed), step \(step)")
            JobTracking.settle(&job.status, stillTracked: Set(pods.filter(\.isTracked).map(\.metadata.uid)))
            if stop < 1 { continue }
            var uncounted = job.status.uncountedTerminatedPods ?? .init()
            uncounted.succeeded += pass.newlySucceeded.map(\.metadata.uid)
            uncounted.failed += pass.newlyFailed.map(\.metadata.uid)
            job.status.uncountedTerminatedPods = uncounted
            if stop < 2 { continue }
            let listed = Set(uncounted.succeeded + uncounted.failed)
            for index in pods.indices where listed.contains(pods[index].metadata.uid) {
                if stop == 2 && Bool.random(using: &random) { continue }
                pods[index].metadata.finalizers = []
            }
            if stop < 4 { continue }
            JobTracking.settle(&job.status, stillTracked: Set(pods.filter(\.isTracked).map(\.metadata.uid)))
        }
        #expect(job.status.succeeded ?? 0 == ended.succeeded && job.status.failed ?? 0 == ended.failed)
        #expect(job.status.uncountedTerminatedPods?.isEmpty == true)
    }

    @Test func budgetsNeverAllowMoreThanIsHealthy() {
        var budget = PodDisruptionBudget()
        budget.spec.maxUnavailable = .string("30%")
        let pods = (0..<10).map { Sample.pod("p\($0)", ready: $0 != 0) }
        let now = Time(seconds: 1000)
        let relative = DisruptionController.status(budget, pods: pods, scale: 10, now: now)
        #expect(relative.desiredHealthy == 7 && relative.currentHealthy == 9 && relative.disruptionsAllowed == 2)
        #expect(relative.conditions.map(\.reason) == ["SufficientPods"])
        budget.status.disruptedPods = ["p1": Time(seconds: 990), "p2": Time(seconds: 500), "gone": Time(seconds: 990)]
        let evicting = DisruptionController.status(budget, pods: pods, scale: 10, now: now)
        #expect(evicting.disruptionsAllowed == 1 && Set(evicting.disruptedPods.keys) == ["p1"])
        budget.spec.maxUnavailable = nil
        budget.spec.minAvailable = .int(9)
        let absolute = DisruptionController.status(budget, pods: pods, scale: 10, now: now)
        #expect(absolute.disruptionsAllowed == 0 && absolute.conditions.first?.reason == "InsufficientPods")
    }
}

@Suite(.timeLimit(.minutes(5))) struct BatchTests {
    @Test func aCronJobStartsJobsAndClearsThemAway() async throws {
        try await TestCluster.run(controllers: TestCluster.patient) { cluster in
            var cronJob = CronJob()
            cronJob.metadata.name = "tick"
            cronJob.metadata.namespace = "default"
            cronJob.spec.schedule = "*/5 * * * *"
            cronJob.spec.successfulJobsHistoryLimit = 1
            cronJob.spec.concurrencyPolicy = "Forbid"
            cronJob.spec.jobTemplate.spec.template = Sample.template(labels: [:])
            cronJob.spec.jobTemplate.spec.template.spec.restartPolicy = "Never"
            _ = try await cluster.client.create(cronJob)
            for round in 1...2 {
                try await cluster.eventually("pod \(round) runs", step: .seconds(5)) { try await cluster.pods().contains(where: \.isReady) }
                let active = try await cluster.client.get(CronJob.self, "tick", namespace: "default").status.active
                #expect(active.count == 1)
                try await cluster.finish(try #require(try await cluster.pods().first(where: \.isReady)), phase: "Succeeded")
                try await cluster.eventually("job \(round) is complete") {
                    try await cluster.client.get(CronJob.self, "tick", namespace: "default").status.active.isEmpty
                }
            }
            try await cluster.eventually("one job is kept") {
                try await cluster.client.list(Job.self, namespace: "default").items.filter(\.isFinished).count == 1
            }
            let kept = try #require(try await cluster.client.list(Job.self, namespace: "default").items.first(where: \.isFinished))
            #expect(kept.metadata.annotations[CronJobController.scheduledAnnotation] != nil)
        }
    }

    @Test func aFinishedJobGoesAfterItsTime() async throws {
        try await TestCluster.run(controllers: TestCluster.patient) { cluster in
            var job = Job()
            job.metadata.name = "brief"
            job.metadata.namespace = "default"
            job.spec.ttlSecondsAfterFinished = 30
            job.spec.template = Sample.template(labels: [:])
            job.spec.template.spec.restartPolicy = "Never"
            _ = try await cluster.client.create(job)
            try await cluster.eventually("it runs") { try await cluster.pods().contains(where: \.isReady) }
            try await cluster.finish(try #require(try await cluster.pods().first), phase: "Succeeded")
            try await cluster.eventually("job and pod are gone", step: .seconds(1)) {
                let jobs = try await cluster.client.list(Job.self, namespace: "default").items
                let pods = try await cluster.client.list(Pod.self, namespace: "default").items
                return jobs.isEmpty && pods.isEmpty
            }
            #expect(cluster.clock.monotonic >= .seconds(30))
        }
    }

    @Test func aBudgetHoldsEvictionsBack() async throws {
        try await TestCluster.run(controllers: TestCluster.patient) { cluster in
            _ = try await cluster.client.create(Sample.deployment(replicas: 3))
            var budget = PodDisruptionBudget()
            budget.metadata.name = "web"
            budget.metadata.namespace = "default"
            budget.spec.maxUnavailable = .int(1)
            budget.spec.selector = LabelSelector(matchLabels: ["app": "web"])
            _ = try await cluster.client.create(budget)
            try await cluster.eventually("one may go") {
                let status = try await cluster.client.get(PodDisruptionBudget.self, "web", namespace: "default").status
                return status.disruptionsAllowed == 1 && status.expectedPods == 3 && status.currentHealthy == 3
            }
            let pods = try await cluster.pods()
            try await cluster.client.evict(pod: pods[0].metadata.name, namespace: "default")
            await #expect(throws: APIError.self) { try await cluster.client.evict(pod: pods[1].metadata.name, namespace: "default") }
            try await cluster.eventually("one may go again") {
                let status = try await cluster.client.get(PodDisruptionBudget.self, "web", namespace: "default").status
                return status.disruptionsAllowed == 1 && status.currentHealthy == 3
            }
        }
    }
}
