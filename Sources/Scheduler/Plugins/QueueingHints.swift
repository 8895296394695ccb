import KubernetesAPI
import KubernetesClient

// Queueing hints: for each plugin, which changes may help a pod that it rejected. Everything else leaves the pod where it is.

extension NodeUnschedulable {
    func isHelped(_ pod: PodToSchedule, by change: ClusterChange) -> Bool {
        switch change.subject {
        case .node(_, let new?): !new.isUnschedulable
        case .itself: true
        default: false
        }
    }
}

extension NodeName {
    func isHelped(_ pod: PodToSchedule, by change: ClusterChange) -> Bool {
        guard case .node(_, let new?) = change.subject else { return false }
        return (pod.pod.spec.nodeName ?? "").isEmpty || pod.pod.spec.nodeName == new.name
    }
}

extension TaintToleration {
    func isHelped(_ pod: PodToSchedule, by change: ClusterChange) -> Bool {
        func tolerates(_ node: NodeDescription) -> Bool {
            node.hardTaints.allSatisfy { taint in pod.tolerations.contains { $0.tolerates(taint) } }
        }
        switch change.subject {
        case .node(let old, let new?): return tolerates(new) && !(old.map(tolerates) ?? false)
        case .itself(let old, let new): return old.pod.spec.tolerations != new.pod.spec.tolerations
        default: return false
        }
    }
}

extension NodePorts {
    func isHelped(_ pod: PodToSchedule, by change: ClusterChange) -> Bool {
        switch change.subject {
        case .node(nil, _): true
        case .pod(let old?, _, _): old.hostPorts.contains { port in pod.info.hostPorts.contains { $0.conflicts(with: port) } }
        default: false
        }
    }
}

extension NodeResourcesFit {
    func isHelped(_ pod: PodToSchedule, by change: ClusterChange) -> Bool {
        let wanted = pod.info.requests.reserved
        switch change.subject {
        case .node(let old, let new?):
            // It has to be large enough, and larger than it was.
            guard new.allowedPods > 0, wanted.fits(into: new.allocatable) else { return false }
            guard let old else { return true }
            return new.allowedPods > old.allowedPods || new.allocatable.isMore(than: old.allocatable, of: wanted)
        case .pod(let old?, nil, _):
            // Its place among the node's pods is free too.
            _ = old
            return true
        case .pod(let old?, let new?, _):
            return old.requests.reserved.isMore(than: new.requests.reserved, of: wanted)
        case .itself(let old, let new):
            return old.info.requests.reserved.isMore(than: new.info.requests.reserved, of: old.info.requests.reserved)
        default:
            return false
        }
    }
}

extension Resources {
    /// Whether a node that has this to give has enough for the amounts, when it is empty.
    fileprivate func fits(into total: Resources) -> Bool {
        milliCPU <= total.milliCPU && memory <= total.memory && ephemeralStorage <= total.ephemeralStorage
            && scalars.allSatisfy { $0.value <= total.scalars[$0.key] ?? 0 }
    }

    /// Whether there is more of something than in another list, of what is wanted at all.
    fileprivate func isMore(than other: Resources, of wanted: Resources) -> Bool {
        wanted.milliCPU > 0 && milliCPU > other.milliCPU || wanted.memory > 0 && memory > other.memory
            || wanted.ephemeralStorage > 0 && ephemeralStorage > other.ephemeralStorage
            || wanted.scalars.contains { $0.value > 0 && (scalars[$0.key] ?? 0) > (other.scalars[$0.key] ?? 0) }
    }
}

extension PodToSchedule {
    /// Whether a change is about one of the pod's claims, or about something that is no claim.
    fileprivate func concerns(_ change: ClusterChange) -> Bool {
        guard case .object(let old, let new) = change.subject, let claim = (new ?? old) as? PersistentVolumeClaim else { return true }
        return claim.metadata.namespace == info.namespace && info.claims.contains { $0.claim == claim.metadata.name }
    }
}

extension VolumeRestrictions {
    func isHelped(_ pod: PodToSchedule, by change: ClusterChange) -> Bool {
        switch change.subject {
        case .pod(let old?, nil, _):
            let sharesClaim = old.namespace == pod.info.namespace && old.claims.contains { claim in pod.info.claims.contains { $0.claim == claim.claim } }
            return sharesClaim || old.disks.contains { disk in pod.info.disks.contains { $0.conflicts(with: disk) } }
        case .pod: return false
        default: return pod.concerns(change)
        }
    }
}

extension NodeVolumeLimits {
    func isHelped(_ pod: PodToSchedule, by change: ClusterChange) -> Bool {
        switch change.subject {
        case .pod(let old?, nil, _): !old.claims.isEmpty
        case .pod: false
        default: pod.concerns(change)
        }
    }
}

extension VolumeBinding {
    func isHelped(_ pod: PodToSchedule, by change: ClusterChange) -> Bool { pod.concerns(change) }
}

extension VolumeZone {
    func isHelped(_ pod: PodToSchedule, by change: ClusterChange) -> Bool { pod.concerns(change) }
}
