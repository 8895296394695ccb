import KubernetesAPI

extension PersistentVolume {
    /// The name of its storage class; empty for none.
    public var className: String { metadata.annotations[StorageKeys.betaStorageClass] ?? spec.storageClassName ?? "" }

    /// How much it holds.
    public var storage: Quantity { spec.capacity["storage"] ?? 0 }

    /// Whether it is meant for the claim: its reference names it, with the claim's UID or with none.
    public func isBound(to claim: PersistentVolumeClaim) -> Bool {
        guard let reference = spec.claimRef, reference.name == claim.metadata.name,
            reference.namespace ?? "" == claim.metadata.namespace
        else { return false }
        let uid = reference.uid ?? ""
        return uid.isEmpty || uid == claim.metadata.uid
    }

    /// Whether it can be reached from a node of this name and with these labels.
    public func isReachable(fromNode name: String, labels: [String: String]) -> Bool {
        guard let required = spec.nodeAffinity?.required else { return true }
        return required.matches(name: name, labels: labels)
    }
}

extension PersistentVolumeClaim {
    /// The name of its storage class; empty for none.
    public var className: String { metadata.annotations[StorageKeys.betaStorageClass] ?? spec.storageClassName ?? "" }

    /// Whether it says anything of a class, be it that it wants none.
    public var namesClass: Bool { metadata.annotations[StorageKeys.betaStorageClass] != nil || spec.storageClassName != nil }

    /// How much it asks for.
    public var requestedStorage: Quantity { spec.resources.requests["storage"] ?? 0 }

    /// Whether it has its volume for good.
    public var isFullyBound: Bool {
        !(spec.volumeName ?? "").isEmpty && metadata.annotations[StorageKeys.bindCompleted] != nil
    }
}

extension StorageClass {
    /// Whether its claims wait for the first pod, so that the volume is made where the pod can run.
    public var waitsForFirstConsumer: Bool { volumeBindingMode == "WaitForFirstConsumer" }

    /// Whether claims that name no class get this one.
    public var isDefault: Bool {
        metadata.annotations[StorageKeys.defaultClass] == "true" || metadata.annotations[StorageKeys.betaDefaultClass] == "true"
    }

    /// The default class among these: the newest that is marked, and of those the first by name.
    public static func defaultClass(_ classes: [StorageClass]) -> StorageClass? {
        classes.filter(\.isDefault).min { a, b in
            let (first, second) = (a.metadata.creationTimestamp?.seconds ?? 0, b.metadata.creationTimestamp?.seconds ?? 0)
            return first == second ? a.metadata.name < b.metadata.name : first > second
        }
    }
}

extension NodeSelector {
    /// Whether any of the terms matches a node of this name and with these labels; without terms none does.
    public func matches(name: String, labels: [String: String]) -> Bool {
        nodeSelectorTerms.contains { term in
            if term.matchExpressions.isEmpty && term.matchFields.isEmpty { return false }
            return term.matchExpressions.allSatisfy { $0.matches(labels[$0.key]) }
                && term.matchFields.allSatisfy { $0.key == "metadata.name" && $0.matches(name) }
        }
    }
}

/// A pod's volume that stands for a claim.
public struct PodClaim: Hashable, Sendable {
    /// The name of the pod's volume.
    public var volume: String
    /// The name of the claim, in the pod's namespace.
    public var claim: String
    /// Whether the claim belongs to the pod and goes with it (a generic ephemeral volume).
    public var isEphemeral: Bool
    public var readOnly: Bool
}

extension Pod {
    /// The claims that the pod's volumes stand for, those of its ephemeral volumes included.
    public var claims: [PodClaim] {
        spec.volumes.compactMap { volume in
            if let source = volume.persistentVolumeClaim {
                return PodClaim(volume: volume.name, claim: source.claimName, isEphemeral: false, readOnly: source.readOnly ?? false)
            }
            guard volume.ephemeral != nil else { return nil }
            return PodClaim(volume: volume.name, claim: "\(metadata.name)-\(volume.name)", isEphemeral: true, readOnly: false)
        }
    }

    /// What is wrong with using an ephemeral volume's claim: it must be the pod's own. nil if nothing is.
    public func ownershipError(of claim: PersistentVolumeClaim) -> String? {
        if claim.metadata.isControlled(by: metadata) { return nil }
        return "PVC \(claim.metadata.namespace)/\(claim.metadata.name) was not created for pod \(metadata.namespace)/\(metadata.name) (pod is not owner)"
    }
}
