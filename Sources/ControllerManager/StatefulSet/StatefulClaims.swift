import KubernetesAPI
import KubernetesClient

/// Whose a StatefulSet's claims are: what `persistentVolumeClaimRetentionPolicy` says, as owner references.
///
/// A claim that goes with the set (whenDeleted: Delete) is owned by the set; one that goes with its pod, which is not wanted any more
/// (whenScaled: Delete), by the pod. The garbage collector does the rest.
struct StatefulClaims {
    let set: StatefulSet

    private var policy: StatefulSetPersistentVolumeClaimRetentionPolicy? { self.set.spec.persistentVolumeClaimRetentionPolicy }
    private var goWithSet: Bool { policy?.whenDeleted == "Delete" }
    private var goWithPod: Bool { policy?.whenScaled == "Delete" }

    /// Whether claims are ever deleted.
    var areDeleted: Bool { goWithSet || goWithPod }

    /// The claim's owners as they should be; others than the set and its pod stay. Nil where somebody else controls the claim:
    /// then it is theirs.
    func owners(of claim: PersistentVolumeClaim, pod: Pod) -> [OwnerReference]? {
        let ours = { (reference: OwnerReference) in
            reference.uid == set.metadata.uid || reference.uid == pod.metadata.uid
                || (reference.kind == "Pod" && reference.name == pod.metadata.name)
        }
        if let controller = claim.metadata.controllerRef, !ours(controller) { return nil }
        var owners = claim.metadata.ownerReferences.filter { !ours($0) }
        if goWithPod && isCondemned(pod) {
            owners.append(.controller(pod))
        } else if goWithSet {
            owners.append(.controller(set))
        }
        return owners
    }

    /// Whether the pod is outside of the numbers that the set asks for now.
    private func isCondemned(_ pod: Pod) -> Bool {
        guard let ordinal = StatefulPods.ordinal(of: pod, in: set) else { return false }
        return !StatefulPods.ordinals(of: set).contains(ordinal)
    }

    /// Whether the claim belongs to an earlier pod of the same name, with which it will go: the new pod has to wait for a new one.
    func isStale(_ claim: PersistentVolumeClaim, pod: String, uid: String?) -> Bool {
        areDeleted
            && claim.metadata.ownerReferences.contains { $0.kind == "Pod" && $0.name == pod && $0.uid != uid }
    }
}

extension StatefulPods {
    /// The numbers that the set asks for.
    static func ordinals(of set: StatefulSet) -> Range<Int> {
        let start = max(0, set.spec.ordinals?.start ?? 0)
        return start..<start.clampedAdding(max(0, set.spec.replicas ?? 1))
    }
}
