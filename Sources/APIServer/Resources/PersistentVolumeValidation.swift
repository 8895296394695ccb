import JSON
import KubernetesAPI

/// What Kubernetes refuses in a PersistentVolume.
enum PersistentVolumeValidation {
    /// The order in which Kubernetes looks for a volume's source.
    private static let order = [
        "hostPath", "gcePersistentDisk", "awsElasticBlockStore", "glusterfs", "flocker", "nfs", "rbd", "quobyte", "cephfs", "iscsi", "cinder",
        "fc", "flexVolume", "azureFile", "vsphereVolume", "photonPersistentDisk", "portworxVolume", "azureDisk", "scaleIO", "local",
        "storageos", "csi",
    ]

    /// What is wrong with a specification.
    static func spec(_ spec: JSONValue, _ field: String) -> [FieldError] {
        var errors: [FieldError] = []
        if !spec.has("accessModes") { errors.append(.required("\(field).accessModes")) }
        errors += ClaimValidation.modes(spec, field)
        let capacity = spec.members("capacity")
        if capacity.isEmpty { errors.append(.required("\(field).capacity")) }
        if capacity["storage"] == nil || capacity.count > 1 {
            errors.append(.notSupported("\(field).capacity", printed: GoText.json(spec["capacity"]), ["storage"]))
        }
        for (name, value) in capacity {
            if let quantity = ResourceValidation.parse(value), quantity <= 0 {
                errors.append(.invalid("\(field).capacity[\(name)]", string: quantity.description, "must be greater than zero"))
            }
        }
        if !spec.text("persistentVolumeReclaimPolicy").isEmpty {
            errors.oneOf(spec, "persistentVolumeReclaimPolicy", field, ["Delete", "Recycle", "Retain"])
        }
        if let affinity = spec["nodeAffinity"], !affinity.isNull {
            if let required = affinity["required"], !required.isNull {
                errors += SchedulingValidation.nodeSelector(required, "\(field).nodeAffinity.required")
            } else {
                errors.append(.required("\(field).nodeAffinity.required", "must specify required node constraints"))
            }
        }
        errors += source(spec, field)
        if let path = spec["hostPath"]?.text("path"), !path.isEmpty, path.allSatisfy({ $0 == "/" || $0 == "." }), path.hasPrefix("/"),
            spec.text("persistentVolumeReclaimPolicy") == "Recycle"
        {
            errors.append(.forbidden("\(field).persistentVolumeReclaimPolicy", "may not be 'recycle' for a hostPath mount of '/'"))
        }
        errors.name(spec, "storageClassName", field, NameRules.dnsSubdomain)
        errors.oneOf(spec, "volumeMode", field, ClaimValidation.volumeModes, required: false)
        if let name = spec["volumeAttributesClassName"]?.string {
            if name.isEmpty { errors.append(.required("\(field).volumeAttributesClassName", "an empty string is disallowed")) }
            errors.name(spec, "volumeAttributesClassName", field, NameRules.dnsSubdomain)
            if !spec.isSet("csi") { errors.append(.required("\(field).csi", "has to be specified when using volumeAttributesClassName")) }
        }
        return errors
    }

    private static func source(_ spec: JSONValue, _ field: String) -> [FieldError] {
        let sources = order.filter(spec.isSet)
        guard let first = sources.first else { return [.required(field, "must specify a volume type")] }
        var errors = VolumeSourceValidation.shared(first, spec[first] ?? [:], "\(field).\(first)", persistent: true)
        if first == "local", spec["nodeAffinity"]?.isSet("required") != true {
            errors.append(.required("\(field).nodeAffinity", "Local volume requires node affinity"))
        }
        return errors + sources.dropFirst().map { .forbidden("\(field).\($0)", "may not specify more than 1 volume type") }
    }

    /// What is wrong with a change.
    static func update(_ spec: JSONValue, _ before: JSONValue) -> [FieldError] {
        var errors: [FieldError] = []
        let (new, old) = (sourceTree(spec), sourceTree(before))
        var allowed = old
        // A secret for growing the volume may come later.
        if old["CSI"]?.isNull == false, old["CSI"]?["ControllerExpandSecretRef"]?.isNull == true, new["CSI"]?.isNull == false {
            allowed["CSI"]?["ControllerExpandSecretRef"] = new["CSI"]?["ControllerExpandSecretRef"]
        }
        if new != allowed {
            errors.append(
                .forbidden("spec.persistentvolumesource", "spec.persistentvolumesource is immutable after creation\n" + GoText.difference(allowed, new)))
        }
        errors.immutable(spec["volumeMode"], before["volumeMode"], "volumeMode")
        if before.isSet("nodeAffinity"), spec["nodeAffinity"] != before["nodeAffinity"] {
            let value = spec.isSet("nodeAffinity") ? GoStruct.text("core.v1.VolumeNodeAffinity", spec["nodeAffinity"]) : "null"
            errors.append(.invalid("nodeAffinity", value, "field is immutable, except for updating from beta label to GA"))
        }
        return errors
    }

    /// The source alone, as Kubernetes prints it.
    private static func sourceTree(_ spec: JSONValue) -> JSONValue {
        let names = Set(GoStruct.persistentSources.map(GoStruct.goName))
        return .object((GoStruct.tree("core.v1.PersistentVolumeSpec", spec).object ?? [:]).filter { names.contains($0.key) })
    }
}
