/// The service account in kube-system that a controller acts as, where it is not called like the controller.
///
/// Each has a default cluster role `system:controller:NAME` with just the rights that the controller needs.
enum ControllerIdentities {
    private static let accounts = [
        "replicationcontroller-controller": "replication-controller", "endpoints-controller": "endpoint-controller",
        "service-lb-controller": "service-controller", "serviceaccount-controller": "service-account-controller",
        "taint-eviction-controller": "node-controller", "node-ipam-controller": "node-controller",
        "node-lifecycle-controller": "node-controller", "pod-garbage-collector-controller": "pod-garbage-collector",
        "daemonset-controller": "daemon-set-controller", "garbage-collector-controller": "generic-garbage-collector",
        "persistentvolumeclaim-protection-controller": "pvc-protection-controller",
        "persistentvolume-protection-controller": "pv-protection-controller",
        "persistentvolume-binder-controller": "persistent-volume-binder",
        "persistentvolume-expander-controller": "expand-controller",
        "persistentvolume-attach-detach-controller": "attachdetach-controller",
        "bootstrap-signer-controller": "bootstrap-signer", "token-cleaner-controller": "token-cleaner",
        "legacy-serviceaccount-token-cleaner-controller": "legacy-service-account-token-cleaner",
        "endpointslice-mirroring-controller": "endpointslicemirroring-controller",
        "resourceclaim-controller": "resource-claim-controller",
        "root-ca-certificate-publisher-controller": "root-ca-cert-publisher",
        "storageversion-garbage-collector-controller": "storage-version-garbage-collector",
        "kube-apiserver-serving-clustertrustbundle-publisher-controller": "kube-apiserver-serving-clustertrustbundle-publisher",
        "service-cidr-controller": "service-cidrs-controller",
        "horizontal-pod-autoscaler-controller": "horizontal-pod-autoscaler",
        "certificatesigningrequest-approving-controller": "certificate-controller",
        "certificatesigningrequest-signing-controller": "certificate-controller",
        "certificatesigningrequest-cleaner-controller": "certificate-controller",
    ]

    /// The account of the controller that `--controllers` knows by `name`; nil for the one that makes accounts' tokens, which is
    /// the controller manager itself.
    static func serviceAccount(_ name: String) -> String? {
        name == "serviceaccount-token-controller" ? nil : accounts[name] ?? name
    }
}
