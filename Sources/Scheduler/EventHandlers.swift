import KubernetesAPI
import KubernetesClient

/// Puts what the informers hear into the queue and the cache.
struct EventHandlers: Sendable {
    let queue: SchedulingQueue
    let cache: SchedulerCache
    let schedulerName: String

    func node(_ event: InformerEvent<Node>) {
        switch event {
        case .added(let node), .updated(_, let node): queue.move(cache.setNode(node))
        case .deleted(let node): queue.move(cache.removeNode(node.metadata.name))
        }
    }

    func pod(_ event: InformerEvent<Pod>) {
        switch event {
        case .added(let pod):
            set(pod)
        case .updated(let old, let pod):
            // Deleted and made again under the same name while we were not looking.
            if old.metadata.uid != pod.metadata.uid { remove(old.metadata.uid) }
            set(pod)
        case .deleted(let pod):
            remove(pod.metadata.uid)
        }
    }

    private func set(_ pod: Pod) {
        if pod.isTerminal {
            remove(pod.metadata.uid)
        } else if !(pod.spec.nodeName ?? "").isEmpty {
            queue.remove(pod.metadata.uid)
            queue.move(cache.setPod(pod))
        } else if pod.metadata.deletionTimestamp != nil {
            remove(pod.metadata.uid)
        } else if (pod.spec.schedulerName ?? "default-scheduler") == schedulerName, !cache.isPlaced(pod.metadata.uid) {
            if let nominated = pod.status.nominatedNodeName, !nominated.isEmpty { cache.nominate(PodInfo(pod), on: nominated) }
            queue.set(pod)
        }
    }

    private func remove(_ uid: String) {
        queue.remove(uid)
        queue.move(cache.removePod(uid))
    }
}
