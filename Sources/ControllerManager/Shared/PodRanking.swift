import KubernetesAPI
import KubernetesClient

/// Which pods a controller deletes first when it has too many.
///
/// Unassigned before assigned; pending before unknown before running; not ready before ready; cheaper (by the annotation
/// controller.kubernetes.io/pod-deletion-cost) before dearer; from crowded nodes before lonely ones; younger before
/// older and restarted before calm. Ages count by order of magnitude, so that the choice among pods of about one age is even.
struct PodRanking {
    static let costAnnotation = "controller.kubernetes.io/pod-deletion-cost"

    private struct Entry {
        let pod: Pod
        let phase: Int
        let cost: Int
        let crowd: Int
        let restarts: Int
    }

    let now: Time

    /// The pods, the first to go in front. `related` are the active pods to count a node's crowd by.
    func sorted(_ pods: [Pod], related: [Pod]) -> [Pod] {
        var crowds: [String: Int] = [:]
        for pod in related where pod.isActive {
            if let node = pod.spec.nodeName, !node.isEmpty { crowds[node, default: 0] += 1 }
        }
        let entries = pods.map { pod in
            Entry(
                pod: pod, phase: Self.phases[pod.phase] ?? 0, cost: Self.cost(of: pod), crowd: crowds[pod.spec.nodeName ?? "", default: 0],
                restarts: pod.mostRestarts)
        }
        return entries.sorted(by: goesFirst).map(\.pod)
    }

    private static let phases = ["Pending": 0, "Unknown": 1, "Running": 2]

    /// The cost in the annotation; one that is no number counts as zero.
    static func cost(of pod: Pod) -> Int {
        guard let text = pod.metadata.annotations[costAnnotation], let cost = Int32(text), !text.hasPrefix("+"),
            text == "0" || !text.drop(while: { $0 == "-" }).hasPrefix("0")
        else { return 0 }
        return Int(cost)
    }

    private func goesFirst(_ a: Entry, _ b: Entry) -> Bool {
        let assigned = (a.pod.isAssigned, b.pod.isAssigned)
        if assigned.0 != assigned.1 { return !assigned.0 }
        if a.phase != b.phase { return a.phase < b.phase }
        let ready = (a.pod.isReady, b.pod.isReady)
        if ready.0 != ready.1 { return !ready.0 }
        if a.cost != b.cost { return a.cost < b.cost }
        if a.crowd != b.crowd { return a.crowd > b.crowd }
        if ready.0 && ready.1 {
            let since = (magnitude(of: a.pod.readyCondition?.lastTransitionTime), magnitude(of: b.pod.readyCondition?.lastTransitionTime))
            if since.0 != since.1 { return since.0 < since.1 }
        }
        if a.restarts != b.restarts { return a.restarts > b.restarts }
        let age = (magnitude(of: a.pod.metadata.creationTimestamp), magnitude(of: b.pod.metadata.creationTimestamp))
        if age.0 != age.1 { return age.0 < age.1 }
        // Random, as uids are, so that no one among equals is always the victim.
        return a.pod.metadata.uid < b.pod.metadata.uid
    }

    /// The order of magnitude, in powers of two of seconds, of the time since then; a time that is missing is the latest.
    private func magnitude(of time: Time?) -> Int {
        guard let time else { return -1 }
        let age = now.seconds &- time.seconds
        return age < 1 ? 0 : 64 - age.leadingZeroBitCount
    }
}

extension Pod {
    fileprivate var isAssigned: Bool { !(spec.nodeName ?? "").isEmpty }
}
