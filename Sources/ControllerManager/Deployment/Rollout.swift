import KubernetesAPI
import KubernetesClient

/// One pass over one deployment: the objects it works on, and the steps it may take.
struct Rollout {
    let controller: DeploymentController
    var deployment: Deployment
    var sets: ReplicaSets

    private var client: Client { controller.context.client }
    private var now: Time { controller.context.clock.time }
    var bounds: RolloutBounds { RolloutBounds(deployment) }

    /// Whether the deployment was resized since its replica sets were.
    var isScalingEvent: Bool {
        sets.active.contains { set in
            set.metadata.number(in: DeploymentAnnotation.desiredReplicas).map { $0 != (deployment.spec.replicas ?? 1) } ?? false
        }
    }

    // MARK: Strategies

    mutating func rollingUpdate() async throws {
        try await findOrCreateNewSet(create: true)
        if let new = sets.new {
            let size = bounds.newSize(current: new.replicas, total: sets.all.reduce(0) { $0 + $1.replicas })
            if size != new.replicas {
                try await resize(new, to: size)
                return try await writeStatus(deployment.rolloutStatus(sets, now: now))
            }
        }
        let old = sets.oldActive
        let sizes = bounds.oldSizes(old.map(\.rolloutSet), new: sets.new?.rolloutSet)
        var scaled = false
        for (set, size) in zip(old, sizes) where size != set.replicas {
            try await resize(set, to: size)
            scaled = true
        }
        if !scaled { try await finish() }
        try await writeStatus(deployment.rolloutStatus(sets, now: now))
    }

    mutating func recreate(hasOldPods: (ReplicaSets) -> Bool) async throws {
        try await findOrCreateNewSet(create: false)
        let old = sets.oldActive
        for set in old { try await resize(set, to: 0) }
        if !old.isEmpty || hasOldPods(sets) { return try await writeStatus(deployment.rolloutStatus(sets, now: now)) }
        if sets.new == nil { try await findOrCreateNewSet(create: true) }
        if let new = sets.new { try await resize(new, to: bounds.desired) }
        try await finish()
        try await writeStatus(deployment.rolloutStatus(sets, now: now))
    }

    private mutating func finish() async throws {
        if deployment.isComplete(deployment.status) { try await cleanUp() }
    }

    /// What happens while the deployment is paused or resized: sizes follow, templates do not.
    mutating func scaleOnly() async throws {
        try await findOrCreateNewSet(create: false)
        try await scale()
        if deployment.spec.paused == true { try await cleanUp() }
        try await writeStatus(numbers())
    }

    func numbers() -> DeploymentStatus { deployment.computedStatus(sets, now: now) }

    // MARK: The new replica set

    private mutating func findOrCreateNewSet(create: Bool) async throws {
        let revision = sets.latestRevision + 1
        if var new = sets.new {
            let annotated = new.annotate(from: deployment, revision: revision, isNew: false)
            if annotated || new.spec.minReadySeconds != deployment.spec.minReadySeconds {
                new.spec.minReadySeconds = deployment.spec.minReadySeconds
                new = try await client.update(new)
                sets.new = new
            }
            try await note(new, reason: DeploymentReason.foundNewReplicaSet, message: "Found new replica set \"\(new.metadata.name)\"", always: false)
        } else if create {
            try await createNewSet(revision: revision)
        }
    }

    /// Carries the revision over to the deployment, and says that a set was found or made.
    private mutating func note(_ new: ReplicaSet, reason: String, message: String, always: Bool) async throws {
        var updated = deployment
        let revision = new.metadata.annotations[DeploymentAnnotation.revision]
        updated.metadata.annotations[DeploymentAnnotation.revision] = revision
        if deployment.progressDeadline != nil && (always || updated.status.condition("Progressing") == nil) {
            updated.status.set("Progressing", "True", reason: reason, message: message, now: now)
        }
        if updated != deployment { deployment = try await writeStatusAndAnnotations(updated) }
    }

    private mutating func createNewSet(revision: Int) async throws {
        let hash = templateHash(deployment.spec.template, collisionCount: deployment.status.collisionCount)
        var new = ReplicaSet()
        new.metadata.name = Self.name(of: deployment.metadata.name, hash: hash)
        new.metadata.namespace = deployment.metadata.namespace
        new.metadata.ownerReferences = [.controller(deployment)]
        new.spec.template = deployment.spec.template
        new.spec.template.metadata.labels[podTemplateHashLabel] = hash
        new.metadata.labels = new.spec.template.metadata.labels
        new.spec.selector = deployment.spec.selector
        new.spec.selector.matchLabels[podTemplateHashLabel] = hash
        new.spec.minReadySeconds = deployment.spec.minReadySeconds
        let size = bounds.newSize(current: 0, total: sets.old.reduce(0) { $0 + $1.replicas })
        new.spec.replicas = size
        _ = new.annotate(from: deployment, revision: revision, isNew: true)

        let created: ReplicaSet
        var isOurs = true
        do {
            created = try await client.create(new)
        } catch let error as APIError where error.isAlreadyExists {
            let existing = try await client.get(ReplicaSet.self, new.metadata.name, namespace: new.metadata.namespace)
            guard existing.metadata.isControlled(by: deployment.metadata), existing.hasTemplate(of: deployment) else {
                // Another template has the same hash: count, so that the next try has another one.
                deployment.status.collisionCount = (deployment.status.collisionCount ?? 0).clampedAdding(1)
                deployment = try await client.updateStatus(deployment)
                throw error
            }
            created = existing
            isOurs = false
        } catch {
            if (error as? APIError)?.isNamespaceTerminating == true { throw error }
            try await noteFailure(to: new, error)
            throw error
        }
        sets.new = created
        if isOurs && size > 0 { recordScaling(created, up: true, from: 0, to: size) }
        try await note(
            created, reason: DeploymentReason.newReplicaSet, message: "Created new replica set \"\(created.metadata.name)\"", always: isOurs)
    }

    private mutating func noteFailure(to new: ReplicaSet, _ error: any Error) async throws {
        let message = "Failed to create new replica set \"\(new.metadata.name)\": \(describe(error))"
        controller.recorder.event(
            ObjectReference(deployment), type: "Warning", reason: DeploymentReason.replicaSetCreateError, message: message)
        guard deployment.progressDeadline != nil else { return }
        var status = deployment.status
        status.set("Progressing", "False", reason: DeploymentReason.replicaSetCreateError, message: message, now: now)
        try await writeStatus(status)
    }

    /// The deployment's name and the hash, the first cut where both would be longer than a label may be.
    static func name(of deployment: String, hash: String) -> String {
        let longest = max(0, 253 - hash.utf8.count - 1)
        return "\(deployment.utf8.count > longest ? String(deployment.prefix(longest)) : deployment)-\(hash)"
    }

    // MARK: Scaling

    private mutating func scale() async throws {
        let active = sets.active
        if active.count <= 1 {
            if let only = active.first ?? sets.new ?? sets.old.last { try await resize(only, to: bounds.desired) }
            return
        }
        if isSaturated {
            for set in sets.oldActive { try await resize(set, to: 0) }
            return
        }
        guard deployment.isRolling else { return }
        let growing = bounds.desired > 0 && bounds.mostPods > active.reduce(0) { $0 + $1.replicas }
        // The largest first; among equals the newest when growing, the oldest when shrinking.
        let ordered = active.sorted { a, b in
            if a.replicas != b.replicas { return a.replicas > b.replicas }
            return growing ? b.metadata.isOlder(than: a.metadata) : a.metadata.isOlder(than: b.metadata)
        }
        let sizes = ProportionalScaling(bounds: bounds, replicasNow: deployment.status.replicas ?? 0).sizes(
            ordered.map {
                .init(replicas: $0.replicas, mostPodsBefore: $0.metadata.number(in: DeploymentAnnotation.maxReplicas))
            })
        for (set, size) in zip(ordered, sizes) { try await resize(set, to: size, evenIfEqual: true) }
    }

    /// Whether the new replica set alone already serves the deployment.
    private var isSaturated: Bool {
        guard let new = sets.new else { return false }
        return new.replicas == bounds.desired && new.metadata.number(in: DeploymentAnnotation.desiredReplicas) == bounds.desired
            && (new.status.availableReplicas ?? 0) == bounds.desired
    }

    /// Gives a set its size and writes the deployment's into its annotations.
    private mutating func resize(_ set: ReplicaSet, to size: Int, evenIfEqual: Bool = false) async throws {
        let old = set.replicas
        if old == size && !evenIfEqual && !isScalingEvent { return }
        var updated = set
        let annotated = updated.setSizes(bounds: bounds)
        if old == size && !annotated { return }
        updated.spec.replicas = size
        updated = try await client.update(updated)
        replace(updated)
        if old != size { recordScaling(updated, up: size > old, from: old, to: size) }
    }

    private mutating func replace(_ set: ReplicaSet) {
        if sets.new?.metadata.uid == set.metadata.uid {
            sets.new = set
        } else if let index = sets.old.firstIndex(where: { $0.metadata.uid == set.metadata.uid }) {
            sets.old[index] = set
        }
    }

    private func recordScaling(_ set: ReplicaSet, up: Bool, from old: Int, to new: Int) {
        controller.recorder.event(
            ObjectReference(deployment), type: "Normal", reason: "ScalingReplicaSet",
            message: "Scaled \(up ? "up" : "down") replica set \(set.metadata.name) from \(old) to \(new)")
    }

    // MARK: Bookkeeping

    /// Deletes the oldest replica sets beyond `revisionHistoryLimit`, as far as nothing runs in them.
    private func cleanUp() async throws {
        guard let limit = deployment.spec.revisionHistoryLimit, limit != Int(Int32.max), limit >= 0 else { return }
        let candidates = sets.old.filter { !$0.metadata.isBeingDeleted }
            .sorted { a, b in
                a.metadata.revision == b.metadata.revision ? a.metadata.isOlder(than: b.metadata) : a.metadata.revision < b.metadata.revision
            }
        guard candidates.count > limit else { return }
        for set in candidates.prefix(candidates.count - limit) {
            if set.status.replicas != 0 || set.replicas != 0 || (set.metadata.generation ?? 0) > (set.status.observedGeneration ?? 0) { continue }
            do {
                try await client.delete(ReplicaSet.self, set.metadata.name, namespace: set.metadata.namespace)
            } catch let error as APIError where error.isNotFound {
                continue
            }
        }
    }

    /// Says in the condition Progressing that the deployment was paused or resumed: the deadline stands still meanwhile.
    mutating func notePause() async throws {
        guard deployment.progressDeadline != nil else { return }
        let condition = deployment.status.condition("Progressing")
        if condition?.reason == DeploymentReason.timedOut { return }
        let noted = condition?.reason == DeploymentReason.paused
        var status = deployment.status
        switch (deployment.spec.paused == true, noted) {
        case (true, false):
            status.set("Progressing", "Unknown", reason: DeploymentReason.paused, message: "Deployment is paused", now: now)
        case (false, true):
            status.set("Progressing", "Unknown", reason: DeploymentReason.resumed, message: "Deployment is resumed", now: now)
        default: return
        }
        try await writeStatus(status)
    }

    mutating func writeStatus(_ status: DeploymentStatus) async throws {
        if status == deployment.status { return }
        var updated = deployment
        updated.status = status
        deployment = try await client.updateStatus(updated)
    }

    /// The revision annotation goes with the status, as one write.
    private func writeStatusAndAnnotations(_ updated: Deployment) async throws -> Deployment {
        try await client.updateStatus(updated)
    }
}

extension ReplicaSet {
    var rolloutSet: RolloutSet { RolloutSet(replicas: replicas, available: status.availableReplicas ?? 0) }
}
