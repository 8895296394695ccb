import JSON
import KubernetesAPI

/// What Kubernetes refuses in the volumes of a pod.
enum VolumeValidation {
    /// What is wrong with the volumes; those that are right go to `good`, by name, for what refers to them.
    static func volumes(_ volumes: [JSONValue], podName: String?, _ field: String, _ good: inout [String: JSONValue]) -> [FieldError] {
        var errors: [FieldError] = []
        for (i, volume) in volumes.enumerated() {
            let path = "\(field)[\(i)]"
            let name = volume.text("name")
            var own = source(of: volume, podName: podName, path)
            if name.isEmpty { own.append(.required("\(path).name")) } else { own.names(name, "\(path).name", NameRules.dnsLabel) }
            if good[name] != nil { own.append(.duplicate("\(path).name", FieldError.quoted(name))) }
            if own.isEmpty { good[name] = volume }
            errors += own
        }
        return errors
    }

    /// The order in which Kubernetes looks for a volume's source.
    private static let order = [
        "emptyDir", "hostPath", "gitRepo", "gcePersistentDisk", "awsElasticBlockStore", "secret", "nfs", "iscsi", "glusterfs", "flocker",
        "persistentVolumeClaim", "rbd", "cinder", "cephfs", "quobyte", "downwardAPI", "fc", "flexVolume", "configMap", "azureFile",
        "vsphereVolume", "photonPersistentDisk", "portworxVolume", "azureDisk", "storageos", "projected", "scaleIO", "csi", "ephemeral",
        "image",
    ]

    private static func source(of volume: JSONValue, podName: String?, _ path: String) -> [FieldError] {
        let sources = (volume.object?.keys ?? []).count <= 2
            ? (volume.object?.keys ?? []).filter { $0 != "name" && volume.isSet($0) } : order.filter(volume.isSet)
        guard let first = sources.first else { return [.required(path, "must specify a volume type")] }
        var errors = source(first, volume[first] ?? [:], "\(path).\(first)")
        if first == "iscsi", volume["iscsi"]?.isSet("initiatorName") == true,
            "\(volume.text("name")):\(volume["iscsi"]?.text("targetPortal") ?? "")".utf8.count > 64
        {
            errors.append(
                .invalid(
                    "\(path).name", string: volume.text("name"),
                    "Total length of <volume name>:<iscsi.targetPortal> must be under 64 characters if iscsi.initiatorName is specified."))
        }
        if first == "ephemeral", let podName, !podName.isEmpty {
            // The claim that is made for it is named after both.
            let claim = "\(podName)-\(volume.text("name"))"
            for message in NameRules.dnsSubdomain(claim) {
                errors.append(.invalid("\(path).name", string: volume.text("name"), "PVC name \(FieldError.quoted(claim)): \(message)"))
            }
        }
        return errors + sources.dropFirst().map { .forbidden("\(path).\($0)", "may not specify more than 1 volume type") }
    }

    private static func source(_ kind: String, _ source: JSONValue, _ field: String) -> [FieldError] {
        var errors: [FieldError] = []
        switch kind {
        case "emptyDir":
            if let limit = source["sizeLimit"].flatMap(ResourceValidation.parse), limit < 0 {
                errors.append(.forbidden("\(field).sizeLimit", "SizeLimit field must be a valid resource quantity"))
            }
        case "gitRepo":
            errors.required(source, "repository", field)
            errors.descendingPath(source.text("directory"), "\(field).directory")
        case "secret":
            errors.required(source, "secretName", field)
            errors.fileMode(source, "defaultMode", field)
            errors += keys(source.items("items"), "\(field).items")
        case "configMap":
            errors.required(source, "name", field)
            errors.fileMode(source, "defaultMode", field)
            errors += keys(source.items("items"), "\(field).items")
        case "persistentVolumeClaim": errors.required(source, "claimName", field)
        case "downwardAPI":
            errors.fileMode(source, "defaultMode", field)
            for (i, item) in source.items("items").enumerated() { errors += downward(item, "\(field).items[\(i)]") }
        case "csi":
            errors += VolumeSourceValidation.driver(source, field)
            if let secret = source["nodePublishSecretRef"], !secret.isNull {
                errors.requiredName(secret, "name", "\(field).nodePublishSecretRef", NameRules.dnsSubdomain)
            }
        case "image":
            errors.required(source, "reference", field)
            errors.oneOf(source, "pullPolicy", field, ["Always", "IfNotPresent", "Never"])
        case "projected": errors += ProjectedVolumeValidation.errors(source, field)
        case "ephemeral":
            guard let template = source["volumeClaimTemplate"], !template.isNull else { return [.required("\(field).volumeClaimTemplate")] }
            errors += claimTemplate(template, "\(field).volumeClaimTemplate")
        default: errors += VolumeSourceValidation.shared(kind, source, field)
        }
        return errors
    }

    private static func claimTemplate(_ template: JSONValue, _ field: String) -> [FieldError] {
        var errors: [FieldError] = []
        let metadata = template["metadata"] ?? [:]
        errors += MetadataValidation.labels(metadata["labels"], "\(field).metadata.labels")
        for key in ["name", "generateName", "namespace", "finalizers", "ownerReferences"] where metadata.has(key) && metadata.text(key) != "" || metadata.items(key).count > 0 {
            errors.append(.forbidden("\(field).metadata.\(key)", "cannot be set for an ephemeral volume"))
        }
        return errors + ClaimValidation.spec(template["spec"] ?? [:], "\(field).spec")
    }

    /// What is wrong with the keys of a config map or secret that become files.
    static func keys(_ items: [JSONValue], _ field: String) -> [FieldError] {
        var errors: [FieldError] = []
        for (i, item) in items.enumerated() {
            let path = "\(field)[\(i)]"
            errors.required(item, "key", path)
            errors.required(item, "path", path)
            errors.localPath(item.text("path"), "\(path).path")
            errors.fileMode(item, "mode", path)
        }
        return errors
    }

    /// What is wrong with one of the pod's own fields that becomes a file.
    static func downward(_ item: JSONValue, _ field: String) -> [FieldError] {
        var errors: [FieldError] = []
        errors.required(item, "path", field)
        errors.localPath(item.text("path"), "\(field).path")
        if let reference = item["fieldRef"], !reference.isNull {
            errors += EnvironmentValidation.podField(reference, "\(field).fieldRef", inFile: true)
            if item.isSet("resourceFieldRef") {
                errors.append(.invalid(field, string: "resource", "fieldRef and resourceFieldRef can not be specified simultaneously"))
            }
        } else if let reference = item["resourceFieldRef"], !reference.isNull {
            errors += EnvironmentValidation.resource(reference, "\(field).resourceFieldRef", inFile: true)
        } else {
            errors.append(.required(field, "one of fieldRef and resourceFieldRef is required"))
        }
        errors.fileMode(item, "mode", field)
        return errors
    }
}
