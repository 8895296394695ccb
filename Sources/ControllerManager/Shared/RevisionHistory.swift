import JSON
import KubernetesAPI
import KubernetesClient

let controllerRevisionHashLabel = "controller-revision-hash"

/// The ControllerRevisions of a DaemonSet or a StatefulSet: which templates it has had.
///
/// A revision's data is a patch that makes the owner's template what it was: `kubectl rollout undo` applies it.
struct RevisionHistory<Owner: KubernetesObject>: Sendable {
    let client: Client
    let owner: Owner
    let selector: LabelSelector
    /// Oldest first.
    private(set) var revisions: [ControllerRevision]

    /// The owner's revisions out of `candidates`, adopted where they have no owner.
    init(client: Client, owner: Owner, selector: LabelSelector, candidates: [ControllerRevision]) async throws {
        self.client = client
        self.owner = owner
        self.selector = selector
        let claims = ControllerRefManager(client: client, owner: owner, matches: { selector.matches($0) })
        revisions = try await claims.claim(candidates).sorted { $0.revision == $1.revision ? $0.metadata.isOlder(than: $1.metadata) : $0.revision < $1.revision }
    }

    /// The patch for a template.
    static func data(_ template: PodTemplateSpec) -> JSONValue {
        var value = template.jsonValue()
        value["$patch"] = "replace"
        return ["spec": ["template": value]]
    }

    /// The template that a revision stands for; nil for data that is none.
    static func template(of revision: ControllerRevision) -> PodTemplateSpec? {
        guard var value = revision.data?["spec"]?["template"] else { return nil }
        value["$patch"] = nil
        return try? PodTemplateSpec(json: value)
    }

    /// The revision of the present template: found, found and made the latest again, or made. `collisions` counts up when
    /// another template has the same hash.
    mutating func current(_ template: PodTemplateSpec, collisions: inout Int?) async throws -> ControllerRevision {
        let data = Self.data(template)
        let latest = revisions.last?.revision ?? 0
        if let index = revisions.lastIndex(where: { $0.data?.sortedByKey() == data.sortedByKey() }) {
            var found = revisions.remove(at: index)
            defer { revisions.append(found) }
            let others = revisions.last?.revision ?? 0
            if found.revision > others { return found }
            found.revision = others.clampedAdding(1)
            found = try await client.update(found)
            return found
        }
        while true {
            let made = make(data, template, revision: latest.clampedAdding(1), collisions: collisions)
            do {
                let created = try await client.create(made)
                revisions.append(created)
                return created
            } catch let error as APIError where error.isAlreadyExists {
                let existing = try await client.get(
                    ControllerRevision.self, made.metadata.name, namespace: made.metadata.namespace)
                if existing.data?.sortedByKey() == data.sortedByKey(), existing.metadata.isControlled(by: owner.metadata) { return existing }
                collisions = (collisions ?? 0).clampedAdding(1)
            }
        }
    }

    private func make(_ data: JSONValue, _ template: PodTemplateSpec, revision: Int, collisions: Int?) -> ControllerRevision {
        let hash = stableHash(data, collisionCount: collisions)
        var made = ControllerRevision()
        made.metadata.name = "\(owner.metadata.name.prefix(223))-\(hash)"
        made.metadata.namespace = owner.metadata.namespace
        made.metadata.labels = template.metadata.labels
        made.metadata.labels[controllerRevisionHashLabel] = hash
        made.metadata.annotations = owner.metadata.annotations.filter { $0.key != "kubectl.kubernetes.io/last-applied-configuration" }
        made.metadata.ownerReferences = [.controller(owner)]
        made.data = data
        made.revision = revision
        return made
    }

    /// Deletes the oldest revisions beyond the limit, save those still in use (by hash or by name).
    func cleanUp(limit: Int, inUse: Set<String>) async throws {
        let unused = revisions.filter { !inUse.contains($0.hash) && !inUse.contains($0.metadata.name) }
        guard limit >= 0, unused.count > limit else { return }
        for revision in unused.prefix(unused.count - limit) {
            do {
                try await client.delete(ControllerRevision.self, revision.metadata.name, namespace: revision.metadata.namespace)
            } catch let error as APIError where error.isNotFound {
                continue
            }
        }
    }
}

extension ControllerRevision {
    /// The hash that pods of this revision carry in their label.
    var hash: String { metadata.labels[controllerRevisionHashLabel] ?? "" }
}

extension Informer<ControllerRevision> {
    /// The revisions that the owner could claim.
    func candidates(for owner: ObjectMeta) -> [ControllerRevision] {
        list(namespace: owner.namespace).filter { $0.metadata.controllerRef.map { $0.uid == owner.uid } ?? true }
    }
}
