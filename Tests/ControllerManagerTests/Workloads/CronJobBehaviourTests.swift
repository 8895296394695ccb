import JSON
import KubernetesAPI
import KubernetesClient
import Testing

@testable import ControllerManager

@Suite(.timeLimit(.minutes(5))) struct CronJobBehaviourTests {
    private static func jobs(_ cluster: TestCluster, of name: String) async throws -> [Job] {
        try await cluster.client.list(Job.self, namespace: "default").items
            .filter { $0.metadata.controllerRef?.name == name && !$0.metadata.isBeingDeleted }.sorted { $0.metadata.name < $1.metadata.name }
    }

    /// Allow runs several at once, Forbid and Replace one, the old or the new; what is suspended runs none.
    @Test func concurrencyIsAsThePolicySays() async throws {
        try await TestCluster.run(controllers: TestCluster.patient) { cluster in
            for policy in ["Allow", "Forbid", "Replace"] {
                var cronJob = Sample.cronJob(policy.lowercased())
                cronJob.spec.concurrencyPolicy = policy
                _ = try await cluster.client.create(cronJob)
            }
            var suspended = Sample.cronJob("suspended")
            suspended.spec.suspend = true
            _ = try await cluster.client.create(suspended)
            try await cluster.eventually("each has run once", step: .seconds(2)) {
                let all = try await ["allow", "forbid", "replace"].asyncMap { try await Self.jobs(cluster, of: $0).count }
                return all.allSatisfy { $0 >= 1 }
            }
            let first = try #require(try await Self.jobs(cluster, of: "replace").first)
            try await cluster.eventually("again", step: .seconds(2)) {
                let now = try await Self.jobs(cluster, of: "replace")
                let allowed = try await Self.jobs(cluster, of: "allow").count
                return now.count == 1 && now[0].metadata.uid != first.metadata.uid && allowed >= 2
            }
            #expect(try await Self.jobs(cluster, of: "forbid").count == 1)
            #expect(try await Self.jobs(cluster, of: "suspended").isEmpty)
            #expect(try await cluster.get(CronJob.self, "allow").status.active.count >= 2)
            try await cluster.eventually("told") { try await !cluster.eventMessages("JobAlreadyActive").isEmpty }
            let job = try #require(try await Self.jobs(cluster, of: "allow").first)
            let due = try #require(job.metadata.annotations["batch.kubernetes.io/cronjob-scheduled-timestamp"].flatMap { Time($0) })
            #expect(job.metadata.name == "allow-\(due.seconds / 60)" && due.seconds % 60 == 0)
        }
    }

    /// Runs that were missed: the latest is made up for, if its deadline allows; of many somebody is warned.
    @Test func missedRunsAreMadeUpFor() async throws {
        try await TestCluster.run(controllers: TestCluster.patient) { cluster in
            for (name, deadline) in [("patient", nil), ("strict", 5)] as [(String, Int?)] {
                var cronJob = Sample.cronJob(name, schedule: "*/5 * * * *")
                cronJob.spec.suspend = true
                cronJob.spec.startingDeadlineSeconds = deadline
                _ = try await cluster.client.create(cronJob)
            }
            // Nine hours and a bit: it is not the time for either now.
            let now = cluster.clock.time.seconds
            cluster.clock.advance(by: .seconds(9 * 3600 + (300 - now % 300) + 120))
            for name in ["patient", "strict"] { try await cluster.merge(CronJob.self, name, ["spec": ["suspend": false]]) }
            try await cluster.eventually("one run is made up for", step: .milliseconds(10)) { try await Self.jobs(cluster, of: "patient").count == 1 }
            #expect(try await Self.jobs(cluster, of: "strict").isEmpty)
            try await cluster.eventually("warned", step: .milliseconds(10)) { try await !cluster.eventMessages("TooManyMissedTimes").isEmpty }
            try await cluster.eventually("at its time the other runs too", step: .seconds(1)) { try await Self.jobs(cluster, of: "strict").count == 1 }
        }
    }

    /// The clocks of a zone, told in the annotation; schedules of old objects with a zone in front are read, and warned of.
    @Test func zonesAreKept() async throws {
        try await TestCluster.run(controllers: TestCluster.patient) { cluster in
            var cronJob = Sample.cronJob("tokyo", schedule: "@hourly")
            cronJob.spec.timeZone = "Asia/Tokyo"
            _ = try await cluster.client.create(cronJob)
            try await cluster.eventually("runs", step: .seconds(20)) { try await Self.jobs(cluster, of: "tokyo").count == 1 }
            let job = try #require(try await Self.jobs(cluster, of: "tokyo").first)
            #expect(job.metadata.annotations[CronJobController.scheduledAnnotation]?.hasSuffix(":00:00+09:00") == true)
        }
    }
}
