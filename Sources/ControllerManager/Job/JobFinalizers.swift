import JSON
import KubernetesAPI
import KubernetesClient
import Synchronization

/// Takes the finalizer job-tracking off pods, and remembers whose it has taken off while the cache may still show it.
///
/// A pod with the finalizer whose Job is gone, or finished, or which has no controller any more (its Job was deleted with
/// `--cascade=orphan`) must not be held by it. Safe from any task.
final class JobFinalizers: Sendable {
    private let context: ControllerContext
    private let jobs: Informer<Job>
    private let orphans: WorkQueue<ObjectKey>
    /// Pods whose finalizer is off, though the cache may still show it: they have been counted.
    private let released = Mutex<Set<String>>([])

    init(_ context: ControllerContext, jobs: Informer<Job>) {
        self.context = context
        self.jobs = jobs
        orphans = context.queue(of: ObjectKey.self, named: "job_orphan_pod")
        jobs.addHandler { [orphans, pods = context.pods] event in
            guard case .deleted(let job) = event else { return }
            for pod in pods.indexed(PodIndex.trackedJob, "\(job.key)") { orphans.add(pod.key) }
        }
        context.pods.addHandler { [self] event in
            let pod = event.object
            if event.isDeletion || !pod.isTracked { return forget(pod) }
            if job(of: pod) == nil && (pod.metadata.controllerRef?.kind ?? "Job") == "Job" { orphans.add(pod.key) }
        }
    }

    func run() async {
        await context.work("job-controller", on: orphans, workers: 1) { [self] key in try await releaseOrphan(key) }
    }

    private func job(of pod: Pod) -> Job? {
        guard let reference = pod.metadata.controllerRef, let job = jobs.get(reference.name, namespace: pod.metadata.namespace) else { return nil }
        return job.metadata.uid == reference.uid ? job : nil
    }

    private func releaseOrphan(_ key: ObjectKey) async throws {
        guard let pod = context.pods.get(key.name, namespace: key.namespace) else { return }
        if let reference = pod.metadata.controllerRef {
            guard reference.kind == "Job" else { return }
            if let job = job(of: pod), job.isManagedElsewhere || !job.isFinished { return }
        }
        try await release(asReleased([pod]).filter(\.isTracked))
    }

    private func forget(_ pod: Pod) { _ = released.withLock { $0.remove(pod.metadata.uid) } }

    /// The pods as they are though the cache lags behind.
    func asReleased(_ pods: [Pod]) -> [Pod] {
        let gone = released.withLock { $0 }
        if gone.isEmpty { return pods }
        return pods.map { pod in
            guard gone.contains(pod.metadata.uid) else { return pod }
            var free = pod
            free.metadata.finalizers.removeAll { $0 == JobPods.finalizer }
            return free
        }
    }

    /// Takes the finalizer off all of the pods.
    func release(_ pods: [Pod]) async throws {
        let result = await atOnce(0..<pods.count) { [self] index in try await release(pods[index]) }
        if let error = result.error { throw error }
    }

    private func release(_ pod: Pod) async throws {
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
}
