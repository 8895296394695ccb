/// Refuses whatever is done in a namespace that does not exist.
struct NamespaceExists: AdmissionPlugin {
    static let name = "NamespaceExists"

    func validate(_ request: inout AdmissionRequest, _ reader: any AdmissionReader) async throws {
        guard request.operation != .connect, !request.namespace.isEmpty, request.resource != "namespaces" else { return }
        if try await reader.find(group: "", resource: "namespaces", namespace: "", name: request.namespace) == nil {
            throw APIStatusError.notFound(group: "", resource: "namespaces", name: request.namespace)
        }
    }
}
