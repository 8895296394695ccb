import JSON

/// Gives ingresses that name no class the one that is marked as the default, the newest of several.
struct DefaultIngressClass: AdmissionPlugin {
    static let name = "DefaultIngressClass"
    static let resources: Set<String>? = ["ingresses"]

    func admit(_ request: inout AdmissionRequest, _ reader: any AdmissionReader) async throws {
        guard request.operation == .create, request.isFor("ingresses", group: "networking.k8s.io") else { return }
        let ingress = request.object
        if let named = ingress["spec"]?["ingressClassName"], !named.isNull { return }
        if ingress["metadata"]?["annotations"]?["kubernetes.io/ingress.class"] != nil { return }
        let classes = reader.readAll(group: "networking.k8s.io", resource: "ingressclasses", namespace: "")
        guard let name = DefaultObject.newest(classes, annotations: ["ingressclass.kubernetes.io/is-default-class"]) else { return }
        request.object.setDefault("spec", [:])
        request.object.edit("spec") { $0["ingressClassName"] = .string(name) }
    }
}
