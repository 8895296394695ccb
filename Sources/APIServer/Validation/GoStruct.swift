import JSON

/// Structures as Kubernetes' messages print them: with Go's field names, and `null` for what is not set.
enum GoStruct {
    /// A container's `SecurityContext`.
    static func securityContext(_ context: JSONValue) -> String {
        let fields = [
            "Capabilities", "Privileged", "SELinuxOptions", "WindowsOptions", "RunAsUser", "RunAsGroup", "RunAsNonRoot",
            "ReadOnlyRootFilesystem", "AllowPrivilegeEscalation", "ProcMount", "SeccompProfile", "AppArmorProfile",
        ]
        var result = JSONObject()
        for field in fields {
            let name = field == "SELinuxOptions" ? "seLinuxOptions" : (field.first?.lowercased() ?? "") + field.dropFirst()
            result[field] = context[name] ?? .null
        }
        return JSONValue.object(result).description
    }
}
