import APISchema

/// Fields that a write through a resource or subresource cannot change, so that nobody comes to own them by it.
enum ResetFields {
    /// What nobody owns: Kubernetes strips it from every set.
    static let never = FieldSet(fields: [
        ["apiVersion"], ["kind"], ["metadata"], ["metadata", "name"], ["metadata", "namespace"], ["metadata", "creationTimestamp"],
        ["metadata", "selfLink"], ["metadata", "uid"], ["metadata", "clusterName"], ["metadata", "generation"],
        ["metadata", "managedFields"], ["metadata", "resourceVersion"],
    ])

    /// The fields that are put back for a kind, or for a kind's subresource.
    static func fields(of kind: GroupVersionKind, subresource: String) -> FieldSet {
        if let special = exceptions["\(kind.kind)/\(subresource)"] { return FieldSet(fields: special) }
        switch subresource {
        case "": return FieldSet(fields: [["status"]])
        case "status": return FieldSet(fields: [["spec"]])
        default: return FieldSet()
        }
    }

    private static let metadata = ["metadata"]
    private static let spec = ["spec"]
    private static let status = ["status"]

    private static let exceptions: [String: [[String]]] = [
        "Pod/status": [spec, ["metadata", "deletionTimestamp"], ["metadata", "ownerReferences"]],
        "Pod/ephemeralcontainers": [status],
        "Pod/resize": [status],
        "Deployment/status": [spec, ["metadata", "labels"]],
        "CertificateSigningRequest/": [spec, status],
        "CertificateSigningRequest/status": [spec, ["status", "conditions"]],
        "CertificateSigningRequest/approval": [spec, ["status", "certificate"]],
        "CustomResourceDefinition/status": [metadata, spec],
        "FlowSchema/status": [spec, metadata],
        "PriorityLevelConfiguration/status": [spec, metadata],
        "ValidatingAdmissionPolicy/status": [spec, metadata],
        "ResourceClaim/status": [spec, metadata],
        "PodTemplate/": [],
        "Event/": [],
        "StorageVersion/status": [spec, metadata],
    ]
}
