import APISchema

/// Which rules a built-in kind has, and where its objects are in the store.
enum Catalog {
    /// The rules of a resource.
    static func rules(group: String, plural: String) -> any ResourceRules {
        switch (group, plural) {
        case ("", "pods"): PodRules()
        case ("", "podtemplates"): PodTemplateRules()
        case ("", "replicationcontrollers"): ReplicationControllerRules()
        case ("", "services"): ServiceRules()
        case ("", "endpoints"): EndpointsRules()
        case ("", "namespaces"): NamespaceRules()
        case ("", "nodes"): NodeRules()
        case ("", "configmaps"): ConfigMapRules()
        case ("", "secrets"): SecretRules()
        case ("", "persistentvolumes"): PersistentVolumeRules()
        case ("", "persistentvolumeclaims"): PersistentVolumeClaimRules()
        case ("", "serviceaccounts"): PlainRules(returnsDeletedObject: true)
        case ("", "resourcequotas"): ResourceQuotaRules()
        case ("", "limitranges"): LimitRangeRules()
        case ("", "events"), ("events.k8s.io", "events"): EventRules()
        case ("apps", "deployments"): DeploymentRules()
        case ("apps", "replicasets"): ReplicaSetRules()
        case ("apps", "daemonsets"): DaemonSetRules()
        case ("apps", "statefulsets"): StatefulSetRules()
        case ("apps", "controllerrevisions"): ControllerRevisionRules()
        case ("batch", "jobs"): JobRules()
        case ("batch", "cronjobs"): CronJobRules()
        case ("autoscaling", "horizontalpodautoscalers"): HorizontalPodAutoscalerRules()
        case ("policy", "poddisruptionbudgets"): PodDisruptionBudgetRules()
        case ("discovery.k8s.io", "endpointslices"): EndpointSliceRules()
        case ("networking.k8s.io", "ingresses"): IngressRules()
        case ("networking.k8s.io", "ingressclasses"): IngressClassRules()
        case ("networking.k8s.io", "networkpolicies"): NetworkPolicyRules()
        case ("networking.k8s.io", "servicecidrs"): ServiceCIDRRules()
        case ("networking.k8s.io", "ipaddresses"): IPAddressRules()
        case ("coordination.k8s.io", "leases"): LeaseRules()
        case ("scheduling.k8s.io", "priorityclasses"): PriorityClassRules()
        case ("node.k8s.io", "runtimeclasses"): RuntimeClassRules()
        case ("storage.k8s.io", "storageclasses"): StorageClassRules()
        case ("storage.k8s.io", "csidrivers"): CSIDriverRules()
        case ("storage.k8s.io", "csinodes"): CSINodeRules()
        case ("storage.k8s.io", "csistoragecapacities"): CSIStorageCapacityRules()
        case ("storage.k8s.io", "volumeattachments"): VolumeAttachmentRules()
        case ("storage.k8s.io", "volumeattributesclasses"): VolumeAttributesClassRules()
        case ("certificates.k8s.io", "certificatesigningrequests"): CertificateSigningRequestRules()
        case ("rbac.authorization.k8s.io", "roles"): RoleRules(isCluster: false)
        case ("rbac.authorization.k8s.io", "clusterroles"): RoleRules(isCluster: true)
        case ("rbac.authorization.k8s.io", "rolebindings"), ("rbac.authorization.k8s.io", "clusterrolebindings"): RoleBindingRules()
        case ("admissionregistration.k8s.io", "validatingwebhookconfigurations"): WebhookConfigurationRules(isMutating: false)
        case ("admissionregistration.k8s.io", "mutatingwebhookconfigurations"): WebhookConfigurationRules(isMutating: true)
        case ("admissionregistration.k8s.io", "validatingadmissionpolicies"): AdmissionPolicyRules(isMutating: false)
        case ("admissionregistration.k8s.io", "mutatingadmissionpolicies"): AdmissionPolicyRules(isMutating: true)
        case ("admissionregistration.k8s.io", "validatingadmissionpolicybindings"): AdmissionPolicyBindingRules(isMutating: false)
        case ("admissionregistration.k8s.io", "mutatingadmissionpolicybindings"): AdmissionPolicyBindingRules(isMutating: true)
        case ("apiextensions.k8s.io", "customresourcedefinitions"): CustomResourceDefinitionRules()
        case ("apiregistration.k8s.io", "apiservices"): APIServiceRules()
        case ("flowcontrol.apiserver.k8s.io", "flowschemas"): FlowSchemaRules()
        case ("flowcontrol.apiserver.k8s.io", "prioritylevelconfigurations"): PriorityLevelRules()
        case ("resource.k8s.io", "deviceclasses"): DeviceClassRules()
        case ("resource.k8s.io", "resourceclaims"): ResourceClaimRules()
        case ("resource.k8s.io", "resourceclaimtemplates"): ResourceClaimTemplateRules()
        case ("resource.k8s.io", "resourceslices"): ResourceSliceRules()
        case ("certificates.k8s.io", "podcertificaterequests"): PlainRules(selectable: ["spec.signerName", "spec.podName", "spec.nodeName"])
        case ("certificates.k8s.io", "clustertrustbundles"): ClusterTrustBundleRules()
        default: PlainRules()
        }
    }

    /// The prefix of a resource's keys, as Kubernetes lays them out.
    static func storagePrefix(group: String, plural: String) -> String {
        switch (group, plural) {
        case ("", "services"): return "/registry/services/specs/"
        case ("", "endpoints"): return "/registry/services/endpoints/"
        case ("", "nodes"): return "/registry/minions/"
        case ("", "replicationcontrollers"): return "/registry/controllers/"
        case ("networking.k8s.io", "ingresses"): return "/registry/ingress/"
        case ("events.k8s.io", "events"): return "/registry/events/"
        case ("apiregistration.k8s.io", _), ("apiextensions.k8s.io", _): return "/registry/\(group)/\(plural)/"
        default: return "/registry/\(plural)/"
        }
    }

    /// The version in which a resource is stored, where it is not the one that is served.
    static func conversion(group: String, version: String, plural: String) -> (storedGroup: String, storedVersion: String, VersionConversion)? {
        switch (group, version, plural) {
        case ("events.k8s.io", "v1", "events"): ("", "v1", EventRules.conversion)
        case ("autoscaling", "v1", "horizontalpodautoscalers"): ("autoscaling", "v2", HorizontalPodAutoscalerRules.conversion)
        default: nil
        }
    }

    /// Kinds that are sent and answered but never stored.
    static func isVirtual(_ resource: ResourceDescription) -> Bool { !resource.verbs.contains("get") || resource.group == ResourceMetrics.group }
}
