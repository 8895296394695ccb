import JSON

/// Refuses new objects in namespaces that do not exist or are going, and the deletion of the system's own.
struct NamespaceLifecycle: AdmissionPlugin {
    static let name = "NamespaceLifecycle"
    private static let immortal = ["default", "kube-system", "kube-public"]

    func admit(_ request: inout AdmissionRequest, _ reader: any AdmissionReader) async throws {
        if request.operation == .delete, request.isFor("namespaces"), Self.immortal.contains(request.name) {
            throw request.forbidden("this namespace may not be deleted")
        }
        guard request.operation == .create, !request.namespace.isEmpty, request.resource != "namespaces",
            !["localsubjectaccessreviews"].contains(request.resource)
        else { return }
        guard let namespace = try await reader.read(group: "", resource: "namespaces", namespace: "", name: request.namespace) else {
            throw APIStatusError.notFound(group: "", resource: "namespaces", name: request.namespace)
        }
        guard namespace["status"]?.text("phase") == "Terminating" || namespace["metadata"]?["deletionTimestamp"] != nil else { return }
        var failure = request.forbidden(
            "unable to create new content in namespace \(request.namespace) because it is being terminated")
        failure.details?.causes = [
            .init(
                reason: "NamespaceTerminating", message: "namespace \(request.namespace) is being terminated",
                field: "metadata.namespace")
        ]
        throw failure
    }
}
