extension CELEnvironment {
    /// What the expressions of admission policies see.
    ///
    /// - Parameters:
    ///   - object: the type of the object before and after; `dyn` where it may be of any kind.
    ///   - params: the type of the policy's parameters; nil for a policy that has none.
    ///   - hasAuthorizer: whether they may ask what somebody may do.
    ///   - variables: the types of `variables.NAME`; nil where the policy defines none.
    public static func admission(
        object: CELType = .dyn, params: CELType? = nil, hasAuthorizer: Bool = true, variables: [String: CELType]? = nil
    ) -> CELEnvironment {
        var environment = CELEnvironment.kubernetes
        environment.variables["object"] = object
        environment.variables["oldObject"] = object
        environment.variables["request"] = .object("kubernetes.AdmissionRequest")
        environment.variables["namespaceObject"] = .object("kubernetes.Namespace")
        environment.variables["params"] = params
        if hasAuthorizer {
            environment.variables["authorizer"] = .object("kubernetes.authorization.Authorizer")
            environment.variables["authorizer.requestResource"] = .object("kubernetes.authorization.ResourceCheck")
        }
        if let variables {
            environment.variables["variables"] = .object("kubernetes.variables")
            environment.structures["kubernetes.variables"] = variables
        }
        environment.structures.merge(admissionStructures) { present, _ in present }
        return environment
    }

    private static let admissionStructures: [String: [String: CELType]] = [
        "kubernetes.GroupVersionKind": ["group": .string, "version": .string, "kind": .string],
        "kubernetes.GroupVersionResource": ["group": .string, "version": .string, "resource": .string],
        "kubernetes.UserInfo": [
            "username": .string, "uid": .string, "groups": .list(.string), "extra": .map(.string, .list(.string)),
        ],
        "kubernetes.AdmissionRequest": [
            "kind": .object("kubernetes.GroupVersionKind"), "resource": .object("kubernetes.GroupVersionResource"),
            "subResource": .string, "requestKind": .object("kubernetes.GroupVersionKind"),
            "requestResource": .object("kubernetes.GroupVersionResource"), "requestSubResource": .string, "name": .string,
            "namespace": .string, "operation": .string, "userInfo": .object("kubernetes.UserInfo"), "dryRun": .bool, "options": .dyn,
        ],
        "kubernetes.NamespaceSpec": ["finalizers": .list(.string)],
        "kubernetes.NamespaceCondition": [
            "status": .string, "type": .string, "lastTransitionTime": .timestamp, "message": .string, "reason": .string,
        ],
        "kubernetes.NamespaceStatus": ["conditions": .list(.object("kubernetes.NamespaceCondition")), "phase": .string],
        "kubernetes.NamespaceMetadata": [
            "name": .string, "generateName": .string, "namespace": .string, "labels": .map(.string, .string),
            "annotations": .map(.string, .string), "UID": .string, "creationTimestamp": .timestamp,
            "deletionGracePeriodSeconds": .int, "deletionTimestamp": .timestamp, "generation": .int, "resourceVersion": .string,
            "finalizers": .list(.string),
        ],
        "kubernetes.Namespace": [
            "metadata": .object("kubernetes.NamespaceMetadata"), "spec": .object("kubernetes.NamespaceSpec"),
            "status": .object("kubernetes.NamespaceStatus"),
        ],
    ]
}
