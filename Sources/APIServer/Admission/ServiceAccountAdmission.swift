import JSON

/// Gives pods the service account `default`, its image pull secrets, and a volume with a token for the API.
struct ServiceAccountAdmission: AdmissionPlugin {
    static let name = "ServiceAccount"
    private static let mountPath = "/var/run/secrets/kubernetes.io/serviceaccount"
    private static let mirrorAnnotation = "kubernetes.io/config.mirror"

    func admit(_ request: inout AdmissionRequest, _ reader: any AdmissionReader) async throws {
        guard request.operation == .create, request.isFor("pods") else { return }
        let spec = request.object["spec"] ?? [:]
        if request.object["metadata"]?["annotations"]?[Self.mirrorAnnotation] != nil {
            if !spec.text("serviceAccountName").isEmpty {
                throw request.forbidden("a mirror pod may not reference service accounts")
            }
            return
        }
        let accountName = spec.text("serviceAccountName").isEmpty ? "default" : spec.text("serviceAccountName")
        request.object.edit("spec") { spec in
            spec["serviceAccountName"] = .string(accountName)
            spec["serviceAccount"] = .string(accountName)
        }
        guard
            let account = try await reader.read(
                group: "", resource: "serviceaccounts", namespace: request.namespace, name: accountName)
        else {
            throw request.forbidden(
                "error looking up service account \(request.namespace)/\(accountName): serviceaccount \"\(accountName)\" not found")
        }
        if !spec.has("imagePullSecrets"), account.has("imagePullSecrets") {
            request.object.edit("spec") { $0["imagePullSecrets"] = account["imagePullSecrets"] }
        }
        let mounts = spec["automountServiceAccountToken"]?.bool ?? account["automountServiceAccountToken"]?.bool ?? true
        if mounts { mountToken(&request.object) }
    }

    private func mountToken(_ pod: inout JSONValue) {
        pod.edit("spec") { spec in
            // A projected token volume that is there already is used again.
            let existing = spec.items("volumes").map { $0.text("name") }.first { $0.hasPrefix("kube-api-access-") }
            let volume = existing ?? "kube-api-access-" + NameGenerator.suffix()
            var used = false
            for list in ["initContainers", "containers"] {
                spec.editEach(list) { container in
                    if container.items("volumeMounts").contains(where: { $0.text("mountPath") == Self.mountPath }) { return }
                    used = true
                    let mount: JSONValue = ["name": .string(volume), "readOnly": true, "mountPath": .string(Self.mountPath)]
                    container["volumeMounts"] = .array(container.items("volumeMounts") + [mount])
                }
            }
            guard used, existing == nil else { return }
            let sources: JSONValue = [
                ["serviceAccountToken": ["expirationSeconds": 3607, "path": "token"]],
                ["configMap": ["name": "kube-root-ca.crt", "items": [["key": "ca.crt", "path": "ca.crt"]]]],
                [
                    "downwardAPI": [
                        "items": [["path": "namespace", "fieldRef": ["apiVersion": "v1", "fieldPath": "metadata.namespace"]]]
                    ]
                ],
            ]
            let projected: JSONValue = ["sources": sources, "defaultMode": 420]
            spec["volumes"] = .array(spec.items("volumes") + [["name": .string(volume), "projected": projected]])
        }
    }
}
