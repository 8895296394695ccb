import ComponentMetrics
import Foundation
import KubernetesAPI
import KubernetesClient

/// cronjob-controller: makes a Job each time a CronJob's schedule says so.
///
/// The rule: take what has finished out of `status.active` and clear old Jobs away; if a scheduled time has passed since the
/// last one, start the latest of those missed as `concurrencyPolicy` and `startingDeadlineSeconds` allow; come back at the next
/// time. A Job's name follows from its scheduled time, so that none is started twice.
final class CronJobController: Controller {
    static let name = "cronjob-controller"
    static let scheduledAnnotation = "batch.kubernetes.io/cronjob-scheduled-timestamp"

    private let context: ControllerContext
    private let recorder: EventRecorder
    private let cronJobs: Informer<CronJob>
    private let jobs: Informer<Job>
    private let queue: WorkQueue<ObjectKey>
    private let skew: Histogram

    init(_ context: ControllerContext) {
        self.context = context
        recorder = context.recorder("cronjob-controller")
        cronJobs = context.informers.informer(for: CronJob.self)
        jobs = context.informers.informer(for: Job.self)
        queue = context.queue()
        skew = context.metrics.histogram(
            "cronjob_controller_job_creation_skew_duration_seconds",
            "Time between when a cronjob is scheduled to be run, and when the corresponding job is created", buckets: Histogram.exponential(1, 2, 10))
        cronJobs.addHandler { [queue] event in queue.add(event.object.key) }
        jobs.addHandler { [queue] event in
            guard let reference = event.object.metadata.controllerRef, reference.kind == "CronJob" else { return }
            queue.add(ObjectKey(namespace: event.object.metadata.namespace, name: reference.name))
        }
    }

    func run() async {
        await context.work(Self.name, on: queue, workers: context.options.concurrentCronJobSyncs) { [self] key in try await reconcile(key) }
    }

    func reconcile(_ key: ObjectKey) async throws {
        guard let cached = cronJobs.get(key.name, namespace: key.namespace) else { return }
        let owned = jobs.list(namespace: key.namespace).filter { $0.metadata.isControlled(by: cached.metadata) }
        var cronJob = cached
        try await settle(&cronJob, owned)
        if !cronJob.metadata.isBeingDeleted && cronJob.spec.suspend != true { try await schedule(&cronJob, owned) }
        if cronJob.status != cached.status {
            do {
                _ = try await context.client.updateStatus(cronJob)
            } catch let error as APIError where error.isNotFound {
                return
            }
        }
    }

    private func tell(_ cronJob: CronJob, _ reason: String, _ message: String, warning: Bool = false) {
        recorder.event(ObjectReference(cronJob), type: warning ? "Warning" : "Normal", reason: reason, message: message)
    }

    // MARK: What has been

    private func settle(_ cronJob: inout CronJob, _ owned: [Job]) async throws {
        for job in owned where job.isFinished && cronJob.status.active.contains(where: { $0.uid == job.metadata.uid }) {
            cronJob.status.active.removeAll { $0.uid == job.metadata.uid }
            let succeeded = job.isTrue("Complete")
            tell(cronJob, "SawCompletedJob", "Saw completed job: \(job.metadata.name), condition: \(succeeded ? "Complete" : "Failed")")
        }
        // One of ours that is not written down yet (we died in between) is found when its time is looked at; these are others'.
        for job in owned where !job.isFinished && job.metadata.annotations[Self.scheduledAnnotation] == nil {
            tell(cronJob, "UnexpectedJob", "Saw a job that the controller did not create or forgot: \(job.metadata.name)", warning: true)
        }
        for job in owned where job.isTrue("Complete") {
            let time = job.status.completionTime
            if let time, cronJob.status.lastSuccessfulTime.map({ $0 < time }) ?? true { cronJob.status.lastSuccessfulTime = time }
        }
        for reference in cronJob.status.active where !owned.contains(where: { $0.metadata.uid == reference.uid }) {
            // The cache may not show it yet.
            do {
                let live = try await context.client.get(Job.self, reference.name ?? "", namespace: cronJob.metadata.namespace)
                if live.metadata.uid == reference.uid { continue }
            } catch let error as APIError where error.isNotFound {
                tell(cronJob, "MissingJob", "Active job went missing: \(reference.name ?? "")")
            }
            cronJob.status.active.removeAll { $0.uid == reference.uid }
        }
        let finished = owned.filter(\.isFinished)
        try await clear(finished.filter { $0.isTrue("Complete") }, keeping: cronJob.spec.successfulJobsHistoryLimit, of: cronJob)
        try await clear(finished.filter { $0.isTrue("Failed") }, keeping: cronJob.spec.failedJobsHistoryLimit, of: cronJob)
    }

    private func clear(_ finished: [Job], keeping limit: Int?, of cronJob: CronJob) async throws {
        guard let limit, limit >= 0, finished.count > limit else { return }
        let ordered = finished.sorted { a, b in
            (a.status.startTime?.seconds ?? .max, a.metadata.name) < (b.status.startTime?.seconds ?? .max, b.metadata.name)
        }
        for job in ordered.prefix(finished.count - limit) { try await delete(ObjectReference(job), of: cronJob) }
    }

    private func delete(_ job: ObjectReference, of cronJob: CronJob) async throws {
        let name = job.name ?? ""
        do {
            try await context.client.delete(
                Job.self, name, namespace: cronJob.metadata.namespace,
                options: DeleteOptions(preconditions: Preconditions(uid: job.uid), propagationPolicy: "Background"))
            tell(cronJob, "SuccessfulDelete", "Deleted job \(name)")
        } catch let error as APIError where error.isNotFound {
            return
        } catch {
            tell(cronJob, "FailedDelete", "Deleted job: \(describe(error))", warning: true)
            throw error
        }
    }

    // MARK: What is due

    private func schedule(_ cronJob: inout CronJob, _ owned: [Job]) async throws {
        guard let zone = zone(of: cronJob), let schedule = readSchedule(of: cronJob, in: zone) else { return }
        let now = context.clock.time
        let missed: MissedRuns
        do {
            missed = try MissedRuns(cronJob, schedule, now: now)
        } catch {
            return tell(cronJob, "InvalidSchedule", "invalid schedule: \(cronJob.spec.schedule) : \(error)", warning: true)
        }
        if missed.count > MissedRuns.many {
            tell(
                cronJob, "TooManyMissedTimes",
                "too many missed start times. Set or decrease .spec.startingDeadlineSeconds or check clock skew", warning: true)
        }
        if let due = missed.latest { try await run(due, &cronJob, owned, zone) }
        if let next = MissedRuns.next(cronJob, schedule, now: now) {
            queue.add(cronJob.key, after: .seconds(max(0, next - now)) + .milliseconds(100))
        }
    }

    private func zone(of cronJob: CronJob) -> TimeZone? {
        guard let name = cronJob.spec.timeZone, !name.isEmpty else { return .gmt }
        if let zone = TimeZone(identifier: name) { return zone }
        tell(cronJob, "UnknownTimeZone", "invalid timeZone: \"\(name)\": unknown time zone \(name)", warning: true)
        return nil
    }

    private func readSchedule(of cronJob: CronJob, in zone: TimeZone) -> CronSchedule? {
        let text = cronJob.spec.schedule
        if text.contains("TZ") {
            tell(
                cronJob, "UnsupportedSchedule",
                "CRON_TZ or TZ used in schedule \"\(text)\" is not officially supported, see https://kubernetes.io/docs/concepts/workloads/controllers/cron-jobs/ for more details",
                warning: true)
        }
        do {
            return try CronSchedule(text, in: zone)
        } catch {
            tell(cronJob, "UnparseableSchedule", "unparseable schedule: \"\(text)\" : \(error)", warning: true)
            return nil
        }
    }

    /// Starts the run of a time that has come, unless it is too late for it or it has been started already.
    private func run(_ due: Time, _ cronJob: inout CronJob, _ owned: [Job], _ zone: TimeZone) async throws {
        if let deadline = cronJob.spec.startingDeadlineSeconds, due.adding(deadline) < context.clock.time {
            return tell(cronJob, "MissSchedule", "Missed scheduled time to start a job: \(due.asRFC1123)", warning: true)
        }
        let name = Self.jobName(cronJob, due)
        if cronJob.status.lastScheduleTime == due || cronJob.status.active.contains(where: { $0.name == name }) { return }
        try await start(due, &cronJob, owned, zone)
    }

    private static func jobName(_ cronJob: CronJob, _ due: Time) -> String { "\(cronJob.metadata.name)-\(due.seconds / 60)" }

    private func start(_ due: Time, _ cronJob: inout CronJob, _ owned: [Job], _ zone: TimeZone) async throws {
        let running = cronJob.status.active
        switch cronJob.spec.concurrencyPolicy {
        case "Forbid" where !running.isEmpty:
            return tell(
                cronJob, "JobAlreadyActive",
                "Not starting job because prior execution is running and concurrency policy is Forbid")
        case "Replace":
            for reference in running { try await delete(reference, of: cronJob) }
            cronJob.status.active = []
        default: break
        }
        var job = Job()
        job.metadata = cronJob.spec.jobTemplate.metadata
        job.metadata.name = Self.jobName(cronJob, due)
        job.metadata.namespace = cronJob.metadata.namespace
        job.metadata.annotations[Self.scheduledAnnotation] = Self.text(due, zone)
        job.metadata.ownerReferences = [.controller(cronJob)]
        job.spec = cronJob.spec.jobTemplate.spec
        do {
            job = try await context.client.create(job)
            skew.observe(Double(max(0, context.clock.time - due)))
            tell(cronJob, "SuccessfulCreate", "Created job \(job.metadata.name)")
        } catch let error as APIError where error.isAlreadyExists {
            job = try await context.client.get(Job.self, job.metadata.name, namespace: job.metadata.namespace)
            // Of that name, but somebody else's: it is theirs to write down.
            guard job.metadata.isControlled(by: cronJob.metadata), !cronJob.status.active.contains(where: { $0.uid == job.metadata.uid }) else { return }
        } catch let error as APIError where error.isNamespaceTerminating {
            return
        } catch {
            tell(cronJob, "FailedCreate", "Error creating job: \(describe(error))", warning: true)
            throw error
        }
        if !job.isFinished { cronJob.status.active.append(ObjectReference(job)) }
        cronJob.status.lastScheduleTime = due
    }

    /// The time by the clocks of the zone, as RFC 3339.
    private static func text(_ time: Time, _ zone: TimeZone) -> String {
        let offset = zone.secondsFromGMT(for: Date(timeIntervalSince1970: Double(time.seconds)))
        if offset == 0 { return "\(time)" }
        func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
        return "\(time.adding(offset))".dropLast() + "\(offset < 0 ? "-" : "+")\(two(abs(offset) / 3600)):\(two(abs(offset) / 60 % 60))"
    }
}

extension Time {
    /// As mail has it: `Sat, 21 Nov 2026 18:25:00 +0000`.
    var asRFC1123: String {
        let parts = "\(self)".split(whereSeparator: { "-T:Z".contains($0) })
        guard parts.count >= 6, let month = Int(parts[1]), (1...12).contains(month) else { return "\(self)" }
        let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
        let days = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"]
        let day = Int(((seconds / 86400) % 7 + 7) % 7)
        return "\(days[day]), \(parts[2]) \(months[month - 1]) \(parts[0]) \(parts[3]):\(parts[4]):\(parts[5]) +0000"
    }
}
