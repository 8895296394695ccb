import APISchema
import JSON
import KubernetesAPI

/// The API that `kubectl top` and autoscalers read: metrics.k8s.io/v1beta1. Kubernetes leaves it to an add-on, metrics-server;
/// here the server has it itself, where `--runtime-config=metrics.k8s.io/v1beta1=true` asks for it.
enum ResourceMetrics {
    static let group = "metrics.k8s.io"

    /// Its resources and types, in the form of the files in api/.
    static let description = """
        version metrics.k8s.io v1beta1 metrics off
        type metrics.v1beta1.ContainerMetrics
        1! name string default=""
        2! usage {}Quantity
        type metrics.v1beta1.NodeMetrics kind
        - kind string
        - apiVersion string
        1 metadata meta.v1.ObjectMeta default={}
        2! timestamp Time
        3! window string default=""
        4! usage {}Quantity
        type metrics.v1beta1.NodeMetricsList kind
        - kind string
        - apiVersion string
        1 metadata meta.v1.ListMeta default={}
        2! items []metrics.v1beta1.NodeMetrics
        type metrics.v1beta1.PodMetrics kind
        - kind string
        - apiVersion string
        1 metadata meta.v1.ObjectMeta default={}
        2! timestamp Time
        3! window string default=""
        4! containers []metrics.v1beta1.ContainerMetrics list=atomic
        type metrics.v1beta1.PodMetricsList kind
        - kind string
        - apiVersion string
        1 metadata meta.v1.ListMeta default={}
        2! items []metrics.v1beta1.PodMetrics
        resource nodes NodeMetrics cluster off verbs=get,list
        resource pods PodMetrics namespaced off verbs=get,list

        """

    /// Who may read the view of a namespace may read what its pods use; metrics-server comes with the same role.
    static let roleStep = BootstrapStep(hook: "apus/resource-metrics-reader", period: .seconds(60)) { client in
        let role: JSONValue = [
            "apiVersion": "rbac.authorization.k8s.io/v1", "kind": "ClusterRole",
            "metadata": [
                "name": "system:aggregated-metrics-reader",
                "labels": [
                    "rbac.authorization.k8s.io/aggregate-to-admin": "true", "rbac.authorization.k8s.io/aggregate-to-edit": "true",
                    "rbac.authorization.k8s.io/aggregate-to-view": "true",
                ],
            ],
            "rules": [["apiGroups": ["metrics.k8s.io"], "resources": ["pods", "nodes"], "verbs": ["get", "list", "watch"]]],
        ]
        return await client.ensure("/apis/rbac.authorization.k8s.io/v1/clusterroles", role)
    }
}

extension APIDescription {
    /// Kubernetes' own API with that of ``ResourceMetrics``, which is served only where it is asked for.
    static func withResourceMetrics() throws(APIDescriptionError) -> APIDescription {
        try builtin(adding: [ResourceMetrics.description])
    }
}
