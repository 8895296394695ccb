import ComponentMetrics
import KubernetesAPI
import KubernetesClient

/// What /metrics shows of Jobs.
final class JobMetrics: Sendable {
    /// What a pass did, as the label `action` says it.
    enum Action: String, Sendable {
        /// It waits to see what an earlier pass has done, or the Job is decided.
        case reconciling
        /// The Job has the pods that it needs.
        case tracking
        case created = "pods_created"
        case deleted = "pods_deleted"
    }

    private let syncSeconds: Histogram
    private let syncs: Counter
    private let finished: Counter
    private let external: Counter
    private let podsFinished: Counter
    private let byPolicy: Counter
    private let trackedEnds: Counter
    private let indexes: Counter
    private let creations: Counter

    init(_ registry: MetricRegistry) {
        let prefix = "job_controller_"
        syncSeconds = registry.histogram(
            prefix + "job_sync_duration_seconds", "The time it took to sync a job", ["completion_mode", "result", "action"],
            buckets: Histogram.exponential(0.004, 2, 15))
        syncs = registry.counter(prefix + "job_syncs_total", "The number of job syncs", ["completion_mode", "result", "action"])
        finished = registry.counter(prefix + "jobs_finished_total", "The number of finished jobs", ["completion_mode", "result", "reason"])
        external = registry.counter(
            prefix + "jobs_by_external_controller_total", "The number of Jobs managed by an external controller", ["controller_name"])
        podsFinished = registry.counter(
            prefix + "job_pods_finished_total", "The number of finished Pods that are fully tracked", ["completion_mode", "result"])
        byPolicy = registry.counter(
            prefix + "pod_failures_handled_by_failure_policy_total",
            "The number of failed Pods handled by failure policy with respect to the failure policy action applied based on the matched rule.",
            ["action"])
        trackedEnds = registry.counter(
            prefix + "terminated_pods_tracking_finalizer_total",
            "The number of terminated pods (phase=Failed|Succeeded) that have the finalizer batch.kubernetes.io/job-tracking. The event label can be \"add\" or \"delete\".",
            ["event"])
        indexes = registry.counter(prefix + "job_finished_indexes_total", "The number of finished indexes.", ["status", "backoffLimit"])
        creations = registry.counter(
            prefix + "job_pods_creation_total", "The number of Pods created by the Job controller labelled with a reason for the Pod creation.",
            ["reason", "status"])
    }

    private static func mode(_ job: Job) -> String { job.isIndexed ? "Indexed" : "NonIndexed" }

    /// A pass over a Job that was not finished before.
    func synced(_ job: Job, _ action: Action, succeeded: Bool, took: Duration) {
        let result = succeeded ? "success" : "error"
        syncs.add(1, Self.mode(job), result, action.rawValue)
        syncSeconds.observe(took.inSeconds, Self.mode(job), result, action.rawValue)
    }

    func ended(_ job: Job, succeeded: Bool, reason: String) {
        finished.add(1, Self.mode(job), succeeded ? "succeeded" : "failed", reason)
    }

    /// A Job was seen for the first time.
    func appeared(_ job: Job) {
        if job.isManagedElsewhere, let manager = job.spec.managedBy { external.add(1, manager) }
    }

    /// What was counted of a Job's pods, and for good: its status before and after.
    func counted(_ job: Job, from old: JobStatus) {
        func add(_ counter: Counter, _ new: Int, _ old: Int, _ labels: String...) { if new > old { counter.series(labels).add(Double(new - old)) } }
        let mode = Self.mode(job), completions = job.spec.completions ?? 0
        add(podsFinished, job.status.succeeded ?? 0, old.succeeded ?? 0, mode, "succeeded")
        add(podsFinished, job.status.failed ?? 0, old.failed ?? 0, mode, "failed")
        guard job.isIndexed else { return }
        func size(_ text: String?) -> Int { JobIndexes(parsing: text, completions: completions).count }
        let limit = job.spec.backoffLimitPerIndex == nil ? "global" : "perIndex"
        add(indexes, size(job.status.completedIndexes), size(old.completedIndexes), "succeeded", limit)
        add(indexes, size(job.status.failedIndexes), size(old.failedIndexes), "failed", limit)
    }

    /// Failed pods that were counted, or ignored, now: what the failure policy said of them.
    func judged(_ pods: [Pod], by policy: PodFailurePolicy?) {
        guard let policy else { return }
        for pod in pods { if let action = policy.action(on: pod) { byPolicy.add(1, action) } }
    }

    /// A pod changed: ends of pods that nobody has counted yet come and go.
    func changed(_ event: InformerEvent<Pod>) {
        func waits(_ pod: Pod) -> Bool { pod.isTerminal && pod.isTracked }
        let before: Bool, after: Bool
        switch event {
        case .added(let pod): (before, after) = (false, waits(pod))
        case .updated(let old, let new): (before, after) = (waits(old), waits(new))
        case .deleted(let pod): (before, after) = (waits(pod), false)
        }
        if before != after { trackedEnds.add(1, after ? "add" : "delete") }
    }

    func created(_ job: Job, _ pass: JobPass, successes: Int, failures: Int) {
        let reason: String
        if job.spec.podReplacementPolicy == "Failed" && pass.failed > 0 {
            reason = "recreate_failed"
        } else {
            reason = pass.failed > 0 || !pass.terminating.isEmpty ? "recreate_terminating_or_failed" : "new"
        }
        if successes > 0 { creations.add(successes, reason, "succeeded") }
        if failures > 0 { creations.add(failures, reason, "failed") }
    }
}
