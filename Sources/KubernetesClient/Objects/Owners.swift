import KubernetesAPI

extension OwnerReference {
    /// The reference that makes `owner` an object's controller: garbage collection follows it, and deletion of the owner in
    /// the foreground waits for the object.
    public static func controller<T: KubernetesObject>(_ owner: T) -> OwnerReference {
        var reference = OwnerReference()
        reference.apiVersion = T.resource.apiVersion
        reference.kind = T.resource.kind
        reference.name = owner.metadata.name
        reference.uid = owner.metadata.uid
        reference.controller = true
        reference.blockOwnerDeletion = true
        return reference
    }
}

extension ObjectMeta {
    /// The owner that controls the object, if one does.
    public var controllerRef: OwnerReference? { ownerReferences.first { $0.controller == true } }

    /// Whether `owner` controls the object.
    public func isControlled(by owner: ObjectMeta) -> Bool { controllerRef?.uid == owner.uid }

    /// Whether the object's deletion has begun.
    public var isBeingDeleted: Bool { deletionTimestamp != nil }
}
