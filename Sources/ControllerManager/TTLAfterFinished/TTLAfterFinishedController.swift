import ComponentMetrics
import KubernetesAPI
import KubernetesClient

/// ttl-after-finished-controller: deletes a finished Job when its `ttlSecondsAfterFinished` have passed.
final class TTLAfterFinishedController: Controller {
    static let name = "ttl-after-finished-controller"

    private let context: ControllerContext
    private let jobs: Informer<Job>
    private let queue: WorkQueue<ObjectKey>
    private let latency: Histogram

    init(_ context: ControllerContext) {
        self.context = context
        jobs = context.informers.informer(for: Job.self)
        queue = context.queue()
        latency = context.metrics.histogram(
            "ttl_after_finished_controller_job_deletion_duration_seconds", "The time it took to delete the job since it became eligible for deletion",
            buckets: Histogram.exponential(0.1, 2, 14))
        jobs.addHandler { [queue] event in
            if case .deleted = event { return }
            if event.object.spec.ttlSecondsAfterFinished != nil && event.object.isFinished { queue.add(event.object.key) }
        }
    }

    func run() async {
        await context.work(Self.name, on: queue, workers: context.options.concurrentTTLSyncs) { [self] key in try await reconcile(key) }
    }

    func reconcile(_ key: ObjectKey) async throws {
        guard let cached = jobs.get(key.name, namespace: key.namespace), let wait = secondsLeft(cached) else { return }
        if wait > 0 { return queue.add(key, after: .seconds(wait)) }
        do {
            // The time may have been made longer since.
            let live = try await context.client.get(Job.self, key.name, namespace: key.namespace)
            guard live.metadata.uid == cached.metadata.uid, let left = secondsLeft(live) else { return }
            if left > 0 { return queue.add(key, after: .seconds(left)) }
            try await context.client.delete(
                Job.self, key.name, namespace: key.namespace,
                options: DeleteOptions(
                    preconditions: Preconditions(uid: live.metadata.uid, resourceVersion: live.metadata.resourceVersion),
                    propagationPolicy: "Foreground"))
            if let due = due(live) { latency.observe(Double(max(0, context.clock.time - due))) }
        } catch let error as APIError where error.isNotFound {
            return
        }
    }

    /// Nil if the Job is not to be deleted at all.
    private func secondsLeft(_ job: Job) -> Int? { due(job).map { max(0, $0 - context.clock.time) } }

    /// When the Job is to be deleted; nil for never.
    private func due(_ job: Job) -> Time? {
        guard let ttl = job.spec.ttlSecondsAfterFinished, job.isFinished, !job.metadata.isBeingDeleted,
            let end = job.status.conditions.first(where: { ($0.type == "Complete" || $0.type == "Failed") && $0.status == "True" })?
                .lastTransitionTime
        else { return nil }
        return end.adding(ttl)
    }
}
