/// What controllers' queues are called in metrics, where Kubernetes does not call them after the controller.
enum QueueNames {
    private static let names = [
        "deployment-controller": "deployment", "replicaset-controller": "replicaset", "replicationcontroller-controller": "replicationmanager",
        "statefulset-controller": "statefulset", "daemonset-controller": "daemonset", "job-controller": "job", "cronjob-controller": "cronjob",
        "endpoints-controller": "endpoint", "endpointslice-controller": "endpoint_slice", "endpointslice-mirroring-controller": "endpoint_slice_mirroring",
        "namespace-controller": "namespace", "serviceaccount-controller": "serviceaccount", "disruption-controller": "disruption",
        "resourcequota-controller": "resourcequota_primary", "ttl-controller": "ttlcontroller", "ttl-after-finished-controller": "ttl_jobs_to_delete",
        "bootstrap-signer-controller": "bootstrap_signer_queue", "token-cleaner-controller": "token_cleaner", "resourceclaim-controller": "resource_claim",
        "certificatesigningrequest-signing-controller": "certificate", "certificatesigningrequest-approving-controller": "certificate",
        "clusterrole-aggregation-controller": "ClusterRoleAggregator", "root-ca-certificate-publisher-controller": "root_ca_cert_publisher",
        "ephemeral-volume-controller": "ephemeral_volume", "persistentvolumeclaim-protection-controller": "pvcprotection",
        "persistentvolume-protection-controller": "pvprotection", "persistentvolume-expander-controller": "volume_expand",
        "persistentvolume-binder-controller": "claims", "horizontal-pod-autoscaler-controller": "horizontalpodautoscaler",
        "garbage-collector-controller": "garbage_collector_attempt_to_delete", "service-lb-controller": "service",
        "service-cidr-controller": "servicecidrs", "taint-eviction-controller": "noexec_taint_pod", "node-lifecycle-controller": "node_lifecycle_controller",
        "serviceaccount-token-controller": "serviceaccount_tokens_secret", "device-taint-eviction-controller": "device_taint_eviction",
        "validatingadmissionpolicy-status-controller": "validatingadmissionpolicy-status",
    ]

    static func name(ofController controller: String) -> String { names[controller] ?? controller }
}
