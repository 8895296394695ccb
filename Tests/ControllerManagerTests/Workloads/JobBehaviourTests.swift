import JSON
import KubernetesAPI
import KubernetesClient
import Testing

@testable import ControllerManager

@Suite(.timeLimit(.minutes(5))) struct JobBehaviourTests {
    private static func condition(_ cluster: TestCluster, _ type: String, _ name: String = "work") async throws -> JobCondition? {
        try await cluster.get(Job.self, name).status.conditions.first { $0.type == type && $0.status == "True" }
    }

    /// Ends each pod that runs as `end` says of it, until the Job is over.
    private static func play(
        _ cluster: TestCluster, _ name: String = "work", step: Duration = .seconds(1), _ end: (Pod) -> Int?
    ) async throws -> Job {
        try await cluster.eventually("\(name) is over", step: step) {
            for pod in try await cluster.pods() where pod.isReady && pod.metadata.controllerRef?.name == name {
                if let code = end(pod) { try await cluster.finish(pod, phase: code == 0 ? "Succeeded" : "Failed", exitCode: code) }
            }
            return try await cluster.get(Job.self, name).isFinished
        }
        return try await cluster.get(Job.self, name)
    }

    // MARK: Failures by index and by policy

    @Test func eachIndexHasItsOwnLimit() async throws {
        try await TestCluster.run(controllers: TestCluster.patient) { cluster in
            var job = Sample.job(completions: 4, parallelism: 4, indexed: true)
            job.spec.backoffLimitPerIndex = 1
            _ = try await cluster.client.create(job)
            let done = try await Self.play(cluster) { JobPods.index(of: $0).map { $0 % 2 } }
            #expect(done.status.completedIndexes == "0,2" && done.status.failedIndexes == "1,3")
            #expect(done.status.succeeded == 2 && done.status.failed == 4)
            #expect(done.status.conditions.first { $0.type == "Failed" }?.reason == "FailedIndexes")
            #expect(done.status.conditions.first { $0.type == "FailureTarget" }?.message == "Job has failed indexes")
            // The second pod of an index tells of the first.
            let counts = try await cluster.pods().filter { JobPods.index(of: $0) == 1 }.map { IndexFailures(of: $0).counted }
            #expect(Set(counts) == [0, 1])
        }
    }

    @Test func tooManyFailedIndexesEndTheJob() async throws {
        try await TestCluster.run(controllers: TestCluster.patient) { cluster in
            var job = Sample.job(completions: 10, parallelism: 10, indexed: true)
            job.spec.backoffLimitPerIndex = 0
            job.spec.maxFailedIndexes = 1
            _ = try await cluster.client.create(job)
            try await cluster.eventually("all run") { try await cluster.pods().filter(\.isReady).count == 10 }
            for pod in try await cluster.pods().filter({ (JobPods.index(of: $0) ?? 9) < 2 }) { try await cluster.finish(pod, phase: "Failed", exitCode: 1) }
            let done = try await Self.play(cluster) { _ in nil }
            #expect(done.status.conditions.first { $0.type == "Failed" }?.reason == "MaxFailedIndexesExceeded")
            #expect(done.status.failedIndexes?.hasPrefix("0") == true && done.status.completedIndexes == nil)
            #expect(done.status.active == nil && done.status.terminating == 0 && done.status.ready == 0 && done.status.failed == 10)
        }
    }

    @Test func policiesDecideByExitCode() async throws {
        try await TestCluster.run(controllers: TestCluster.patient) { cluster in
            var index = Sample.job("index", completions: 2, parallelism: 2, indexed: true)
            index.spec.backoffLimitPerIndex = 1
            index.spec.podFailurePolicy = PodFailurePolicy(rules: [
                PodFailurePolicyRule(action: "FailIndex", onExitCodes: PodFailurePolicyOnExitCodesRequirement(operator: "In", values: [42]))
            ])
            var job = Sample.job("job", completions: 4, parallelism: 2)
            job.spec.podFailurePolicy = PodFailurePolicy(rules: [
                PodFailurePolicyRule(
                    action: "FailJob", onExitCodes: PodFailurePolicyOnExitCodesRequirement(containerName: "c", operator: "In", values: [3]))
            ])
            _ = try await cluster.client.create(index)
            _ = try await cluster.client.create(job)
            let first = try await Self.play(cluster, "index") { JobPods.index(of: $0) == 0 ? 42 : 0 }
            #expect(first.status.failedIndexes == "0" && first.status.completedIndexes == "1" && first.status.failed == 1)
            let second = try await Self.play(cluster, "job") { _ in 3 }
            let target = try #require(second.status.conditions.first { $0.type == "FailureTarget" })
            #expect(target.reason == "PodFailurePolicy")
            #expect(target.message?.contains("failed with exit code 3 matching FailJob rule at index 0") == true)
            #expect(second.status.conditions.first { $0.type == "Failed" }?.message == target.message)
        }
    }

    /// An eviction is no failure when the policy says so; without `backoffLimit` to spare the Job goes on.
    @Test func disruptionsCanBeIgnored() async throws {
        try await TestCluster.run(controllers: TestCluster.patient) { cluster in
            var job = Sample.job(completions: 2, parallelism: 2, indexed: true)
            job.spec.backoffLimit = 0
            job.spec.podFailurePolicy = PodFailurePolicy(rules: [
                PodFailurePolicyRule(action: "Ignore", onPodConditions: [PodFailurePolicyOnPodConditionsPattern(type: "DisruptionTarget", status: "True")])
            ])
            _ = try await cluster.client.create(job)
            try await cluster.eventually("both run") { try await cluster.pods().filter(\.isReady).count == 2 }
            let first = try await cluster.pods()
            for pod in first { try await cluster.merge(Pod.self, pod.metadata.name, ["metadata": ["finalizers": ["example.com/held", .string(JobPods.finalizer)]]]) }
            for pod in first {
                try await cluster.client.evict(pod: pod.metadata.name, namespace: "default")
                let evicted = try await cluster.get(Pod.self, pod.metadata.name)
                #expect(evicted.status.condition("DisruptionTarget")?.reason == "EvictionByEvictionAPI")
                try await cluster.finish(evicted, phase: "Failed", exitCode: 137)
            }
            try await cluster.eventually("counted, and not as failures") {
                try await first.asyncAllSatisfy { try await !cluster.get(Pod.self, $0.metadata.name).isTracked }
            }
            for pod in first { try await cluster.merge(Pod.self, pod.metadata.name, ["metadata": ["finalizers": .null]]) }
            let done = try await Self.play(cluster) { _ in 0 }
            #expect(done.isTrue("Complete") && done.status.failed == nil && done.status.completedIndexes == "0,1")
        }
    }

    // MARK: Success

    @Test(arguments: [("all", nil, nil, [0, 1, 2]), ("some", "0", nil, [0]), ("count", nil, 1, [1])] as [(String, String?, Int?, [Int])])
    func successByPolicy(_ name: String, _ indexes: String?, _ count: Int?, _ succeeding: [Int]) async throws {
        try await TestCluster.run(controllers: TestCluster.patient) { cluster in
            var job = Sample.job(completions: 3, parallelism: 3, indexed: true)
            job.spec.successPolicy = SuccessPolicy(rules: [
                SuccessPolicyRule(succeededIndexes: name == "all" ? "0-2" : indexes, succeededCount: count)
            ])
            _ = try await cluster.client.create(job)
            let done = try await Self.play(cluster) { pod in succeeding.contains(JobPods.index(of: pod) ?? -1) ? 0 : nil }
            let met = try #require(done.status.conditions.first { $0.type == "SuccessCriteriaMet" })
            #expect(met.reason == "SuccessPolicy" && met.message == "Matched rules at index 0")
            #expect(done.status.conditions.first { $0.type == "Complete" }?.reason == "SuccessPolicy")
            #expect(done.status.completedIndexes == "\(JobIndexes(Set(succeeding)))" && done.status.active == nil)
        }
    }

    // MARK: Life

    /// Suspended, a Job has no pods and no start; resumed, its deadline begins anew. Its placement may be changed as long as it has not begun.
    @Test func suspensionStopsTheClock() async throws {
        try await TestCluster.run(controllers: TestCluster.patient) { cluster in
            var job = Sample.job(completions: 2, parallelism: 2)
            job.spec.suspend = true
            job.spec.activeDeadlineSeconds = 100
            _ = try await cluster.client.create(job)
            try await cluster.eventually("it says so") { try await Self.condition(cluster, "Suspended")?.reason == "JobSuspended" }
            #expect(try await cluster.pods().isEmpty)
            #expect(try await cluster.get(Job.self, "work").status.startTime == nil)
            try await cluster.merge(Job.self, "work", ["spec": ["template": ["spec": ["nodeSelector": ["disk": "fast"]]]]])
            try await cluster.merge(Job.self, "work", ["spec": ["suspend": false]])
            try await cluster.eventually("two run") { try await cluster.pods().filter(\.isReady).count == 2 }
            #expect(try await cluster.pods().allSatisfy { $0.spec.nodeSelector == ["disk": "fast"] })
            try await cluster.pass(.seconds(60))
            try await cluster.merge(Job.self, "work", ["spec": ["suspend": true]])
            try await cluster.eventually("none runs") {
                let now = try await cluster.get(Job.self, "work")
                return try await cluster.pods().isEmpty && now.status.startTime == nil && now.status.active == nil
            }
            try await cluster.merge(Job.self, "work", ["spec": ["suspend": false]])
            try await cluster.eventually("two again", step: .seconds(1)) { try await cluster.pods().filter(\.isReady).count == 2 }
            let since = cluster.clock.monotonic
            let done = try await Self.play(cluster) { _ in nil }
            #expect(done.status.conditions.first { $0.type == "Failed" }?.reason == "DeadlineExceeded")
            #expect(cluster.clock.monotonic - since >= .seconds(80))
            try await cluster.eventually("told") {
                let told = try await ["Suspended", "Resumed", "DeadlineExceeded"].asyncMap { try await cluster.eventMessages($0) }
                return told.allSatisfy { !$0.isEmpty }
            }
        }
    }

    /// An orphan is taken back, with its finalizer; a pod whose labels change is let go without it.
    @Test func podsAreAdoptedAndReleased() async throws {
        try await TestCluster.run(controllers: TestCluster.patient) { cluster in
            let job = try await cluster.client.create(Sample.job(completions: 2, parallelism: 2))
            try await cluster.eventually("two run") { try await cluster.get(Job.self, "work").status.ready == 2 }
            let pods = try await cluster.pods(of: job.metadata)
            try await cluster.merge(Pod.self, pods[0].metadata.name, ["metadata": ["ownerReferences": .null]])
            try await cluster.eventually("taken back") {
                let pod = try await cluster.get(Pod.self, pods[0].metadata.name)
                return pod.metadata.isControlled(by: job.metadata) && pod.isTracked
            }
            try await cluster.merge(Pod.self, pods[1].metadata.name, ["metadata": ["labels": .object(JSONObject(pods[1].metadata.labels.keys.map { ($0, .null) }))]])
            try await cluster.eventually("let go, and replaced", step: .seconds(1)) {
                let pod = try await cluster.get(Pod.self, pods[1].metadata.name)
                let mine = try await cluster.pods(of: job.metadata).count
                return pod.metadata.controllerRef == nil && !pod.isTracked && mine == 2
            }
        }
    }

    /// Deleted with its pods, also those that no node has yet; or without them, which are free then.
    @Test(arguments: ["Foreground", "Background", "Orphan"]) func aDeletedJobHoldsNoPods(policy: String) async throws {
        try await TestCluster.run(controllers: TestCluster.patient) { cluster in
            _ = try await cluster.client.create(Sample.job(completions: 3, parallelism: 3))
            try await cluster.eventually("made", nodeWorks: false) { try await cluster.get(Job.self, "work").status.active == 3 }
            try await cluster.client.delete(Job.self, "work", namespace: "default", options: DeleteOptions(propagationPolicy: policy))
            try await cluster.eventually("gone", step: .seconds(1), nodeWorks: false) {
                let jobs = try await cluster.client.list(Job.self, namespace: "default").items
                let pods = try await cluster.client.list(Pod.self, namespace: "default").items
                return jobs.isEmpty && (policy == "Orphan" ? pods.count == 3 && pods.allSatisfy { !$0.isTracked && $0.metadata.ownerReferences.isEmpty } : pods.isEmpty)
            }
        }
    }

    /// With podReplacementPolicy: Failed a pod on its way out is waited for; without, it counts as failed and is replaced.
    @Test func replacementsWaitOrNot() async throws {
        try await TestCluster.run(controllers: TestCluster.patient) { cluster in
            var patient = Sample.job("patient", completions: 1, parallelism: 1)
            patient.spec.podReplacementPolicy = "Failed"
            _ = try await cluster.client.create(patient)
            _ = try await cluster.client.create(Sample.job("hasty", completions: 1, parallelism: 1))
            try await cluster.eventually("both run") { try await cluster.pods().filter(\.isReady).count == 2 }
            for pod in try await cluster.pods() {
                try await cluster.merge(Pod.self, pod.metadata.name, ["metadata": ["finalizers": ["example.com/held", .string(JobPods.finalizer)]]])
                try await cluster.client.delete(Pod.self, pod.metadata.name, namespace: "default")
            }
            try await cluster.eventually("the hasty one has a new pod", step: .seconds(1)) {
                let now = try await cluster.get(Job.self, "hasty").status
                return now.failed == 1 && now.ready == 1 && now.terminating == 1
            }
            let waiting = try await cluster.get(Job.self, "patient").status
            #expect(waiting.failed == nil && waiting.active == nil && waiting.terminating == 1)
            for pod in try await cluster.client.list(Pod.self, namespace: "default").items where pod.metadata.isBeingDeleted {
                try await cluster.finish(pod, phase: "Failed", exitCode: 1)
                try await cluster.merge(Pod.self, pod.metadata.name, ["metadata": ["finalizers": pod.isTracked ? [.string(JobPods.finalizer)] : .null]])
            }
            try await cluster.eventually("now the patient one too", step: .seconds(1)) {
                let now = try await cluster.get(Job.self, "patient").status
                return now.failed == 1 && now.ready == 1
            }
        }
    }

    /// Failures that the kubelet restarts are no pods' failures, up to the limit.
    @Test func restartsCount() async throws {
        try await TestCluster.run(controllers: TestCluster.patient) { cluster in
            var job = Sample.job(completions: 1, parallelism: 1)
            job.spec.template.spec.restartPolicy = "OnFailure"
            job.spec.backoffLimit = 2
            _ = try await cluster.client.create(job)
            try await cluster.eventually("runs") { try await cluster.pods().contains(where: \.isReady) }
            func restarted(_ times: Int) async throws {
                var pod = try #require(try await cluster.pods().first)
                pod.status.containerStatuses = [ContainerStatus(name: "c", restartCount: times)]
                _ = try await cluster.client.updateStatus(pod)
            }
            try await restarted(1)
            try await cluster.pass(.seconds(2))
            #expect(try await !cluster.get(Job.self, "work").isTrue("FailureTarget"))
            try await restarted(2)
            let done = try await Self.play(cluster) { _ in nil }
            #expect(done.status.conditions.first { $0.type == "Failed" }?.reason == "BackoffLimitExceeded")
        }
    }

    /// Somebody else's Job is left alone; an indexed one may grow.
    @Test func othersJobsAndGrowingOnes() async throws {
        try await TestCluster.run(controllers: TestCluster.patient) { cluster in
            var theirs = Sample.job("theirs", completions: 1)
            theirs.spec.managedBy = "example.com/queue"
            _ = try await cluster.client.create(theirs)
            _ = try await cluster.client.create(Sample.job(completions: 2, parallelism: 2, indexed: true))
            try await cluster.eventually("two run") { try await cluster.pods().filter(\.isReady).count == 2 }
            try await cluster.merge(Job.self, "work", ["spec": ["completions": 3, "parallelism": 3]])
            let done = try await Self.play(cluster) { JobPods.index(of: $0).map { _ in 0 } }
            #expect(done.status.completedIndexes == "0-2")
            #expect(try await cluster.get(Job.self, "theirs").status == JobStatus())
        }
    }
}

extension Sequence {
    /// Like `map`, one element after the other.
    func asyncMap<T>(_ transform: (Element) async throws -> T) async rethrows -> [T] {
        var result: [T] = []
        for element in self { result.append(try await transform(element)) }
        return result
    }

    /// Like `allSatisfy`, one element after the other.
    func asyncAllSatisfy(_ predicate: (Element) async throws -> Bool) async rethrows -> Bool {
        for element in self { if try await !predicate(element) { return false } }
        return true
    }
}
