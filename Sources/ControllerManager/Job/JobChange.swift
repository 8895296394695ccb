import KubernetesAPI
import KubernetesClient

/// What a pass has to do to the Job's pods.
struct JobChange: Equatable {
    /// The uids of active pods that are too many.
    var delete: [String] = []
    var create = 0
    /// The completion indexes of the pods to create, in an indexed Job.
    var indexes: [Int] = []
    /// Seconds to wait before more is created, after failures.
    var wait: Int?
}

extension JobPass {
    /// At most so many pods are made or deleted in one pass.
    static var burst: Int { 500 }

    /// As many pods as there are completions left, `parallelism` at most; either pods are deleted or made, not both.
    func change() -> JobChange {
        var change = JobChange()
        let (kept, strays) = sortedOut()
        let wanted = wantedPods
        let surplus = strays + PodRanking(now: now).sorted(kept, related: kept).prefix(max(0, kept.count - wanted))
        if !surplus.isEmpty {
            change.delete = surplus.prefix(Self.burst).map(\.metadata.uid)
            return change
        }
        let missing = min(wanted - kept.count - (job.replacesOnlyEnded ? terminating.count : 0), Self.burst)
        guard missing > 0 else { return change }
        if job.spec.backoffLimitPerIndex == nil {
            let wait = backoff.secondsLeft(now: now)
            if wait > 0 {
                change.wait = wait
                return change
            }
        }
        change.create = missing
        guard job.isIndexed else { return change }
        (change.indexes, change.wait) = freeIndexes(missing, kept)
        change.create = change.indexes.count
        return change
    }

    private var wantedPods: Int {
        let parallelism = max(0, job.spec.parallelism ?? 1)
        if job.spec.completions == nil { return succeeded > 0 ? min(active.count, parallelism) : parallelism }
        return min(parallelism, max(0, completions - succeeded - (job.isIndexed ? failedIndexes.count : 0)))
    }

    /// In an indexed Job: those that share an index with another pod, or have one that is not wanted (any more), apart.
    private func sortedOut() -> (kept: [Pod], strays: [Pod]) {
        guard job.isIndexed else { return (active, []) }
        var seen: Set<Int> = []
        var kept: [Pod] = []
        var strays: [Pod] = []
        for pod in active.sorted(by: { $0.metadata.isOlder(than: $1.metadata) }) {
            if let index = index(of: pod), !completed.contains(index), !failedIndexes.contains(index), seen.insert(index).inserted {
                kept.append(pod)
            } else {
                strays.append(pod)
            }
        }
        return (kept, strays)
    }

    /// The first indexes that have no pod and need one; those that have just failed wait, each for itself.
    private func freeIndexes(_ count: Int, _ kept: [Pod]) -> (ready: [Int], wait: Int?) {
        let taken = Set((kept + (job.replacesOnlyEnded ? terminating : [])).compactMap(index))
        var ready: [Int] = []
        var soonest: Int?
        var index = 0
        while index < completions && ready.count < count {
            defer { index += 1 }
            if taken.contains(index) || completed.contains(index) || failedIndexes.contains(index) { continue }
            let wait = secondsToRetry(index)
            if wait > 0 { soonest = min(soonest ?? wait, wait) } else { ready.append(index) }
        }
        return (ready, soonest)
    }

    private func secondsToRetry(_ index: Int) -> Int {
        guard let pod = lastFailed[index] else { return 0 }
        return JobBackoff.secondsLeft(failures: IndexFailures(of: pod).all.clampedAdding(1), last: pod.finishTime(now: now), now: now)
    }

    /// The failures that the next pod of the index starts with.
    func failures(before index: Int) -> IndexFailures {
        guard let pod = lastFailed[index] else { return IndexFailures() }
        var failures = IndexFailures(of: pod)
        if job.spec.podFailurePolicy?.verdict(on: pod) == .ignore {
            failures.ignored = failures.ignored.clampedAdding(1)
        } else {
            failures.counted = failures.counted.clampedAdding(1)
        }
        return failures
    }
}

/// How often the pods of an index have failed before this one, as its annotations say.
struct IndexFailures: Equatable, Sendable {
    static let countedKey = "batch.kubernetes.io/job-index-failure-count"
    static let ignoredKey = "batch.kubernetes.io/job-index-ignored-failure-count"

    var counted = 0
    /// Failures that the failure policy ignores; they make the next pod wait all the same.
    var ignored = 0
    var all: Int { counted.clampedAdding(ignored) }

    init() {}

    init(of pod: Pod) {
        counted = max(0, pod.metadata.annotations[Self.countedKey].flatMap { Int($0) } ?? 0)
        ignored = max(0, pod.metadata.annotations[Self.ignoredKey].flatMap { Int($0) } ?? 0)
    }
}
