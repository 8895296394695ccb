import KubernetesAPI

/// What metrics tell of the queue.
extension QueueBooks {
    /// How many pods are in each part: the labels of the metric `scheduler_pending_pods`.
    var counts: (active: Int, backoff: Int, unschedulable: Int, gated: Int) {
        var counts = (active: 0, backoff: 0, unschedulable: 0, gated: 0)
        for entry in entries.values {
            switch entry.place {
            case .active: counts.active += 1
            case .backoff: counts.backoff += 1
            case .unschedulable: counts.unschedulable += 1
            case .gated: counts.gated += 1
            case .inFlight: break
            }
        }
        return counts
    }

    /// How many pods each plugin keeps from being placed, by plugin and profile: the metric `scheduler_unschedulable_pods`.
    var rejections: [[String]: Int] {
        var counts: [[String]: Int] = [:]
        for entry in entries.values {
            let profile = entry.queued.pod.pod.spec.schedulerName ?? "default-scheduler"
            switch entry.place {
            case .unschedulable, .backoff: for plugin in entry.queued.rejectors { counts[[plugin.name, profile], default: 0] += 1 }
            case .gated: if let gate = entry.gate { counts[[gate.name, profile], default: 0] += 1 }
            case .active, .inFlight: break
            }
        }
        return counts
    }
}
