extension DefaultRoles {
    /// The roles of controllers whose kind is served only where it is asked for; in Kubernetes they come with the gate.
    /// A role that there is in any case gets more rules.
    static let optional: [(group: String, plural: String, lines: String)] = [
        (
            "internal.apiserver.k8s.io", "storageversions",
            """
            ClusterRole system:controller:storage-version-garbage-collector
              get,list,watch coordination.k8s.io leases
              delete,get,list,watch internal.apiserver.k8s.io storageversions
              update internal.apiserver.k8s.io storageversions/status
            ClusterRoleBinding system:controller:storage-version-garbage-collector ClusterRole/system:controller:storage-version-garbage-collector ServiceAccount/kube-system/storage-version-garbage-collector
            """
        ),
        (
            "storagemigration.k8s.io", "storageversionmigrations",
            """
            ClusterRole system:controller:storage-version-migrator-controller
              get,list,watch storagemigration.k8s.io storageversionmigrations
              update storagemigration.k8s.io storageversionmigrations/status
              get,list,patch,watch * *
              patch apiextensions.k8s.io customresourcedefinitions/status
            ClusterRoleBinding system:controller:storage-version-migrator-controller ClusterRole/system:controller:storage-version-migrator-controller ServiceAccount/kube-system/storage-version-migrator-controller
            """
        ),
        (
            "certificates.k8s.io", "clustertrustbundles",
            """
            ClusterRole system:controller:kube-apiserver-serving-clustertrustbundle-publisher
              attest certificates.k8s.io signers kubernetes.io/kube-apiserver-serving
              create,delete,list,update,watch certificates.k8s.io clustertrustbundles
              create,patch,update core,events.k8s.io events
            ClusterRoleBinding system:controller:kube-apiserver-serving-clustertrustbundle-publisher ClusterRole/system:controller:kube-apiserver-serving-clustertrustbundle-publisher ServiceAccount/kube-system/kube-apiserver-serving-clustertrustbundle-publisher
            """
        ),
        (
            "resource.k8s.io", "devicetaintrules",
            """
            ClusterRole system:controller:device-taint-eviction-controller
              get,list,watch resource.k8s.io devicetaintrules
              patch,update resource.k8s.io devicetaintrules/status
            ClusterRole system:kube-scheduler
              get,list,watch resource.k8s.io devicetaintrules
            """
        ),
    ]
}
