import APISchema
import JSON
import KubernetesAPI

/// Objects as Kubernetes' messages print them: its own unversioned structures with Go's field names, `null` for every
/// pointer, list and map that is not set, and a zero for everything else.
///
/// They are derived from the API description; the few places where Kubernetes keeps a field elsewhere than the API has it
/// are listed here. Types of the package `meta.v1` print as they do in the API.
enum GoStruct {
    /// The value of a type such as `core.v1.PodSpec`, as Go's `json.Marshal` prints it.
    static func text(_ type: String, _ value: JSONValue?) -> String { GoText.marshal(tree(type, value)) }

    /// The value of a type, as the tree that Go prints of it.
    static func tree(_ type: String, _ value: JSONValue?) -> JSONValue {
        guard let schema = description?.schemas[type] else { return value ?? .null }
        return structure(value ?? [:], schema)
    }

    /// Parsed when a message needs it for the first time, which few servers ever see.
    private static let description = try? APIDescription.builtin()

    private static func structure(_ value: JSONValue, _ schema: Schema) -> JSONValue {
        var result = JSONObject()
        for name in order[schema.typeName] ?? schema.fields.map(\.name) {
            if name == "metadata", schema.fields.first?.name == "metadata" || schema.typeName.hasSuffix("TemplateSpec") {
                for (key, member) in value.members("metadata") { result[key] = member }
                continue
            }
            if let field = schema[name] {
                result[goName(name)] = printed(value, field, schema)
            }
        }
        if schema.typeName == "PodSpec" {
            var context = JSONObject()
            for name in hostFields { context[goName(name)] = value[name] ?? (name.hasPrefix("hostU") || name.hasPrefix("share") ? .null : false) }
            for (key, member) in result["SecurityContext"]?.object ?? tree("core.v1.PodSecurityContext", [:]).object ?? [:] {
                context[key] = member
            }
            result["SecurityContext"] = .object(context)
        }
        return .object(result)
    }

    private static func printed(_ object: JSONValue, _ field: Field, _ schema: Schema) -> JSONValue {
        let value = object[field.name] ?? .null
        if value.isNull {
            switch field.type {
            case .object(let inner): return field.isEmbedded && !isMeta(inner) ? structure([:], inner) : .null
            case .string where isPlain(field) && !pointers.contains("\(schema.typeName).\(field.name)"): return ""
            case .bool where isPlain(field): return false
            case .int32 where isPlain(field), .int64 where isPlain(field): return 0
            case .quantity where field.isRequired || field.name == "divisor": return "0"
            case .intOrString where field.isRequired || field.name == "targetPort": return 0
            default: return .null
            }
        }
        return printed(value, field.type)
    }

    /// Texts that are pointers in Kubernetes' own structures, besides those that the description of the API tells.
    private static let pointers: Set<String> = [
        "Container.restartPolicy", "EphemeralContainer.restartPolicy", "PodSecurityContext.seLinuxChangePolicy", "Lifecycle.stopSignal",
        "PodDisruptionBudgetSpec.unhealthyPodEvictionPolicy", "AzureDiskVolumeSource.cachingMode", "AzureDiskVolumeSource.fsType",
        "AzureDiskVolumeSource.kind", "GlusterfsPersistentVolumeSource.endpointsNamespace", "LocalVolumeSource.fsType",
        "AzureFilePersistentVolumeSource.secretNamespace", "CSIVolumeSource.fsType", "ClusterTrustBundleProjection.signerName",
        "PodFailurePolicyOnExitCodesRequirement.containerName", "SuccessPolicyRule.succeededIndexes", "HPAScalingRules.selectPolicy",
    ]

    private static func isPlain(_ field: Field) -> Bool { field.omitsZero || field.isRequired || field.defaultValue?.isZero == true }

    private static func isMeta(_ schema: Schema) -> Bool { schema.name.hasPrefix("meta.") }

    private static func printed(_ value: JSONValue, _ type: FieldType) -> JSONValue {
        switch type {
        case .object(let schema): isMeta(schema) ? value : structure(value, schema)
        case .array(let item): .array((value.array ?? []).map { printed($0, item) })
        case .map(let item):
            .object(JSONObject((value.object ?? [:]).sortedByKey().map { ($0.key, printed($0.value, item)) }))
        default: value
        }
    }

    /// `dnsPolicy` as Go writes it: `DNSPolicy`.
    static func goName(_ name: String) -> String {
        if let special = names[name] { return special }
        let word = name.prefix { $0.isLowercase }
        return (initialisms.contains(String(word)) ? word.uppercased() : word.prefix(1).uppercased() + word.dropFirst())
            + name.dropFirst(word.count)
    }

    private static let initialisms: Set<String> = [
        "api", "aws", "cpu", "csi", "dns", "fc", "fs", "gce", "grpc", "http", "id", "ip", "iqn", "iscsi", "nfs", "os", "pd", "qos", "rbd",
        "se", "tcp", "tls", "ttl", "tty", "uid", "url", "ssl",
    ]
    private static let names = [
        "cephfs": "CephFS", "storageos": "StorageOS", "wwids": "WWIDs", "chapAuthDiscovery": "DiscoveryCHAPAuth",
        "chapAuthSession": "SessionCHAPAuth", "loadBalancerIP": "LoadBalancerIP",
    ]

    private static let hostFields = ["hostNetwork", "hostPID", "hostIPC", "shareProcessNamespace", "hostUsers"]

    /// Where Kubernetes' own order is not that of the API.
    private static let order: [String: [String]] = [
        "PodSpec": [
            "volumes", "initContainers", "containers", "ephemeralContainers", "restartPolicy", "terminationGracePeriodSeconds",
            "activeDeadlineSeconds", "dnsPolicy", "nodeSelector", "serviceAccountName", "automountServiceAccountToken", "nodeName",
            "securityContext", "imagePullSecrets", "hostname", "subdomain", "setHostnameAsFQDN", "affinity", "schedulerName",
            "tolerations", "hostAliases", "priorityClassName", "priority", "preemptionPolicy", "dnsConfig", "readinessGates",
            "runtimeClassName", "overhead", "enableServiceLinks", "topologySpreadConstraints", "os", "schedulingGates",
            "resourceClaims", "resources", "hostnameOverride", "schedulingGroup",
        ],
        "Volume": [
            "name", "hostPath", "emptyDir", "gcePersistentDisk", "awsElasticBlockStore", "gitRepo", "secret", "nfs", "iscsi", "glusterfs",
            "persistentVolumeClaim", "rbd", "quobyte", "flexVolume", "cinder", "cephfs", "flocker", "downwardAPI", "fc", "azureFile",
            "configMap", "vsphereVolume", "azureDisk", "photonPersistentDisk", "projected", "portworxVolume", "scaleIO", "storageos",
            "csi", "ephemeral", "image",
        ],
        "PersistentVolumeSpec": ["capacity"] + persistentSources + [
            "accessModes", "claimRef", "persistentVolumeReclaimPolicy", "storageClassName", "mountOptions", "volumeMode", "nodeAffinity",
            "volumeAttributesClassName",
        ],
        "PodSecurityContext": [
            "seLinuxOptions", "windowsOptions", "runAsUser", "runAsGroup", "runAsNonRoot", "supplementalGroups",
            "supplementalGroupsPolicy", "fsGroup", "fsGroupChangePolicy", "sysctls", "seccompProfile", "appArmorProfile",
            "seLinuxChangePolicy",
        ],
    ]

    /// The sources of a PersistentVolume, in Kubernetes' own order.
    static let persistentSources = [
        "gcePersistentDisk", "awsElasticBlockStore", "hostPath", "glusterfs", "nfs", "rbd", "quobyte", "iscsi", "flexVolume", "cinder",
        "cephfs", "fc", "flocker", "azureFile", "vsphereVolume", "azureDisk", "photonPersistentDisk", "portworxVolume", "scaleIO",
        "local", "storageos", "csi",
    ]
}
