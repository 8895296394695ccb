import JSON

/// Gives pods the service account `default`, its image pull secrets, and a volume with a token for the API.
struct ServiceAccountAdmission: AdmissionPlugin {
    static let name = "ServiceAccount"
    static let resources: Set<String>? = ["pods"]
    private static let mountPath = "/var/run/secrets/kubernetes.io/serviceaccount"
    private static let mirrorAnnotation = "kubernetes.io/config.mirror"

    func admit(_ request: inout AdmissionRequest, _ reader: any AdmissionReader) async throws {
        guard request.operation == .create, request.isFor("pods") else { return }
        if Self.isMirror(request.object) { return try refuseReferences(request) }
        let spec = request.object["spec"] ?? [:]
        let accountName = spec.text("serviceAccountName").isEmpty ? "default" : spec.text("serviceAccountName")
        request.object.edit("spec") { spec in
            spec["serviceAccountName"] = .string(accountName)
            spec["serviceAccount"] = .string(accountName)
        }
        let account = try await account(accountName, request, reader)
        if !spec.has("imagePullSecrets"), account.has("imagePullSecrets") {
            request.object.edit("spec") { $0["imagePullSecrets"] = account["imagePullSecrets"] }
        }
        let mounts = spec["automountServiceAccountToken"]?.bool ?? account["automountServiceAccountToken"]?.bool ?? true
        if mounts { mountToken(&request.object) }
    }

    func validate(_ request: inout AdmissionRequest, _ reader: any AdmissionReader) async throws {
        if request.operation == .update, request.isFor("pods", subresource: "ephemeralcontainers") {
            let account = try await account(request.object["spec"]?.text("serviceAccountName") ?? "", request, reader)
            let known = Set(request.old["spec"]?.items("ephemeralContainers") ?? [])
            let added = (request.object["spec"]?.items("ephemeralContainers") ?? []).filter { !known.contains($0) }
            try checkSecrets(["ephemeralContainers": .array(added)], account, request)
            return
        }
        guard request.operation == .create, request.isFor("pods") else { return }
        if Self.isMirror(request.object) { return try refuseReferences(request) }
        let spec = request.object["spec"] ?? [:]
        let accountName = spec.text("serviceAccountName")
        if accountName.isEmpty { throw request.forbidden("no service account specified for pod \(request.path)") }
        try await checkSecrets(spec, account(accountName, request, reader), request)
    }

    private static func isMirror(_ pod: JSONValue) -> Bool { pod["metadata"]?["annotations"]?[mirrorAnnotation] != nil }

    /// A mirror pod shows what a node runs on its own; the node would not get what it refers to.
    private func refuseReferences(_ request: AdmissionRequest) throws(APIStatusError) {
        let spec = request.object["spec"] ?? [:]
        if !spec.text("serviceAccountName").isEmpty { throw request.forbidden("a mirror pod may not reference service accounts") }
        if PodObjectUses.usesSecrets(spec) { throw request.forbidden("a mirror pod may not reference secrets") }
        if spec.items("volumes").contains(where: { PodObjectUses.projected($0, "serviceAccountToken") }) {
            throw request.forbidden("a mirror pod may not use ServiceAccountToken volume projections")
        }
    }

    private func account(_ name: String, _ request: AdmissionRequest, _ reader: any AdmissionReader) async throws -> JSONValue {
        if let found = try await reader.read(group: "", resource: "serviceaccounts", namespace: request.namespace, name: name) { return found }
        throw request.forbidden(
            "error looking up service account \(request.namespace)/\(name): serviceaccount \(FieldError.quoted(name)) not found")
    }

    /// Keeps a pod to the secrets that its account lists, where the account insists on it.
    private func checkSecrets(_ spec: JSONValue, _ account: JSONValue, _ request: AdmissionRequest) throws(APIStatusError) {
        let enforced = account["metadata"]?["annotations"]?["kubernetes.io/enforce-mountable-secrets"]?.string ?? ""
        guard ["1", "t", "T", "TRUE", "true", "True"].contains(enforced) else { return }
        let mountable = Set(account.items("secrets").map { $0.text("name") })
        let accountName = account["metadata"]?.text("name") ?? ""
        let reason = "is not allowed because service account \(accountName) does not reference that"
        for volume in spec.items("volumes") {
            guard let name = volume["secret"]?.text("secretName"), !name.isEmpty, !mountable.contains(name) else { continue }
            throw request.forbidden("volume with secret.secretName=\(FieldError.quoted(name)) \(reason) secret")
        }
        for use in PodObjectUses.environment(spec, kind: "secret") where !mountable.contains(use.name) {
            let place = use.variable.map { "envVar \($0)" } ?? "envFrom"
            throw request.forbidden(
                "\(use.role) \(use.container) with \(place) referencing secret.secretName=\(FieldError.quoted(use.name)) \(reason) secret")
        }
        let pullable = Set(account.items("imagePullSecrets").map { $0.text("name") })
        for secret in spec.items("imagePullSecrets") where !pullable.contains(secret.text("name")) {
            throw request.forbidden("imagePullSecret name=\(FieldError.quoted(secret.text("name"))) \(reason) imagePullSecret")
        }
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
