import KubernetesAPI

/// Keeps pods with `spec.schedulingGates` out of the queue until the gates are gone.
struct SchedulingGates: PreEnqueuePlugin {
    let name = "SchedulingGates"
    let events: ClusterEvents = .podItself

    func preEnqueue(_ pod: PodToSchedule) -> PodRejection? {
        let gates = pod.pod.spec.schedulingGates
        if gates.isEmpty { return nil }
        return PodRejection(reason: "waiting for scheduling gates: [\(gates.map(\.name).joined(separator: " "))]")
    }

    func isHelped(_ pod: PodToSchedule, by change: ClusterChange) -> Bool {
        if case .itself(_, let new) = change.subject { return new.pod.spec.schedulingGates.isEmpty }
        return false
    }
}
