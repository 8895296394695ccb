import KubernetesAPI
import KubernetesClient
import VolumeKinds

/// A port that a pod wants on its node.
struct HostPort: Sendable, Hashable {
    var address: String
    var transport: String
    var port: Int

    /// Whether both cannot be had on one node: same port and protocol, on addresses that overlap.
    func conflicts(with other: HostPort) -> Bool {
        port == other.port && transport == other.transport
            && (address == other.address || address == "0.0.0.0" || other.address == "0.0.0.0")
    }
}

/// What the scheduler keeps of a pod that has a node: what it takes away from it.
final class PodInfo: Sendable {
    let uid: String
    let namespace: String
    let name: String
    let labels: [String: String]
    let priority: Int
    let requests: PodRequests
    let hostPorts: [HostPort]
    /// The claims that its volumes stand for; empty for most.
    let claims: [PodClaim]
    /// The disks that it names itself and cannot share; empty for nearly all.
    let disks: [ExclusiveDisk]
    /// The disks that it names itself and that CSI drivers have taken over; empty for nearly all.
    let driverDisks: [DriverVolume]
    /// What it says of other pods near it; nil for most.
    let affinity: PodAffinityTerms?
    /// Seconds since 1970; when the pod was started by its node, nil if it was not yet.
    let startTime: Int64?
    /// Whether the pod is on its way out: its deletion has begun.
    let isTerminating: Bool
    /// Whether it is on its way out because a scheduler removed it for a more important one.
    let isPreempted: Bool

    init(_ pod: Pod) {
        uid = pod.metadata.uid
        namespace = pod.metadata.namespace
        name = pod.metadata.name
        labels = pod.metadata.labels
        priority = pod.spec.priority ?? 0
        requests = PodRequests(pod.spec, status: pod.status)
        claims = pod.claims
        disks = pod.spec.volumes.compactMap { ExclusiveDisk($0) }
        driverDisks = pod.spec.volumes.compactMap { $0.isMigrated ? DriverVolume($0, namespace: pod.metadata.namespace) : nil }
        affinity = PodAffinityTerms(pod)
        startTime = pod.status.startTime?.seconds
        isTerminating = pod.metadata.deletionTimestamp != nil
        let disruption = pod.status.condition("DisruptionTarget")
        isPreempted = isTerminating && disruption?.status == "True" && disruption?.reason == "PreemptionByScheduler"
        let sidecars = pod.spec.initContainers.filter { $0.restartPolicy == "Always" }
        hostPorts = (sidecars + pod.spec.containers).flatMap(\.ports).compactMap { port in
            guard let number = port.hostPort, number > 0 else { return nil }
            let address = port.hostIP.flatMap { $0.isEmpty ? nil : $0 } ?? "0.0.0.0"
            return HostPort(address: address, transport: port.protocol ?? "TCP", port: number)
        }
    }
}

/// A pod that waits for a node, with its wishes worked out once, before any node is looked at.
final class PodToSchedule: Sendable {
    let pod: Pod
    let info: PodInfo
    /// Which nodes it accepts; nil for all.
    let requiredNodes: RequiredNodes?
    /// Which nodes it likes better, by how much.
    let preferredNodes: [(weight: Int, term: NodeTerm)]
    let tolerations: [Toleration]
    /// Its topology spread constraints.
    let spread: [SpreadConstraint]
    /// The tolerations that count when nodes with `PreferNoSchedule` taints are scored.
    let preferenceTolerations: [Toleration]

    init(_ pod: Pod) {
        self.pod = pod
        info = PodInfo(pod)
        let affinity = pod.spec.affinity?.nodeAffinity
        requiredNodes = RequiredNodes(
            labels: pod.spec.nodeSelector, selector: affinity?.requiredDuringSchedulingIgnoredDuringExecution)
        preferredNodes = NodeTerm.preferred(affinity)
        tolerations = pod.spec.tolerations
        spread = pod.spec.topologySpreadConstraints.map { SpreadConstraint($0, of: pod) }
        preferenceTolerations = pod.spec.tolerations.filter { ($0.effect ?? "").isEmpty || $0.effect == "PreferNoSchedule" }
    }

    /// "namespace/name".
    var key: String { "\(info.namespace)/\(info.name)" }
}
