/// Creates the namespace of a new object, when there is none yet.
struct NamespaceAutoProvision: AdmissionPlugin {
    static let name = "NamespaceAutoProvision"

    func admit(_ request: inout AdmissionRequest, _ reader: any AdmissionReader) async throws {
        guard request.operation == .create, !request.namespace.isEmpty, request.resource != "namespaces", !request.dryRun,
            !NamespaceLifecycle.asksAboutAccess(request)
        else { return }
        if try await reader.find(group: "", resource: "namespaces", namespace: "", name: request.namespace) == nil {
            try await reader.createNamespace(request.namespace)
        }
    }
}
