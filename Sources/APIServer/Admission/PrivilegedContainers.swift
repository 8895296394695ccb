import JSON

/// Refuses privileged containers, as `--allow-privileged=false` wants it. No admission plugin of Kubernetes, where this is
/// part of validation: it is on by that flag alone.
struct PrivilegedContainers: AdmissionPlugin {
    static let name = "PrivilegedContainers"

    func validate(_ request: inout AdmissionRequest, _ reader: any AdmissionReader) async throws {
        guard request.writes, request.subresource.isEmpty || request.subresource == "ephemeralcontainers",
            let path = Self.path(request.group, request.resource)
        else { return }
        var errors: [FieldError] = []
        let spec = request.object[path: path] ?? [:]
        for list in ["initContainers", "containers", "ephemeralContainers"] {
            for (i, container) in spec.items(list).enumerated() where container["securityContext"]?["privileged"]?.bool == true {
                let field = (path + ["\(list)[\(i)]", "securityContext", "privileged"]).joined(separator: ".")
                errors.append(.forbidden(field, "disallowed by cluster policy"))
            }
        }
        if !errors.isEmpty { throw APIStatusError.invalid(group: request.group, kind: request.kind, name: request.name, errors) }
    }

    /// Where a kind has the specification of its pods.
    private static func path(_ group: String, _ resource: String) -> [String]? {
        switch (group, resource) {
        case ("", "pods"): ["spec"]
        case ("", "podtemplates"): ["template", "spec"]
        case ("", "replicationcontrollers"), ("apps", "deployments"), ("apps", "replicasets"), ("apps", "statefulsets"),
            ("apps", "daemonsets"), ("batch", "jobs"):
            ["spec", "template", "spec"]
        case ("batch", "cronjobs"): ["spec", "jobTemplate", "spec", "template", "spec"]
        default: nil
        }
    }
}
