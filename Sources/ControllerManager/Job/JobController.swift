import KubernetesAPI
import KubernetesClient
import Synchronization

/// job-controller: runs pods until enough of them have succeeded.
///
/// The rule: count the pods that have ended (``JobTracking``); decide whether the Job has succeeded or failed (``JobPass``); a Job
/// that is decided or suspended loses the pods that still run, any other gets as many as it lacks (``JobChange``). What is decided is
/// said at once (SuccessCriteriaMet, FailureTarget); that the Job is over (Complete, Failed) when its last pod is.
final class JobController: Controller {
    static let name = "job-controller"

    let context: ControllerContext
    let recorder: EventRecorder
    private let control: PodControl
    private let jobs: Informer<Job>
    private let queue: WorkQueue<ObjectKey>
    private let expectations: Expectations
    private let finalizers: JobFinalizers
    private let metrics: JobMetrics
    /// How the failures of each Job stand, by its uid.
    private let backoffs = Mutex<[String: JobBackoff]>([:])

    init(_ context: ControllerContext) {
        self.context = context
        recorder = context.recorder("job-controller")
        control = PodControl(client: context.client, recorder: recorder)
        jobs = context.informers.informer(for: Job.self)
        queue = context.queue()
        expectations = Expectations(clock: context.clock)
        finalizers = JobFinalizers(context, jobs: jobs)
        metrics = JobMetrics(context.metrics)
        watch()
    }

    func run() async {
        async let orphans: Void = finalizers.run()
        await context.work(Self.name, on: queue, workers: context.options.concurrentJobSyncs) { [self] key in try await reconcile(key) }
        await orphans
    }

    private func watch() {
        jobs.addHandler { [self] event in
            if case .added(let job) = event { metrics.appeared(job) }
            if case .deleted(let job) = event {
                expectations.forget(job.key)
                _ = backoffs.withLock { $0.removeValue(forKey: job.metadata.uid) }
            }
            queue.add(event.object.key)
        }
        context.pods.addHandler { [self] event in
            let pod = event.object
            metrics.changed(event)
            guard let reference = pod.metadata.controllerRef, reference.kind == "Job" else {
                if pod.metadata.controllerRef == nil { enqueueWhoeverMatches(pod) }
                if case .updated(let old, _) = event, let reference = old.metadata.controllerRef, reference.kind == "Job" {
                    queue.add(ObjectKey(namespace: pod.metadata.namespace, name: reference.name))
                }
                return
            }
            let key = ObjectKey(namespace: pod.metadata.namespace, name: reference.name)
            switch event {
            case .added where !pod.metadata.isBeingDeleted: expectations.creationObserved(key)
            case .deleted: expectations.deletionObserved(of: pod.metadata.uid, for: key)
            default: if pod.metadata.isBeingDeleted { expectations.deletionObserved(of: pod.metadata.uid, for: key) }
            }
            queue.add(key)
        }
    }

    private func enqueueWhoeverMatches(_ pod: Pod) {
        for job in jobs.list(namespace: pod.metadata.namespace) where job.spec.selector?.matches(pod.metadata.labels) == true { queue.add(job.key) }
    }

    // MARK: The rule

    func reconcile(_ key: ObjectKey) async throws {
        guard let job = jobs.get(key.name, namespace: key.namespace) else { return expectations.forget(key) }
        guard !job.isManagedElsewhere, let selector = job.spec.selector else { return }
        let isCurrent = expectations.isSatisfied(key)
        var refs = ControllerRefManager(client: context.client, owner: job, matches: { selector.matches($0) })
        refs.finalizers = [JobPods.finalizer]
        let pods = finalizers.asReleased(
            try await refs.claim(context.pods.candidates(controllerUID: job.metadata.uid, namespace: key.namespace)))
        if job.isFinished { return try await finalizers.release(pods.filter(\.isTracked)) }

        let before = backoffs.withLock { $0[job.metadata.uid] }
        let pass = JobPass(job, pods: pods, now: context.clock.time, backoff: before)
        let began = context.clock.monotonic
        var tally = Tally(pass)
        do {
            try await work(job, pass, isCurrent: isCurrent, &tally)
        } catch {
            metrics.synced(job, tally.action, succeeded: false, took: context.clock.monotonic - began)
            throw error
        }
        metrics.synced(job, tally.action, succeeded: true, took: context.clock.monotonic - began)
    }

    private func work(_ job: Job, _ pass: JobPass, isCurrent: Bool, _ tally: inout Tally) async throws {
        let (key, pods) = (job.key, pass.pods)
        let decision = pass.decision()
        do {
            if decision != nil {
                try await delete(pass.active, of: job, &tally)
            } else if isCurrent && !job.metadata.isBeingDeleted {
                try await adjust(job, pass, &tally)
            }
        } catch {
            tally.failure = error
        }
        var updated = job
        updated.status = status(of: job, tally, mayTurn: isCurrent && decision == nil && !job.metadata.isBeingDeleted)
        try await conclude(updated, pass, decision, mayEnd: isCurrent)
        backoffs.withLock { $0[job.metadata.uid] = pass.backoff }
        // The last pods of a Job that is going away are held by nothing.
        if job.metadata.isBeingDeleted { try await finalizers.release(finalizers.asReleased(pods).filter(\.isTracked)) }
        if let left = pass.secondsToDeadline, decision == nil { queue.add(key, after: .seconds(max(1, left))) }
        if let failure = tally.failure { throw failure }
    }

    /// How many pods there are after what this pass has done.
    private struct Tally {
        var active: Int
        var ready: Int
        var terminating: Int
        var failure: (any Error)?
        var action = JobMetrics.Action.reconciling

        init(_ pass: JobPass) {
            active = pass.active.count
            ready = pass.active.count(where: \.isReady)
            terminating = pass.terminating.count
        }
    }

    /// The numbers, and whether the Job is suspended. A Job's clock starts when it is first seen, and again when it is resumed.
    private func status(of job: Job, _ tally: Tally, mayTurn: Bool) -> JobStatus {
        var status = job.status
        let now = context.clock.time
        status.active = tally.active.nonZero
        status.ready = tally.ready
        status.terminating = tally.terminating
        if status.startTime == nil && !job.isSuspended { status.startTime = now }
        guard mayTurn else { return status }
        if job.isSuspended {
            if status.set("Suspended", true, reason: "JobSuspended", message: "Job suspended", now: now) {
                recorder.event(ObjectReference(job), type: "Normal", reason: "Suspended", message: "Job suspended")
            }
            status.startTime = nil
        } else if status.set("Suspended", false, reason: "JobResumed", message: "Job resumed", now: now) {
            recorder.event(ObjectReference(job), type: "Normal", reason: "Resumed", message: "Job resumed")
            status.startTime = now
        }
        return status
    }

    private func adjust(_ job: Job, _ pass: JobPass, _ tally: inout Tally) async throws {
        if job.isSuspended {
            tally.action = .deleted
            return try await delete(pass.active, of: job, &tally)
        }
        tally.action = .tracking
        let change = pass.change()
        if let wait = change.wait { queue.add(job.key, after: .seconds(wait)) }
        if !change.delete.isEmpty {
            tally.action = .deleted
            let victims = Set(change.delete)
            return try await delete(pass.active.filter { victims.contains($0.metadata.uid) }, of: job, &tally)
        }
        guard change.create > 0 else { return }
        tally.action = .created
        let made = job.isIndexed
            ? change.indexes.map { JobPods.pod(job, index: $0, failures: pass.failures(before: $0)) }
            : Array(repeating: JobPods.pod(job), count: change.create)
        expectations.expectCreations(made.count, for: job.key)
        let result = await slowStart(made.count) { [control] index in try await control.create(made[index], for: job) }
        expectations.creationObserved(job.key, count: made.count - result.successes)
        tally.active += result.successes
        metrics.created(job, pass, successes: result.successes, failures: result.error == nil ? 0 : 1)
        if let error = result.error, (error as? APIError)?.isNamespaceTerminating != true { throw error }
    }

    private func delete(_ pods: [Pod], of job: Job, _ tally: inout Tally) async throws {
        if pods.isEmpty { return }
        expectations.expectDeletions(of: pods.map(\.metadata.uid), for: job.key)
        let result = await atOnce(0..<pods.count) { [control, expectations] index in
            do {
                try await control.delete(pods[index].metadata.name, namespace: pods[index].metadata.namespace, for: job)
            } catch {
                expectations.deletionObserved(of: pods[index].metadata.uid, for: job.key)
                throw error
            }
        }
        tally.active -= result.successes
        tally.terminating += result.successes
        if result.error == nil { tally.ready -= pods.count(where: \.isReady) }
        if let error = result.error { throw error }
    }

    // MARK: Counting and ending

    private func conclude(_ job: Job, _ pass: JobPass, _ decision: JobPass.Decision?, mayEnd: Bool) async throws {
        let now = context.clock.time
        var updated = job
        if let decision {
            updated.status.set(
                decision.isSuccess ? "SuccessCriteriaMet" : "FailureTarget", true, reason: decision.reason, message: decision.message, now: now)
        }
        updated = try await JobTracking(client: context.client, release: finalizers.release, metrics: metrics).count(updated, pass)
        metrics.counted(updated, from: job.status)
        guard mayEnd, let decision, pass.active.isEmpty, pass.terminating.isEmpty, updated.status.uncountedTerminatedPods?.isEmpty ?? true else {
            return
        }
        updated.status.set(
            decision.isSuccess ? "Complete" : "Failed", true, reason: decision.reason, message: decision.message, now: now)
        updated.status.startTime = updated.status.startTime ?? now
        if decision.isSuccess { updated.status.completionTime = now }
        _ = try await context.client.updateStatus(updated)
        metrics.ended(updated, succeeded: decision.isSuccess, reason: decision.reason)
        tellEnd(updated, decision)
    }

    private func tellEnd(_ job: Job, _ decision: JobPass.Decision) {
        let job = (reference: ObjectReference(job), tooMany: job.spec.completions.map { (job.status.succeeded ?? 0) > $0 } ?? false)
        guard decision.isSuccess else {
            return recorder.event(job.reference, type: "Warning", reason: decision.reason, message: decision.message)
        }
        if job.tooMany {
            recorder.event(
                job.reference, type: "Warning", reason: "TooManySucceededPods",
                message: "Too many succeeded pods running after completion count reached")
        }
        recorder.event(job.reference, type: "Normal", reason: "Completed", message: "Job completed")
    }
}

extension UncountedTerminatedPods {
    var isEmpty: Bool { succeeded.isEmpty && failed.isEmpty }
}
