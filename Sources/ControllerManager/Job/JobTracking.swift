import KubernetesAPI
import KubernetesClient

/// Counts ended pods exactly once, whatever fails in between.
///
/// First their uids go into `status.uncountedTerminatedPods`; then their finalizers come off; then uids move into the
/// counters. A uid in the list whose pod has no finalizer left has been through the first two steps and only needs the third.
struct JobTracking: Sendable {
    static let batch = 500

    let client: Client
    /// Takes the finalizer off all of these pods, or throws.
    let release: @Sendable ([Pod]) async throws -> Void
    let metrics: JobMetrics

    /// Takes the pass's newly ended pods through all three steps, and returns the Job as it then is.
    func count(_ job: Job, _ pass: JobPass) async throws -> Job {
        var job = job
        let tracked = Set(pass.pods.filter(\.isTracked).map(\.metadata.uid))
        Self.settle(&job.status, stillTracked: tracked)
        var uncounted = job.status.uncountedTerminatedPods ?? .init()
        let held = pass.decision() == nil ? pass.held : []
        let failed = pass.newlyFailed.lazy.filter { !held.contains($0.metadata.uid) }.prefix(Self.batch)
        var ended = Array(failed) + pass.ignored.filter { !held.contains($0.metadata.uid) }
        uncounted.failed += failed.map(\.metadata.uid)
        if job.isIndexed {
            // The index says that it was counted.
            ended += pass.newlySucceeded
            job.status.completedIndexes = pass.completed.count == 0 ? nil : "\(pass.completed)"
            job.status.succeeded = pass.completed.count.nonZero
            if job.spec.backoffLimitPerIndex != nil { job.status.failedIndexes = "\(pass.failedIndexes)" }
        } else {
            let succeeded = pass.newlySucceeded.prefix(Self.batch)
            uncounted.succeeded += succeeded.map(\.metadata.uid)
            ended += succeeded
        }
        job.status.uncountedTerminatedPods = uncounted
        let listed = Set(uncounted.succeeded + uncounted.failed)
        let waiting = pass.pods.filter { $0.isTracked && listed.contains($0.metadata.uid) }
        if job.status != pass.job.status { job = try await client.updateStatus(job) }
        let inHand = Set(ended.map(\.metadata.uid))
        let all = ended + waiting.filter { !inHand.contains($0.metadata.uid) }
        if all.isEmpty { return job }
        // Should this fail half-way, the list in the status makes the next pass find out.
        try await release(all)
        metrics.judged(ended.filter { $0.hasFailed(in: job) }, by: job.spec.podFailurePolicy)
        Self.settle(&job.status, stillTracked: tracked.subtracting(all.map(\.metadata.uid)))
        return try await client.updateStatus(job)
    }

    /// Moves uids whose pods are free into the counters.
    static func settle(_ status: inout JobStatus, stillTracked: Set<String>) {
        var uncounted = status.uncountedTerminatedPods ?? .init()
        let succeeded = uncounted.succeeded.count { !stillTracked.contains($0) }
        let failed = uncounted.failed.count { !stillTracked.contains($0) }
        uncounted.succeeded.removeAll { !stillTracked.contains($0) }
        uncounted.failed.removeAll { !stillTracked.contains($0) }
        status.succeeded = (status.succeeded ?? 0).clampedAdding(succeeded).nonZero
        status.failed = (status.failed ?? 0).clampedAdding(failed).nonZero
        status.uncountedTerminatedPods = uncounted
    }
}
