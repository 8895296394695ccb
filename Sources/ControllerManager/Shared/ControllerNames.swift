/// The names of controllers that `--controllers` takes.
enum ControllerNames {
    /// What controllers were called before v1.28, by which they may still be named.
    static let aliases = [
        "serviceaccount-token": "serviceaccount-token-controller", "endpoint": "endpoints-controller", "endpointslice": "endpointslice-controller",
        "endpointslicemirroring": "endpointslice-mirroring-controller", "replicationcontroller": "replicationcontroller-controller",
        "podgc": "pod-garbage-collector-controller", "resourcequota": "resourcequota-controller", "namespace": "namespace-controller",
        "serviceaccount": "serviceaccount-controller", "garbagecollector": "garbage-collector-controller", "daemonset": "daemonset-controller",
        "job": "job-controller", "deployment": "deployment-controller", "replicaset": "replicaset-controller",
        "horizontalpodautoscaling": "horizontal-pod-autoscaler-controller", "disruption": "disruption-controller",
        "statefulset": "statefulset-controller", "cronjob": "cronjob-controller", "csrsigning": "certificatesigningrequest-signing-controller",
        "csrapproving": "certificatesigningrequest-approving-controller", "csrcleaner": "certificatesigningrequest-cleaner-controller",
        "ttl": "ttl-controller", "bootstrapsigner": "bootstrap-signer-controller", "tokencleaner": "token-cleaner-controller",
        "nodeipam": "node-ipam-controller", "nodelifecycle": "node-lifecycle-controller", "service": "service-lb-controller",
        "route": "node-route-controller", "cloud-node-lifecycle": "cloud-node-lifecycle-controller",
        "persistentvolume-binder": "persistentvolume-binder-controller", "attachdetach": "persistentvolume-attach-detach-controller",
        "persistentvolume-expander": "persistentvolume-expander-controller", "clusterrole-aggregation": "clusterrole-aggregation-controller",
        "pvc-protection": "persistentvolumeclaim-protection-controller", "pv-protection": "persistentvolume-protection-controller",
        "ttl-after-finished": "ttl-after-finished-controller", "root-ca-cert-publisher": "root-ca-certificate-publisher-controller",
        "ephemeral-volume": "ephemeral-volume-controller", "storage-version-gc": "storageversion-garbage-collector-controller",
        "resource-claim-controller": "resourceclaim-controller",
        "legacy-service-account-token-cleaner": "legacy-serviceaccount-token-cleaner-controller",
    ]

    /// Kubernetes' controllers that are not here: those of cloud providers, and those that are off by default for their gate or their API
    /// is. A user may name them; nothing is started.
    static let absent: Set<String> = [
        "node-route-controller", "cloud-node-lifecycle-controller", "selinux-warning-controller", "podcertificaterequest-cleaner-controller",
    ]

    /// The present name.
    static func canonical(_ name: String) -> String { aliases[name] ?? name }

    /// Whether a list as `--controllers` has it enables a controller: of its words the first that means it decides, and then the star.
    static func enables(_ list: [String], _ name: String, byDefault: Bool) -> Bool {
        for word in list {
            if canonical(word) == name { return true }
            if word.hasPrefix("-"), canonical(String(word.dropFirst())) == name { return false }
        }
        return byDefault && list.contains("*")
    }

    /// The first word that means nothing, in the words of the message; nil when all do.
    static func problem(_ list: [String], known: [String]) -> String? {
        for word in list where word != "*" {
            let name = canonical(word.hasPrefix("-") ? String(word.dropFirst()) : word)
            if !known.contains(name), !absent.contains(name), name != "horizontal-pod-autoscaler-controller" {
                return "\"\(word.hasPrefix("-") ? String(word.dropFirst()) : word)\" is not in the list of known controllers"
            }
        }
        return nil
    }
}
