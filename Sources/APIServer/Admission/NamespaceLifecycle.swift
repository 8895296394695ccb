import JSON

/// Refuses writes in namespaces that do not exist, new objects in those that are going, and the deletion of the system's own.
struct NamespaceLifecycle: AdmissionPlugin {
    static let name = "NamespaceLifecycle"
    private static let immortal = ["default", "kube-system", "kube-public"]

    func admit(_ request: inout AdmissionRequest, _ reader: any AdmissionReader) async throws {
        if request.resource == "namespaces", request.group.isEmpty {
            if request.operation == .delete, Self.immortal.contains(request.name) {
                throw request.forbidden("this namespace may not be deleted")
            }
            return
        }
        guard request.writes, !request.namespace.isEmpty, !Self.asksAboutAccess(request) else { return }
        guard let namespace = try await reader.find(group: "", resource: "namespaces", namespace: "", name: request.namespace) else {
            throw APIStatusError.notFound(group: "", resource: "namespaces", name: request.namespace)
        }
        guard request.operation == .create, namespace.fields["status.phase"] == "Terminating" else { return }
        var failure = request.forbidden(
            "unable to create new content in namespace \(request.namespace) because it is being terminated")
        failure.details?.causes = [
            .init(
                reason: "NamespaceTerminating", message: "namespace \(request.namespace) is being terminated",
                field: "metadata.namespace")
        ]
        throw failure
    }

    /// Who may ask whether they may do something need not learn whether the namespace is there.
    static func asksAboutAccess(_ request: AdmissionRequest) -> Bool {
        request.group == "authorization.k8s.io" && request.resource == "localsubjectaccessreviews"
    }
}
