import ComponentMetrics
import KubernetesAPI
import Synchronization

/// Measures how long pods take to start, as upstream's pod start SLI does: from their creation until all their containers
/// run, and the same without pulling images and running init containers. Each pod counts once. Safe to use from anywhere.
final class PodStartLatency: Sendable {
    private struct Start {
        var seen: Duration
        /// Containers whose image is being pulled, and when the first of them began.
        var pulling: Set<String> = []
        var pullBegan: Duration = .zero
        var pulled: Duration = .zero
        var isRunning = false
        var isStarted = false
    }

    private let metrics: KubeletMetrics
    private let clock: any WallClock
    private let starts = Mutex<[String: Start]>([:])
    private let isFirst = Mutex(true)

    init(metrics: KubeletMetrics, clock: any WallClock) {
        self.metrics = metrics
        self.clock = clock
    }

    /// The pod came from its source. One that ran already, as after the kubelet's restart, does not count.
    func seen(_ pod: Pod) {
        guard pod.status.phase == PodPhase.pending || (pod.status.phase ?? "").isEmpty else { return }
        let now = clock.monotonic
        starts.withLock { starts in
            if starts[pod.metadata.uid] == nil { starts[pod.metadata.uid] = Start(seen: now) }
        }
    }

    /// The pod's worker looks at it for the first time.
    func workerStarted(_ uid: String) {
        guard let seen = starts.withLock({ $0[uid]?.seen }) else { return }
        metrics.pods.workerStartDuration.observe((clock.monotonic - seen).inSeconds)
    }

    /// An image of the pod begins to be pulled, or is there.
    func pull(_ uid: String, container: String, ended: Bool) {
        let now = clock.monotonic
        starts.withLock { starts in
            guard var start = starts[uid] else { return }
            if ended {
                if start.pulling.remove(container) != nil, start.pulling.isEmpty { start.pulled += now - start.pullBegan }
            } else {
                if start.pulling.isEmpty { start.pullBegan = now }
                start.pulling.insert(container)
            }
            starts[uid] = start
        }
    }

    /// The pod's status was computed.
    func observed(_ pod: Pod, _ status: PodStatus) {
        guard status.phase == PodPhase.running else { return }
        let uid = pod.metadata.uid
        let now = clock.monotonic
        let all = status.containerStatuses.count == pod.spec.containers.count
            && status.containerStatuses.allSatisfy { $0.state.running != nil || $0.state.terminated != nil }
        var ran: Duration?
        var done: (excluded: Duration, Void)?
        starts.withLock { starts in
            guard var start = starts[uid] else { return }
            if !start.isRunning {
                start.isRunning = true
                ran = now - start.seen
            }
            if all, !start.isStarted {
                start.isStarted = true
                done = (start.pulled, ())
            }
            starts[uid] = start
        }
        if let ran { metrics.pods.startDuration.observe(ran.inSeconds) }
        guard let done, let created = pod.metadata.creationTimestamp else { return }
        let total = Double(max(0, clock.time - created))
        let initial = status.initContainerStatuses.compactMap(\.state.terminated).reduce(0.0) { sum, ended in
            guard let begun = ended.startedAt, let end = ended.finishedAt else { return sum }
            return sum + Double(max(0, end - begun))
        }
        let own = max(0, total - done.excluded.inSeconds - initial)
        metrics.pods.startTotalDuration.observe(total)
        metrics.pods.startSLIDuration.observe(own)
        if pod.spec.hostNetwork != true, isFirst.withLock({ isFirst in defer { isFirst = false }; return isFirst }) {
            metrics.pods.firstNetworkStart.set(own)
        }
    }

    /// The pod is gone.
    func forget(_ uid: String) { starts.withLock { $0[uid] = nil } }
}
