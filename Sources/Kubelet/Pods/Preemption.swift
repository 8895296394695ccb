import KubernetesAPI

/// Which pods go so that a critical one may come: static pods and those of the system's priorities are let in at others' expense.
struct Preemption {
    static let reason = "Preempting"
    static let message = "Preempted in order to admit critical pod"

    var admission: PodAdmission

    /// - Parameter others: the pods that use the node.
    /// - Returns: as few as possible, and of the lower classes of service first; nil when that would not help.
    func victims(for pod: Pod, among others: [Pod]) -> [Pod]? {
        guard pod.isCritical, let verdict = admission.check(pod, active: others), verdict.reason.hasPrefix("OutOf") else { return nil }
        let classes: [QOSClass: Int] = [.bestEffort: 0, .burstable: 1, .guaranteed: 2]
        let candidates = others.filter { Self.yields($0, to: pod) }.sorted { a, b in
            let (left, right) = (classes[QOSClass.of(a)] ?? 0, classes[QOSClass.of(b)] ?? 0)
            return left != right ? left < right : (a.spec.priority ?? 0) < (b.spec.priority ?? 0)
        }
        var chosen: [Pod] = []
        for candidate in candidates where !fits(pod, others, without: chosen) { chosen.append(candidate) }
        guard fits(pod, others, without: chosen) else { return nil }
        // Those that turn out not to be needed stay, the most valuable first.
        for candidate in chosen.reversed() {
            let fewer = chosen.filter { $0.metadata.uid != candidate.metadata.uid }
            if fits(pod, others, without: fewer) { chosen = fewer }
        }
        return chosen
    }

    private static func yields(_ other: Pod, to pod: Pod) -> Bool {
        !other.isCritical || (other.spec.priority ?? 0) < (pod.spec.priority ?? 0)
    }

    private func fits(_ pod: Pod, _ others: [Pod], without gone: [Pod]) -> Bool {
        let uids = Set(gone.map(\.metadata.uid))
        return admission.check(pod, active: others.filter { !uids.contains($0.metadata.uid) }) == nil
    }
}
