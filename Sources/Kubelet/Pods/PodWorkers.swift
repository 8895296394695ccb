import KubernetesAPI
import Logging
import Synchronization

/// What one step of a pod's life came to.
enum PodStepOutcome: Equatable, Sendable {
    /// As it should be for now; look again when something happens, or after that time.
    case settled(lookAgainAfter: Duration?)
    /// The pod has ended by itself: nothing of it may run any more.
    case ended
    /// The node ends the pod.
    case failed(PodVerdict)
}

/// How a pod that only the runtime knows is named.
struct RuntimeOnlyPod: Sendable, Equatable {
    var uid: String
    var name: String
    var namespace: String
}

/// The steps of a pod's life. The workers call them one at a time for each pod, and cancel a step that is overtaken.
protocol PodSteps: Sendable {
    /// Brings the pod to what its spec says.
    func sync(_ pod: Pod) async throws -> PodStepOutcome
    /// Stops everything of the pod. Returns when nothing of it runs.
    /// - Parameter grace: seconds from now until containers are killed.
    func terminate(_ pod: Pod, grace: Int, verdict: PodVerdict?) async throws
    /// Gives back what the pod had: volumes, cgroup; then the API object may go.
    func finish(_ pod: Pod, verdict: PodVerdict?) async throws
    /// Removes the last traces of a pod that no source knows any more.
    func forget(_ pod: Pod) async throws
    /// Stops and removes a pod that only the runtime knows.
    func removeOrphan(_ pod: RuntimeOnlyPod) async throws
}

/// One serial worker for each pod, by UID: it syncs until the pod has to end, then terminates, finishes and forgets it.
/// Safe to use from anywhere; no call waits.
final class PodWorkers: Sendable {
    /// Where a pod is in its life; it never goes back.
    enum Stage: Int, Comparable, Sendable {
        case syncing, terminating, terminated, finished

        static func < (a: Stage, b: Stage) -> Bool { a.rawValue < b.rawValue }
    }

    private struct Worker {
        var pod: Pod
        var stage: Stage
        var verdict: PodVerdict?
        /// Nil until the pod terminates.
        var grace: Int?
        var killBy: Duration = .zero
        /// No source knows the pod any more.
        var removed = false
        var orphan = false
        var dirty = true
        var failures = 0
        /// The same static pod came back while this one was ending.
        var restartAs: Pod?
        var step: Task<PodStepOutcome?, Never>?
        var timer: Task<Void, Never>?
        var signal: AsyncStream<Void>.Continuation
    }

    private struct Step {
        var stage: Stage
        var pod: Pod
        var grace: Int
        var verdict: PodVerdict?
        var removed: Bool
        var orphan: Bool
    }

    private let steps: any PodSteps
    private let clock: any WallClock
    private let syncFrequency: Duration
    private let logger: Logger
    private let workers = Mutex<[String: Worker]>([:])
    private let isStopped = Mutex(false)
    /// Static pods that came back while their workers were ending.
    private let restarts = Mutex<[String: Pod]>([:])
    private let loops = Mutex<[String: Task<Void, Never>]>([:])

    init(steps: any PodSteps, clock: any WallClock, syncFrequency: Duration, logger: Logger) {
        self.steps = steps
        self.clock = clock
        self.syncFrequency = syncFrequency
        self.logger = logger
    }

    // MARK: - What happens to pods

    /// A pod is new or has changed. Once it is being deleted, it terminates.
    func update(_ pod: Pod) { update(pod, verdict: nil) }

    /// A pod that is not let in: it has failed without ever having run.
    func reject(_ pod: Pod, verdict: PodVerdict) { update(pod, verdict: verdict) }

    private func update(_ pod: Pod, verdict: PodVerdict?) {
        let uid = pod.metadata.uid
        let isNew = workers.withLock { workers -> Bool in
            if isStopped.withLock({ $0 }) { return false }
            guard workers[uid] == nil else {
                change(&workers, uid, pod)
                return false
            }
            // A pod that ended before this kubelet started is not looked after any more, unless it is to be deleted.
            let over = PodPhase.isTerminal(pod.status.phase) && !pod.isStatic
            let stage: Stage = over || verdict != nil || pod.metadata.deletionTimestamp != nil ? .terminating : .syncing
            let (stream, signal) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
            var worker = Worker(pod: pod, stage: stage, verdict: verdict, signal: signal)
            if stage == .terminating { beginTermination(&worker, grace: pod.gracePeriod) }
            workers[uid] = worker
            start(uid, stream)
            signal.yield()
            return true
        }
        if isNew { logger.debug("pod added", metadata: ["pod": "\(pod.key)", "uid": "\(uid)"]) }
    }

    private func change(_ workers: inout [String: Worker], _ uid: String, _ pod: Pod) {
        guard var worker = workers[uid] else { return }
        if worker.removed && worker.stage > .syncing {
            // Only static pods come back with the UID they had.
            worker.restartAs = pod
            workers[uid] = worker
            return
        }
        let before = worker.pod
        worker.pod = pod
        worker.removed = false
        if pod.metadata.deletionTimestamp != nil {
            if worker.stage == .syncing {
                beginTermination(&worker, grace: pod.gracePeriod)
            } else if worker.stage == .terminating, let grace = worker.grace, pod.gracePeriod < grace {
                beginTermination(&worker, grace: pod.gracePeriod)
            } else if worker.stage == .finished && before.metadata.deletionTimestamp == nil {
                // It had ended by itself; now its object may go as well.
                worker.stage = .terminated
            }
        }
        wake(&worker)
        workers[uid] = worker
    }

    /// Something happened to the pod: look at it.
    func wake(_ uid: String) {
        workers.withLock { workers in
            guard var worker = workers[uid], worker.stage != .finished else { return }
            wake(&worker)
            workers[uid] = worker
        }
    }

    /// No source knows the pod any more: it terminates, and is forgotten.
    func remove(_ uid: String) {
        workers.withLock { workers in
            guard var worker = workers[uid] else { return }
            worker.removed = true
            worker.restartAs = nil
            if worker.stage == .syncing { beginTermination(&worker, grace: worker.pod.gracePeriod) }
            wake(&worker)
            workers[uid] = worker
        }
    }

    /// The node ends the pod.
    /// - Parameter grace: seconds; nil means what the pod says.
    func kill(_ uid: String, verdict: PodVerdict, grace: Int? = nil) {
        workers.withLock { workers in
            guard var worker = workers[uid], worker.stage <= .terminating else { return }
            // One that is ending already is only hurried.
            let grace = grace ?? worker.pod.gracePeriod
            if worker.stage == .terminating, let before = worker.grace, before <= max(1, grace) { return }
            worker.verdict = worker.verdict ?? verdict
            beginTermination(&worker, grace: grace)
            wake(&worker)
            workers[uid] = worker
        }
    }

    /// The runtime has a pod that no source knows. Does nothing when a worker has it.
    func removeOrphan(_ orphan: RuntimeOnlyPod) {
        workers.withLock { workers in
            guard workers[orphan.uid] == nil, !isStopped.withLock({ $0 }) else { return }
            logger.info("removing a pod that nobody asked for", metadata: ["pod": "\(orphan.namespace)/\(orphan.name)", "uid": "\(orphan.uid)"])
            let pod = Pod(metadata: ObjectMeta(name: orphan.name, namespace: orphan.namespace, uid: orphan.uid))
            let (stream, signal) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
            workers[orphan.uid] = Worker(pod: pod, stage: .terminating, removed: true, orphan: true, signal: signal)
            start(orphan.uid, stream)
            signal.yield()
        }
    }

    /// Pods that a worker has, with their stages.
    var known: [String: Stage] { workers.withLock { $0.mapValues(\.stage) } }

    /// Whether a worker has the pod.
    func has(_ uid: String) -> Bool { workers.withLock { $0[uid] != nil } }

    /// Pods that use the node's resources: those that were let in and have not ended.
    var active: [Pod] {
        workers.withLock { $0.values.filter { $0.stage < .terminated && !$0.orphan && $0.verdict?.isRejection != true }.map(\.pod) }
    }

    /// The pod as its worker has it.
    func pod(_ uid: String) -> Pod? { workers.withLock { $0[uid]?.pod } }

    /// Ends all workers, for good. What runs keeps running.
    func stop() async {
        isStopped.withLock { $0 = true }
        let tasks = loops.withLock { loops in
            defer { loops = [:] }
            return Array(loops.values)
        }
        workers.withLock { workers in
            for worker in workers.values {
                worker.step?.cancel()
                worker.timer?.cancel()
                worker.signal.finish()
            }
        }
        for task in tasks {
            task.cancel()
            await task.value
        }
    }

    // MARK: - The worker

    private func wake(_ worker: inout Worker) {
        worker.dirty = true
        worker.signal.yield()
    }

    private func beginTermination(_ worker: inout Worker, grace: Int) {
        // At least a second, as Kubernetes has it.
        worker.grace = max(1, grace)
        worker.killBy = clock.monotonic + .seconds(max(1, grace))
        worker.stage = .terminating
        worker.failures = 0
        worker.dirty = true
        // What it was doing is overtaken: a sync, or a termination with more patience.
        worker.step?.cancel()
    }

    private func start(_ uid: String, _ signals: AsyncStream<Void>) {
        let task = Task { await run(uid, signals) }
        loops.withLock { $0[uid] = task }
    }

    private func run(_ uid: String, _ signals: AsyncStream<Void>) async {
        for await _ in signals {
            while !Task.isCancelled, let (step, task) = begin(uid) {
                let outcome = await task.value
                if Task.isCancelled { return }
                if end(uid, step, outcome) {
                    loops.withLock { $0[uid] = nil }
                    restart(uid)
                    return
                }
            }
        }
    }

    private func begin(_ uid: String) -> (Step, Task<PodStepOutcome?, Never>)? {
        workers.withLock { workers in
            guard var worker = workers[uid], worker.dirty else { return nil }
            worker.dirty = false
            worker.timer?.cancel()
            let left = (worker.killBy - clock.monotonic).components.seconds
            let step = Step(
                stage: worker.stage, pod: worker.pod, grace: max(1, Int(left)), verdict: worker.verdict, removed: worker.removed,
                orphan: worker.orphan
            )
            let task = Task { await perform(step) }
            worker.step = task
            workers[uid] = worker
            return (step, task)
        }
    }

    /// - Returns: nil when the step failed or was overtaken.
    private func perform(_ step: Step) async -> PodStepOutcome? {
        do {
            if step.orphan {
                try await steps.removeOrphan(RuntimeOnlyPod(uid: step.pod.metadata.uid, name: step.pod.metadata.name, namespace: step.pod.metadata.namespace))
                return .ended
            }
            switch step.stage {
            case .syncing:
                return try await steps.sync(step.pod)
            case .terminating:
                try await steps.terminate(step.pod, grace: step.grace, verdict: step.verdict)
            case .terminated:
                try await steps.finish(step.pod, verdict: step.verdict)
            case .finished:
                if step.removed { try await steps.forget(step.pod) }
            }
            return .ended
        } catch {
            if !Task.isCancelled {
                logger.warning("pod step failed", metadata: ["pod": "\(step.pod.key)", "stage": "\(step.stage)", "error": "\(error)"])
            }
            return nil
        }
    }

    /// - Returns: whether the worker is done for ever.
    private func end(_ uid: String, _ step: Step, _ outcome: PodStepOutcome?) -> Bool {
        workers.withLock { workers in
            guard var worker = workers[uid] else { return true }
            worker.step = nil
            // Overtaken: the next step is due already.
            let overtaken = worker.stage != step.stage
            switch outcome {
            case nil:
                if !overtaken {
                    worker.failures += 1
                    lookAgain(&worker, uid, after: retryDelay(worker.failures))
                }
            case .settled(let after)?:
                worker.failures = 0
                if !overtaken { lookAgain(&worker, uid, after: min(after ?? resync(uid), resync(uid))) }
            case .failed(let verdict)?:
                if !overtaken {
                    worker.verdict = verdict
                    advance(&worker)
                }
            case .ended? where step.orphan || step.stage == .finished && step.removed:
                if let pod = worker.restartAs { restarts.withLock { $0[uid] = pod } }
                worker.timer?.cancel()
                worker.signal.finish()
                workers[uid] = nil
                return true
            case .ended?:
                worker.failures = 0
                if !overtaken { advance(&worker) }
            }
            workers[uid] = worker
            return false
        }
    }

    private func advance(_ worker: inout Worker) {
        switch worker.stage {
        case .syncing: beginTermination(&worker, grace: worker.pod.gracePeriod)
        case .terminating: worker.stage = .terminated
        case .terminated, .finished: worker.stage = .finished
        }
        // A finished pod rests until it is removed.
        worker.dirty = worker.dirty || worker.stage != .finished || worker.removed
    }

    private func restart(_ uid: String) {
        if let pod = restarts.withLock({ $0.removeValue(forKey: uid) }) { update(pod) }
    }

    private func lookAgain(_ worker: inout Worker, _ uid: String, after delay: Duration) {
        worker.timer?.cancel()
        worker.timer = Task { [clock] in
            do { try await clock.sleep(for: delay) } catch { return }
            self.timeUp(uid)
        }
    }

    private func timeUp(_ uid: String) {
        workers.withLock { workers in
            guard var worker = workers[uid] else { return }
            wake(&worker)
            workers[uid] = worker
        }
    }

    /// 0.5 s, 1 s, 2 s … 10 s.
    private func retryDelay(_ failures: Int) -> Duration {
        min(.milliseconds(500 << min(max(failures - 1, 0), 5)), .seconds(10))
    }

    /// Spread by UID over half as long again, so that not all pods are looked at together.
    private func resync(_ uid: String) -> Duration {
        syncFrequency + syncFrequency * Int(ContainerHash.fnv32a(Array(uid.utf8)) % 500) / 1000
    }
}
