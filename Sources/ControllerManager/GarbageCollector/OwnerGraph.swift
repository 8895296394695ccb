import KubernetesAPI
import KubernetesClient

/// Who owns whom, of all objects in the cluster, as far as the watches have told.
///
/// A value without I/O: it takes in what is seen and says what ought to be looked at. An owner that is referred to and was
/// never seen is in it as "virtual", until the API has been asked for it.
struct OwnerGraph {
    struct Identity: Hashable, Sendable {
        var uid: String
        var apiVersion: String
        var kind: String
        var namespace: String
        var name: String
    }

    struct Vertex: Sendable {
        var identity: Identity
        var owners: [OwnerReference]
        var dependents: Set<String> = []
        var isVirtual = false
        var isBeingDeleted = false
        /// Waits for its dependents (finalizer foregroundDeletion).
        var isDeletingDependents = false
        var isOrphaning = false

        /// Whether this object holds up the deletion of that owner.
        func blocks(_ owner: String) -> Bool { owners.contains { $0.uid == owner && $0.blockOwnerDeletion == true } }
    }

    /// An object that refers to one that cannot own it, by their uids.
    struct ForeignOwner: Hashable, Sendable {
        var dependent: String
        var owner: String
    }

    /// The uids to look at.
    struct Work: Equatable, Sendable {
        /// May have to be deleted.
        var delete: Set<String> = []
        /// Have to let go of their dependents.
        var orphan: Set<String> = []
        /// Refer to an owner that is in another namespace, where no owner can be.
        var foreign: Set<ForeignOwner> = []

        mutating func merge(_ other: Work) {
            delete.formUnion(other.delete)
            orphan.formUnion(other.orphan)
            foreign.formUnion(other.foreign)
        }
    }

    static let orphanFinalizer = "orphan"
    static let foregroundFinalizer = "foregroundDeletion"

    private(set) var vertices: [String: Vertex] = [:]

    subscript(uid: String) -> Vertex? { vertices[uid] }

    /// Takes in an object that is there, new or changed. `namespaced` tells whether an owner's kind is, for the place of virtual ones.
    mutating func observe(_ identity: Identity, _ metadata: ObjectMeta) -> Work {
        var work = Work()
        let uid = identity.uid
        var vertex = vertices[uid] ?? Vertex(identity: identity, owners: [])
        let before = vertex
        vertex.identity = identity
        vertex.isVirtual = false
        vertex.owners = metadata.ownerReferences
        vertex.isBeingDeleted = metadata.isBeingDeleted
        let isOrphaning = metadata.isBeingDeleted && metadata.finalizers.contains(Self.orphanFinalizer)
        if isOrphaning && !before.isOrphaning { work.orphan.insert(uid) }
        vertex.isOrphaning = isOrphaning
        if metadata.isBeingDeleted && metadata.finalizers.contains(Self.foregroundFinalizer) && !before.isDeletingDependents {
            vertex.isDeletingDependents = true
            work.delete.formUnion(vertex.dependents)
            work.delete.insert(uid)
        }
        vertices[uid] = vertex
        if before.isVirtual {
            // Until now only references told where it might be.
            for dependent in dependents(of: uid) where isForeign(identity, to: dependent.identity) {
                work.foreign.insert(ForeignOwner(dependent: dependent.identity.uid, owner: uid))
                work.delete.insert(dependent.identity.uid)
            }
        }
        unlink(uid, from: before.owners, keeping: vertex.owners, &work)
        link(uid, namespace: identity.namespace, to: vertex.owners, &work)
        return work
    }

    /// Takes out an object that is gone.
    mutating func remove(_ uid: String) -> Work {
        var work = Work()
        guard let vertex = vertices.removeValue(forKey: uid) else { return work }
        work.delete.formUnion(vertex.dependents)
        for owner in vertex.owners {
            vertices[owner.uid]?.dependents.remove(uid)
            if vertices[owner.uid]?.isDeletingDependents == true { work.delete.insert(owner.uid) }
        }
        return work
    }

    /// The dependents that are known of an owner.
    func dependents(of uid: String) -> [Vertex] { (vertices[uid]?.dependents ?? []).compactMap { vertices[$0] } }

    /// An owner is in the namespace of what it owns, or in none.
    private func isForeign(_ owner: Identity, to dependent: Identity) -> Bool { !owner.namespace.isEmpty && owner.namespace != dependent.namespace }

    private mutating func unlink(_ uid: String, from old: [OwnerReference], keeping new: [OwnerReference], _ work: inout Work) {
        for owner in old {
            let still = new.first { $0.uid == owner.uid }
            if still == nil { vertices[owner.uid]?.dependents.remove(uid) }
            // It no longer holds its owner up: that may be the last thing the owner waited for.
            let released = owner.blockOwnerDeletion == true && still?.blockOwnerDeletion != true
            if released && vertices[owner.uid]?.isDeletingDependents == true { work.delete.insert(owner.uid) }
        }
    }

    private mutating func link(_ uid: String, namespace: String, to owners: [OwnerReference], _ work: inout Work) {
        for owner in owners {
            if vertices[owner.uid] == nil {
                vertices[owner.uid] = Vertex(
                    identity: Identity(
                        uid: owner.uid, apiVersion: owner.apiVersion, kind: owner.kind, namespace: namespace, name: owner.name),
                    owners: [], isVirtual: true)
                work.delete.insert(owner.uid)
            }
            let isNew = vertices[owner.uid]?.dependents.insert(uid).inserted == true
            if isNew, let known = vertices[owner.uid], !known.isVirtual, let dependent = vertices[uid], isForeign(known.identity, to: dependent.identity) {
                work.foreign.insert(ForeignOwner(dependent: uid, owner: owner.uid))
                work.delete.insert(uid)
            }
            if isNew && vertices[owner.uid]?.isDeletingDependents == true { work.delete.formUnion([uid, owner.uid]) }
        }
    }
}
