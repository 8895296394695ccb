import JSON

/// What is printed for a field that has no value.
public enum AbsentValue: Sendable {
    /// The field is left out.
    case nothing
    case null
    /// A zero: the empty text, the number 0, false.
    case value(JSONValue)
    /// The structure with everything in it absent.
    case structure
}

/// Which fields Kubernetes prints when they have no value, and which it leaves out when they are zero.
///
/// Its Go types decide that by being pointers or not, which no published description tells, so the exceptions to what
/// the description does tell are listed here by type and field.
enum GoPrinting {
    /// What to print for a field that has no value.
    static func absent(_ field: Field, in type: String) -> AbsentValue {
        let name = "\(type).\(field.name)"
        switch field.type {
        case .object:
            if field.isEmbedded { return .structure }
            return field.isRequired ? .null : .nothing
        case .array, .map:
            return (field.isRequired && !listsLeftOut.contains(name)) || printedNull.contains(name) ? .null : .nothing
        case .time, .microTime:
            return timePointers.contains(name) ? .nothing : .null
        case .quantity:
            if let value = field.defaultValue { return .value(value) }
            return name == "ResourceFieldSelector.divisor" || field.isRequired ? .value("0") : .nothing
        case .intOrString:
            return field.isRequired ? .value(0) : .nothing
        case .any:
            return field.isRequired || printedNull.contains(name) ? .null : .nothing
        case .string, .bool, .int32, .int64, .double, .bytes:
            if printedNull.contains(name) { return .null }
            guard let value = field.defaultValue, value.isZero, !zeroDefaultsLeftOut.contains(name) else { return .nothing }
            return .value(value)
        }
    }

    /// Whether a zero that was given is left out. Empty lists and maps are as good as absent: Kubernetes stores objects
    /// in a form that does not tell them apart.
    static func omitsZero(_ field: Field, in type: String) -> Bool {
        let name = "\(type).\(field.name)"
        switch field.type {
        case .string:
            if field.isRequired { return false }
            if let zero = field.defaultValue, zero.isZero { return zeroDefaultsLeftOut.contains(name) && field.name == "name" }
            return !stringPointers.contains(field.name) || plainStrings.contains(name)
        case .int32, .int64, .double:
            return numbersLeftOut.contains(name) || field.name == "observedGeneration" && !type.hasPrefix("HorizontalPodAutoscaler")
        case .bool: return plainBools.contains(field.name) && type != "AzureDiskVolumeSource"
        // Whoever sends no drivers owns that list nevertheless: the kind's rules leave it out later.
        case .array, .map: return name != "CSINodeSpec.drivers"
        default: return false
        }
    }

    /// Lists and pointers that are printed as null although they are optional.
    private static let printedNull: Set<String> = [
        "CustomResourceDefinitionStatus.conditions", "CustomResourceDefinitionStatus.storedVersions",
        "HorizontalPodAutoscalerStatus.currentMetrics", "EndpointSlice.ports", "Role.rules", "ClusterRole.rules", "CSINodeDriver.topologyKeys",
        "TypedLocalObjectReference.apiGroup", "TypedObjectReference.apiGroup",
    ]

    /// Required lists that are left out when empty nevertheless.
    private static let listsLeftOut: Set<String> = [
        "ServiceCIDRSpec.cidrs", "ValidatingAdmissionPolicyBindingSpec.validationActions",
    ]

    /// Times that are pointers, or marked omitzero.
    private static let timePointers: Set<String> = [
        "ObjectMeta.creationTimestamp", "ObjectMeta.deletionTimestamp", "ManagedFieldsEntry.time", "JobStatus.startTime",
        "JobStatus.completionTime", "CronJobStatus.lastScheduleTime", "CronJobStatus.lastSuccessfulTime",
        "HorizontalPodAutoscalerStatus.lastScaleTime", "PersistentVolumeStatus.lastPhaseTransitionTime", "PodStatus.startTime",
        "Taint.timeAdded", "AllocationResult.allocationTimestamp", "DeviceTaint.timeAdded", "LeaseSpec.acquireTime",
        "LeaseSpec.renewTime", "LeaseCandidateSpec.pingTime", "LeaseCandidateSpec.renewTime",
        "PodCertificateRequestStatus.beginRefreshAt", "PodCertificateRequestStatus.notAfter", "PodCertificateRequestStatus.notBefore",
    ]

    /// Fields whose zero is their default, and which are left out at zero.
    private static let zeroDefaultsLeftOut: Set<String> = [
        "ScaleSpec.replicas", "ReplicationControllerSpec.minReadySeconds", "GRPCAction.service", "FileKeySelector.optional",
        "LocalObjectReference.name", "AzureDiskVolumeSource.readOnly", "PodFailurePolicyOnPodConditionsPattern.status",
        "ConfigMapEnvSource.name", "ConfigMapKeySelector.name", "ConfigMapProjection.name", "ConfigMapVolumeSource.name",
        "SecretEnvSource.name", "SecretKeySelector.name", "SecretProjection.name",
    ]

    /// Optional numbers that are no pointers.
    private static let numbersLeftOut: Set<String> = [
        "DaemonSetSpec.minReadySeconds", "DaemonSetStatus.updatedNumberScheduled", "DaemonSetStatus.numberAvailable",
        "DaemonSetStatus.numberUnavailable", "DeploymentSpec.minReadySeconds", "DeploymentStatus.replicas",
        "DeploymentStatus.updatedReplicas", "DeploymentStatus.readyReplicas", "DeploymentStatus.availableReplicas",
        "DeploymentStatus.unavailableReplicas", "ReplicaSetSpec.minReadySeconds", "ReplicaSetStatus.fullyLabeledReplicas",
        "ReplicaSetStatus.readyReplicas", "ReplicaSetStatus.availableReplicas", "StatefulSetSpec.minReadySeconds",
        "StatefulSetStatus.readyReplicas", "StatefulSetStatus.currentReplicas", "StatefulSetStatus.updatedReplicas",
        "HorizontalPodAutoscalerStatus.currentReplicas", "CustomResourceColumnDefinition.priority",
        "ReplicationControllerSpec.minReadySeconds", "ReplicationControllerStatus.fullyLabeledReplicas",
        "ReplicationControllerStatus.readyReplicas", "ReplicationControllerStatus.availableReplicas", "JobStatus.active",
        "JobStatus.succeeded", "JobStatus.failed", "ContainerPort.hostPort", "ContainerStateTerminated.signal",
        "AWSElasticBlockStoreVolumeSource.partition", "GCEPersistentDiskVolumeSource.partition", "Event.count", "EventSeries.count",
        "Event.deprecatedCount", "Probe.initialDelaySeconds", "Probe.timeoutSeconds", "Probe.periodSeconds", "Probe.successThreshold",
        "Probe.failureThreshold", "ServicePort.nodePort", "ServiceSpec.healthCheckNodePort", "ServiceBackendPort.number",
        "ContainerImage.sizeBytes", "ObjectMeta.generation", "ScaleSpec.replicas", "StatusDetails.retryAfterSeconds", "Status.code",
        "DeviceSubRequest.count", "ExactDeviceRequest.count",
    ]

    /// Optional booleans that are no pointers.
    private static let plainBools: Set<String> = [
        "readOnly", "stdin", "stdinOnce", "tty", "hostNetwork", "hostPID", "hostIPC", "unschedulable", "paused",
        "publishNotReadyAddresses", "preserveUnknownFields", "deprecated", "exclusiveMaximum", "exclusiveMinimum", "uniqueItems",
        "nullable", "x-kubernetes-embedded-resource", "x-kubernetes-int-or-string", "insecureSkipTLSVerify", "authenticated", "denied",
        "chapAuthDiscovery", "chapAuthSession", "sslEnabled", "clusterScope", "globalDefault",
    ]

    /// Optional strings that are pointers, by field name: an empty string is a value.
    private static let stringPointers: Set<String> = [
        "storageClassName", "ingressClassName", "runtimeClassName", "volumeAttributesClassName", "appProtocol", "holderIdentity",
        "preferredHolder", "timeZone", "completionMode", "podReplacementPolicy", "managedBy", "gmsaCredentialSpecName",
        "gmsaCredentialSpec", "runAsUserName", "procMount", "fsGroupChangePolicy", "preemptionPolicy", "hostnameOverride",
        "ipFamilyPolicy", "loadBalancerClass", "internalTrafficPolicy", "trafficDistribution", "resourceClaimName",
        "resourceClaimTemplateName", "mountPropagation", "recursiveReadOnly", "initiatorName", "volumeMode", "pathType",
        "failurePolicy", "matchPolicy", "sideEffects", "reinvocationPolicy", "url", "scope", "localhostProfile", "apiGroup",
        "nodeAffinityPolicy", "nodeTaintsPolicy", "supplementalGroupsPolicy", "fsGroupPolicy", "persistentVolumeName",
        "type", "name", "protocol", "nodeName", "zone", "hostname", "service", "currentVolumeAttributesClassName",
    ]

    /// Strings of those names that are no pointers.
    private static let plainStrings: Set<String> = [
        "PersistentVolumeSpec.storageClassName", "Event.type", "ObjectMeta.name", "PodSpec.nodeName", "PodSpec.hostname", "Secret.type",
        "ServiceSpec.type", "ContainerPort.name", "ContainerPort.protocol", "ServicePort.name", "ServicePort.protocol",
        "DeploymentStrategy.type", "DaemonSetUpdateStrategy.type", "StatefulSetUpdateStrategy.type", "NodeCondition.type",
        "ObjectReference.name", "EndpointAddress.hostname", "LoadBalancerIngress.hostname", "ContainerStatus.name", "Subject.apiGroup",
        "StatusDetails.name", "BoundObjectReference.name", "ResourceAttributes.name", "ServiceBackendPort.name", "EventSource.host",
        "PodSpec.preemptionPolicy.", "PersistentVolumeClaimSpec.volumeName", "FlexVolumeSource.type",
    ]
}
