import KubernetesAPI
import KubernetesClient

/// One step of a DaemonSet's rolling update, as a decision: which old pods go, and which nodes get a new one beside the old.
///
/// No more than `maxUnavailable` nodes are without an available pod for it, no more than `maxSurge` have two.
struct DaemonRollout {
    var delete: [Pod] = []
    var surge: [String] = []

    init(_ set: DaemonSet, byNode: [String: [Pod]], nodes: [String], hash: String, now: Time) {
        let (surge, unavailable) = Self.limits(set, nodes: nodes.count)
        let available = { (pod: Pod) in pod.isAvailable(minReadySeconds: set.spec.minReadySeconds ?? 0, now: now) }
        if surge > 0 {
            stepWithSurge(byNode, nodes, hash, surge, available)
        } else {
            stepInPlace(byNode, nodes, hash, unavailable, available)
        }
    }

    /// `maxSurge` and `maxUnavailable` as numbers; percentages round up.
    static func limits(_ set: DaemonSet, nodes: Int) -> (surge: Int, unavailable: Int) {
        let update = set.spec.updateStrategy.rollingUpdate
        let surge = RolloutBounds.resolve(update?.maxSurge ?? .int(0), of: nodes, roundingUp: true)
        var unavailable = RolloutBounds.resolve(update?.maxUnavailable ?? .int(surge > 0 ? 0 : 1), of: nodes, roundingUp: true)
        if surge == 0 && unavailable == 0 { unavailable = 1 }
        return (surge, unavailable)
    }

    /// The pods of one node by age of their template; nil when there are several of one kind, which the pass before sorts out.
    private static func pair(_ pods: [Pod], _ hash: String) -> (new: Pod?, old: Pod?)? {
        let alive = pods.filter { !$0.metadata.isBeingDeleted }
        let new = alive.filter { $0.metadata.labels[controllerRevisionHashLabel] == hash }
        let old = alive.filter { $0.metadata.labels[controllerRevisionHashLabel] != hash }
        return new.count > 1 || old.count > 1 ? nil : (new.first, old.first)
    }

    private mutating func stepInPlace(
        _ byNode: [String: [Pod]], _ nodes: [String], _ hash: String, _ limit: Int, _ available: (Pod) -> Bool
    ) {
        var unavailable = 0
        var candidates: [Pod] = []
        for node in nodes {
            guard let (new, old) = Self.pair(byNode[node] ?? [], hash) else {
                unavailable += 1
                continue
            }
            switch (new, old) {
            case (nil, nil), (_?, _?): unavailable += 1
            case (let new?, nil): if !available(new) { unavailable += 1 }
            case (nil, let old?):
                if available(old) {
                    candidates.append(old)
                } else {
                    // Nobody is worse off when it is replaced now.
                    delete.append(old)
                    unavailable += 1
                }
            }
        }
        delete += candidates.prefix(max(0, limit - unavailable))
    }

    private mutating func stepWithSurge(
        _ byNode: [String: [Pod]], _ nodes: [String], _ hash: String, _ limit: Int, _ available: (Pod) -> Bool
    ) {
        var surging = 0
        var candidates: [String] = []
        for node in nodes {
            guard let (new, old) = Self.pair(byNode[node] ?? [], hash) else {
                surging += 1
                continue
            }
            guard let old else { continue }
            if let new {
                if available(new) || !available(old) { delete.append(old) } else { surging += 1 }
            } else if available(old) {
                candidates.append(node)
            } else {
                // Nobody is worse off when its new pod comes now.
                surge.append(node)
            }
        }
        surge += candidates.prefix(max(0, limit - surging))
    }
}
