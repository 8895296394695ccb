import JSON

/// Gives claims that name no storage class the one that is marked as the default, the newest of several.
struct DefaultStorageClass: AdmissionPlugin {
    static let name = "DefaultStorageClass"
    static let resources: Set<String>? = ["persistentvolumeclaims"]

    func admit(_ request: inout AdmissionRequest, _ reader: any AdmissionReader) async throws {
        guard request.operation == .create, request.isFor("persistentvolumeclaims") else { return }
        let claim = request.object
        // An empty name is a wish: no class at all.
        if let named = claim["spec"]?["storageClassName"], !named.isNull { return }
        if claim["metadata"]?["annotations"]?["volume.beta.kubernetes.io/storage-class"] != nil { return }
        let annotations = ["storageclass.kubernetes.io/is-default-class", "storageclass.beta.kubernetes.io/is-default-class"]
        let classes = reader.readAll(group: "storage.k8s.io", resource: "storageclasses", namespace: "")
        guard let name = DefaultObject.newest(classes, annotations: annotations) else { return }
        request.object.setDefault("spec", [:])
        request.object.edit("spec") { $0["storageClassName"] = .string(name) }
    }
}

/// How the default is found among objects of which one should be marked by an annotation.
enum DefaultObject {
    /// The name of the marked object; of several the newest, and of those the first by name.
    static func newest(_ objects: [JSONValue], annotations: [String]) -> String? {
        let marked = objects.filter { object in annotations.contains { object["metadata"]?["annotations"]?[$0] == "true" } }
        let sorted = marked.compactMap(\.["metadata"]).sorted { a, b in
            // Times as metadata prints them sort like text.
            let (first, second) = (a.text("creationTimestamp"), b.text("creationTimestamp"))
            return first == second ? a.text("name") < b.text("name") : first > second
        }
        return sorted.first?.text("name")
    }
}
