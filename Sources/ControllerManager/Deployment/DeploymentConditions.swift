import KubernetesAPI
import KubernetesClient

/// The reasons that a deployment's conditions give.
enum DeploymentReason {
    static let minimumAvailable = "MinimumReplicasAvailable"
    static let minimumUnavailable = "MinimumReplicasUnavailable"
    static let replicaSetUpdated = "ReplicaSetUpdated"
    static let replicaSetCreateError = "ReplicaSetCreateError"
    static let newReplicaSet = "NewReplicaSetCreated"
    static let foundNewReplicaSet = "FoundNewReplicaSet"
    static let newReplicaSetAvailable = "NewReplicaSetAvailable"
    static let timedOut = "ProgressDeadlineExceeded"
    static let paused = "DeploymentPaused"
    static let resumed = "DeploymentResumed"
}

extension DeploymentStatus {
    func condition(_ type: String) -> DeploymentCondition? { conditions.first { $0.type == type } }

    /// Adds or replaces a condition. One with the same status and reason stays as it is; a transition time changes only
    /// with the status.
    mutating func set(_ condition: DeploymentCondition) {
        let old = self.condition(condition.type)
        if let old, old.status == condition.status, old.reason == condition.reason { return }
        var new = condition
        if let old, old.status == new.status { new.lastTransitionTime = old.lastTransitionTime }
        conditions.removeAll { $0.type == new.type }
        conditions.append(new)
    }

    mutating func set(_ type: String, _ status: String, reason: String, message: String, now: Time) {
        set(
            DeploymentCondition(
                type: type, status: status, lastUpdateTime: now, lastTransitionTime: now, reason: reason, message: message))
    }

    mutating func remove(_ type: String) { conditions.removeAll { $0.type == type } }
}

extension Deployment {
    /// The deadline in seconds; nil where there is none.
    var progressDeadline: Int? {
        guard let seconds = spec.progressDeadlineSeconds, seconds != Int(Int32.max) else { return nil }
        return seconds
    }

    /// Whether the status says that the rollout is done.
    func isComplete(_ status: DeploymentStatus) -> Bool {
        let desired = spec.replicas ?? 1
        return (status.updatedReplicas ?? 0) == desired && (status.replicas ?? 0) == desired && (status.availableReplicas ?? 0) == desired
            && (status.observedGeneration ?? 0) >= (metadata.generation ?? 0)
    }

    /// Whether the new status is nearer to the end than the one that was.
    func hasProgressed(_ new: DeploymentStatus) -> Bool {
        let oldOthers = (status.replicas ?? 0) - (status.updatedReplicas ?? 0)
        let newOthers = (new.replicas ?? 0) - (new.updatedReplicas ?? 0)
        return (new.updatedReplicas ?? 0) > (status.updatedReplicas ?? 0) || newOthers < oldOthers
            || (new.readyReplicas ?? 0) > (status.readyReplicas ?? 0) || (new.availableReplicas ?? 0) > (status.availableReplicas ?? 0)
    }

    /// Whether nothing has moved for longer than the progress deadline.
    func hasTimedOut(_ new: DeploymentStatus, now: Time) -> Bool {
        guard let deadline = progressDeadline, let condition = new.condition("Progressing"),
            condition.reason != DeploymentReason.newReplicaSetAvailable
        else { return false }
        if condition.reason == DeploymentReason.timedOut { return true }
        guard let since = condition.lastUpdateTime else { return false }
        return since.adding(deadline).seconds < now.seconds
    }

    /// The numbers of the status, and the condition Available, from the replica sets.
    func computedStatus(_ sets: ReplicaSets, now: Time) -> DeploymentStatus {
        let all = sets.all
        let available = all.reduce(0) { $0 + ($1.status.availableReplicas ?? 0) }
        let wanted = all.reduce(0) { $0 + $1.replicas }
        var new = DeploymentStatus()
        new.observedGeneration = metadata.generation
        new.replicas = all.reduce(0) { $0 + $1.status.replicas }.nonZero
        new.updatedReplicas = (sets.new?.status.replicas ?? 0).nonZero
        new.readyReplicas = all.reduce(0) { $0 + ($1.status.readyReplicas ?? 0) }.nonZero
        new.availableReplicas = available.nonZero
        new.unavailableReplicas = max(0, wanted - available).nonZero
        let terminating = all.map(\.status.terminatingReplicas)
        new.terminatingReplicas = terminating.contains(nil) ? nil : terminating.reduce(0) { $0 + ($1 ?? 0) }
        new.collisionCount = status.collisionCount
        new.conditions = status.conditions
        if available >= RolloutBounds(self).fewestAvailable {
            new.set(
                "Available", "True", reason: DeploymentReason.minimumAvailable, message: "Deployment has minimum availability.", now: now)
        } else {
            new.set(
                "Available", "False", reason: DeploymentReason.minimumUnavailable,
                message: "Deployment does not have minimum availability.", now: now)
        }
        return new
    }

    /// The status after a pass over a rollout: the numbers, and how it goes.
    func rolloutStatus(_ sets: ReplicaSets, now: Time) -> DeploymentStatus {
        var new = computedStatus(sets, now: now)
        if progressDeadline == nil { new.remove("Progressing") }
        let current = status.condition("Progressing")
        let wasComplete =
            (new.replicas ?? 0) == (new.updatedReplicas ?? 0) && current?.reason == DeploymentReason.newReplicaSetAvailable
        if progressDeadline != nil && !wasComplete {
            let subject = sets.new.map { "ReplicaSet \"\($0.metadata.name)\"" } ?? "Deployment \"\(metadata.name)\""
            if isComplete(new) {
                new.set(
                    "Progressing", "True", reason: DeploymentReason.newReplicaSetAvailable,
                    message: "\(subject) has successfully progressed.", now: now)
            } else if hasProgressed(new) {
                var condition = DeploymentCondition(
                    type: "Progressing", status: "True", lastUpdateTime: now,
                    lastTransitionTime: now, reason: DeploymentReason.replicaSetUpdated, message: "\(subject) is progressing.")
                if current?.status == "True" { condition.lastTransitionTime = current?.lastTransitionTime }
                // Taken out first, for each step forward starts the deadline anew.
                new.remove("Progressing")
                new.set(condition)
            } else if hasTimedOut(new, now: now) {
                new.set(
                    "Progressing", "False", reason: DeploymentReason.timedOut, message: "\(subject) has timed out progressing.", now: now)
            }
        }
        let failures = ((sets.new.map { [$0] } ?? []) + sets.old).flatMap(\.status.conditions)
        if let failure = failures.first(where: { $0.type == "ReplicaFailure" }) {
            new.set(
                DeploymentCondition(
                    type: failure.type, status: failure.status, lastUpdateTime: failure.lastTransitionTime,
                    lastTransitionTime: failure.lastTransitionTime, reason: failure.reason, message: failure.message))
        } else {
            new.remove("ReplicaFailure")
        }
        return new
    }
}
