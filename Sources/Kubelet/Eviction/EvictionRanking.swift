import KubernetesAPI
import KubernetesClient

/// The order in which pods are evicted: first those that use more than they asked for, then by priority, then by use.
struct EvictionRanking {
    var signal: EvictionSignal
    var hasImageFs: Bool
    var splitsContainerFs: Bool
    var usage: [String: PodUsage]

    /// What of a pod is on the disk that a signal measures.
    private var diskParts: Set<PodUsage.DiskPart> {
        guard hasImageFs else { return [.rootfs, .logs, .volumes] }
        switch signal {
        case .nodeFsAvailable, .nodeFsInodesFree: return splitsContainerFs ? [.rootfs, .logs, .volumes] : [.logs, .volumes]
        case .imageFsAvailable, .imageFsInodesFree: return splitsContainerFs ? [] : [.rootfs]
        default: return splitsContainerFs ? [.rootfs, .logs, .volumes] : [.rootfs]
        }
    }

    /// The pods, the first one to be evicted first.
    func ordered(_ pods: [Pod]) -> [Pod] {
        let keyed = pods.map { (pod: $0, key: key($0)) }
        // UIDs break ties, so that the order is always the same.
        return keyed.sorted { a, b in a.key == b.key ? a.pod.metadata.uid < b.pod.metadata.uid : a.key < b.key }.map(\.pod)
    }

    /// Smaller is sooner.
    private struct Key: Comparable {
        var known: Int
        var withinRequest: Int
        var priority: Int
        var excess: Int

        static func < (a: Key, b: Key) -> Bool {
            (a.known, a.withinRequest, a.priority, a.excess) < (b.known, b.withinRequest, b.priority, b.excess)
        }
    }

    private func key(_ pod: Pod) -> Key {
        let priority = pod.spec.priority ?? 0
        let use = usage[pod.metadata.uid]
        switch signal.pressure {
        case .pid:
            return Key(known: 0, withinRequest: 0, priority: priority, excess: -(use?.processes ?? 0))
        case .memory:
            // One of which nothing is known goes first: it cannot be defended.
            guard let memory = use?.memory else { return Key(known: 0, withinRequest: 0, priority: priority, excess: .min) }
            let request = PodAdmission.request(pod, "memory").value
            return Key(known: 1, withinRequest: memory > request ? 0 : 1, priority: priority, excess: -(memory &- request))
        case .disk:
            guard let use else { return Key(known: 0, withinRequest: 0, priority: priority, excess: .min) }
            let disk = use.disk(diskParts, of: pod)
            let isSpace = signal.resource == "ephemeral-storage"
            let used = isSpace ? disk.bytes : disk.inodes
            let request = isSpace ? PodAdmission.request(pod, "ephemeral-storage").value : 0
            return Key(known: 1, withinRequest: used > request ? 0 : 1, priority: priority, excess: -(used &- request))
        }
    }
}

extension Pod {
    /// From this priority on, pods belong to the system.
    static let systemCriticalPriority = 2_000_000_000

    /// The node does without anything rather than without this pod: static pods, and those of the system's priorities.
    var isCritical: Bool { isStatic || isMirror || (spec.priority ?? 0) >= Self.systemCriticalPriority }
}
