import ComponentMetrics
import JSON
import KubernetesAPI
import KubernetesClient
import Logging
import Synchronization

/// Keeps the status of each pod and writes it to the API server when it changes. Safe to use from anywhere.
final class StatusManager: Sendable {
    private struct Entry {
        var pod: Pod
        var status: PodStatus
        /// The API server's answer to the last patch, until its watch shows something newer.
        var answer: Pod?
        /// Nothing of the pod is left on the node: its object may go, if it is being deleted.
        var finished = false
        /// Since when something is to be written.
        var since: Duration?
    }

    private let client: Client?
    private let logger: Logger
    private let clock: any WallClock
    private let metrics: PodMetrics
    private let queue: WorkQueue<String>
    /// The pod as the API server has it: itself, or the mirror of a static pod; nil when there is none.
    private let apiPod: @Sendable (Pod) -> Pod?
    private let entries = Mutex<[String: Entry]>([:])

    init(
        client: Client?, metrics: PodMetrics = KubeletMetrics().pods, clock: any WallClock, logger: Logger, apiPod: @escaping @Sendable (Pod) -> Pod?
    ) {
        self.client = client
        self.metrics = metrics
        self.clock = clock
        self.logger = logger
        self.apiPod = apiPod
        // A server that is away for long should hear of changes soon after it is back.
        queue = WorkQueue(clock: clock, rateLimiter: ExponentialRateLimiter(first: .milliseconds(100), last: .seconds(10)))
    }

    /// The status last computed.
    func status(_ uid: String) -> PodStatus? { entries.withLock { $0[uid]?.status } }

    /// A status was computed.
    func set(_ pod: Pod, _ status: PodStatus) {
        let uid = pod.metadata.uid
        let now = clock.monotonic
        let changed = entries.withLock { entries -> Bool in
            guard var entry = entries[uid] else {
                entries[uid] = Entry(pod: pod, status: status, since: now)
                return true
            }
            let changed = entry.status != status
            entry.pod = pod
            entry.status = status
            if changed, entry.since == nil { entry.since = now }
            entries[uid] = entry
            return changed
        }
        if changed { queue.add(uid) }
    }

    /// Everything of the pod is gone from the node.
    func finish(_ pod: Pod) {
        let uid = pod.metadata.uid
        entries.withLock { entries in
            entries[uid, default: Entry(pod: pod, status: pod.status)].finished = true
            entries[uid]?.pod = pod
        }
        queue.add(uid)
    }

    /// The API server's copy changed, or a mirror pod appeared: write what differs.
    func observed(_ uid: String) {
        if entries.withLock({ $0[uid] != nil }) { queue.add(uid) }
    }

    /// The pod is gone.
    func forget(_ uid: String) { entries.withLock { $0[uid] = nil } }

    /// Writes until it is cancelled.
    func run() async {
        guard client != nil else { return }
        await withTaskCancellationHandler {
            await runWorkers(4, queue: queue, logger: logger, name: "pod-status") { [self] uid in try await reconcile(uid) }
        } onCancel: {
            queue.shutDown()
        }
    }

    private func reconcile(_ uid: String) async throws {
        guard let client, let entry = entries.withLock({ $0[uid] }) else { return }
        // A static pod's status waits for its mirror, which announces itself.
        guard let target = apiPod(entry.pod), target.isMirror || target.metadata.uid == uid else { return }
        let meta = target.metadata
        if let patch = StatusPatch.make(uid: meta.uid, from: newest(target, entry.answer).status, to: entry.status) {
            do {
                let answer = try await client.patch(Pod.self, meta.name, namespace: meta.namespace, subresource: "status", .strategic(patch))
                let since = entries.withLock { entries -> Duration? in
                    entries[uid]?.answer = answer
                    guard entries[uid]?.status == entry.status else { return nil }
                    defer { entries[uid]?.since = nil }
                    return entries[uid]?.since
                }
                if let since { metrics.statusSyncDuration.observe((clock.monotonic - since).inSeconds) }
            } catch let error as APIError where error.isNotFound {
                // It is gone; its source will tell.
                entries.withLock { $0[uid]?.answer = nil }
            } catch {
                entries.withLock { $0[uid]?.answer = nil }
                throw error
            }
        }
        guard entry.finished, meta.deletionTimestamp != nil, !target.isMirror else { return }
        do {
            try await client.delete(
                Pod.self, meta.name, namespace: meta.namespace,
                options: DeleteOptions(gracePeriodSeconds: 0, preconditions: Preconditions(uid: meta.uid))
            )
            logger.debug("pod deleted", metadata: ["pod": "\(target.key)"])
        } catch let error as APIError where error.isNotFound || error.isConflict {
            // Gone already, or another pod has the name.
        }
    }

    /// What the API server holds now: what its watch showed, or what it answered to us, if that is newer.
    private func newest(_ shown: Pod, _ answer: Pod?) -> Pod {
        guard let answer, answer.metadata.uid == shown.metadata.uid, let shownVersion = UInt64(shown.metadata.resourceVersion),
            let answerVersion = UInt64(answer.metadata.resourceVersion), answerVersion > shownVersion
        else { return shown }
        return answer
    }
}
