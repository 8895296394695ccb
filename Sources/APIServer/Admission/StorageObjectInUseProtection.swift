import JSON

/// Puts the finalizers on volumes and claims that keep them while they are in use.
struct StorageObjectInUseProtection: AdmissionPlugin {
    static let name = "StorageObjectInUseProtection"
    static let resources: Set<String>? = ["persistentvolumes", "persistentvolumeclaims", "volumeattributesclasses"]

    func admit(_ request: inout AdmissionRequest, _ reader: any AdmissionReader) async throws {
        guard request.operation == .create else { return }
        let finalizer: JSONValue
        if request.isFor("persistentvolumes") {
            finalizer = "kubernetes.io/pv-protection"
        } else if request.isFor("persistentvolumeclaims") {
            finalizer = "kubernetes.io/pvc-protection"
        } else if request.isFor("volumeattributesclasses", group: "storage.k8s.io") {
            finalizer = "kubernetes.io/vac-protection"
        } else {
            return
        }
        request.object.edit("metadata") { metadata in
            let present = metadata.items("finalizers")
            if !present.contains(finalizer) { metadata["finalizers"] = .array(present + [finalizer]) }
        }
    }
}
