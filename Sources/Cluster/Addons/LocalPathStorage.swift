import JSON
import KubernetesAPI
import KubernetesClient

/// The default storage class, whose volumes are directories on the node of the first pod, and the rights of its provisioner.
enum LocalPathStorage {
    static let className = "local-path"
    static let provisioner = "apus.io/local-path"
    /// Like the role, the service account in kube-system is called after the controller.
    static let account = "system:controller:local-path-provisioner"

    static var storageClass: StorageClass {
        var result = StorageClass()
        result.metadata.name = className
        result.metadata.annotations = [StorageKeys.defaultClass: "true"]
        result.provisioner = provisioner
        result.reclaimPolicy = "Delete"
        // Where the data is decides where the pod can run: the pod's wishes come first.
        result.volumeBindingMode = "WaitForFirstConsumer"
        result.allowVolumeExpansion = true
        return result
    }

    static let role: JSONValue = [
        "apiVersion": "rbac.authorization.k8s.io/v1", "kind": "ClusterRole", "metadata": ["name": .string(account)],
        "rules": [
            ["apiGroups": [""], "resources": ["persistentvolumes"], "verbs": ["get", "list", "watch", "create", "update", "delete"]],
            ["apiGroups": [""], "resources": ["persistentvolumeclaims"], "verbs": ["get", "list", "watch", "update"]],
            ["apiGroups": [""], "resources": ["persistentvolumeclaims/status"], "verbs": ["update"]],
            ["apiGroups": ["storage.k8s.io"], "resources": ["storageclasses"], "verbs": ["get", "list", "watch"]],
            ["apiGroups": [""], "resources": ["nodes"], "verbs": ["get", "list", "watch"]],
            // The directories are made and removed by the kubelets, through the API server.
            ["apiGroups": [""], "resources": ["nodes/proxy"], "verbs": ["update", "delete"]],
            ["apiGroups": ["", "events.k8s.io"], "resources": ["events"], "verbs": ["create", "patch", "update"]],
        ],
    ]

    static let roleBinding: JSONValue = [
        "apiVersion": "rbac.authorization.k8s.io/v1", "kind": "ClusterRoleBinding", "metadata": ["name": .string(account)],
        "roleRef": ["apiGroup": "rbac.authorization.k8s.io", "kind": "ClusterRole", "name": .string(account)],
        "subjects": [["kind": "ServiceAccount", "namespace": "kube-system", "name": "local-path-provisioner"]],
    ]
}
