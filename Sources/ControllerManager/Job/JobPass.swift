import KubernetesAPI
import KubernetesClient

/// One look at a Job and its pods: what has ended, and whether the Job is decided. (How many pods it should have:
/// JobChange.swift.)
///
/// Ended pods keep the finalizer job-tracking until they have been counted, so that none is counted twice or forgotten.
struct JobPass {
    let job: Job
    let now: Time
    let pods: [Pod]
    let completions: Int

    /// Pods that run, or may yet.
    let active: [Pod]
    /// Pods that are being deleted and have not ended yet.
    let terminating: [Pod]
    /// Pods that have ended and are not in any count yet.
    private(set) var newlySucceeded: [Pod] = []
    private(set) var newlyFailed: [Pod] = []
    /// Ended as well, but by the failure policy as if they had not been.
    private(set) var ignored: [Pod] = []
    private(set) var completed: JobIndexes
    private(set) var failedIndexes: JobIndexes
    private(set) var failJobMessage: String?
    /// How the Job's failures stand with those of this pass.
    private(set) var backoff: JobBackoff
    /// With a limit per index: the last pod to have failed of each index that nothing replaces yet. It stays uncounted, for
    /// its annotations are what the next pod of the index counts on from.
    private(set) var lastFailed: [Int: Pod] = [:]

    /// - Parameter backoff: How failures stood before; nil to take that from the pods which are still there.
    init(_ job: Job, pods: [Pod], now: Time, backoff: JobBackoff? = nil) {
        self.job = job
        self.now = now
        self.pods = pods
        completions = job.spec.completions ?? 0
        active = pods.filter(\.isActive)
        terminating = pods.filter { !$0.isTerminal && $0.metadata.isBeingDeleted }
        completed = JobIndexes(parsing: job.status.completedIndexes, completions: completions)
        failedIndexes = JobIndexes(parsing: job.status.failedIndexes, completions: completions)
        self.backoff = backoff ?? Self.history(of: pods, in: job, now: now)
        sort()
        if job.spec.backoffLimitPerIndex != nil { holdLastFailures() }
    }

    private static func history(of pods: [Pod], in job: Job, now: Time) -> JobBackoff {
        let counted = pods.filter { !$0.isTracked }
        return JobBackoff().after(
            succeeded: counted.filter { $0.status.phase == "Succeeded" }.map { $0.finishTime(now: now) },
            failed: counted.filter { $0.hasFailed(in: job) }.map { $0.finishTime(now: now) })
    }

    private mutating func sort() {
        let known = Set((job.status.uncountedTerminatedPods?.succeeded ?? []) + (job.status.uncountedTerminatedPods?.failed ?? []))
        for pod in pods where pod.isTracked && !known.contains(pod.metadata.uid) {
            if pod.status.phase == "Succeeded" {
                newlySucceeded.append(pod)
            } else if pod.hasFailed(in: job) {
                judge(pod)
            }
        }
        backoff = backoff.after(
            succeeded: newlySucceeded.map { $0.finishTime(now: now) }, failed: (newlyFailed + ignored).map { $0.finishTime(now: now) })
        guard job.isIndexed else { return }
        completed.formUnion(newlySucceeded.compactMap(index))
        failedIndexes = JobIndexes(failedIndexes.values.subtracting(completed.values))
    }

    private mutating func judge(_ pod: Pod) {
        let verdict = job.spec.podFailurePolicy?.verdict(on: pod) ?? .count
        // A pod of an index that the Job no longer has counts for nothing.
        if verdict == .ignore || (job.isIndexed && index(of: pod) == nil) { return ignored.append(pod) }
        if case .failJob(let message) = verdict { failJobMessage = failJobMessage ?? message }
        newlyFailed.append(pod)
        guard let limit = job.spec.backoffLimitPerIndex, let index = index(of: pod) else { return }
        if verdict == .failIndex || IndexFailures(of: pod).counted >= limit { failedIndexes.insert(index) }
    }

    /// The completion index of the pod, if the Job has it.
    func index(of pod: Pod) -> Int? { JobPods.index(of: pod).flatMap { $0 < completions ? $0 : nil } }

    private mutating func holdLastFailures() {
        let running = Set(active.compactMap(index))
        for pod in pods where pod.isTracked && pod.hasFailed(in: job) {
            guard let index = index(of: pod), !running.contains(index), !completed.contains(index), !failedIndexes.contains(index) else {
                continue
            }
            if let other = lastFailed[index] {
                let (mine, its) = (IndexFailures(of: pod).all, IndexFailures(of: other).all)
                guard mine > its || (mine == its && pod.finishTime(now: now) >= other.finishTime(now: now)) else { continue }
            }
            lastFailed[index] = pod
        }
    }

    /// Pods that wait uncounted until another one has taken their place.
    var held: Set<String> { job.metadata.isBeingDeleted ? [] : Set(lastFailed.values.map(\.metadata.uid)) }

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
        for (type, isSuccess) in [("SuccessCriteriaMet", true), ("FailureTarget", false)] {
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
        let limit = job.spec.backoffLimit ?? (job.spec.backoffLimitPerIndex == nil ? 6 : Int(Int32.max))
        if self.failed > limit || restarts(exceed: limit) {
            return failed("BackoffLimitExceeded", "Job has reached the specified backoff limit")
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
}
