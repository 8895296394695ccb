import KubernetesAPI

/// The conditions of a StorageVersionMigration, in Kubernetes' words.
extension StoragemigrationV1beta1.StorageVersionMigration {
    func isTrue(_ type: String) -> Bool { status.conditions.contains { $0.type == type && $0.status == "True" } }

    /// Whether it has ended, one way or the other.
    var isTerminal: Bool { isTrue("Succeeded") || isTrue("Failed") }
    var isRunning: Bool { isTrue("Running") }

    mutating func start(now: Time) {
        set(MetaV1.Condition(type: "Running", status: "True", lastTransitionTime: now, reason: "MigrationRunning", message: "The migration is running"))
    }

    mutating func succeed(now: Time) {
        stop(now)
        set(MetaV1.Condition(type: "Succeeded", status: "True", lastTransitionTime: now, reason: "StorageVersionMigrationSucceeded"))
    }

    mutating func fail(_ message: String, now: Time) {
        stop(now)
        set(MetaV1.Condition(type: "Failed", status: "True", lastTransitionTime: now, reason: "StorageVersionMigrationFailed", message: message))
    }

    private mutating func stop(_ now: Time) {
        guard isRunning else { return }
        set(
            MetaV1.Condition(
                type: "Running", status: "False", lastTransitionTime: now, reason: "MigrationCompleted", message: "The migration has completed"))
    }

    private mutating func set(_ condition: MetaV1.Condition) {
        status.conditions.removeAll { $0.type == condition.type }
        status.conditions.append(condition)
    }
}
