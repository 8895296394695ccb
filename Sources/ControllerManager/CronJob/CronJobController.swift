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
    /// More missed times than this are worth a warning.
    static let manyMissed = 100

    private let context: ControllerContext
    private let recorder: EventRecorder
    private let cronJobs: Informer<CronJob>
    private let jobs: Informer<Job>
    private let queue: WorkQueue<ObjectKey>

    init(_ context: ControllerContext) {
        self.context = context
        recorder = context.recorder("cronjob-controller")
        cronJobs = context.informers.informer(for: CronJob.self)
        jobs = context.informers.informer(for: Job.self)
        queue = context.queue()
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
        for job in ordered.prefix(finished.count - limit) { try await delete(job, of: cronJob) }
    }

    private func delete(_ job: Job, of cronJob: CronJob) async throws {
        do {
            try await context.client.delete(
                Job.self, job.metadata.name, namespace: job.metadata.namespace,
                options: DeleteOptions(preconditions: Preconditions(uid: job.metadata.uid), propagationPolicy: "Background"))
            tell(cronJob, "SuccessfulDelete", "Deleted job \(job.metadata.name)")
        } catch let error as APIError where error.isNotFound {
            return
        }
    }

    // MARK: What is due

    private func schedule(_ cronJob: inout CronJob, _ owned: [Job]) async throws {
        let zone: TimeZone
        if let name = cronJob.spec.timeZone, !name.isEmpty {
            guard let known = TimeZone(identifier: name) else {
                return tell(cronJob, "UnknownTimeZone", "invalid timeZone: \"\(name)\": unknown time zone \(name)", warning: true)
            }
            zone = known
        } else {
            zone = TimeZone(secondsFromGMT: 0) ?? .current
        }
        let schedule: CronSchedule
        do {
            schedule = try CronSchedule(cronJob.spec.schedule)
        } catch {
            return tell(
                cronJob, "UnparseableSchedule", "unparseable schedule: \"\(cronJob.spec.schedule)\" : \(error)", warning: true)
        }
        let now = context.clock.time
        if let next = schedule.next(after: now, in: zone) { queue.add(cronJob.key, after: .seconds(next - now) + .milliseconds(100)) }
        let missed = Self.missed(cronJob, schedule, zone, now: now)
        if missed.isMany {
            tell(
                cronJob, "TooManyMissedTimes",
                "too many missed start times. Set or decrease .spec.startingDeadlineSeconds or check clock skew", warning: true)
        }
        guard let due = missed.latest else { return }
        if let deadline = cronJob.spec.startingDeadlineSeconds, due.adding(deadline) < now {
            return tell(cronJob, "MissSchedule", "Missed scheduled time to start a job: \(due)", warning: true)
        }
        try await start(due, &cronJob, owned, zone)
    }

    /// The latest time that has come since the last start, and whether suspiciously many have.
    static func missed(_ cronJob: CronJob, _ schedule: CronSchedule, _ zone: TimeZone, now: Time) -> (latest: Time?, isMany: Bool) {
        var since = cronJob.status.lastScheduleTime ?? cronJob.metadata.creationTimestamp ?? now
        if let deadline = cronJob.spec.startingDeadlineSeconds { since = max(since, now.adding(-deadline)) }
        var latest: Time?
        var count = 0
        var cursor = since
        while let next = schedule.next(after: cursor, in: zone), next <= now {
            latest = next
            count += 1
            cursor = next
            if count > manyMissed {
                // Far behind: look only at the end of the time that has passed.
                guard let step = schedule.next(after: next, in: zone) else { break }
                let period = max(60, step - next)
                cursor = max(cursor, now.adding(-2 * period - 60))
            }
            if count > 2 * manyMissed { break }
        }
        return (latest, count > manyMissed)
    }

    private func start(_ due: Time, _ cronJob: inout CronJob, _ owned: [Job], _ zone: TimeZone) async throws {
        let running = cronJob.status.active
        switch cronJob.spec.concurrencyPolicy {
        case "Forbid" where !running.isEmpty:
            return tell(
                cronJob, "JobAlreadyActive",
                "Not starting job because prior execution is running and concurrency policy is Forbid")
        case "Replace":
            for job in owned where running.contains(where: { $0.uid == job.metadata.uid }) { try await delete(job, of: cronJob) }
            cronJob.status.active = []
        default: break
        }
        var job = Job()
        job.metadata = cronJob.spec.jobTemplate.metadata
        job.metadata.name = "\(cronJob.metadata.name.prefix(52))-\(due.seconds / 60)"
        job.metadata.namespace = cronJob.metadata.namespace
        job.metadata.annotations[Self.scheduledAnnotation] = Self.text(due, zone)
        job.metadata.ownerReferences = [.controller(cronJob)]
        job.spec = cronJob.spec.jobTemplate.spec
        do {
            job = try await context.client.create(job)
            tell(cronJob, "SuccessfulCreate", "Created job \(job.metadata.name)")
        } catch let error as APIError where error.isAlreadyExists {
            job = try await context.client.get(Job.self, job.metadata.name, namespace: job.metadata.namespace)
            guard job.metadata.isControlled(by: cronJob.metadata) else { throw error }
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
