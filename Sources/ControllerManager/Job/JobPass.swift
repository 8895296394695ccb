import KubernetesAPI
import KubernetesClient

/// One look at a Job and its pods: what has ended, whether the Job is decided, and how many pods it should have.
///
/// Ended pods keep the finalizer job-tracking until they have been counted, so that none is counted twice or forgotten.
struct JobPass {
    let job: Job
    let now: Time
    let pods: [Pod]
    let completions: Int

    /// Pods that run, or may yet.
    let active: [Pod]
    let terminating: [Pod]
    /// Pods that have ended and are not in any count yet.
    private(set) var newlySucceeded: [Pod] = []
    private(set) var newlyFailed: [Pod] = []
    /// Ended as well, but by the failure policy as if they had not been.
    private(set) var ignored: [Pod] = []
    private(set) var completed: JobIndexes
    private(set) var failedIndexes: JobIndexes
    private(set) var failJobMessage: String?

    init(_ job: Job, pods: [Pod], now: Time) {
        self.job = job
        self.now = now
        self.pods = pods
        completions = job.spec.completions ?? 0
        active = pods.filter(\.isActive)
        terminating = pods.filter { !$0.isTerminal && $0.metadata.isBeingDeleted }
        completed = JobIndexes(parsing: job.status.completedIndexes, completions: completions)
        failedIndexes = JobIndexes(parsing: job.status.failedIndexes, completions: completions)
        sort()
    }

    private mutating func sort() {
        let known = Set((job.status.uncountedTerminatedPods?.succeeded ?? []) + (job.status.uncountedTerminatedPods?.failed ?? []))
        for pod in pods where pod.isTracked && !known.contains(pod.metadata.uid) {
            if pod.status.phase == "Succeeded" {
                newlySucceeded.append(pod)
            } else if pod.status.phase == "Failed" || (pod.metadata.isBeingDeleted && countsWhileTerminating) {
                judge(pod)
            }
        }
        guard job.isIndexed else { return }
        completed.formUnion(newlySucceeded.compactMap(JobPods.index).filter { $0 < completions })
        failedIndexes = JobIndexes(failedIndexes.values.subtracting(completed.values))
    }

    /// Without a failure policy, which needs to see how a pod ended, one that is being deleted has failed.
    private var countsWhileTerminating: Bool { job.spec.podFailurePolicy == nil && !job.replacesOnlyFailed }

    private mutating func judge(_ pod: Pod) {
        switch job.spec.podFailurePolicy?.verdict(on: pod) ?? .count {
        case .ignore: return ignored.append(pod)
        case .failJob(let message): failJobMessage = failJobMessage ?? message
        case .failIndex: if let index = JobPods.index(of: pod) { failedIndexes.insert(index) }
        case .count: break
        }
        newlyFailed.append(pod)
        if let limit = job.spec.backoffLimitPerIndex, let index = JobPods.index(of: pod), index < completions, failures(ofIndex: index) > limit {
            failedIndexes.insert(index)
        }
    }

    /// How many of the index' pods have failed: each carries the count of those before it.
    func failures(ofIndex index: Int) -> Int {
        pods.filter { JobPods.index(of: $0) == index && ($0.status.phase == "Failed" || ($0.metadata.isBeingDeleted && countsWhileTerminating)) }
            .map { ($0.metadata.annotations[JobPods.indexFailuresKey].flatMap { Int($0) } ?? 0).clampedAdding(1) }.max() ?? 0
    }

    var succeeded: Int {
        job.isIndexed
            ? completed.count
            : (job.status.succeeded ?? 0) + (job.status.uncountedTerminatedPods?.succeeded.count ?? 0) + newlySucceeded.count
    }

    var failed: Int { (job.status.failed ?? 0) + (job.status.uncountedTerminatedPods?.failed.count ?? 0) + newlyFailed.count }

    // MARK: Is it decided?

    struct Decision: Equatable {
        /// SuccessCriteriaMet or FailureTarget.
        var isSuccess: Bool
        var reason: String
        var message: String
    }

    /// Whether the Job has failed or succeeded; nil while it goes on.
    func decision() -> Decision? {
        for (type, isSuccess) in [("FailureTarget", false), ("SuccessCriteriaMet", true)] {
            if let known = job.status.conditions.first(where: { $0.type == type && $0.status == "True" }) {
                return Decision(isSuccess: isSuccess, reason: known.reason ?? "", message: known.message ?? "")
            }
        }
        if let failure = failure() { return failure }
        if job.isIndexed, let rule = matchedSuccessRule() {
            return Decision(isSuccess: true, reason: "SuccessPolicy", message: "Matched rules at index \(rule)")
        }
        if job.spec.completions == nil ? succeeded > 0 && active.isEmpty : succeeded >= completions {
            return Decision(isSuccess: true, reason: "CompletionsReached", message: "Reached expected number of succeeded pods")
        }
        return nil
    }

    private func failure() -> Decision? {
        func failed(_ reason: String, _ message: String) -> Decision { Decision(isSuccess: false, reason: reason, message: message) }
        if let failJobMessage { return failed("PodFailurePolicy", failJobMessage) }
        if job.spec.backoffLimitPerIndex == nil || job.spec.backoffLimit != nil {
            let limit = job.spec.backoffLimit ?? 6
            if self.failed > limit || restarts(exceed: limit) {
                return failed("BackoffLimitExceeded", "Job has reached the specified backoff limit")
            }
        }
        if let left = secondsToDeadline, left <= 0 { return failed("DeadlineExceeded", "Job was active longer than specified deadline") }
        guard job.isIndexed, job.spec.backoffLimitPerIndex != nil else { return nil }
        if let limit = job.spec.maxFailedIndexes, failedIndexes.count > limit {
            return failed("MaxFailedIndexesExceeded", "Job has exceeded the specified maximal number of failed indexes")
        }
        if failedIndexes.count > 0 && failedIndexes.count + completed.count >= completions {
            return failed("FailedIndexes", "Job has failed indexes")
        }
        return nil
    }

    /// With the restart policy OnFailure failures show as restarts.
    private func restarts(exceed limit: Int) -> Bool {
        guard job.spec.template.spec.restartPolicy == "OnFailure" else { return false }
        let restarts = pods.filter { ["Running", "Pending"].contains($0.status.phase ?? "") }
            .flatMap { $0.status.containerStatuses + $0.status.initContainerStatuses }.reduce(0) { $0.clampedAdding(max(0, $1.restartCount)) }
        return limit == 0 ? restarts > 0 : restarts >= limit
    }

    /// Seconds until `activeDeadlineSeconds` have passed; nil without a deadline or before the start.
    var secondsToDeadline: Int? {
        guard let limit = job.spec.activeDeadlineSeconds, let start = job.status.startTime, !job.isSuspended else { return nil }
        return Int(clamping: start.adding(limit).seconds &- now.seconds)
    }

    private func matchedSuccessRule() -> Int? {
        job.spec.successPolicy?.rules.firstIndex { rule in
            if let text = rule.succeededIndexes {
                let wanted = JobIndexes(parsing: text, completions: completions).values
                let met = wanted.intersection(completed.values).count
                return rule.succeededCount.map { met >= $0 } ?? (met == wanted.count)
            }
            return rule.succeededCount.map { completed.count >= $0 } ?? false
        }
    }

    // MARK: How many pods?

    struct Change: Equatable {
        var delete: [String] = []
        var create = 0
        /// The completion indexes of the pods to create, in an indexed Job.
        var indexes: [Int] = []
        /// Seconds to wait before more is created, after failures.
        var wait: Int?
    }

    func change() -> Change {
        var change = Change()
        let parallelism = max(0, job.spec.parallelism ?? 1)
        var wanted = parallelism
        if job.spec.completions != nil {
            wanted = min(parallelism, max(0, completions - succeeded - (job.isIndexed ? failedIndexes.count : 0)))
        } else if succeeded > 0 {
            wanted = min(active.count, parallelism)
        }
        var surplus: [Pod] = []
        var kept = active
        if job.isIndexed {
            // Twice the same index, or one that is not wanted (any more).
            var seen: Set<Int> = []
            kept = []
            for pod in active.sorted(by: { $0.metadata.isOlder(than: $1.metadata) }) {
                if let index = JobPods.index(of: pod), index < completions, !completed.contains(index), !failedIndexes.contains(index),
                    seen.insert(index).inserted
                { kept.append(pod) } else { surplus.append(pod) }
            }
        }
        if kept.count > wanted {
            surplus += PodRanking(now: now).sorted(kept, related: kept).prefix(kept.count - wanted)
        }
        change.delete = surplus.map(\.metadata.uid)
        if !surplus.isEmpty { return change }
        let held = kept.count + (job.replacesOnlyFailed || job.spec.podFailurePolicy != nil ? terminating.count : 0)
        let missing = min(wanted - held, ReplicaController<ReplicaSet>.burst)
        guard missing > 0 else { return change }
        if job.isIndexed {
            let free = freeIndexes(missing, kept)
            change.indexes = free.ready
            change.create = free.ready.count
            change.wait = free.wait
        } else if let wait = backoff(pods), wait > 0 {
            change.wait = wait
        } else {
            change.create = missing
        }
        return change
    }

    private func freeIndexes(_ count: Int, _ kept: [Pod]) -> (ready: [Int], wait: Int?) {
        var taken = Set((kept + (job.replacesOnlyFailed || job.spec.podFailurePolicy != nil ? terminating : [])).compactMap(JobPods.index))
        taken.formUnion(completed.values)
        taken.formUnion(failedIndexes.values)
        var ready: [Int] = []
        var soonest: Int?
        let shared = job.spec.backoffLimitPerIndex == nil ? backoff(pods) ?? 0 : 0
        for index in 0..<completions where ready.count < count && !taken.contains(index) {
            let wait = job.spec.backoffLimitPerIndex == nil ? shared : backoff(pods.filter { JobPods.index(of: $0) == index }) ?? 0
            if wait > 0 { soonest = min(soonest ?? wait, wait) } else { ready.append(index) }
        }
        return (ready, soonest)
    }

    /// Seconds to wait after the failures since the last success: 10, 20, 40, … up to ten minutes after the last one.
    private func backoff(_ pods: [Pod]) -> Int? {
        let lastSuccess = pods.filter { $0.status.phase == "Succeeded" }.compactMap(\.finishTime).max()
        let failures = pods.filter { $0.status.phase == "Failed" && !ignored.map(\.metadata.uid).contains($0.metadata.uid) }
            .compactMap(\.finishTime).filter { failure in lastSuccess.map { failure > $0 } ?? true }
        guard let last = failures.max() else { return nil }
        let delay = min(600, 10 << min(failures.count - 1, 6))
        return max(0, Int(clamping: last.adding(delay).seconds &- now.seconds))
    }
}
