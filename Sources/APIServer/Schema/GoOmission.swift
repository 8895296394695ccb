import APISchema
import JSON

/// Which fields Kubernetes prints when they have no value, and which it leaves out when they are zero.
///
/// Its Go types decide that by being pointers or not, which no published description tells, so the exceptions to what
/// the description does tell are listed here by type and field.
enum GoOmission {
    /// What to print for a field that has no value; nil for nothing.
    static func absentValue(_ field: Field, in type: String) -> JSONValue? {
        switch field.type {
        case .object(let schema):
            if field.isEmbedded { return ObjectDecoder.zero(of: schema) }
            return field.isRequired ? .null : nil
        case .array, .map:
            return (field.isRequired && !listsLeftOut.contains("\(type).\(field.name)")) || printedNull.contains("\(type).\(field.name)") ? .null : nil
        case .time, .microTime:
            return timePointers.contains("\(type).\(field.name)") ? nil : .null
        case .quantity:
            if let value = field.defaultValue { return value }
            return "\(type).\(field.name)" == "ResourceFieldSelector.divisor" || field.isRequired ? "0" : nil
        case .intOrString:
            return field.isRequired ? 0 : nil
        case .any:
            return field.isRequired || printedNull.contains("\(type).\(field.name)") ? .null : nil
        case .string, .bool, .int32, .int64, .double, .bytes:
            if printedNull.contains("\(type).\(field.name)") { return .null }
            guard let value = field.defaultValue, isZero(value), !zeroDefaultsLeftOut.contains("\(type).\(field.name)") else {
                return nil
            }
            return value
        }
    }

    /// Whether a value that was given is left out because it is zero. Empty lists and maps are as good as absent:
    /// Kubernetes stores objects in a form that does not tell them apart.
    static func leavesOut(_ value: JSONValue, _ field: Field, in type: String) -> Bool {
        switch value {
        case .string(let text):
            guard text.isEmpty, case .string = field.type else { return false }
            if field.isRequired { return false }
            if let zero = field.defaultValue, isZero(zero) { return zeroDefaultsLeftOut.contains("\(type).\(field.name)") && field.name == "name" }
            return !stringPointers.contains(field.name) || plainStrings.contains("\(type).\(field.name)")
        case .int(0), .double(0):
            switch field.type {
            case .int32, .int64, .double: return numbersLeftOut.contains("\(type).\(field.name)") || field.name == "observedGeneration" && !type.hasPrefix("HorizontalPodAutoscaler")
            default: return false
            }
        case .bool(false): return plainBools.contains(field.name) && !(type == "AzureDiskVolumeSource")
        case .array(let items): return items.isEmpty
        case .object(let object):
            if case .map = field.type { return object.isEmpty }
            return false
        default: return false
        }
    }

    static func isZero(_ value: JSONValue) -> Bool {
        switch value {
        case .int(0), .double(0), .bool(false), .string(""): true
        default: false
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
