import KubernetesAPI
import KubernetesClient

/// Puts what the informers hear into the queue and the cache.
struct EventHandlers: Sendable {
    let queue: SchedulingQueue
    let cache: SchedulerCache
    let waiting: WaitingPods
    /// The profiles' names.
    let schedulerNames: Set<String>

    func node(_ event: InformerEvent<Node>) {
        switch event {
        case .added(let node), .updated(_, let node): queue.move(cache.setNode(node))
        case .deleted(let node): queue.move(cache.removeNode(node.metadata.name))
        }
    }

    func pod(_ event: InformerEvent<Pod>) {
        switch event {
        case .added(let pod):
            set(pod, nil)
        case .updated(let old, let pod):
            // Deleted and made again under the same name while we were not looking.
            if old.metadata.uid != pod.metadata.uid { remove(old.metadata.uid) }
            set(pod, old.metadata.uid == pod.metadata.uid ? old : nil)
        case .deleted(let pod):
            remove(pod.metadata.uid)
        }
    }

    private func set(_ pod: Pod, _ old: Pod?) {
        if pod.isTerminal {
            remove(pod.metadata.uid)
        } else if !(pod.spec.nodeName ?? "").isEmpty {
            queue.remove(pod.metadata.uid)
            queue.move(cache.setPod(pod))
        } else if pod.metadata.deletionTimestamp != nil {
            remove(pod.metadata.uid)
        } else if schedulerNames.contains(pod.spec.schedulerName ?? "default-scheduler"), !cache.isPlaced(pod.metadata.uid) {
            // Our own promises are known before the API shows them: only a change of what it shows counts.
            let (before, now) = (old?.status.nominatedNodeName ?? "", pod.status.nominatedNodeName ?? "")
            if before != now || !now.isEmpty && old?.spec != pod.spec { cache.nominate(PodInfo(pod), on: now.isEmpty ? nil : now) }
            queue.set(pod)
        }
    }

    private func remove(_ uid: String) {
        queue.remove(uid)
        waiting.reject(uid, plugin: "", reason: "removed")
        queue.move(cache.removePod(uid))
    }
}
