import JSON
import KubernetesAPI
import KubernetesClient

/// Creates and deletes pods on behalf of a controller, and tells the story in the controller's events.
struct PodControl: Sendable {
    let client: Client
    let recorder: EventRecorder

    /// A pod out of the template, owned by the controller, named by the API server after it.
    static func pod(from template: PodTemplateSpec, owner: some KubernetesObject) -> Pod {
        var pod = Pod()
        pod.metadata.namespace = owner.metadata.namespace
        pod.metadata.generateName = generateName(for: owner.metadata.name)
        pod.metadata.labels = template.metadata.labels
        pod.metadata.annotations = template.metadata.annotations
        pod.metadata.finalizers = template.metadata.finalizers
        pod.metadata.ownerReferences = [.controller(owner)]
        pod.spec = template.spec
        return pod
    }

    /// The owner's name and a dash, so that the pod's name tells whose it is.
    static func generateName(for owner: String) -> String { owner.utf8.count < 253 ? owner + "-" : owner }

    @discardableResult
    func create(_ pod: Pod, for owner: some KubernetesObject) async throws -> Pod {
        do {
            let created = try await client.create(pod)
            recorder.event(
                ObjectReference(owner), type: "Normal", reason: "SuccessfulCreate", message: "Created pod: \(created.metadata.name)")
            return created
        } catch {
            // In a namespace that is going away nothing can be created; an event could not be either.
            if (error as? APIError)?.isNamespaceTerminating != true {
                recorder.event(
                    ObjectReference(owner), type: "Warning", reason: "FailedCreate", message: "Error creating: \(describe(error))")
            }
            throw error
        }
    }

    /// Deletes the pod; that it is gone already is success.
    func delete(_ name: String, namespace: String, for owner: some KubernetesObject) async throws {
        do {
            try await client.delete(Pod.self, name, namespace: namespace)
            recorder.event(ObjectReference(owner), type: "Normal", reason: "SuccessfulDelete", message: "Deleted pod: \(name)")
        } catch let error as APIError where error.isNotFound {
            return
        } catch {
            recorder.event(
                ObjectReference(owner), type: "Warning", reason: "FailedDelete", message: "Error deleting: \(describe(error))")
            throw error
        }
    }
}

/// The message of an error as users should read it.
func describe(_ error: any Error) -> String {
    if let error = error as? APIError, let message = error.status.message, !message.isEmpty { return message }
    return "\(error)"
}
