import KubernetesAPI
import KubernetesClient

extension ObjectMeta {
    /// The owner that manages the object, if there is one.
    var controllerReference: OwnerReference? { ownerReferences.first { $0.controller == true } }

    /// Whether the object is on its way out.
    var isBeingDeleted: Bool { deletionTimestamp != nil }
}

extension KubernetesObject {
    var key: ObjectKey { ObjectKey(metadata) }

    /// Whether the owner is the object's controller; compared by uid, for a name may have been used again.
    func isControlled(by owner: ObjectMeta) -> Bool { metadata.controllerReference?.uid == owner.uid }

    /// The reference that an object made on behalf of this one carries.
    var asController: OwnerReference {
        OwnerReference(
            apiVersion: Self.resource.apiVersion, kind: Self.resource.kind, name: metadata.name, uid: metadata.uid,
            controller: true, blockOwnerDeletion: true)
    }
}

extension [ObjectMeta] {
    /// Oldest first, then by name: the order in which controllers prefer objects.
    func sortedByAge() -> [ObjectMeta] { sorted { $0.isOlder(than: $1) } }
}

extension ObjectMeta {
    func isOlder(than other: ObjectMeta) -> Bool {
        let mine = creationTimestamp?.seconds ?? 0
        let others = other.creationTimestamp?.seconds ?? 0
        return mine == others ? name < other.name : mine < others
    }
}

extension Time {
    func adding(_ seconds: Int) -> Time { Time(seconds: self.seconds &+ Int64(clamping: seconds)) }
}

extension Int {
    /// For sums and products over numbers that users wrote.
    func clampedAdding(_ other: Int) -> Int {
        let (sum, overflow) = addingReportingOverflow(other)
        return overflow ? (other > 0 ? .max : .min) : sum
    }
}
