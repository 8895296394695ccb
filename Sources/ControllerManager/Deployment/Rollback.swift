import KubernetesAPI
import KubernetesClient

/// Going back to an earlier revision by the annotation deprecated.deployment.rollback.to, which is what old clients' `rollback` leaves
/// behind. (`kubectl rollout undo` writes the template itself.)
extension Rollout {
    static let rollbackAnnotation = "deprecated.deployment.rollback.to"

    /// The revision to go back to, zero for the last one; nil when there is nothing to undo.
    var rollbackTo: Int? { deployment.metadata.annotations[Self.rollbackAnnotation].flatMap { Int64($0) }.flatMap { Int(exactly: $0) } }

    /// Takes over the template of the revision and clears the annotation, also where there is no such revision.
    mutating func rollBack(to revision: Int) async throws {
        let wanted = revision == 0 ? lastRevision : revision
        var updated = deployment
        updated.metadata.annotations[Self.rollbackAnnotation] = nil
        if let wanted, let set = sets.all.first(where: { $0.metadata.revision == wanted }) {
            if set.hasTemplate(of: deployment) {
                tell("DeploymentRollbackTemplateUnchanged", "The rollback revision contains the same template as current deployment \"\(deployment.metadata.name)\"", warning: true)
            } else {
                updated.spec.template = set.spec.template
                updated.spec.template.metadata.labels[podTemplateHashLabel] = nil
                let kept = updated.metadata.annotations.filter { DeploymentAnnotation.own.contains($0.key) }
                updated.metadata.annotations = set.metadata.annotations.filter { !DeploymentAnnotation.own.contains($0.key) }.merging(kept) { $1 }
                tell("DeploymentRollback", "Rolled back deployment \"\(deployment.metadata.name)\" to revision \(wanted)")
            }
        } else {
            tell(
                "DeploymentRollbackRevisionNotFound",
                revision == 0 ? "Unable to find last revision." : "Unable to find the revision to rollback to.", warning: true)
        }
        deployment = try await controller.context.client.update(updated)
    }

    /// The second highest revision.
    private var lastRevision: Int? { Set(sets.all.map(\.metadata.revision)).filter { $0 > 0 }.sorted().dropLast().last }

    private func tell(_ reason: String, _ message: String, warning: Bool = false) {
        controller.recorder.event(ObjectReference(deployment), type: warning ? "Warning" : "Normal", reason: reason, message: message)
    }
}
