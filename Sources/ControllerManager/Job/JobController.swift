import JSON
import KubernetesAPI
import KubernetesClient
import Synchronization

/// job-controller: runs pods until enough of them have succeeded.
///
/// The rule: count the pods that have ended (``JobTracking``); decide whether the Job has succeeded or failed (``JobPass``); a Job
/// that is decided or suspended loses the pods that still run, any other gets as many as it lacks.
final class JobController: Controller {
    static let name = "job-controller"

    let context: ControllerContext
    let recorder: EventRecorder
    private let control: PodControl
    private let jobs: Informer<Job>
    private let queue: WorkQueue<ObjectKey>
    private let expectations: Expectations
    /// Pods whose finalizer is off, though the cache may still show it: they have been counted.
    private let released = Mutex<Set<String>>([])

    init(_ context: ControllerContext) {
        self.context = context
        recorder = context.recorder("job-controller")
        control = PodControl(client: context.client, recorder: recorder)
        jobs = context.informers.informer(for: Job.self)
        queue = context.queue()
        expectations = Expectations(clock: context.clock)
        watch()
    }

    func run() async {
        await context.work(Self.name, on: queue, workers: context.options.concurrentJobSyncs) { [self] key in try await reconcile(key) }
    }

    private func watch() {
        jobs.addHandler { [self] event in
            if case .deleted(let job) = event { expectations.forget(job.key) }
            queue.add(event.object.key)
        }
        context.pods.addHandler { [self] event in
            let pod = event.object
            if case .deleted = event { forgetRelease(pod) } else if !pod.isTracked { forgetRelease(pod) }
            guard let reference = pod.metadata.controllerRef, reference.kind == "Job" else {
                if pod.metadata.controllerRef == nil { enqueueWhoeverMatches(pod) }
                return
            }
            let key = ObjectKey(namespace: pod.metadata.namespace, name: reference.name)
            switch event {
            case .added where !pod.metadata.isBeingDeleted: expectations.creationObserved(key)
            case .deleted: expectations.deletionObserved(of: pod.metadata.uid, for: key)
            default: if pod.metadata.isBeingDeleted { expectations.deletionObserved(of: pod.metadata.uid, for: key) }
            }
            // A pod whose Job is gone is looked at too: its finalizer has to come off.
            queue.add(key)
        }
    }

    private func forgetRelease(_ pod: Pod) { _ = released.withLock { $0.remove(pod.metadata.uid) } }

    private func enqueueWhoeverMatches(_ pod: Pod) {
        for job in jobs.list(namespace: pod.metadata.namespace) where job.spec.selector?.matches(pod.metadata.labels) == true { queue.add(job.key) }
    }

    // MARK: The rule

    func reconcile(_ key: ObjectKey) async throws {
        let job = jobs.get(key.name, namespace: key.namespace)
        try await releaseOrphans(of: key, survivor: job?.metadata.uid)
        guard let job else { return expectations.forget(key) }
        guard job.spec.managedBy == nil || job.spec.managedBy == "kubernetes.io/job-controller", let selector = job.spec.selector else { return }
        let isCurrent = expectations.isSatisfied(key)
        var refs = ControllerRefManager(client: context.client, owner: job, matches: { selector.matches($0) })
        refs.finalizers = [JobPods.finalizer]
        let pods = withoutReleased(
            try await refs.claim(context.pods.candidates(controllerUID: job.metadata.uid, namespace: key.namespace)))
        if job.isFinished || job.metadata.isBeingDeleted {
            try await release(pods.filter { $0.isTracked && ($0.isTerminal || job.isFinished) })
            return
        }
        let pass = JobPass(job, pods: pods, now: context.clock.time)
        var status = started(job)
        let decision = pass.decision()
        var failure: (any Error)?
        if isCurrent {
            do {
                if decision != nil || job.isSuspended {
                    try await delete(pass.active, of: job)
                } else {
                    try await adjust(job, pass)
                }
            } catch { failure = error }
        }
        let remaining = decision != nil || job.isSuspended ? [] : pass.active
        status.active = remaining.count.nonZero
        status.ready = remaining.count(where: \.isReady)
        status.terminating = decision != nil || job.isSuspended ? pass.terminating.count + pass.active.count : pass.terminating.count
        try await conclude(job, pass, decision, status, mayEnd: isCurrent)
        if let left = pass.secondsToDeadline, decision == nil { queue.add(key, after: .seconds(max(1, left))) }
        if let failure { throw failure }
    }

    /// A Job's clock starts when it is first seen, and again when it is resumed.
    private func started(_ job: Job) -> JobStatus {
        var status = job.status
        let now = context.clock.time
        if job.isSuspended {
            if status.set("Suspended", true, reason: "JobSuspended", message: "Job suspended", now: now) {
                recorder.event(ObjectReference(job), type: "Normal", reason: "Suspended", message: "Job suspended")
            }
            status.startTime = nil
        } else {
            if status.set("Suspended", false, reason: "JobResumed", message: "Job resumed", now: now) {
                recorder.event(ObjectReference(job), type: "Normal", reason: "Resumed", message: "Job resumed")
                status.startTime = now
            }
            status.startTime = status.startTime ?? now
        }
        return status
    }

    private func adjust(_ job: Job, _ pass: JobPass) async throws {
        let change = pass.change()
        if let wait = change.wait { queue.add(job.key, after: .seconds(wait)) }
        if !change.delete.isEmpty {
            let victims = Set(change.delete)
            return try await delete(pass.active.filter { victims.contains($0.metadata.uid) }, of: job)
        }
        guard change.create > 0 else { return }
        let made = change.indexes.isEmpty
            ? Array(repeating: JobPods.pod(job, index: nil, failuresOfIndex: 0), count: change.create)
            : change.indexes.map { JobPods.pod(job, index: $0, failuresOfIndex: pass.failures(ofIndex: $0)) }
        expectations.expectCreations(made.count, for: job.key)
        let result = await slowStart(made.count) { [control] index in try await control.create(made[index], for: job) }
        expectations.creationObserved(job.key, count: made.count - result.successes)
        if let error = result.error, (error as? APIError)?.isNamespaceTerminating != true { throw error }
    }

    private func delete(_ pods: [Pod], of job: Job) async throws {
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
        if let error = result.error { throw error }
    }

    // MARK: Counting and ending

    private func conclude(_ job: Job, _ pass: JobPass, _ decision: JobPass.Decision?, _ start: JobStatus, mayEnd: Bool) async throws {
        let now = context.clock.time
        var status = start
        if let decision {
            status.set(decision.isSuccess ? "SuccessCriteriaMet" : "FailureTarget", true, reason: decision.reason, message: decision.message, now: now)
        }
        var updated = job
        updated.status = status
        updated = try await JobTracking(client: context.client, release: release).count(updated, pass)
        guard mayEnd, let decision, pass.active.isEmpty, pass.terminating.isEmpty, updated.status.uncountedTerminatedPods?.isEmpty ?? true else {
            return
        }
        updated.status.set(
            decision.isSuccess ? "Complete" : "Failed", true, reason: decision.reason, message: decision.message, now: now)
        if decision.isSuccess { updated.status.completionTime = now }
        _ = try await context.client.updateStatus(updated)
        recorder.event(
            ObjectReference(job), type: decision.isSuccess ? "Normal" : "Warning", reason: decision.isSuccess ? "Completed" : decision.reason,
            message: decision.isSuccess ? "Job completed" : decision.message)
    }

    // MARK: Finalizers

    /// The pods as they are though the cache lags behind.
    private func withoutReleased(_ pods: [Pod]) -> [Pod] {
        let gone = released.withLock { $0 }
        if gone.isEmpty { return pods }
        return pods.map { pod in
            guard gone.contains(pod.metadata.uid) else { return pod }
            var free = pod
            free.metadata.finalizers.removeAll { $0 == JobPods.finalizer }
            return free
        }
    }

    /// Pods whose Job is gone (or another one of the same name) must not be held by its finalizer.
    private func releaseOrphans(of key: ObjectKey, survivor: String?) async throws {
        let orphans = context.pods.indexed(PodIndex.trackedJob, "\(key)").filter { $0.metadata.controllerRef?.uid != survivor }
        try await release(withoutReleased(orphans).filter(\.isTracked))
    }

    /// Takes the finalizer off all of the pods.
    private func release(_ pods: [Pod]) async throws {
        let result = await atOnce(0..<pods.count) { [self] index in
            let pod = pods[index]
            let kept = pod.metadata.finalizers.filter { $0 != JobPods.finalizer }
            let metadata: JSONObject = [
                "uid": .string(pod.metadata.uid), "resourceVersion": .string(pod.metadata.resourceVersion),
                "finalizers": kept.isEmpty ? .null : .array(kept.map { .string($0) }),
            ]
            do {
                _ = try await context.client.patch(
                    Pod.self, pod.metadata.name, namespace: pod.metadata.namespace, .merge(["metadata": .object(metadata)]))
                // Unless its event has been here already.
                if context.pods.get(pod.metadata.name, namespace: pod.metadata.namespace)?.isTracked == true {
                    _ = released.withLock { $0.insert(pod.metadata.uid) }
                }
            } catch let error as APIError where error.isNotFound {
                return
            }
        }
        if let error = result.error { throw error }
    }
}

extension UncountedTerminatedPods {
    var isEmpty: Bool { succeeded.isEmpty && failed.isEmpty }
}
