import JSON
import KubernetesAPI

/// Lets claims grow only when they are bound and their storage class allows it.
struct PersistentVolumeClaimResize: AdmissionPlugin {
    static let name = "PersistentVolumeClaimResize"
    static let resources: Set<String>? = ["persistentvolumeclaims"]

    func validate(_ request: inout AdmissionRequest, _ reader: any AdmissionReader) async throws {
        guard request.operation == .update, request.isFor("persistentvolumeclaims") else { return }
        let (new, old) = (Self.size(request.object), Self.size(request.old))
        if new <= old { return }
        if request.old["status"]?.text("phase") != "Bound" { throw request.forbidden("Only bound persistent volume claims can be expanded") }
        if try await !isAllowed(request, reader) {
            throw request.forbidden(
                "only dynamically provisioned pvc can be resized and the storageclass that provisions the pvc must support resize")
        }
    }

    private func isAllowed(_ request: AdmissionRequest, _ reader: any AdmissionReader) async throws -> Bool {
        let name = Self.storageClass(request.object)
        guard !name.isEmpty, name == Self.storageClass(request.old) else { return false }
        let found = try await reader.read(group: "storage.k8s.io", resource: "storageclasses", namespace: "", name: name)
        return found?["allowVolumeExpansion"]?.bool ?? false
    }

    private static func size(_ claim: JSONValue) -> Quantity {
        ResourceAmounts(list: claim["spec"]?["resources"]?["requests"])["storage"] ?? 0
    }

    private static func storageClass(_ claim: JSONValue) -> String {
        claim["metadata"]?["annotations"]?["volume.beta.kubernetes.io/storage-class"]?.string
            ?? claim["spec"]?.text("storageClassName") ?? ""
    }
}
